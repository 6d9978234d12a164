"""The Django application of the site as a whole: it adds commands, and has no tables."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.config"
    label = "site_config"
