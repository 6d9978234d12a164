"""Growth and shift-share: what changed, and how much of it is the nation, the mix of industries, and the region itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.result import Diagnostic

__all__ = [
    "HomotheticShiftShare",
    "ShiftShare",
    "compound_growth_pct",
    "dynamic_shift_share",
    "esteban_marquillas",
    "growth_pct",
    "shift_share",
    "symmetric_growth",
]

FloatArray = NDArray[np.float64]


def growth_pct(base: ArrayLike, end: ArrayLike) -> FloatArray:
    r"""100 (end / base - 1), in percent; ``nan`` where either is missing or the base is zero.

    Notes
    -----
    :math:`100\,(x_1/x_0 - 1)`. Small bases make wild percentages: show the counts beside them, and compare only years
    without a break (:cite:`tornqvist1985`).

    Examples
    --------
    >>> growth_pct([100.0, 0.0], [110.0, 5.0]).round(6).tolist()
    [10.0, nan]
    """
    before, after = _counts(base, end)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(before > 0, 100 * (after / before - 1), np.nan)


def compound_growth_pct(base: ArrayLike, end: ArrayLike, *, n_years: int) -> FloatArray:
    r"""Compound annual growth, 100 ((end / base)^(1/n) - 1), in percent a year; ``nan`` as in :func:`growth_pct`.

    Notes
    -----
    :math:`100\,((x_1/x_0)^{1/n} - 1)`. The steady yearly rate between two ends; what lies between, a crisis for example,
    is not in it (:cite:`tornqvist1985`).

    Examples
    --------
    >>> compound_growth_pct([100.0], [121.0], n_years=2).round(6).tolist()
    [10.0]
    """
    if n_years < 1:
        raise ParameterError(f"Growth over n_years={n_years} cannot be. Give at least 1.")
    before, after = _counts(base, end)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(before > 0, 100 * ((after / before) ** (1 / n_years) - 1), np.nan)


def symmetric_growth(base: ArrayLike, end: ArrayLike) -> FloatArray:
    """2 (end - base) / (end + base), between -2 and 2, defined where the base is zero; ``nan`` where both are.

    Notes
    -----
    :math:`2 (x_1 - x_0) / (x_1 + x_0)`. Treats entry and exit alike, and a rise and the fall back cancel. Not a
    percentage in the everyday sense (:cite:`tornqvist1985`).

    Examples
    --------
    >>> symmetric_growth([0.0, 100.0], [5.0, 110.0]).round(4).tolist()
    [2.0, 0.0952]
    """
    before, after = _counts(base, end)
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
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def totals(self) -> dict[str, float]:
        """The components summed over the industries."""
        parts = {"national": self.national, "mix": self.mix, "regional": self.regional, "change": self.change}
        return {name: float(np.nansum(values)) for name, values in parts.items()}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HomotheticShiftShare:
    """The regional part of :class:`ShiftShare` once more divided; ``competitive + allocation = regional``.

    ``competitive`` is what the region's growth would have brought with the nation's mix of industries, ``allocation`` what its
    own mix adds: positive where it is specialised in industries that grow faster here than in the nation. Arrays of shape
    (n_industries,), ``nan`` for industries that are left out.
    """

    competitive: FloatArray
    allocation: FloatArray
    dunn: ShiftShare

    @property
    def totals(self) -> dict[str, float]:
        """All components summed over the industries."""
        own = {"competitive": float(np.nansum(self.competitive)), "allocation": float(np.nansum(self.allocation))}
        return {**self.dunn.totals, **own}


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
        No industry is known in both years, the lengths differ, or a count is negative or infinite.

    Notes
    -----
    Bookkeeping, not causes: the regional part is what nation and mix do not explain. It depends on how finely industries
    are cut and on the two years, and what has a good mix also shows in the regional part (:cite:`dunn1960`).

    Examples
    --------
    Farhauer and Kroell (2013): change 25 = national 27 + mix 1 + regional -3.

    >>> parts = shift_share([90, 20, 10, 60], [100, 40, 10, 55], [400, 150, 150, 400], [440, 210, 135, 480])
    >>> {name: round(value, 6) for name, value in parts.totals.items()}
    {'national': 27.0, 'mix': 1.0, 'regional': -3.0, 'change': 25.0}
    """
    e0, e1, n0, n1 = _counts(region_base, region_end, nation_base, nation_end)
    enters = ~np.isnan(e0) & ~np.isnan(e1) & ~np.isnan(n1) & (n0 > 0)
    if not enters.any():
        raise EvidenceError("No industry is known in both years for region and nation. Choose another base year.")
    known_base = float(np.nansum(e0))
    e0, e1, n0, n1 = (np.where(enters, a, np.nan) for a in (e0, e1, n0, n1))
    growth = np.nansum(n1) / np.nansum(n0)
    left_out = tuple(int(i) for i in np.flatnonzero(~enters))
    share = float(np.nansum(e0)) / known_base if known_base else 0.0
    return ShiftShare(
        national=e0 * (growth - 1),
        mix=e0 * (n1 / n0 - growth),
        regional=e1 - e0 * n1 / n0,
        change=e1 - e0,
        share_of_base=share,
        left_out=left_out,
        diagnostics=_left_out(left_out, share),
    )


