r"""Location quotients: how much more an industry weighs in a region than in all regions together.

.. math:: LQ_{ri} = \frac{x_{ri} / x_{r\cdot}}{x_{\cdot i} / x_{\cdot\cdot}}

The same formula is the revealed comparative advantage of trade statistics (:cite:`balassa1965`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.evidence.result import Diagnostic

__all__ = [
    "LocationQuotients",
    "ReferenceTotals",
    "additive_quotient",
    "bootstrap_cut",
    "empty_axes",
    "expected_counts",
    "location_quotient",
    "reference_totals",
    "revealed_comparative_advantage",
    "standardised_quotient",
    "symmetric_quotient",
    "weighted_quotient",
]

FloatArray = NDArray[np.float64]
Totals = Literal["known", "published"]
N_KEYS = 20
#: Share of an industry's published reference total below which the sum of known cells is called incomplete.
COMPLETE_SHARE = 0.98


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReferenceTotals:
    """The margins of a quotient under one named convention.

    ``region`` has shape (n_regions,), ``industry`` and ``known_share`` (n_industries,); ``known_share`` is the sum of the
    known cells over the published margin, ``nan`` where no margin is published.
    """

    convention: Totals
    region: FloatArray
    industry: FloatArray
    grand: float
    known_share: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocationQuotients:
    """Location quotients with the totals they rest on.

    ``lq`` has shape (n_regions, n_industries), is dimensionless and >= 0; ``nan`` where the cell is not known, the region has
    no activity, or the industry exists nowhere.
    """

    lq: FloatArray
    totals: ReferenceTotals
    diagnostics: tuple[Diagnostic, ...]


def reference_totals(matrix: RegionIndustryMatrix, *, totals: Totals = "known") -> ReferenceTotals:
    """Margins of the reference area.

    Parameters
    ----------
    matrix
        Counts; only cells with a figure enter.
    totals
        ``"known"``: sums of the known cells. ``"published"``: the industry margins are the matrix's ``industry_totals``
        (national rows) and the grand total is their sum; the region's own total stays the sum of its known cells.

    Raises
    ------
    ParameterError
        ``totals`` is neither, or the published margins are asked for and the matrix has none.
    EvidenceError
        Fewer than two regions or industries, or no activity at all.
    """
    if totals not in ("known", "published"):
        raise ParameterError(f"There is no totals '{totals}'. Choose known or published.")
    if min(matrix.shape) < 2:
        raise EvidenceError(
            f"A quotient compares regions and industries: {matrix.shape[0]} regions and {matrix.shape[1]} industries are too "
            "few. Give at least two of each."
        )
    values = matrix.values
    region = np.nansum(values, axis=1)
    known = np.nansum(values, axis=0)
    published = matrix.industry_totals
    if totals == "published" and published is None:
        raise ParameterError("The matrix carries no published margins. Give industry_totals, or totals='known'.")
    with np.errstate(divide="ignore", invalid="ignore"):
        known_share = np.full(known.shape, np.nan) if published is None else known / published
    industry = known if totals == "known" or published is None else published.copy()
    grand = float(np.nansum(industry))
    if grand == 0:
        raise EvidenceError("All cells are zero or missing: there is nothing to compare. Check the year and the table.")
    return ReferenceTotals(convention=totals, region=region, industry=industry, grand=grand, known_share=known_share)


def expected_counts(totals: ReferenceTotals) -> FloatArray:
    r"""Counts if every region had the reference structure: :math:`\mu_{ri} = x_{r\cdot} x_{\cdot i} / x_{\cdot\cdot}`."""
    return np.outer(totals.region, totals.industry) / totals.grand


def location_quotient(matrix: RegionIndustryMatrix, *, totals: Totals = "known") -> LocationQuotients:
    r"""How much more an industry weighs in a region than in all regions together.

    .. math:: LQ_{ri} = \frac{x_{ri} / x_{r\cdot}}{x_{\cdot i} / x_{\cdot\cdot}}

    Parameters
    ----------
    matrix
        Counts by region and industry.
    totals
        Convention of the margins, see :func:`reference_totals`; never mixed within one table.

    Returns
    -------
    LocationQuotients
        Under ``totals="known"`` the mean over regions, weighted by their size, is 1 for every industry that exists.

    Notes
    -----
    Says that an industry weighs more than elsewhere, not that it is large, growing or competitive; in a small region a
    single plant makes a high quotient. Read it with its interval (:mod:`clustrat.indicators.shrinkage`) and its count
    (:cite:`balassa1965`).

    Examples
    --------
    Region R1 has 10 of 40 in C10, all regions have 40 of 100: LQ = 0.25 / 0.4.

    >>> matrix = RegionIndustryMatrix.from_values([[10, 30], [30, 30]], regions=["R1", "R2"],
    ...     industries=["C10", "C31"], nuts_version="2013", nace_version="2", year=2014)
    >>> location_quotient(matrix).lq.round(3).tolist()
    [[0.625, 1.25], [1.25, 0.833]]
    """
    margins = reference_totals(matrix, totals=totals)
    expected = expected_counts(margins)
    with np.errstate(divide="ignore", invalid="ignore"):
        lq = np.where(expected > 0, matrix.values / expected, np.nan)
    return LocationQuotients(lq=lq, totals=margins, diagnostics=tuple(_diagnostics(matrix, margins)))


def revealed_comparative_advantage(matrix: RegionIndustryMatrix, *, totals: Totals = "known") -> LocationQuotients:
    r"""The location quotient under its name in trade statistics: :math:`RCA_{ri} = LQ_{ri}` (:cite:`balassa1965`).

    Parameters, errors and missing values as in :func:`location_quotient`.

    Notes
    -----
    One formula, two literatures: exports of countries there, persons of regions here. Nothing about advantage or comparison is
    in it beyond shares (:cite:`balassa1965`).

    Examples
    --------
    >>> matrix = RegionIndustryMatrix.from_values([[10, 30], [30, 30]], regions=["R1", "R2"],
    ...     industries=["C10", "C31"], nuts_version="2013", nace_version="2", year=2014)
    >>> bool((revealed_comparative_advantage(matrix).lq == location_quotient(matrix).lq).all())
    True
    """
    return location_quotient(matrix, totals=totals)


def symmetric_quotient(lq: FloatArray) -> FloatArray:
    """(LQ - 1) / (LQ + 1), between -1 and 1; ``nan`` stays ``nan``.

    Notes
    -----
    :math:`(LQ - 1)/(LQ + 1)`. Gives under- and over-representation the same room, which the quotient does not. The
    distances inside it have no meaning of their own (:cite:`laursen2015`).

    Examples
    --------
    >>> symmetric_quotient(np.array([0.0, 1.0, 3.0])).tolist()
    [-1.0, 0.0, 0.5]
    """
    return (lq - 1) / (lq + 1)


def additive_quotient(matrix: RegionIndustryMatrix, *, totals: Totals = "known") -> FloatArray:
    r"""Difference of shares, x_ri/x_r - x_i/x; rows of a full matrix sum to 0 under ``totals="known"``.

    Notes
    -----
    :math:`x_{ri}/x_{r\cdot} - x_{\cdot i}/x_{\cdot\cdot}`. Differences can be added over industries, quotients cannot;
    large industries dominate it (:cite:`hoen2006`).

    Examples
    --------
    R1 has a quarter of its 40 in C10, all regions 40 of 100.

    >>> matrix = RegionIndustryMatrix.from_values([[10, 30], [30, 30]], regions=["R1", "R2"],
    ...     industries=["C10", "C31"], nuts_version="2013", nace_version="2", year=2014)
    >>> additive_quotient(matrix).round(3).tolist()
    [[-0.15, 0.15], [0.1, -0.1]]
    """
    margins = reference_totals(matrix, totals=totals)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(margins.region[:, None] > 0, matrix.values / margins.region[:, None], np.nan)
    return np.asarray(shares - margins.industry / margins.grand)


def weighted_quotient(lq: FloatArray) -> FloatArray:
    r"""Quotient over the region's mean quotient, :math:`LQ_{ri} / \overline{LQ}_r`: 1 is the region's own usual.

    Parameters
    ----------
    lq : ndarray, shape (n_regions, n_activities)
        Location quotients; ``nan`` stays and does not enter the mean.

    Notes
    -----
    Takes away that small regions have large quotients throughout; it no longer says anything about the reference area
    (:cite:`proudman2000`).

    Examples
    --------
    >>> weighted_quotient(np.array([[1.0, 3.0]])).tolist()
    [[0.5, 1.5]]
    """
    is_known = ~np.isnan(lq)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(is_known, lq, 0.0).sum(axis=1) / is_known.sum(axis=1)
        return np.asarray(lq / np.where(mean > 0, mean, np.nan)[:, None])


def standardised_quotient(lq: FloatArray) -> FloatArray:
    r"""Standardised ln LQ over the regions: by how many standard deviations a quotient stands out (Tian 2013).

    .. math:: z_{ri} = \frac{\ln LQ_{ri} - \overline{\ln LQ_i}}{s_i}

    Parameters
    ----------
    lq : ndarray, shape (n_regions, n_activities)
        Location quotients; a quotient of 0 has no logarithm and, like ``nan``, stays missing and does not enter.

    Returns
    -------
    ndarray of float, shape (n_regions, n_activities)
        Standard deviations (n - 1); above 1.96 a region stands out at the 5 % level, if ln LQ is normal.

    Notes
    -----
    Gives each activity a cut of its own instead of one for all. Where ln LQ is far from normal take the percentile of
    :func:`bootstrap_cut` instead (:cite:`tian2013`).

    Examples
    --------
    >>> standardised_quotient(np.array([[1.0], [np.e], [np.e**2]])).round(6).ravel().tolist()
    [-1.0, 0.0, 1.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(lq > 0, np.log(np.where(lq > 0, lq, 1.0)), np.nan)
        is_known = ~np.isnan(logs)
        n = is_known.sum(axis=0)
        mean = np.where(is_known, logs, 0.0).sum(axis=0) / n
        spread = np.sqrt((np.where(is_known, logs - mean, 0.0) ** 2).sum(axis=0) / (n - 1))
        return np.asarray((logs - mean) / np.where((n > 1) & (spread > 0), spread, np.nan))


def bootstrap_cut(
    lq: FloatArray, *, rng: np.random.Generator, percentile: float = 95.0, n_draws: int = 1000
) -> FloatArray:
    r"""The quotient that marks the top of each activity: the mean bootstrap percentile of its quotients over the regions.

    .. math:: t_i = \frac1B \sum_b P_{95}\bigl(LQ_{r_{b1} i}, \dots, LQ_{r_{bR} i}\bigr), \quad r_{b1}, \dots, r_{bR} \text{ drawn with replacement}

    Parameters
    ----------
    lq : ndarray, shape (n_regions, n_activities)
        Location quotients; ``nan`` does not enter.
    rng
        Where chance comes from.
    percentile
        Between 0 and 100; 95 is usual.
    n_draws
        Samples of as many regions, with replacement; at least 100.

    Returns
    -------
    ndarray of float, shape (n_activities,)
        A cut in the unit of the quotient; ``nan`` where fewer than two regions are known.

    Notes
    -----
    Needs no normal distribution. By its making about one region in twenty passes in every activity, even where none stands
    out (:cite:`tian2013`).

    Examples
    --------
    Where all regions have the same quotient, every sample has that percentile.

    >>> bootstrap_cut(np.array([[1.5], [1.5], [1.5]]), rng=np.random.default_rng(1), n_draws=100).tolist()
    [1.5]
    """
    if not 0 < percentile < 100:
        raise ParameterError(f"percentile={percentile:g} must lie between 0 and 100; 95 is usual.")
    if n_draws < 100:
        raise ParameterError(f"n_draws={n_draws} is too few; take at least 100, 1000 is usual.")
    found = np.full(lq.shape[1], np.nan)
    for i in range(lq.shape[1]):
        column = lq[~np.isnan(lq[:, i]), i]
        if len(column) > 1:
            draws = column[rng.integers(0, len(column), size=(n_draws, len(column)))]
            found[i] = float(np.percentile(draws, percentile, axis=1).mean())
    return found


def empty_axes(
    by_region: FloatArray,
    by_activity: FloatArray,
    *,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
    axis: str = "activity",
) -> list[Diagnostic]:
    """Regions and activities whose total is not above zero: their results are missing, those of all others stay as they are.

    Parameters
    ----------
    by_region, by_activity : ndarray, shapes (n_regions,) and (n_activities,)
        Totals over the known cells; ``nan`` where none is known.
    regions, activities
        Codes; positions if not given.
    axis
        What the columns are called.

    Examples
    --------
    >>> [(d.code, d.keys) for d in empty_axes(np.array([5.0, 0.0]), np.array([5.0]), regions=["R1", "R2"])]
    [('empty_region', ('R2',))]
    """
    found = []
    for code, name, totals, keys in (
        ("empty_region", "region", by_region, regions),
        ("empty_activity", axis, by_activity, activities),
    ):
        places = np.flatnonzero(~(totals > 0))
        if len(places):
            names = tuple(keys[p] if keys else str(p) for p in places[:N_KEYS].tolist())
            found.append(
                Diagnostic(
                    code=code,
                    severity="info",
                    axis=name,
                    keys=names,
                    n=len(places),
                    share=len(places) / len(totals),
                    sentence=f"{len(places)} {name} rows hold no activity: {', '.join(names[:5])}. Their quotients are missing.",
                )
            )
    return found


def _diagnostics(matrix: RegionIndustryMatrix, margins: ReferenceTotals) -> list[Diagnostic]:
    found = []
    unknown = np.isnan(matrix.values)
    if unknown.any():
        cells = [f"{matrix.regions[r]} x {matrix.industries[i]}" for r, i in np.argwhere(unknown)[:N_KEYS]]
        found.append(
            Diagnostic(
                code="unknown_cell",
                severity="info",
                axis="cell",
                keys=tuple(cells),
                n=int(unknown.sum()),
                share=float(unknown.mean()),
                sentence=f"{int(unknown.sum())} of {unknown.size} cells have no figure; their quotients are missing, not zero.",
            )
        )
    found += empty_axes(
        margins.region, margins.industry, regions=matrix.regions, activities=matrix.industries, axis="industry"
    )
    incomplete = margins.known_share < COMPLETE_SHARE
    if margins.convention == "known" and incomplete.any():
        names = [key for key, is_short in zip(matrix.industries, incomplete, strict=True) if is_short]
        lowest = int(np.nanargmin(margins.known_share))
        found.append(
            Diagnostic(
                code="totals_incomplete",
                severity="warning",
                axis="industry",
                keys=tuple(names[:N_KEYS]),
                n=len(names),
                share=float(margins.known_share[lowest]),
                parameter="complete_share",
                value=COMPLETE_SHARE,
                sentence=(
                    f"In {len(names)} industries the regions' known figures sum to less than {100 * COMPLETE_SHARE:.0f} % of the "
                    f"published total, so quotients are overstated; lowest in {matrix.industries[lowest]} "
                    f"({100 * float(margins.known_share[lowest]):.0f} %). Compare with totals='published'."
                ),
            )
        )
    return found
