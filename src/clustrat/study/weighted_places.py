"""Places of all regions in a theme under weights of the reader's own: what moves, and how stable the places are under all weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.nuts import region as find_region
from clustrat.errors import ParameterError
from clustrat.evidence.result import Column, ResultTable
from clustrat.potential.rating_parameters import COMPONENTS
from clustrat.potential.scales import join_components
from clustrat.potential.score import PotentialRating, rate_regions
from clustrat.potential.sensitivity import RankStability, rank_stability
from clustrat.publish.language import Translator
from clustrat.study.kept import kept
from clustrat.study.question import NUTS_VERSION, StudyQuestion
from clustrat.study.table_words import plain
from clustrat.study.theme_frame import rating_parameters, theme_frame

if TYPE_CHECKING:
    from clustrat.study.answer import Prepared

__all__ = ["RatedRegions", "moved_table", "rated_regions", "stability_table"]

#: Draws of weights behind the stability of places; a share of them is known to a percent or so.
N_WEIGHT_DRAWS = 2_000
#: Part of the weightings that the range of places holds.
HELD = 0.9
N_FIRST = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RatedRegions:
    """All regions rated in the theme of a question, and how their places hold under all weightings."""

    rating: PotentialRating
    stability: RankStability
    sources: tuple[str, ...]


def rated_regions(question: StudyQuestion, *, prepared: Prepared) -> RatedRegions:
    """Rate all regions in the theme of a question, without intervals; kept for every region that asks the same.

    Raises
    ------
    ParameterError
        The question has no theme.
    EvidenceError
        These statistics show nothing of the theme.
    """
    chosen = question.chosen_theme
    key = (
        "rated regions", prepared.landscape.level, prepared.year, question.totals, question.presence_cut, question.seed,
        chosen.code, chosen.content_hash,
    )  # fmt: skip

    def make() -> RatedRegions:
        frame = theme_frame(prepared, question)
        parameters = rating_parameters(question)
        rating = rate_regions(frame.inputs, frame.weights, parameters=parameters, totals=question.totals)
        fewer = replace(rating, parameters=replace(parameters, n_weight_draws=N_WEIGHT_DRAWS))
        return RatedRegions(
            rating=rating,
            stability=rank_stability(fewer, rng=np.random.default_rng([question.seed, 5])),
            sources=tuple(
                dict.fromkeys(
                    (prepared.landscape.provenance.citation, *(s.source for s in frame.inputs.research if s.source))
                )
            ),
        )

    return kept(prepared.edition, key, make)


def moved_table(found: RatedRegions, weights: Mapping[str, float], *, say: Translator) -> ResultTable:
    """Every ranked region with its place under the weights of the rating and under other ones, best first under the others.

    Parameters
    ----------
    found
        See :func:`rated_regions`.
    weights
        Weight of each part, >= 0; one that is not named has 1.
    say
        Words.

    Returns
    -------
    ResultTable
        ``moved`` counts places: above 0 is up. A region that has too little of the weight known under either set has no place there.

    Raises
    ------
    ParameterError
        A weight names no part, or all of them are 0.
    """
    if unknown := sorted(set(weights) - set(COMPONENTS)):
        raise ParameterError(
            f"There is no part '{unknown[0]}' of a rating. Give weights for some of: {', '.join(COMPONENTS)}."
        )
    rating = found.rating
    joined = join_components(rating.components, np.array([weights.get(name, 1.0) for name in COMPONENTS]))
    can = (joined.confidence >= rating.parameters.min_confidence) & ~np.isnan(joined.potential)
    before = _places(rating.potential, rating.is_ranked, rating.cases)
    after = _places(joined.potential, can, rating.cases)
    records: list[dict[str, Any]] = []
    for r, code in enumerate(rating.cases):
        if code not in before and code not in after:
            continue
        was, now = before.get(code), after.get(code)
        records.append(
            {
                "region": find_region(code, version=NUTS_VERSION).name,
                "nuts_code": code,
                "potential": plain(rating.potential[r]),
                "place": was,
                "potential_weighted": plain(joined.potential[r]),
                "place_weighted": now,
                "moved": None if was is None or now is None else was - now,
                "confidence_weighted": plain(joined.confidence[r]),
            }
        )
    records.sort(key=lambda row: (row["place_weighted"] is None, row["place_weighted"], row["nuts_code"]))
    columns = (
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="potential", words=say.text("Potential (0 to 4)"), digits=1),
        Column(name="place", words=say.text("Place among regions"), digits=0),
        Column(name="potential_weighted", words=say.text("With your weights"), digits=1),
        Column(name="place_weighted", words=say.text("Place with your weights"), digits=0),
        Column(name="moved", words=say.text("Places moved"), digits=0),
        Column(name="confidence_weighted", words=say.text("Share of the weight that is known"), digits=2),
    )
    return ResultTable.from_records(
        "places_weighted",
        say.text("The places of all regions under other weights"),
        columns,
        records,
        sources=found.sources,
        parameters={"theme": rating.theme, "theme_version": rating.theme_version,
                    "weights": {name: weights.get(name, 1.0) for name in COMPONENTS}},
    )  # fmt: skip


def _places(potential: Floats, can: NDArray[np.bool_], cases: tuple[str, ...]) -> dict[str, int]:
    """Places from 1, the highest rating first, equal ratings in the order of their codes as in the rating itself."""
    known = sorted(np.flatnonzero(can).tolist(), key=lambda r: (-potential[r], cases[r]))
    return {cases[r]: place for place, r in enumerate(known, start=1)}


def stability_table(found: RatedRegions, *, say: Translator) -> ResultTable:
    """The range of places that nine in ten weightings give each ranked region, in the order of the rating."""
    stability = found.stability
    shares = np.cumsum(np.asarray(stability.acceptability.rank_acceptability, dtype=np.float64), axis=1)
    edge = (1 - HELD) / 2
    records = [
        {
            "region": find_region(code, version=NUTS_VERSION).name,
            "nuts_code": code,
            "potential": plain(stability.potential[r]),
            "place": r + 1,
            "place_low": _first_at(shares[r], edge),
            "place_high": _first_at(shares[r], 1 - edge),
            "first_ten_share": plain(shares[r, min(N_FIRST, shares.shape[1]) - 1]),
        }
        for r, code in enumerate(stability.cases)
    ]
    columns = (
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="potential", words=say.text("Potential (0 to 4)"), digits=1),
        Column(name="place", words=say.text("Place among regions"), digits=0),
        Column(name="place_low", words=say.text("Best place in nine of ten weightings"), role="low", digits=0),
        Column(name="place_high", words=say.text("Worst place in nine of ten weightings"), role="high", digits=0),
        Column(name="first_ten_share", words=say.text("Among the first ten under so many weightings"), digits=2),
    )
    return ResultTable.from_records(
        "place_stability",
        say.text("How the places hold under all weightings of the parts"),
        columns,
        records,
        sources=found.sources,
        parameters={"theme": found.rating.theme, "theme_version": found.rating.theme_version,
                    "n_weight_draws": stability.n_weight_draws, "held": HELD},
    )  # fmt: skip


def _first_at(shares: Floats, level: float) -> int:
    """The first place at which the summed shares of the weightings reach a level."""
    return min(int(np.searchsorted(shares, level - 1e-9)), len(shares) - 1) + 1