def esteban_marquillas(
    region_base: ArrayLike, region_end: ArrayLike, nation_base: ArrayLike, nation_end: ArrayLike
) -> HomotheticShiftShare:
    r"""Separate the regional part of :func:`shift_share` from the region's specialisation (Esteban-Marquillas 1972).

    .. math:: \hat e_i = e_\cdot \frac{E_i^0}{E^0}, \quad c_i = \hat e_i (g_{ri} - g_i), \quad
       a_i = (e_i - \hat e_i)(g_{ri} - g_i)

    Parameters
    ----------
    region_base, region_end, nation_base, nation_end : array_like, shape (n_industries,)
        As in :func:`shift_share`. An industry that the region lacked in the base year has no growth there: its competitive part
        is ``nan`` and its whole regional part is allocation.

    Raises
    ------
    EvidenceError
        As in :func:`shift_share`.

    Notes
    -----
    Separates whether a region did better from whether it is specialised where it did better. The parts of the mix stay as
    in Dunn's form (:cite:`estebanmarquillas1972`).

    Examples
    --------
    >>> parts = esteban_marquillas([90, 20, 10, 60], [100, 40, 10, 55], [400, 150, 150, 400], [440, 210, 135, 480])
    >>> round(parts.totals["competitive"] + parts.totals["allocation"], 6)
    -3.0
    """
    dunn = shift_share(region_base, region_end, nation_base, nation_end)
    e0, e1, n0, n1 = (
        np.where(np.isnan(dunn.change), np.nan, a) for a in _counts(region_base, region_end, nation_base, nation_end)
    )
    homothetic = np.nansum(e0) * n0 / np.nansum(n0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ahead = np.where(e0 > 0, e1 / e0 - n1 / n0, np.nan)
    competitive = homothetic * ahead
    allocation = np.where(np.isnan(competitive), dunn.regional, (e0 - homothetic) * ahead)
    return HomotheticShiftShare(competitive=competitive, allocation=allocation, dunn=dunn)


def dynamic_shift_share(region: ArrayLike, nation: ArrayLike) -> dict[str, float]:
    r"""Shift-share year by year, its components added up (Barff and Knight 1988).

    .. math:: \text{national} = \sum_t \sum_i e_{i,t} \left(\tfrac{E_{t+1}}{E_t} - 1\right), \quad \text{and so for mix and regional part}

    Parameters
    ----------
    region, nation : array_like, shape (n_years, n_industries)
        Counts of consecutive years.

    Returns
    -------
    dict
        ``national``, ``mix``, ``regional`` and ``change`` in the unit of the counts; the first three sum to the last. A year in
        which an industry is not known at both ends leaves it out of that step only.

    Raises
    ------
    EvidenceError
        Shapes differ, there are fewer than two years, or a step has no industry that is known.

    Notes
    -----
    Follows a mix that changes, where comparing the two ends holds the first year's against all later ones. Yearly noise is
    added too (:cite:`barff1988`).

    Examples
    --------
    >>> dynamic_shift_share([[10, 10], [11, 10], [12, 11]], [[100, 100], [110, 100], [120, 110]])["change"]
    3.0
    """
    own, whole = np.asarray(region, dtype=np.float64), np.asarray(nation, dtype=np.float64)
    if own.ndim != 2 or own.shape != whole.shape or len(own) < 2:
        raise EvidenceError(
            f"The region has shape {own.shape}, the nation {whole.shape}. Give the same years (two or more) and industries."
        )
    total = {"national": 0.0, "mix": 0.0, "regional": 0.0, "change": 0.0}
    for year in range(len(own) - 1):
        for name, value in shift_share(own[year], own[year + 1], whole[year], whole[year + 1]).totals.items():
            total[name] += value
    return total


def _counts(*arrays: ArrayLike) -> tuple[FloatArray, ...]:
    """Arrays of counts of one shape; refused where one is negative or infinite."""
    counts = tuple(np.asarray(a, dtype=np.float64) for a in arrays)
    shapes = {a.shape for a in counts}
    if len(shapes) > 1:
        raise EvidenceError(
            f"Base and end year have different shapes: {sorted(shapes)}. Give one value per cell in each."
        )
    for a in counts:
        bad = np.isinf(a) | (a < 0)
        if bad.any():
            place = tuple(int(i) for i in np.argwhere(bad)[0])
            raise EvidenceError(
                f"The count {a[place]:g} at place {place} cannot be: counts are finite and not negative. "
                "Correct the source, or mark the cell as missing."
            )
    return counts


def _left_out(left_out: tuple[int, ...], share: float) -> tuple[Diagnostic, ...]:
    if not left_out:
        return ()
    return (
        Diagnostic(
            code="left_out",
            severity="info",
            axis="industry",
            keys=tuple(str(i) for i in left_out[:20]),
            n=len(left_out),
            share=1 - share,
            sentence=(
                f"{len(left_out)} industries are not known in both years and left out; the others make up "
                f"{100 * share:.0f} % of the region's known persons in the base year."
            ),
        ),
    )
