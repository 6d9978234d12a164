"""Django's own commands, for maintainers: ``python -m clustrat_platform makemigrations``."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustrat_platform.config.settings")

if __name__ == "__main__":
    execute_from_command_line(["clustrat_platform", *sys.argv[1:]])
