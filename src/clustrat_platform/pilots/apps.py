"""The Django application ``pilots``."""

from __future__ import annotations

from django.apps import AppConfig


class PilotsConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.pilots"
    label = "pilots"
