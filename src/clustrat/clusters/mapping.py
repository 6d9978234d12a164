"""The cluster map: size, specialisation, chance, wages, growth and stars of every division and category, all regions at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clustrat.clusters.categories import DivisionWeights
from clustrat.clusters.strength import Stars, StarScheme, award_stars
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.growth import growth_pct
from clustrat.indicators.location_quotient import Totals, location_quotient
from clustrat.indicators.shrinkage import ShrunkenQuotients, probability_at_least, shrunken_location_quotient

__all__ = ["ClusterInputs", "ClusterMap", "Strengths", "cluster_map"]

FloatArray = NDArray[np.float64]
EUR_PER_MEUR = 1e6
IDENTIFIED_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterInputs:
    """Matrices of one year over the same regions and industries, and what published sums leave for hidden persons.

    ``lower``, ``upper`` and ``estimate`` (shape of the matrices) hold bounds and residual allocation of hidden cells,
    ``nan`` elsewhere; they serve calculation only. ``base_persons`` is the matrix growth is counted from.
    """

    persons: RegionIndustryMatrix
    local_units: RegionIndustryMatrix
    wages: RegionIndustryMatrix
    base_persons: RegionIndustryMatrix | None = None
    lower: FloatArray | None = None
    upper: FloatArray | None = None
    estimate: FloatArray | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strengths:
    """Strength of every cluster of one kind (divisions or categories), arrays of shape (n_regions, n_clusters).

    ``persons`` is ``nan`` where a part is not known; ``lower`` and ``upper`` bound it then. ``imputed_share`` is the part of
    ``persons`` that is a residual allocation, 0 to 1. ``n_hidden`` counts the hidden cells that enter. ``low`` and ``high``
    enclose the interval of the shrunken quotient, ``probability`` is P(LQ >= presence cut).
    """

    keys: tuple[str, ...]
    persons: FloatArray
    lower: FloatArray
    upper: FloatArray
    imputed_share: FloatArray
    n_hidden: NDArray[np.int64]
    lq: FloatArray
    shrunken_lq: FloatArray
    low: FloatArray
    high: FloatArray
    probability: FloatArray
    local_units: FloatArray
    wages_per_person_eur: FloatArray
    growth_pct: FloatArray
    focus: FloatArray
    identified_share: FloatArray
    stars: Stars
    reference_known_share: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterMap:
    """The strengths of all divisions and all categories in all regions, with what someone should know of them."""

    divisions: Strengths
    categories: Strengths
    weights: DivisionWeights
    totals: Totals
    presence_cut: float
    diagnostics: tuple[Diagnostic, ...]


def cluster_map(
    inputs: ClusterInputs,
    *,
    weights: DivisionWeights,
    scheme: StarScheme,
    totals: Totals = "known",
    presence_cut: float = 1.0,
    interval: float = 0.90,
    n_draws: int = 200,
    rng: np.random.Generator,
) -> ClusterMap:
    """Map the clusters of all regions.

    Parameters
    ----------
    inputs
        Matrices of persons, local units and wages of one year, and of persons in the base year.
    weights
        Shares of the divisions in the cluster categories, in the order of the matrices' industries.
    scheme
        Star scheme.
    totals
        Convention of the reference totals, one for the whole map.
    presence_cut
        LQ from which a region is called specialised.
    interval
        Probability inside ``low`` .. ``high``.
    n_draws, rng
        Draws of hidden persons inside their bounds, for categories that rest on them.

    Returns
    -------
    ClusterMap
        A hidden division has no figure. A category that rests on hidden cells takes their residual allocation, says which
        share of it is imputed, and has an interval that includes their bounds; where a hidden cell has no allocation,
        or where there is only one and the aggregate would give it back, ``persons`` and ``lq`` are ``nan``.
    """
    divisions, diagnostics = _divisions(inputs, scheme, totals=totals, presence_cut=presence_cut, interval=interval)
    categories = _categories(
        inputs, weights, scheme, totals=totals, presence_cut=presence_cut, interval=interval, n_draws=n_draws, rng=rng
    )
    return ClusterMap(
        divisions=divisions,
        categories=categories,
        weights=weights,
        totals=totals,
        presence_cut=presence_cut,
        diagnostics=diagnostics,
    )


def _divisions(
    inputs: ClusterInputs, scheme: StarScheme, *, totals: Totals, presence_cut: float, interval: float
) -> tuple[Strengths, tuple[Diagnostic, ...]]:
    persons = inputs.persons
    quotients = location_quotient(persons, totals=totals)
    shrunken = shrunken_location_quotient(persons, local_units=inputs.local_units, totals=totals, interval=interval)
    hidden = persons.is_suppressed
    base = np.full(persons.shape, np.nan) if inputs.base_persons is None else inputs.base_persons.values
    growth = growth_pct(base, persons.values)
    wages = _per_person(inputs.wages.values, persons.values)
    focus = _shares(persons.values)
    n_clusters = len(persons.industries)
    strengths = Strengths(
        keys=persons.industries,
        persons=persons.values,
        lower=_where(hidden, inputs.lower, persons.values),
        upper=_where(hidden, inputs.upper, persons.values),
        imputed_share=np.zeros(persons.shape),
        n_hidden=hidden.astype(np.int64),
        lq=quotients.lq,
        shrunken_lq=shrunken.lq,
        low=shrunken.low,
        high=shrunken.high,
        probability=shrunken.probability_at_least(presence_cut),
        local_units=inputs.local_units.values,
        wages_per_person_eur=wages,
        growth_pct=growth,
        focus=focus,
        identified_share=np.ones(persons.shape),
        stars=_stars(scheme, persons.values, quotients.lq, inputs.local_units.values, wages, growth, focus, shrunken),
        reference_known_share=np.broadcast_to(quotients.totals.known_share, (n_clusters,)),
    )
    return strengths, (*quotients.diagnostics, *shrunken.diagnostics)


def _categories(
    inputs: ClusterInputs,
    weights: DivisionWeights,
    scheme: StarScheme,
    *,
    totals: Totals,
    presence_cut: float,
    interval: float,
    n_draws: int,
    rng: np.random.Generator,
) -> Strengths:
    persons, w = inputs.persons, weights.weights
    hidden = persons.is_suppressed
    touches = w > 0
    n_hidden = hidden.astype(np.int64) @ touches.astype(np.int64)
    filled = _where(hidden, inputs.estimate, persons.values)
    sums = _weighted(filled, w)
    imputed = np.where(hidden, np.nan_to_num(filled), 0.0) @ w
    with np.errstate(divide="ignore", invalid="ignore"):
        imputed_share = np.where(sums > 0, imputed / sums, 0.0)
    known = np.where(np.isnan(persons.values), 0.0, persons.values)
    whole = np.where(weights.wholly, w, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        identified = np.where(sums > 0, (known @ whole) / sums, np.nan)
    national = None if persons.industry_totals is None else persons.industry_totals @ w
    keys = tuple(category.code for category in weights.categories)
    matrix = replace(
        persons,
        values=sums,
        status=np.where(np.isnan(sums), CellStatus.NOT_AVAILABLE, CellStatus.KNOWN).astype(np.uint8),
        industries=keys,
        industry_totals=national,
    )
    units = _weighted(inputs.local_units.values, w)
    units_matrix = replace(matrix, values=units, status=matrix.status.copy(), industry_totals=None)
    quotients = location_quotient(matrix, totals=totals)
    shrunken = shrunken_location_quotient(matrix, local_units=units_matrix, totals=totals, interval=interval)
    low, high, probability = _with_hidden(
        inputs,
        w,
        shrunken,
        n_hidden,
        imputed,
        sums,
        presence_cut=presence_cut,
        interval=interval,
        n_draws=n_draws,
        rng=rng,
    )
    base = np.full(persons.shape, np.nan) if inputs.base_persons is None else inputs.base_persons.values
    growth = growth_pct(_weighted(base, w), np.where(n_hidden > 0, np.nan, sums))
    wages = _per_person(_weighted(inputs.wages.values, w), np.where(n_hidden > 0, np.nan, sums))
    focus = _shares(sums)
    # One hidden part could be had back by subtraction: such an aggregate has bounds, and no figure.
    gives_back = n_hidden == 1
    lq = np.where(gives_back, np.nan, quotients.lq)
    stars_lq = _traded_and_local_quotients(sums, weights) if scheme.version == "us_cmp" else quotients.lq
    return Strengths(
        keys=keys,
        persons=np.where(gives_back, np.nan, sums),
        lower=_weighted(_where(hidden, inputs.lower, persons.values), w),
        upper=_weighted(_where(hidden, inputs.upper, persons.values), w),
        imputed_share=np.where(gives_back, np.nan, imputed_share),
        n_hidden=n_hidden,
        lq=lq,
        shrunken_lq=np.where(gives_back, np.nan, shrunken.lq),
        low=low,
        high=high,
        probability=probability,
        local_units=units,
        wages_per_person_eur=wages,
        growth_pct=growth,
        focus=np.where(gives_back, np.nan, focus),
        identified_share=identified,
        stars=_stars(scheme, sums, stars_lq, units, wages, growth, focus, shrunken),
        reference_known_share=quotients.totals.known_share,
    )


def _with_hidden(
    inputs: ClusterInputs,
    w: FloatArray,
    shrunken: ShrunkenQuotients,
    n_hidden: NDArray[np.int64],
    imputed: FloatArray,
    sums: FloatArray,
    *,
    presence_cut: float,
    interval: float,
    n_draws: int,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Interval and chance of the categories, widened where hidden cells enter: draws inside their bounds, then of the
    posterior given each draw."""
    low, high = shrunken.low.copy(), shrunken.high.copy()
    probability = shrunken.probability_at_least(presence_cut)
    rows, columns = np.nonzero((n_hidden > 0) & ~np.isnan(sums))
    if inputs.lower is None or inputs.upper is None or not rows.size:
        return low, high, probability
    hidden = inputs.persons.is_suppressed
    lower = np.where(hidden, inputs.lower, 0.0)
    upper = np.where(hidden, inputs.upper, 0.0)
    unbounded = (np.isnan(lower) | np.isnan(upper)).astype(np.int64) @ (w > 0).astype(np.int64)
    lower, width = np.nan_to_num(lower), np.nan_to_num(upper - lower)
    # Counts in effective units: shape = x / unit + alpha, so the unit follows from the posterior itself.
    alpha = shrunken.alpha[columns]
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = sums[rows, columns] / (shrunken.shape[rows, columns] - alpha)
    samples = np.empty((n_draws, rows.size))
    chances = np.empty((n_draws, rows.size))
    rate = shrunken.rate[rows, columns]
    for d in range(n_draws):
        drawn = (lower + width * rng.random(lower.shape)) @ w
        x = sums[rows, columns] - imputed[rows, columns] + drawn[rows, columns]
        shape = np.where(np.isfinite(unit) & (unit > 0), x / unit, 0.0) + alpha
        samples[d] = rng.standard_gamma(shape) / rate
        chances[d] = probability_at_least(shape, rate, presence_cut)
    tail = (1 - interval) / 2
    low[rows, columns] = np.quantile(samples, tail, axis=0)
    high[rows, columns] = np.quantile(samples, 1 - tail, axis=0)
    probability[rows, columns] = chances.mean(axis=0)
    unknown = unbounded[rows, columns] > 0
    for array in (low, high, probability):
        array[rows[unknown], columns[unknown]] = np.nan
    return low, high, probability


