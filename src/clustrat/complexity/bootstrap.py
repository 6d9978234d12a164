"""Bootstrap ranks: how far a region's place in the order of complexity could be another, given how uncertain the counts are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clustrat.complexity.chain import SMALL_CELLS
from clustrat.complexity.eci import complexity_of
from clustrat.complexity.presets import Conventions, preset
from clustrat.errors import ParameterError
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.location_quotient import Totals, expected_counts, location_quotient, reference_totals
from clustrat.indicators.presence import known, presence
from clustrat.indicators.shrinkage import shrunken_location_quotient
from clustrat.relatedness.products import one_thread

__all__ = ["BootstrapRanks", "bootstrap_ranks"]

FloatArray = NDArray[np.float64]
#: Below this share of draws in which a region has a place, its interval says too little.
PLACED_WARN = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BootstrapRanks:
    """Ranks of regions (1 = most complex) and intervals over the draws, (n_regions,); the same for activities.

    ``rank`` is of the published counts, ``rank_low`` and ``rank_high`` enclose ``interval`` of the draws, ``placed`` is the share of
    draws in which there was a rank at all; ``nan`` where a region or activity has no complexity. ``eci`` comes with its interval.
    """

    rank: FloatArray
    rank_low: FloatArray
    rank_high: FloatArray
    eci: FloatArray
    eci_low: FloatArray
    eci_high: FloatArray
    placed: FloatArray
    activity_rank: FloatArray
    activity_rank_low: FloatArray
    activity_rank_high: FloatArray
    n_draws: int
    interval: float
    diagnostics: tuple[Diagnostic, ...]
    conventions: dict[str, Any]


def bootstrap_ranks(
    matrix: RegionIndustryMatrix,
    *,
    rng: np.random.Generator,
    local_units: RegionIndustryMatrix | None = None,
    totals: Totals = "known",
    conventions: Conventions | None = None,
    n_draws: int = 200,
    interval: float = 0.90,
) -> BootstrapRanks:
    r"""Rank intervals of complexity: redraw the counts, run the whole chain again, rank again.

    Each draw takes every known cell from its posterior :math:`\theta_{ri} \sim \Gamma(x + \alpha, \mu + \alpha)` of
    :func:`clustrat.indicators.shrinkage.shrunken_location_quotient`, makes counts :math:`\mu\theta` of it, and new margins,
    quotients, presence and eigenvector of those; the sign follows the published counts.

    Parameters
    ----------
    matrix, local_units, totals
        As in :func:`clustrat.indicators.shrinkage.shrunken_location_quotient`.
    rng
        Where chance comes from; the same generator state gives the same ranks.
    conventions
        By default the preset ``growthlab``; by the eigenvector in any case.
    n_draws
        At least 20; 200 is usual.
    interval
        Probability inside the interval, between 0 and 1.

    Raises
    ------
    ParameterError
        ``n_draws`` or ``interval`` cannot be.

    Notes
    -----
    The draws carry the chance in counts, not errors of definition, boundaries or of the cut itself. Regions whose intervals
    overlap have no clear order: say so instead of printing two ranks (:cite:`hidalgo2009`).

    Examples
    --------
    >>> matrix = RegionIndustryMatrix.from_values([[90, 30, 9], [80, 40, 1], [70, 45, 0], [99, 10, 0]],
    ...     regions=["R1", "R2", "R3", "R4"], industries=["A", "B", "C"], nuts_version="2013", nace_version="2", year=2014)
    >>> result = bootstrap_ranks(matrix, rng=np.random.default_rng(1), n_draws=20)
    >>> bool((result.rank_low <= result.rank_high)[result.placed > 0].all())
    True
    """
    rules = conventions or preset("growthlab")
    if n_draws < 20:
        raise ParameterError(f"n_draws={n_draws} is too few for an interval; take at least 20, 200 is usual.")
    if not 0 < interval < 1:
        raise ParameterError(f"interval={interval:g} must lie between 0 and 1; 0.9 is usual.")
    posterior = shrunken_location_quotient(matrix, local_units=local_units, totals=totals, interval=interval)
    expected = expected_counts(reference_totals(matrix, totals=totals))
    sizes = np.nansum(matrix.values, axis=1)
    point = _complexity(location_quotient(matrix, totals=totals).lq, rules, sizes, None)
    anchor = point.eci if np.isfinite(point.eci).any() else None
    is_known = np.isfinite(posterior.shape)
    shape, scale = np.where(is_known, posterior.shape, 1.0), expected / np.where(is_known, posterior.rate, 1.0)
    eci = np.full((n_draws, len(matrix.regions)), np.nan)
    pci = np.full((n_draws, len(matrix.industries)), np.nan)
    for draw in range(n_draws):
        counts = np.where(is_known, rng.standard_gamma(shape) * scale, 0.0)
        by_region, by_activity = counts.sum(axis=1, keepdims=True), counts.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            lq = np.where(is_known, counts / by_region / by_activity * by_region.sum(), np.nan)
        result = _complexity(lq, rules, sizes, anchor)
        eci[draw], pci[draw] = result.eci, result.pci
    tails = (1 - interval) / 2, (1 + interval) / 2
    ranks, activity_ranks = _ranks(eci), _ranks(pci)
    placed = np.isfinite(eci).mean(axis=0)
    low, high = _quantiles(ranks, tails)
    eci_low, eci_high = _quantiles(eci, tails)
    activity_low, activity_high = _quantiles(activity_ranks, tails)
    return BootstrapRanks(
        rank=_ranks(point.eci[None])[0],
        rank_low=low,
        rank_high=high,
        eci=point.eci,
        eci_low=eci_low,
        eci_high=eci_high,
        placed=placed,
        activity_rank=_ranks(point.pci[None])[0],
        activity_rank_low=activity_low,
        activity_rank_high=activity_high,
        n_draws=n_draws,
        interval=interval,
        diagnostics=(*posterior.diagnostics, *point.diagnostics, *_seldom(placed, matrix.regions)),
        conventions={**rules.as_dict(), "complexity": "eigenvector", "totals": totals},
    )


def _complexity(lq: FloatArray, rules: Conventions, sizes: FloatArray, anchor: FloatArray | None) -> Any:
    have = known(presence(lq, threshold=rules.presence_threshold, rtol=rules.presence_rtol))
    options: dict[str, Any] = {
        "pci_scale": rules.pci_scale, "ddof": rules.ddof, "components": rules.components,
        "rounding": rules.rounding, "gap_warn": rules.gap_warn,
        "sizes": sizes, "regions": None, "activities": None,
        "sign_rule": "diversity" if anchor is None else "anchor", "anchor": anchor,
    }  # fmt: skip
    if have.size > SMALL_CELLS:
        return complexity_of(have, **options)
    with one_thread():
        return complexity_of(have, **options)


def _ranks(values: FloatArray) -> FloatArray:
    """Rank of each value in its row, 1 for the largest, ties sharing the mean; ``nan`` stays."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(-values, axis=1, nan_policy="omit"))


def _quantiles(values: FloatArray, tails: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    is_there = np.isfinite(values).any(axis=0)
    low, high = np.full(values.shape[1], np.nan), np.full(values.shape[1], np.nan)
    low[is_there], high[is_there] = np.nanquantile(values[:, is_there], tails, axis=0)
    return low, high


def _seldom(placed: FloatArray, regions: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    few = np.flatnonzero(placed < PLACED_WARN)
    if not len(few):
        return ()
    return (
        Diagnostic(
            code="seldom_placed",
            severity="warning",
            axis="region",
            keys=tuple(regions[r] for r in few[:20].tolist()),
            n=len(few),
            share=float(placed.min()),
            parameter="placed_warn",
            value=PLACED_WARN,
            sentence=f"{len(few)} regions have no place in more than a tenth of the draws: their interval says little.",
        ),
    )
