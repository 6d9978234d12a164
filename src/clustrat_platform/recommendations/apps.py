"""The Django application ``recommendations``."""

from __future__ import annotations

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.recommendations"
    label = "recommendations"
