"""The Django application ``atlas``."""

from __future__ import annotations

from django.apps import AppConfig


class AtlasConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.atlas"
    label = "atlas"
