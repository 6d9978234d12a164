"""The door through which a WSGI server reaches the site."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustrat_platform.config.settings")
application = get_wsgi_application()
