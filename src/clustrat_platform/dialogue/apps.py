"""The Django application ``dialogue``: tells its permissions, its subjects, its jobs and its place in the navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

__all__ = ["DialogueConfig"]


class DialogueConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.dialogue"
    label = "dialogue"

    def ready(self) -> None:
        """Register with the base."""
        from clustrat_platform.base.letting_go import register_letting_go
        from clustrat_platform.base.navigation import Entry, register_entry
        from clustrat_platform.base.subjects import SubjectKind, register_subject
        from clustrat_platform.dialogue import actions, demo, permissions, tasks

        permissions.register()
        demo.register()
        register_letting_go("dialogue", lambda user, ground: actions.let_go(by=None, user=user, reason=ground))
        assert tasks  # declares the kinds of jobs
        for noun, model, route, permission in (
            ("dialogue", "dialogue.Dialogue", "dialogue:page", "dialogue.see"),
            ("proposal", "dialogue.Proposal", "dialogue:proposal", "dialogue.see"),
            ("decision", "dialogue.Decision", "dialogue:decision", "dialogue.see_decision"),
        ):
            register_subject(SubjectKind(noun=noun, model=model, route=route, permission=permission))
        register_entry(Entry(label=_("Dialogues"), route="dialogue:list", order=60))
        register_entry(Entry(label=_("My dialogues"), route="dialogue:mine", order=20, place="work"))
