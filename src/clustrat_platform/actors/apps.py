"""The Django application ``actors``: tells its permissions, its subjects, its table of counts and its place in the navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

__all__ = ["ActorsConfig"]


class ActorsConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.actors"
    label = "actors"

    def ready(self) -> None:
        """Register with the base."""
        from clustrat_platform.actors import demo, import_tasks, permissions, tasks
        from clustrat_platform.actors.counts import DIRECTORY
        from clustrat_platform.base.navigation import Entry, register_entry
        from clustrat_platform.base.source_tables import register_source_table
        from clustrat_platform.base.subjects import SubjectKind, register_subject

        permissions.register()
        tasks.listen()
        import_tasks.declare()
        demo.register()
        register_source_table(DIRECTORY)
        register_subject(SubjectKind(noun="actor", model="actors.Actor", route="actors:page", permission="actors.see"))
        register_entry(Entry(label=_("Directory"), route="actors:list", order=45))
        register_entry(Entry(label=_("Desk of the register"), route="actors:desk", order=68, place="work"))
