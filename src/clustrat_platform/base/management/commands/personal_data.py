"""``python -m clustrat_platform personal_data``: print the page of the reference that says what each field may hold of persons."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from clustrat_platform.base.personal_data import page

__all__ = ["Command"]


class Command(BaseCommand):
    """Print ``docs/reference/personal-data.md``."""

    help = "Print the page of the reference about personal data."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write to standard output."""
        self.stdout.write(page(), ending="")
