"""The Django application ``organisations``: tells its permissions, its subjects and its place in the navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

__all__ = ["OrganisationsConfig"]


class OrganisationsConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Register with the base."""
        from clustrat_platform.base.navigation import Entry, register_entry
        from clustrat_platform.base.subjects import SubjectKind, register_subject
        from clustrat_platform.organisations import permissions

        permissions.register()
        register_subject(
            SubjectKind(
                noun="organisation",
                model="organisations.Organisation",
                route="organisations:page",
                permission="organisations.see",
            )
        )
        register_entry(Entry(label=_("Organisations"), route="organisations:list", order=50))
