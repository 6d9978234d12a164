"""A score opened to its figures: components, indicators, cells, and what the score would be without each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError
from clustrat.indicators.presence import diversity
from clustrat.potential.cells import EvidenceCell, cells_of_cluster, cells_of_region
from clustrat.potential.components import IndicatorScores, component_scores, score_measure
from clustrat.potential.profile import DENSITIES, ThemeProfile
from clustrat.potential.rating_parameters import COMPONENTS
from clustrat.potential.scales import join_components, like_mask
from clustrat.potential.score import PotentialRating

__all__ = [
    "EvidenceCell",
    "OpenedComponent",
    "OpenedIndicator",
    "OpenedScore",
    "Reason",
    "open_score",
    "potential_without",
]

FloatArray = NDArray[np.float64]
#: Changes of a rating up to this are rounding, and no reason.
NEGLIGIBLE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedIndicator:
    """One indicator of one case: its value, its score, its figures, and why it is missing if it is."""

    name: str
    words: str
    unit: str
    scale: str
    raw: float | None
    score: float | None
    reason: str
    cells: tuple[EvidenceCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedComponent:
    """One component of one case; ``contribution`` is ``w ln x / sum w``, ``potential_without`` the rating without it.

    ``is_judged`` marks what comes from interviews and was not computed.
    """

    name: str
    score: float | None
    weight: float
    contribution: float | None
    potential_without: float | None
    is_judged: bool
    indicators: tuple[OpenedIndicator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What one figure does for a score: the rating would be ``potential_without`` if it were not known.

    ``change`` is that minus the rating: negative for a figure that holds the rating up. ``kind`` is ``industry`` or ``series``.
    """

    kind: str
    code: str
    change: float
    potential_without: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedScore:
    """A rating opened; ``reasons`` are in order of their effect, the largest first."""

    case: str
    theme: str
    theme_version: str
    potential: float | None
    low: float | None
    high: float | None
    confidence: float
    is_ranked: bool
    is_marked: bool
    components: tuple[OpenedComponent, ...]
    reasons: tuple[Reason, ...]
    parameters_version: str


def open_score(rating: PotentialRating, case: str) -> OpenedScore:
    """Open the rating of a region or a cluster to its figures.

    Parameters
    ----------
    rating
        From :func:`~clustrat.potential.score.rate_regions` or :func:`~clustrat.potential.cluster_score.rate_clusters`.
    case
        Code of the region or cluster.

    Returns
    -------
    OpenedScore
        Reasons cover every figure that changes the rating when it is withheld, margins, proximity and the peers' values staying
        as measured; figures hidden at source are listed without value, and no reason is worked out for them. Reasons of a
        cluster are the series; what its industries do is seen in the cells.

    Raises
    ------
    EvidenceError
        The region or cluster is not rated.
    """
    r, profile = rating.index(case), rating.profile
    weights = np.array([rating.parameters.weights[name] for name in COMPONENTS])
    components = []
    for k, name in enumerate(COMPONENTS):
        left = rating.components[r].copy()
        left[k] = np.nan
        without = float(join_components(left[None], weights).potential[0])
        components.append(
            OpenedComponent(
                name=name,
                score=_plain(rating.components[r, k]),
                weight=float(weights[k]),
                contribution=_plain(rating.contributions[r, k]),
                potential_without=_plain(without),
                is_judged=name == "will_and_demand",
                indicators=tuple(
                    OpenedIndicator(
                        name=one.name,
                        words=one.words,
                        unit=one.unit,
                        scale=one.scale,
                        raw=_plain(one.raw[r]),
                        score=_plain(one.scores[r]),
                        reason=one.reason or ("" if not np.isnan(one.scores[r]) else "no_figure"),
                        cells=cells_of_region(profile, one.name, r)
                        if rating.basis is None
                        else cells_of_cluster(profile, rating.basis, one.name, r),
                    )
                    for one in rating.indicators
                    if one.component == name
                ),
            )
        )
    return OpenedScore(
        case=case,
        theme=rating.theme,
        theme_version=rating.theme_version,
        potential=_plain(rating.potential[r]),
        low=_plain(rating.low[r]),
        high=_plain(rating.high[r]),
        confidence=float(rating.confidence[r]),
        is_ranked=bool(rating.is_ranked[r]),
        is_marked=bool(rating.is_marked[r]),
        components=tuple(components),
        reasons=_reasons(rating, r),
        parameters_version=rating.parameters.version,
    )


