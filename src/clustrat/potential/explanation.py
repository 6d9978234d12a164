"""A score opened to its figures: components, indicators, cells, and what the score would be without each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError
from clustrat.evidence.flags import CellStatus
from clustrat.indicators.presence import diversity
from clustrat.potential.components import IndicatorScores, component_scores, score_measure
from clustrat.potential.profile import DENSITIES, ThemeProfile
from clustrat.potential.rating_parameters import COMPONENTS
from clustrat.potential.scales import join_components, like_mask
from clustrat.potential.score import PotentialRating
from clustrat.potential.theme_density import lacked_terms

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
class EvidenceCell:
    """One published figure that an indicator rests on.

    ``value`` is ``None`` where it is not known or hidden at source. ``contribution`` is its part of the indicator's raw value
    (the parts of a quotient add up with the prior's, those of a density by themselves); ``None`` where it would give back a
    hidden figure. ``role`` is ``item`` (of the theme or of enabling technology), ``neighbour`` (present, near items that the
    region lacks), ``lacked`` (item of the theme that is not present) or ``series``.
    """

    region: str
    code: str
    year: int | None
    value: float | None
    flag: str
    status: str
    unit: str
    role: str
    weight: float | None = None
    contribution: float | None = None


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


def open_score(rating: PotentialRating, region: str) -> OpenedScore:
    """Open the rating of a region to its figures.

    Parameters
    ----------
    rating
        From :func:`~clustrat.potential.score.rate_regions`.
    region
        Its code.

    Returns
    -------
    OpenedScore
        Reasons cover every figure that changes the rating when it is withheld, margins, proximity and the peers' values staying
        as measured; figures hidden at source are listed without value, and no reason is worked out for them.

    Raises
    ------
    EvidenceError
        The region is not rated, or the rating is of clusters.
    """
    _refuse_clusters(rating)
    r = rating.index(region)
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
                        cells=_cells(rating, one, r),
                    )
                    for one in rating.indicators
                    if one.component == name
                ),
            )
        )
    return OpenedScore(
        case=region,
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


def potential_without(rating: PotentialRating, region: str, codes: Iterable[str]) -> float:
    """The rating of a region if these figures were not known.

    Parameters
    ----------
    rating, region
        As in :func:`open_score`.
    codes
        Industries or names of series. Margins, proximity and the values of the peers stay as measured;
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
    _refuse_clusters(rating)
    r = rating.index(region)
    industries = rating.profile.inputs.persons.industries
    names = [one.name for one in rating.indicators if _is_series(rating, one)]
    wanted = tuple(codes)
    if unknown := [code for code in wanted if code not in industries and code not in names]:
        raise EvidenceError(
            f"'{unknown[0]}' is neither an industry of these figures nor a series of this rating "
            f"({', '.join(names) or 'none'}). Check the code."
        )
    withheld = np.array([[industry in wanted for industry in industries]])
    return float(_variants(rating, r, withheld, series=tuple(c for c in wanted if c in names))[0])


def _variants(
    rating: PotentialRating, r: int, withheld: NDArray[np.bool_], *, series: tuple[str, ...] = ()
) -> FloatArray:
    """Ratings of one region with figures withheld, one variant per row of ``withheld`` (n_variants, n_industries)."""
    profile = rating.profile
    have = np.where(withheld, np.nan, profile.presence[r])
    figures = profile.held.figures(
        theme_values=np.where(withheld, np.nan, profile.theme_values[r]),
        enabling_values=np.where(withheld, np.nan, profile.enabling_values[r]),
        expected=np.broadcast_to(profile.expected[r], withheld.shape),
        have=have,
    )
    kinds = diversity(profile.presence)[profile.inputs.peer_mask]
    like = like_mask(diversity(have), kinds, n_like=rating.parameters.n_like)
    columns = []
    for measure in profile.measures:
        if measure.name in figures:
            variant = replace(measure, mask=like) if measure.name in DENSITIES else measure
            columns.append(score_measure(variant, figures[measure.name], rating.parameters))
        else:
            same = next(one.scores[r] for one in rating.indicators if one.name == measure.name)
            columns.append(np.full(len(withheld), np.nan if measure.name in series else same))
    components = component_scores(np.column_stack(columns), [measure.component for measure in profile.measures])
    weights = np.array([rating.parameters.weights[name] for name in COMPONENTS])
    return join_components(components, weights).potential


def _reasons(rating: PotentialRating, r: int) -> tuple[Reason, ...]:
    profile = rating.profile
    industries = profile.inputs.persons.industries
    matters = _matters(profile, r) & ~profile.inputs.persons.is_suppressed[r]
    places = np.flatnonzero(matters)
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


def _cells(rating: PotentialRating, one: IndicatorScores, r: int) -> tuple[EvidenceCell, ...]:
    profile, region = rating.profile, rating.cases[r]
    inputs, held = profile.inputs, profile.held
    for series in (*inputs.research, *([inputs.actors] if inputs.actors else [])):
        if series.name == one.name:
            value = _plain(series.aligned((region,))[0])
            return (
                EvidenceCell(
                    region=region, code=series.name, year=series.year_of(region), value=value,
                    flag=series.flag_of(region), status=series.status_of(region), unit=series.unit, role="series",
                    contribution=value,
                ),
            )  # fmt: skip
    if one.name == "theme_quotient":
        return _items(profile, r, held.theme_scale.weights, profile.theme_values[r])
    if one.name == "enabling_quotient" and held.enabling_scale is not None:
        return _items(profile, r, held.enabling_scale.weights, profile.enabling_values[r], enabling=True)
    parts = _density_parts(profile, one.name, r)
    if parts is None:
        return ()
    cells = [
        _cell(profile, r, int(i), role="neighbour", contribution=float(parts[i]))
        for i in np.argsort(-parts, kind="stable")
        if parts[i] > 0
    ]
    if one.name in ("lacked_density", "linkage_density"):
        weights = held.theme_scale.weights
        lacks = np.flatnonzero((weights > 0) & (profile.presence[r] == 0))
        cells += [_cell(profile, r, int(i), role="lacked", weight=float(weights[i])) for i in lacks]
    return tuple(cells)


def _density_parts(profile: ThemeProfile, name: str, r: int) -> FloatArray | None:
    """What each industry that is present adds to a density, shape (n_industries,): densities are linear in presence."""
    held, has = profile.held, profile.presence[r]
    present = np.flatnonzero(has == 1)
    if not present.size:
        return None
    # A density of what is lacked keeps its items when a neighbour is dropped, so its parts come from the terms themselves.
    if name == "lacked_density":
        return np.asarray(lacked_terms(has, held.near, held.theme_scale.weights).sum(axis=0))
    if name == "linkage_density" and held.near_by_linkage is not None:
        return np.asarray(lacked_terms(has, held.near_by_linkage, held.theme_scale.weights).sum(axis=0))
    single = np.zeros((len(present), len(has)))
    single[np.arange(len(present)), present] = 1.0
    found = held.densities(single).get(name)
    if found is None:
        return None
    parts = np.zeros(len(has))
    parts[present] = np.nan_to_num(found)
    return parts


def _items(
    profile: ThemeProfile, r: int, weights: FloatArray, values: FloatArray, *, enabling: bool = False
) -> tuple[EvidenceCell, ...]:
    """The items of a theme with their part of the quotient."""
    scale = profile.held.enabling_scale if enabling else profile.held.theme_scale
    known = ~(np.isnan(values) | np.isnan(profile.expected[r]))
    if scale is None or not (known & (weights > 0)).any():
        return tuple(
            _cell(profile, r, int(i), role="item", weight=float(weights[i])) for i in np.flatnonzero(weights > 0)
        )
    rate = float(np.where(known, profile.expected[r], 0.0) @ weights) / scale.unit + scale.alpha
    parts = np.where(known, weights * np.where(known, values, 0.0) / scale.unit / rate, np.nan)
    items = np.flatnonzero(weights > 0)
    order = items[np.argsort(-np.nan_to_num(parts[items]), kind="stable")]
    return tuple(
        _cell(profile, r, int(i), role="item", weight=float(weights[i]), contribution=_plain(parts[i])) for i in order
    )


def _cell(
    profile: ThemeProfile, r: int, i: int, *, role: str, weight: float | None = None, contribution: float | None = None
) -> EvidenceCell:
    persons = profile.inputs.persons
    flags = profile.inputs.flags
    status = CellStatus(int(persons.status[r, i]))
    return EvidenceCell(
        region=persons.regions[r],
        code=persons.industries[i],
        year=persons.year,
        value=_plain(persons.values[r, i]),
        flag="" if flags is None else str(flags[r, i]),
        status=status.name.lower(),
        unit=persons.unit,
        role=role,
        weight=weight,
        contribution=None if status == CellStatus.SUPPRESSED else contribution,
    )


def _refuse_clusters(rating: PotentialRating) -> None:
    if rating.kind != "region":
        raise EvidenceError(
            "This rating is of clusters; its cells are those of its region. Open the region's own rating, and read the "
            "indicators of the cluster beside it."
        )


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
