"""The Django application ``dialogue``."""

from __future__ import annotations

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.dialogue"
    label = "dialogue"
