"""The Django application ``actors``."""

from __future__ import annotations

from django.apps import AppConfig


class ActorsConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.actors"
    label = "actors"
