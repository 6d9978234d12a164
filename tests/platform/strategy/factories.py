"""Small concepts for tests, made by the actions themselves and worked out on the embedded edition."""

from __future__ import annotations

from typing import Any

from tests.platform.organisations.factories import make_region

from clustrat_platform.atlas.frozen import kept_of
from clustrat_platform.atlas.results import ScreenResult
from clustrat_platform.strategy import actions
from clustrat_platform.strategy.models import ClusterConcept
from clustrat_platform.strategy.screens import result_of

#: Furniture of Friuli-Venezia Giulia with electrical equipment of western Slovenia.
MEMBERS = ("ITH4.C31", "SI04.C27")
THEME = "active_ageing"


def combination(members: tuple[str, ...] = MEMBERS, *, language: str = "en") -> ScreenResult:
    """The screen on which a combination is worked out."""
    return result_of("ITH4", theme=THEME, members=members, language=language)


def make_concept(
    title: str = "Living well at home",
    *,
    members: tuple[str, ...] = MEMBERS,
    published: bool = True,
    by: Any = None,
    **fields: Any,
) -> ClusterConcept:
    """A concept at home in Friuli-Venezia Giulia."""
    concept = actions.propose_concept(
        by=by,
        title=title,
        theme=THEME,
        region=make_region("ITH4"),
        members=members,
        kept=kept_of(combination(members)),
        texts=fields,
    )
    return actions.publish_concept(by=None, concept=concept) if published else concept


def advance(concept: ClusterConcept, times: int = 1, **arguments: Any) -> ClusterConcept:
    """Take a concept some stages on."""
    for _ in range(times):
        concept = actions.advance_concept(
            by=None,
            concept=concept,
            reason="It holds.",
            kept=kept_of(combination()),
            **{"form_fits": True, **arguments},
        )
    return concept
