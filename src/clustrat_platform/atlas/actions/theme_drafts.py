"""What changes lists of themes: a changed weight makes a version and lets all ratings be worked out under both."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clustrat_platform.atlas.actions.states import in_state
from clustrat_platform.atlas.models import ThemeDraft
from clustrat_platform.atlas.theme_lists import theme_of_content
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.jobs import start_job
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid

__all__ = ["draft_theme", "freeze_theme", "validate_theme"]

State = ThemeDraft.State


@action(verb="atlas.draft_theme", permission="atlas.write_theme")
def draft_theme(*, by: User | None, theme: str, base_version: str, content: str, reason: str) -> ThemeDraft:
    """Keep another list of a theme as a version of its own; a job works out what it does to all ratings.

    Raises
    ------
    Invalid
        The core refuses the list, it is of another theme, or no reason is given.
    Conflict
        There is this very list already.
    """
    if not reason.strip():
        raise Invalid(detail=_("Say why the list is changed."), parameter="reason")
    found = theme_of_content(content)
    if found.code != theme:
        raise Invalid(detail=_("The list is of the theme '%(code)s'.") % {"code": found.code}, parameter="content")
    if found.version == base_version or ThemeDraft.objects.filter(theme=theme, version=found.version).exists():
        raise Conflict(detail=_("There is this very list already (%(version)s).") % {"version": found.version})
    draft = checked(
        ThemeDraft(
            theme=theme,
            base_version=base_version,
            version=found.version,
            content=content,
            reason=reason.strip(),
            author=by,
        )
    )
    start_job(kind="atlas.compare_theme", arguments={"draft": draft.pk}, owner=by)
    return draft


@action(verb="atlas.validate_theme", permission="atlas.validate_theme", on="draft")
def validate_theme(*, by: User | None, draft: ThemeDraft) -> ThemeDraft:
    """Confirm a list as another expert than its author."""
    now = in_state(draft, State.DRAFT)
    now.state = State.VALIDATED
    return checked(now)


@action(verb="atlas.freeze_theme", permission="atlas.freeze_theme", on="draft")
def freeze_theme(*, by: User | None, draft: ThemeDraft) -> ThemeDraft:
    """Fix a validated list for ever."""
    now = in_state(draft, State.VALIDATED)
    now.state = State.FROZEN
    return checked(now)