def _stars(
    scheme: StarScheme,
    persons: FloatArray,
    lq: FloatArray,
    local_units: FloatArray,
    wages: FloatArray,
    growth: FloatArray,
    focus: FloatArray,
    shrunken: ShrunkenQuotients,
) -> Stars:
    indicators = {
        "persons": persons,
        "lq": lq,
        "local_units": local_units,
        "wages_per_person": wages,
        "growth": growth,
        "focus": focus,
    }
    # The US scheme compares within traded or local categories, for which the posterior says nothing.
    chances = {} if scheme.version == "us_cmp" else {"lq": shrunken.probability_at_least}
    return award_stars(scheme, indicators=indicators, probabilities=chances)


def _traded_and_local_quotients(sums: FloatArray, weights: DivisionWeights) -> FloatArray:
    """Quotients within the traded and within the local categories; non-finite ones are 0 (scheme ``us_cmp`` only)."""
    quotients = np.zeros_like(sums)
    for kind in ("traded", "local"):
        members = np.array([category.kind == kind for category in weights.categories])
        part = np.nan_to_num(sums[:, members])
        with np.errstate(divide="ignore", invalid="ignore"):
            lq = (part / part.sum(axis=1, keepdims=True)) / (part.sum(axis=0) / part.sum())
        quotients[:, members] = np.where(np.isfinite(lq), lq, 0.0)
    return quotients


def _weighted(values: FloatArray, w: FloatArray) -> FloatArray:
    """Weighted sums over industries; ``nan`` where an industry that enters is missing."""
    missing = np.isnan(values)
    sums = np.where(missing, 0.0, values) @ w
    sums[(missing.astype(np.int64) @ (w > 0).astype(np.int64)) > 0] = np.nan
    return np.asarray(sums)


def _where(hidden: NDArray[np.bool_], filling: FloatArray | None, values: FloatArray) -> FloatArray:
    return values.copy() if filling is None else np.where(hidden, filling, values)


def _per_person(wages_meur: FloatArray, persons: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(persons > 0, wages_meur * EUR_PER_MEUR / persons, np.nan)


def _shares(values: FloatArray) -> FloatArray:
    total = np.nansum(values, axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, values / total, np.nan)
