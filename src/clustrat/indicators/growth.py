"""Growth and shift-share: what changed, and how much of it is the nation, the mix of industries, and the region itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = ["ShiftShare", "compound_growth_pct", "growth_pct", "shift_share", "symmetric_growth"]

FloatArray = NDArray[np.float64]


def growth_pct(base: ArrayLike, end: ArrayLike) -> FloatArray:
    """100 (end / base - 1), in percent; ``nan`` where either is missing or the base is zero.

    >>> growth_pct([100.0, 0.0], [110.0, 5.0]).round(6).tolist()
    [10.0, nan]
    """
    before, after = np.asarray(base, dtype=np.float64), np.asarray(end, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(before > 0, 100 * (after / before - 1), np.nan)


def compound_growth_pct(base: ArrayLike, end: ArrayLike, *, n_years: int) -> FloatArray:
    """Compound annual growth, 100 ((end / base)^(1/n) - 1), in percent a year; ``nan`` as in :func:`growth_pct`.

    >>> compound_growth_pct([100.0], [121.0], n_years=2).round(6).tolist()
    [10.0]
    """
    if n_years < 1:
        raise EvidenceError(f"Growth over n_years={n_years} cannot be. Give at least 1.")
    before, after = np.asarray(base, dtype=np.float64), np.asarray(end, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(before > 0, 100 * ((after / before) ** (1 / n_years) - 1), np.nan)


def symmetric_growth(base: ArrayLike, end: ArrayLike) -> FloatArray:
    """2 (end - base) / (end + base), between -2 and 2, defined where the base is zero; ``nan`` where both are.

    >>> symmetric_growth([0.0, 100.0], [5.0, 110.0]).round(4).tolist()
    [2.0, 0.0952]
    """
    before, after = np.asarray(base, dtype=np.float64), np.asarray(end, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(before + after > 0, 2 * (after - before) / (after + before), np.nan)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShiftShare:
    """Components of the change of a region, in the unit of the counts; ``national + mix + regional = change``.

    Arrays of shape (n_industries,), ``nan`` for industries that are left out; ``share_of_base`` is the part of the region's
    known base-year total that the others make up.
    """

    national: FloatArray
    mix: FloatArray
    regional: FloatArray
    change: FloatArray
    share_of_base: float
    left_out: tuple[int, ...]

    @property
    def totals(self) -> dict[str, float]:
        """The components summed over the industries."""
        parts = {"national": self.national, "mix": self.mix, "regional": self.regional, "change": self.change}
        return {name: float(np.nansum(values)) for name, values in parts.items()}


def shift_share(
    region_base: ArrayLike, region_end: ArrayLike, nation_base: ArrayLike, nation_end: ArrayLike
) -> ShiftShare:
    r"""Split a region's change into national growth, industry mix and regional (competitive) part (Dunn 1960).

    .. math:: \Delta_i = e_i \left(\tfrac{E^1}{E^0} - 1\right) + e_i \left(\tfrac{E_i^1}{E_i^0} - \tfrac{E^1}{E^0}\right)
       + \left(e_i^1 - e_i \tfrac{E_i^1}{E_i^0}\right)

    Parameters
    ----------
    region_base, region_end, nation_base, nation_end : array_like, shape (n_industries,)
        Counts of base and end year. An industry enters only if all four are known and the nation had it in the base year;
        the national growth is that of the industries that enter.

    Raises
    ------
    EvidenceError
        No industry is known in both years.

    Examples
    --------
    Farhauer and Kroell (2013): change 25 = national 27 + mix 1 + regional -3.

    >>> parts = shift_share([90, 20, 10, 60], [100, 40, 10, 55], [400, 150, 150, 400], [440, 210, 135, 480])
    >>> {name: round(value, 6) for name, value in parts.totals.items()}
    {'national': 27.0, 'mix': 1.0, 'regional': -3.0, 'change': 25.0}
    """
    e0, e1, n0, n1 = (np.asarray(a, dtype=np.float64) for a in (region_base, region_end, nation_base, nation_end))
    enters = ~np.isnan(e0) & ~np.isnan(e1) & ~np.isnan(n1) & (n0 > 0)
    if not enters.any():
        raise EvidenceError("No industry is known in both years for region and nation. Choose another base year.")
    e0, e1, n0, n1 = (np.where(enters, a, np.nan) for a in (e0, e1, n0, n1))
    growth = np.nansum(n1) / np.nansum(n0)
    known_base = float(np.nansum(np.asarray(region_base, dtype=np.float64)))
    return ShiftShare(
        national=e0 * (growth - 1),
        mix=e0 * (n1 / n0 - growth),
        regional=e1 - e0 * n1 / n0,
        change=e1 - e0,
        share_of_base=float(np.nansum(e0)) / known_base if known_base else 0.0,
        left_out=tuple(int(i) for i in np.flatnonzero(~enters)),
    )