def potential_without(rating: PotentialRating, case: str, codes: Iterable[str]) -> float:
    """The rating of a region or cluster if these figures were not known.

    Parameters
    ----------
    rating, case
        As in :func:`open_score`.
    codes
        Industries (of a rating of regions) or names of series. Margins, proximity and the values of the peers stay as measured;
        the region is compared with peers that have as many industries as it would have left.

    Returns
    -------
    float
        0 to 4; ``nan`` if nothing would be known.

    Raises
    ------
    EvidenceError
        A code is neither an industry of the figures nor an indicator of the rating.
    """
    r = rating.index(case)
    industries = rating.profile.inputs.persons.industries if rating.basis is None else ()
    names = [one.name for one in rating.indicators if _is_series(rating, one)]
    wanted = tuple(codes)
    if unknown := [code for code in wanted if code not in industries and code not in names]:
        raise EvidenceError(
            f"'{unknown[0]}' is neither an industry of this rating of regions nor one of its series "
            f"({', '.join(names) or 'none'}). Check the code."
        )
    withheld = np.array([[industry in wanted for industry in industries]])
    return float(_variants(rating, r, withheld, series=tuple(c for c in wanted if c in names))[0])


def _variants(
    rating: PotentialRating, r: int, withheld: NDArray[np.bool_], *, series: tuple[str, ...] = ()
) -> FloatArray:
    """Ratings of one case with figures withheld, one variant per row of ``withheld`` (n_variants, n_industries)."""
    profile = rating.profile
    figures: dict[str, FloatArray] = {}
    like = np.zeros((0, 0), dtype=bool)
    if rating.basis is None:
        have = np.where(withheld, np.nan, profile.presence[r])
        figures = profile.held.figures(
            theme_values=np.where(withheld, np.nan, profile.theme_values[r]),
            enabling_values=np.where(withheld, np.nan, profile.enabling_values[r]),
            expected=np.broadcast_to(profile.expected[r], withheld.shape),
            have=have,
        )
        kinds = diversity(profile.presence)[profile.inputs.peer_mask]
        like = like_mask(diversity(have), kinds, n_like=rating.parameters.n_like)
    measures = {measure.name: measure for measure in profile.measures}
    columns = []
    for one in rating.indicators:
        if one.name in figures:
            measure = measures[one.name]
            variant = replace(measure, mask=like) if one.name in DENSITIES else measure
            columns.append(score_measure(variant, figures[one.name], rating.parameters))
        else:
            columns.append(np.full(len(withheld), np.nan if one.name in series else one.scores[r]))
    components = component_scores(np.column_stack(columns), [one.component for one in rating.indicators])
    weights = np.array([rating.parameters.weights[name] for name in COMPONENTS])
    return join_components(components, weights).potential


def _reasons(rating: PotentialRating, r: int) -> tuple[Reason, ...]:
    profile = rating.profile
    industries = profile.inputs.persons.industries
    places = np.zeros(0, dtype=np.int64)
    if rating.basis is None:
        places = np.flatnonzero(_matters(profile, r) & ~profile.inputs.persons.is_suppressed[r])
    found: list[tuple[str, str, float]] = []
    if places.size:
        potentials = _variants(rating, r, np.eye(len(industries), dtype=bool)[places])
        found += [("industry", industries[i], float(p)) for i, p in zip(places.tolist(), potentials, strict=True)]
    nothing = np.zeros((1, len(industries)), dtype=bool)
    for one in rating.indicators:
        if _is_series(rating, one) and not np.isnan(one.scores[r]):
            found.append(("series", one.name, float(_variants(rating, r, nothing, series=(one.name,))[0])))
    base = float(rating.potential[r])
    reasons = [
        Reason(kind=kind, code=code, change=without - base, potential_without=without)
        for kind, code, without in found
        if not np.isnan(without) and abs(without - base) > NEGLIGIBLE
    ]
    return tuple(sorted(reasons, key=lambda reason: (-abs(reason.change), reason.code)))


def _matters(profile: ThemeProfile, r: int) -> NDArray[np.bool_]:
    """Industries whose figure enters the rating: items of the theme or of enabling technology, and what is present."""
    enters = (profile.held.theme_scale.weights > 0) | (profile.presence[r] == 1)
    if profile.held.enabling_scale is not None:
        enters |= profile.held.enabling_scale.weights > 0
    return np.asarray(enters)


def _is_series(rating: PotentialRating, one: IndicatorScores) -> bool:
    series = [*rating.profile.inputs.research, rating.profile.inputs.actors]
    return one.name in {s.name for s in series if s is not None} or one.scale == "judged"


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
