"""What several actions ask first: that the thing is still in the state the change begins from, and that its subject is real."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from clustrat.codes.themes import themes
from clustrat_platform.base.problems import Conflict, Invalid

__all__ = ["JUDGED_FIELDS", "in_state", "known_theme"]

M = TypeVar("M", bound=models.Model)
#: Fields of themes that experts judge.
JUDGED_FIELDS = ("emerging_industry", "key_enabling_technology", "cross_cutting_issue")


def in_state(record: M, *states: str) -> M:
    """The thing as it is now in the database, locked where the database can, and in one of the states.

    Raises
    ------
    Conflict
        Someone else has brought it into another state.
    """
    now = type(record)._default_manager.select_for_update().filter(pk=record.pk).first()
    state = getattr(now, "state", None)
    if now is None or state not in states:
        names = dict(record.State.choices)  # type: ignore[attr-defined]
        raise Conflict(
            detail=_("This is '%(state)s' now; the change begins from: %(states)s.")
            % {"state": names.get(state, state), "states": ", ".join(str(names[it]) for it in states)},
            difference={"state": state},
        )
    return now


def known_theme(code: str) -> str:
    """The newest version of a theme that experts judge.

    Raises
    ------
    Invalid
        There is no such theme, or it is none that is judged.
    """
    found = {it.code: it.version for it in themes() if it.field in JUDGED_FIELDS}
    if code not in found:
        raise Invalid(
            detail=_("There is no theme '%(code)s' to be judged.") % {"code": code[:80]},
            parameter="theme",
            value=code[:80],
            allowed=sorted(found),
        )
    return found[code]
