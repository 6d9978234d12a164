"""The Django application ``base``: after every migration it lays the triggers of the audit chain."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

__all__ = ["BaseConfig"]


class BaseConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.base"
    label = "base"

    def ready(self) -> None:
        """Watch tables of other packages too, and lay triggers once all applications have migrated."""
        from clustrat_platform.base import account_rules
        from clustrat_platform.base.capture import watch

        account_rules.register()
        watch("account.EmailAddress")
        watch("mfa.Authenticator", secret=("data",), ignored=("last_used_at",))
        post_migrate.connect(_lay_triggers, dispatch_uid="clustrat_platform.base.capture")


def _lay_triggers(*, sender: Any, using: str, **_rest: Any) -> None:
    from clustrat_platform.base.capture import install_triggers

    # post_migrate speaks once for each application, after all of them have migrated: once is enough.
    if sender.label == "base":
        install_triggers(connections[using])
