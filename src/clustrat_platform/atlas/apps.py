"""The Django application ``atlas``: tells its screens and its place in the navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

__all__ = ["AtlasConfig"]


class AtlasConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.atlas"
    label = "atlas"

    def ready(self) -> None:
        """Register screens and entries."""
        from django.contrib.auth.signals import user_logged_in

        from clustrat_platform.atlas import (
            desk_screen,
            evidence_door,
            figure_rules,
            judged_panel,
            judged_screen,
            permissions,
            tasks,
            workspace_tasks,
        )
        from clustrat_platform.atlas.panels import ORGANISATIONS
        from clustrat_platform.atlas.registry import register_panel, register_screen
        from clustrat_platform.atlas.screens import all_screens
        from clustrat_platform.atlas.warming import pages_in_advance
        from clustrat_platform.atlas.workspace import take_over_at_sign_in
        from clustrat_platform.base.keeping import register_spare_work
        from clustrat_platform.base.navigation import Entry, register_entry

        permissions.register()
        figure_rules.register()
        evidence_door.register()
        judged_panel.register()
        workspace_tasks.register()
        desk_screen.register()
        judged_screen.register()
        assert tasks  # declares the kinds of jobs
        user_logged_in.connect(take_over_at_sign_in, dispatch_uid="clustrat_platform.atlas.workspace")
        for screen in all_screens():
            register_screen(screen)
        register_panel(ORGANISATIONS)
        register_spare_work(pages_in_advance)
        register_entry(Entry(label=_("Regions"), route="atlas:search", order=10))
        register_entry(Entry(label=_("Data"), route="atlas:data", order=30))
        register_entry(Entry(label=_("Workspace"), route="atlas:workspace", order=80))
        register_entry(Entry(label=_("Judgements"), route="desk:assessments", order=40, place="foot"))
        register_entry(
            Entry(label=_("Mapping rounds"), route="desk:rounds", order=60, permission="atlas.see_rounds", place="work")
        )
        register_entry(
            Entry(
                label=_("Judgements"), route="desk:assessments", order=62, permission="atlas.see_rounds", place="work"
            )
        )
        register_entry(
            Entry(label=_("Evidence"), route="desk:evidence", order=64, permission="atlas.see_rounds", place="work")
        )
        register_entry(
            Entry(label=_("Data desk"), route="desk:desk", order=66, permission="atlas.open_desk", place="work")
        )
        register_entry(Entry(label=_("Themes"), route="desk:themes", order=42, place="foot"))
        register_entry(Entry(label=_("Cross-cutting issues"), route="atlas:issues", order=44, place="foot"))
        register_entry(Entry(label=_("Editions"), route="atlas:editions", order=44, place="foot"))
