"""The cluster map: size, specialisation, chance, wages, growth and stars of every division and category, all regions at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clustrat.clusters.categories import DivisionWeights
from clustrat.clusters.diagnostics import imputed_categories, quotients_set_zero, suppressed_cells
from clustrat.clusters.hidden_parts import HiddenParts, draw_hidden_parts
from clustrat.clusters.inputs import ClusterInputs
from clustrat.clusters.strength import NO_STAR, Chance, Stars, StarScheme, award_stars
from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.growth import growth_pct
from clustrat.indicators.location_quotient import Totals, location_quotient
from clustrat.indicators.shrinkage import ShrunkenQuotients, shrunken_location_quotient

__all__ = ["ClusterInputs", "ClusterMap", "Strengths", "cluster_map"]

FloatArray = NDArray[np.float64]
EUR_PER_MEUR = 1e6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strengths:
    """Strength of every cluster of one kind (divisions or categories), arrays of shape (n_regions, n_clusters).

    ``persons`` is ``nan`` where a part is not known; ``lower`` and ``upper`` bound it then (``nan`` where nothing does).
    ``imputed_share`` is the part of ``persons`` that is a residual allocation, 0 to 1. ``n_hidden`` counts the hidden cells that
    enter. ``low`` and ``high`` enclose the interval of the shrunken quotient, ``probability`` is P(LQ >= presence cut).
    ``focus`` is the share in the region's persons, residual allocations included.
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

    Raises
    ------
    EvidenceError
        The weights are not of the industries of the matrices.
    ParameterError
        An option has a value that it cannot have.
    """
    if weights.nace_version != inputs.persons.nace_version:
        raise EvidenceError(
            f"The categories are made of NACE Rev. {weights.nace_version}, the figures of NACE Rev. "
            f"{inputs.persons.nace_version}. Convert the figures first."
        )
    if weights.divisions != inputs.persons.industries:
        raise EvidenceError(
            "The weights of the categories are not in the order of the matrix's industries. "
            "Make them by division_weights(matrix.industries)."
        )
    if not presence_cut > 0:
        raise ParameterError(f"presence_cut={presence_cut:g} must be above 0; 1 is usual.")
    divisions, diagnostics = _divisions(inputs, scheme, totals=totals, presence_cut=presence_cut, interval=interval)
    categories, found = _categories(
        inputs, weights, scheme, totals=totals, presence_cut=presence_cut, interval=interval, n_draws=n_draws, rng=rng
    )
    return ClusterMap(
        divisions=divisions,
        categories=categories,
        weights=weights,
        totals=totals,
        presence_cut=presence_cut,
        diagnostics=(*diagnostics, *found),
    )


def _divisions(
    inputs: ClusterInputs, scheme: StarScheme, *, totals: Totals, presence_cut: float, interval: float
) -> tuple[Strengths, tuple[Diagnostic, ...]]:
    persons = inputs.persons
    quotients = location_quotient(persons, totals=totals)
    shrunken = shrunken_location_quotient(persons, local_units=inputs.local_units, totals=totals, interval=interval)
    hidden = persons.is_suppressed
    base = np.full(persons.shape, np.nan) if inputs.base_persons is None else inputs.base_persons.values
    indicators = {
        "persons": persons.values,
        "lq": quotients.lq,
        "local_units": inputs.local_units.values,
        "wages_per_person": _per_person(inputs.wages.values, persons.values),
        "growth": growth_pct(base, persons.values),
        "focus": _shares(persons.values, inputs.filled_persons),
    }
    strengths = Strengths(
        keys=persons.industries,
        persons=persons.values,
        lower=_where(hidden, inputs.lower, persons.values),
        upper=_where(hidden, inputs.upper, persons.values),
        imputed_share=np.where(np.isnan(persons.values), np.nan, 0.0),
        n_hidden=hidden.astype(np.int64),
        lq=quotients.lq,
        shrunken_lq=shrunken.lq,
        low=shrunken.low,
        high=shrunken.high,
        probability=shrunken.probability_at_least(presence_cut),
        local_units=indicators["local_units"],
        wages_per_person_eur=indicators["wages_per_person"],
        growth_pct=indicators["growth"],
        focus=indicators["focus"],
        identified_share=np.ones(persons.shape),
        stars=award_stars(scheme, indicators=indicators, probabilities={"lq": shrunken.probability_at_least}),
        reference_known_share=quotients.totals.known_share,
    )
    return strengths, (*quotients.diagnostics, *shrunken.diagnostics, *suppressed_cells(persons))


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
) -> tuple[Strengths, tuple[Diagnostic, ...]]:
    persons, w = inputs.persons, weights.weights
    hidden = persons.is_suppressed
    n_hidden = hidden.astype(np.int64) @ (w > 0).astype(np.int64)
    filled = inputs.filled_persons
    sums = _weighted(filled, w)
    imputed = np.where(hidden, np.nan_to_num(filled), 0.0) @ w
    known = np.where(np.isnan(persons.values), 0.0, persons.values)
    matrix = _category_matrix(persons, sums, weights)
    units = _weighted(inputs.local_units.values, w)
    quotients = location_quotient(matrix, totals=totals)
    shrunken = shrunken_location_quotient(
        matrix, local_units=replace(matrix, values=units.copy()), totals=totals, interval=interval
    )
    parts = draw_hidden_parts(
        persons=persons.values,
        is_hidden=hidden,
        lower=inputs.lower,
        upper=inputs.upper,
        weights=w,
        posterior=shrunken,
        n_draws=n_draws,
        rng=rng,
    )
    tail = (1 - interval) / 2
    exact_sums = np.where(n_hidden > 0, np.nan, sums)
    base = np.full(persons.shape, np.nan) if inputs.base_persons is None else inputs.base_persons.values
    indicators = {
        "persons": sums,
        "lq": quotients.lq,
        "local_units": units,
        "wages_per_person": _per_person(_weighted(inputs.wages.values, w), exact_sums),
        "growth": growth_pct(_weighted(base, w), exact_sums),
        "focus": _shares(sums, filled),
    }
    # One hidden part could be had back by subtraction: such an aggregate has bounds, and no figure.
    gives_back = n_hidden == 1
    strengths = Strengths(
        keys=matrix.industries,
        persons=np.where(gives_back, np.nan, sums),
        lower=_weighted(_where(hidden, inputs.lower, persons.values), w),
        upper=_weighted(_where(hidden, inputs.upper, persons.values), w),
        imputed_share=np.where(gives_back, np.nan, _ratio(imputed, sums)),
        n_hidden=n_hidden,
        lq=np.where(gives_back, np.nan, quotients.lq),
        shrunken_lq=np.where(gives_back, np.nan, shrunken.lq),
        low=_choose(parts, parts.quantile_of_quotient(tail), shrunken.low),
        high=_choose(parts, parts.quantile_of_quotient(1 - tail), shrunken.high),
        probability=_choose(parts, parts.chance_of_quotient(presence_cut), shrunken.probability_at_least(presence_cut)),
        local_units=units,
        wages_per_person_eur=indicators["wages_per_person"],
        growth_pct=indicators["growth"],
        focus=np.where(gives_back, np.nan, indicators["focus"]),
        identified_share=_ratio(known @ np.where(weights.wholly, w, 0.0), sums),
        stars=_category_stars(scheme, indicators, weights, shrunken, parts, filled),
        reference_known_share=quotients.totals.known_share,
    )
    found = imputed_categories(n_hidden)
    if scheme.version == "us_cmp":
        found = (*found, *quotients_set_zero(matrix, weights))
    return strengths, found


def _category_matrix(persons: RegionIndustryMatrix, sums: FloatArray, weights: DivisionWeights) -> RegionIndustryMatrix:
    """The matrix of regions and categories; margins as far as all divisions of a category have one."""
    national = persons.industry_totals
    return replace(
        persons,
        values=sums.copy(),
        status=np.where(np.isnan(sums), CellStatus.NOT_AVAILABLE, CellStatus.KNOWN).astype(np.uint8),
        industries=tuple(category.code for category in weights.categories),
        industry_totals=None if national is None else _weighted(national[None, :], weights.weights)[0],
    )


def _category_stars(
    scheme: StarScheme,
    indicators: dict[str, FloatArray],
    weights: DivisionWeights,
    shrunken: ShrunkenQuotients,
    parts: HiddenParts,
    filled: FloatArray,
) -> Stars:
    """Stars of the categories; what rests on hidden cells is tested draw by draw, and unknown where nothing limits them."""
    tested = {name: np.where(parts.is_unbounded, np.nan, values) for name, values in indicators.items()}
    totals = np.nansum(filled, axis=1, keepdims=True)

    def chance_of_focus(cut: FloatArray) -> FloatArray:
        return parts.chance_of_persons(cut * totals)

    def chance_of_lq(cut: FloatArray) -> FloatArray:
        return _choose(parts, parts.chance_of_quotient(cut), shrunken.probability_at_least(cut))

    chances: dict[str, Chance] = {"persons": parts.chance_of_persons, "focus": chance_of_focus, "lq": chance_of_lq}
    if scheme.version == "us_cmp":
        lq = tested["lq"] = _traded_and_local_quotients(tested["persons"], weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            persons_per_lq = tested["persons"] / lq

        def chance_within_kind(cut: FloatArray) -> FloatArray:
            return np.where(np.isnan(persons_per_lq), np.nan, parts.chance_of_persons(cut * persons_per_lq))

        # The scheme compares within traded or local categories, of which the posterior says nothing: only hidden parts vary.
        chances["lq"] = chance_within_kind
    stars = award_stars(scheme, indicators=tested, probabilities=chances)
    if scheme.version == "us_cmp":
        is_local = np.array([category.kind == "local" for category in weights.categories])
        marks = stars.marks.copy()
        marks[2, :, is_local] = NO_STAR
        stars = replace(stars, marks=marks)
    return stars


def _traded_and_local_quotients(sums: FloatArray, weights: DivisionWeights) -> FloatArray:
    """Quotients within the traded and within the local categories; non-finite ones of known cells are 0 (``us_cmp`` only)."""
    quotients = np.full(sums.shape, np.nan)
    for kind in ("traded", "local"):
        members = np.array([category.kind == kind for category in weights.categories])
        part = sums[:, members]
        with np.errstate(divide="ignore", invalid="ignore"):
            lq = _ratio(part, np.nansum(part, axis=1, keepdims=True)) / (np.nansum(part, axis=0) / np.nansum(part))
        quotients[:, members] = np.where(np.isnan(part), np.nan, np.where(np.isfinite(lq), lq, 0.0))
    return quotients


def _choose(parts: HiddenParts, drawn: FloatArray, exact: FloatArray) -> FloatArray:
    """What was drawn where there are hidden parts, the exact posterior elsewhere; ``nan`` where nothing limits a part."""
    return np.where(parts.is_unbounded, np.nan, np.where(np.isnan(drawn), exact, drawn))


def _weighted(values: FloatArray, w: FloatArray) -> FloatArray:
    """Weighted sums over industries; ``nan`` where an industry that enters is missing or without limit."""
    missing = ~np.isfinite(values)
    sums = np.where(missing, 0.0, values) @ w
    sums[(missing.astype(np.int64) @ (w > 0).astype(np.int64)) > 0] = np.nan
    return np.asarray(sums)


def _where(hidden: NDArray[np.bool_], filling: FloatArray | None, values: FloatArray) -> FloatArray:
    return values.copy() if filling is None else np.where(hidden, filling, values)


def _per_person(wages_meur: FloatArray, persons: FloatArray) -> FloatArray:
    return _ratio(wages_meur * EUR_PER_MEUR, persons)


def _shares(values: FloatArray, of: FloatArray) -> FloatArray:
    return _ratio(values, np.nansum(of, axis=1, keepdims=True))


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, np.nan)
