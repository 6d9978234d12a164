"""The platform: the evidence chain on the web, from accounts and atlas to pilots and recommendations."""
