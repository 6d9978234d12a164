"""The Django application of the site as a whole: it adds commands, wires neighbours together, and has no tables."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.config"
    label = "site_config"

    def ready(self) -> None:
        """Wire the apps that stand beside each other."""
        from clustrat_platform.config.wiring import wire

        wire()
