r"""Location quotients: how much more an industry weighs in a region than in all regions together.

.. math:: LQ_{ri} = \frac{x_{ri} / x_{r\cdot}}{x_{\cdot i} / x_{\cdot\cdot}}

The same formula is the revealed comparative advantage of trade statistics (:cite:`balassa1965`).
"""

from __future__ import annotations

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
    "expected_counts",
    "location_quotient",
    "reference_totals",
    "symmetric_quotient",
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


def symmetric_quotient(lq: FloatArray) -> FloatArray:
    """(LQ - 1) / (LQ + 1), between -1 and 1; ``nan`` stays ``nan``.

    >>> symmetric_quotient(np.array([0.0, 1.0, 3.0])).tolist()
    [-1.0, 0.0, 0.5]
    """
    return (lq - 1) / (lq + 1)


def additive_quotient(matrix: RegionIndustryMatrix, *, totals: Totals = "known") -> FloatArray:
    """Difference of shares, x_ri/x_r - x_i/x; rows of a full matrix sum to 0 under ``totals="known"``."""
    margins = reference_totals(matrix, totals=totals)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(margins.region[:, None] > 0, matrix.values / margins.region[:, None], np.nan)
    return np.asarray(shares - margins.industry / margins.grand)


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
    for code, axis, empty, keys in (
        ("empty_region", "region", margins.region == 0, matrix.regions),
        ("empty_activity", "industry", ~(margins.industry > 0), matrix.industries),
    ):
        if empty.any():
            names = [key for key, is_empty in zip(keys, empty, strict=True) if is_empty]
            found.append(
                Diagnostic(
                    code=code,
                    severity="info",
                    axis=axis,
                    keys=tuple(names[:N_KEYS]),
                    n=len(names),
                    sentence=f"{len(names)} {axis} rows hold no activity: {', '.join(names[:5])}. Their quotients are missing.",
                )
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
