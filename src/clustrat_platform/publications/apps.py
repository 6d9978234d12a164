"""The Django application ``publications``."""

from __future__ import annotations

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.publications"
    label = "publications"
