"""The Django application ``actors``: tells its permissions, its subjects and its place in the navigation."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ActorsConfig"]


class ActorsConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.actors"
    label = "actors"

    def ready(self) -> None:
        """Register with the base."""
        from clustrat_platform.actors import permissions

        permissions.register()
