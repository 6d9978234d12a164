"""The door through which a WSGI server reaches the site."""

from __future__ import annotations

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustrat_platform.config.settings")
application = get_wsgi_application()
# Its apps are there only now.
import_module("clustrat_platform.atlas.warming").warm_process()
