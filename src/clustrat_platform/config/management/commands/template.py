"""Bring the pre-migrated database in the package up to date (maintainers, after a new migration)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clustrat_platform.config.template import TEMPLATE, lay_template, pack


class Command(BaseCommand):
    """``python -m clustrat_platform template [--fresh]``."""

    help = "Bring the pre-migrated database in the package up to date."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: CommandParser) -> None:
        """``--fresh`` takes every step anew."""
        parser.add_argument("--fresh", action="store_true", help="Take every step anew (a minute or two).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate a copy in a folder of its own, by a process of its own, and pack it."""
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "site.sqlite3"
            if TEMPLATE.exists() and not options["fresh"]:
                lay_template(database)
            environment = {**os.environ, "CLUSTRAT_SITE": folder, "CLUSTRAT_MODE": "local", "CLUSTRAT_HASTY": "1"}
            environment.pop("DATABASE_URL", None)
            subprocess.run(
                [sys.executable, "-m", "clustrat_platform", "migrate", "--verbosity", "1"], env=environment, check=True
            )
            size = pack(database)
        self.stdout.write(f"{TEMPLATE.name}: {size / 1000:.0f} kB")
