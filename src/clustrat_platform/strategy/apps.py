"""The Django application ``strategy``: tells its screen, its permissions and its place in the navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

__all__ = ["StrategyConfig"]


class StrategyConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.strategy"
    label = "strategy"

    def ready(self) -> None:
        """Register with the floors below."""
        from clustrat_platform.atlas.registry import register_finder, register_panel, register_screen
        from clustrat_platform.base.navigation import Entry, register_entry
        from clustrat_platform.base.subjects import SubjectKind, register_subject
        from clustrat_platform.strategy import panels, permissions
        from clustrat_platform.strategy.screens import COMBINE

        permissions.register()
        register_screen(COMBINE)
        register_panel(panels.CONCEPTS_OF_REGION)
        register_finder(panels.FINDER)
        register_subject(
            SubjectKind(
                noun="concept",
                model="strategy.ClusterConcept",
                route="strategy:concept",
                permission="strategy.see_concept",
            )
        )
        register_entry(Entry(label=_("Concepts"), route="strategy:concepts", order=35))
