"""The Django application ``strategy``."""

from __future__ import annotations

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.strategy"
    label = "strategy"
