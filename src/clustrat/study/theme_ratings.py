"""What another list of a theme does to all ratings: region by region, old, new and change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustrat.codes.nuts import region as find_region
from clustrat.codes.themes import Theme
from clustrat.potential.score import PotentialRating, rate_regions
from clustrat.study.question import NUTS_VERSION, StudyQuestion
from clustrat.study.run import prepare
from clustrat.study.table_words import plain
from clustrat.study.theme_frame import ThemeFrame, rating_parameters, theme_frame

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = ["RatingChange", "RatingChanges", "rating_changes"]

#: A region to ask with; which one does not matter, for all are rated.
ANY_REGION = "ITH4"
#: Changes smaller than this are none.
NO_CHANGE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingChange:
    """The rating of one region under two lists; ``None`` where it is not known, or for a place where it is not ranked.

    ``is_marked``: under the new list it rests on few figures.
    """

    region: str
    name: str
    old: float | None
    new: float | None
    change: float | None
    old_place: int | None
    new_place: int | None
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingChanges:
    """All regions, the largest change first, ties by code; ``year`` is that of the figures."""

    changes: tuple[RatingChange, ...]
    year: int


def rating_changes(edition: Edition, old: Theme, new: Theme, *, year: int | None = None) -> RatingChanges:
    """Rate all regions in both lists.

    Parameters
    ----------
    edition
        The edition.
    old, new
        Two versions of a theme, or two themes.
    year
        Of the figures; default: the latest in which all nine countries have some.

    Returns
    -------
    RatingChanges
        Without intervals, which the change of a list has none of.

    Raises
    ------
    ParameterError
        A theme has no list of industries.
    CodeListError
        A list is of another version of NACE than the figures.
    EvidenceError
        The figures show nothing of a theme.
    """
    questions = [StudyQuestion(region=ANY_REGION, year=year, own_theme=theme) for theme in (old, new)]
    prepared = prepare(edition, questions[0])
    before, after = (_rated(question, theme_frame(prepared, question)) for question in questions)
    places = [{code: place for place, code in enumerate(rating.order(), start=1)} for rating in (before, after)]
    changes = []
    for r, region in enumerate(before.cases):
        was, now = plain(before.potential[r]), plain(after.potential[r])
        change = None if was is None or now is None else now - was
        changes.append(
            RatingChange(
                region=region,
                name=find_region(region, version=NUTS_VERSION).name,
                old=was,
                new=now,
                change=0.0 if change is not None and abs(change) < NO_CHANGE else change,
                old_place=places[0].get(region),
                new_place=places[1].get(region),
                is_marked=bool(after.is_marked[r]),
            )
        )
    changes.sort(key=lambda one: (-abs(one.change) if one.change is not None else np.inf, one.region))
    return RatingChanges(changes=tuple(changes), year=prepared.year)


def _rated(question: StudyQuestion, frame: ThemeFrame) -> PotentialRating:
    return rate_regions(frame.inputs, frame.weights, parameters=rating_parameters(question), totals=question.totals)
