"""Concentration: how unevenly an industry is spread over regions, or over regions beside their size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError

__all__ = [
    "Missing",
    "Theil",
    "atkinson",
    "gini",
    "gini_of_quotients",
    "hoover_gini",
    "hoover_index_pct",
    "locational_gini",
    "schutz",
    "theil",
]

FloatArray = NDArray[np.float64]
#: What a missing cell does to the measure of its industry: make it missing, or leave the region out.
Missing = Literal["null", "leave_out"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Theil:
    """Theil index of each industry and, where regions are grouped, its parts; ``total = between + within``.

    Arrays of shape (n_industries,), in nats, between 0 and ln of the number of regions.
    """

    total: FloatArray
    between: FloatArray
    within: FloatArray


def gini(counts: ArrayLike, *, missing: Missing = "null") -> FloatArray:
    r"""Gini index of each industry over the regions, every region counting the same.

    .. math:: G_i = \frac{\sum_{r,s} |x_{ri} - x_{si}|}{2 R \sum_r x_{ri}}

    Parameters
    ----------
    counts : array_like, shape (n_regions, n_industries)
        Counts >= 0; ``nan`` where not known. Regions without any activity do not count.
    missing
        ``"null"``: an industry with an unknown cell has no index. ``"leave_out"``: it is that of the other regions.

    Returns
    -------
    ndarray of float, shape (n_industries,)
        0 (everywhere alike) to 1 - 1/R (one region has all); ``nan`` where the industry exists nowhere.

    Notes
    -----
    Says how unevenly an industry is spread over the regions, whatever their size: large regions make everything look
    concentrated. Use :func:`locational_gini` to compare with the spread of all activity (:cite:`gini1912`).

    Examples
    --------
    Differences of 1 and 3 are 2, counted both ways: 4 / (2 * 2 * 4).

    >>> gini([[1.0, 5.0], [3.0, 5.0]]).tolist()
    [0.25, 0.0]
    """

    def of(x: FloatArray, _: FloatArray) -> float:
        x = np.sort(x)
        ranks = np.arange(1, len(x) + 1)
        return float((2 * ranks - len(x) - 1) @ x / (len(x) * x.sum()))

    return _by_industry(counts, of, missing=missing)


def locational_gini(counts: ArrayLike, *, missing: Missing = "null") -> FloatArray:
    r"""Locational Gini of each industry: the Lorenz curve of its counts against all counts, area halved.

    Regions are sorted by :math:`x_{ri} / x_{r\cdot}`; with cumulated shares of the industry :math:`c_n` and shares of all
    activity :math:`w_n`:

    .. math:: G_i = \tfrac12 \Bigl(1 - \sum_n (c_n + c_{n-1}) w_n\Bigr)

    Parameters
    ----------
    counts, missing
        As in :func:`gini`; totals of regions are sums of the known cells.

    Returns
    -------
    ndarray of float, shape (n_industries,)
        0 (spread like all activity) to 0.5; ``nan`` where the industry exists nowhere.

    Notes
    -----
    Compares with the spread of all activity, so that a large region is not concentration. It says nothing of where:
    neighbouring regions count as far apart, and a single dominant plant looks like a cluster (:cite:`krugman1991`).

    Examples
    --------
    The industry is all in one of two equal regions: Lorenz curve 0, 1 against 1/2, 1.

    >>> locational_gini([[2.0, 2.0], [0.0, 4.0]]).tolist()
    [0.25, 0.08333333333333337]
    """
    return _by_industry(counts, lambda x, size: _lorenz(x, size) / 2, missing=missing)


def hoover_gini(counts: ArrayLike, population: ArrayLike, *, missing: Missing = "null") -> FloatArray:
    r"""Gini of each industry against population: the Lorenz curve of :func:`locational_gini`, not halved, 0 to 1.

    Notes
    -----
    :math:`G_i = 1 - \sum_n (c_n + c_{n-1})\, p_n`, regions sorted by industry per head, p the shares of population. Says
    how far an industry is from where people live. It is not the halved :func:`locational_gini`: the two must not be put
    in one column (:cite:`hoover1936`).

    Examples
    --------
    The first industry is all where half of the people live, the second is spread like them.

    >>> hoover_gini([[2.0, 1.0], [0.0, 1.0]], [5.0, 5.0]).tolist()
    [0.5, 0.0]
    """
    return _by_industry(counts, _lorenz, missing=missing, size=population)


def hoover_index_pct(counts: ArrayLike, population: ArrayLike, *, missing: Missing = "null") -> FloatArray:
    r"""Hoover index: which part of an industry would have to move to be spread like the population, in percent.

    .. math:: H_i = 50 \sum_r \left| \frac{x_{ri}}{x_{\cdot i}} - \frac{p_r}{p_\cdot} \right|

    Notes
    -----
    A share with a plain meaning, and the largest gap between the two cumulated shares. It sees no difference between
    moves to the next region and across the country (:cite:`hoover1936`).

    Examples
    --------
    >>> hoover_index_pct([[3.0], [1.0]], [1.0, 1.0]).tolist()
    [25.0]
    """

    def of(x: FloatArray, size: FloatArray) -> float:
        return float(50 * np.abs(x / x.sum() - size / size.sum()).sum())

    return _by_industry(counts, of, missing=missing, size=population)


def gini_of_quotients(quotients: ArrayLike) -> float:
    r"""Gini of location quotients in the form of Farhauer and Kroell (2013), which reaches 1.

    With the quotients sorted upwards, :math:`R_1 \le \dots \le R_n`:

    .. math:: G = \frac{2}{n^2 \bar R} \sum_k k (R_k - \bar R)

    Parameters
    ----------
    quotients : array_like, shape (n,)
        Quotients of the industries of one region, or of the regions of one industry; ``nan`` gives ``nan``.

    Notes
    -----
    The form printed in German textbooks; divide by the other forms' maxima before you compare with them. Small regions
    with extreme quotients weigh as much as large ones (:cite:`farhauer2013`).

    Examples
    --------
    >>> gini_of_quotients([1.0, 3.0])
    0.25
    """
    ordered = np.sort(np.asarray(quotients, dtype=np.float64))
    n = len(ordered)
    if n < 2:
        raise EvidenceError(f"A Gini index compares: {n} quotients are too few. Give at least two.")
    mean = ordered.mean()
    if not mean > 0:
        return float("nan")
    return float(2 / (n**2 * mean) * (np.arange(1, n + 1) @ (ordered - mean)))


def theil(counts: ArrayLike, *, groups: Sequence[str] | None = None, missing: Missing = "null") -> Theil:
    r"""Theil index of each industry over the regions, with its parts between and within groups of regions.

    .. math:: T_i = \frac1R \sum_r v_{ri} \ln v_{ri}, \qquad v_{ri} = x_{ri} / \bar x_i

    Parameters
    ----------
    counts, missing
        As in :func:`gini`; a true zero contributes 0.
    groups
        A group (such as the country) for each region; all in one if not given.

    Notes
    -----
    Its parts add up exactly: how much of the concentration is between countries, how much within. It gives weight to the
    top of the distribution, and its ceiling grows with the number of regions (:cite:`theil1967`).

    Examples
    --------
    >>> parts = theil([[1.0], [3.0], [2.0], [2.0]], groups=["A", "A", "B", "B"])
    >>> parts.between.round(6).tolist(), bool(abs(parts.total - parts.within)[0] < 1e-12)
    ([0.0], True)
    """
    table = _table(counts)
    names = ["" for _ in range(len(table))] if groups is None else list(groups)
    if len(names) != len(table):
        raise EvidenceError(f"{len(names)} groups were given for {len(table)} regions. Give one group per region.")
    labels = np.unique(names, return_inverse=True)[1].astype(np.float64)

    def total(x: FloatArray, _: FloatArray) -> float:
        v = x / x.mean()
        return float(np.mean(v * np.log(np.where(v > 0, v, 1.0))))

    def between(x: FloatArray, group: FloatArray) -> float:
        means = np.array([x[group == g].mean() for g in group])
        return total(means, group)

    all_of = _by_industry(table, total, missing=missing)
    among = _by_industry(table, between, missing=missing, size=labels)
    return Theil(total=all_of, between=among, within=all_of - among)


def atkinson(counts: ArrayLike, *, epsilon: float = 0.5, missing: Missing = "null") -> FloatArray:
    r"""Atkinson index of each industry over the regions.

    .. math:: A_i = 1 - \Bigl(\tfrac1R \sum_r x_{ri}^{1-\varepsilon}\Bigr)^{1/(1-\varepsilon)} / \bar x_i,
       \qquad A_i = 1 - \exp(\overline{\ln x_i}) / \bar x_i \text{ at } \varepsilon = 1

    Raises
    ------
    ParameterError
        ``epsilon`` is not above 0.
    EvidenceError
        ``epsilon`` is 1 or more and a count is zero, of which there is no logarithm.

    Notes
    -----
    The larger epsilon, the more the regions with little of the industry count. The choice of epsilon is a judgement:
    report it (:cite:`atkinson1970`).

    Examples
    --------
    Two regions with 1 and 9, epsilon 1/2: the mean root is 2, so 1 - 4/5.

    >>> atkinson([[1.0], [9.0]]).round(6).tolist()
    [0.2]
    """
    if not epsilon > 0:
        raise ParameterError(f"epsilon={epsilon:g} must be above 0; 0.5 is usual.")
    table = _table(counts)
    is_active = np.nansum(table, axis=1) > 0
    if epsilon >= 1 and (table[is_active] == 0).any():
        raise EvidenceError(
            f"{int((table[is_active] == 0).sum())} counts are zero, and with epsilon={epsilon:g} Atkinson's index takes "
            "logarithms (zero_in_log). Choose epsilon below 1, or shift the counts yourself."
        )

    def of(x: FloatArray, _: FloatArray) -> float:
        if epsilon == 1:
            return float(1 - np.exp(np.log(x).mean()) / x.mean())
        return float(1 - np.mean(x ** (1 - epsilon)) ** (1 / (1 - epsilon)) / x.mean())

    return _by_industry(table, of, missing=missing)


def schutz(counts: ArrayLike, *, missing: Missing = "null") -> FloatArray:
    r"""Schutz index of each industry: half the sum of the gaps between shares and equal shares, 0 to 1 - 1/R.

    Notes
    -----
    :math:`S_i = \tfrac12 \sum_r |x_{ri}/x_{\cdot i} - 1/R|`. The part of an industry that would have to move for all
    regions to have the same. Blind to the size of regions (:cite:`schutz1951`).

    Examples
    --------
    >>> schutz([[3.0], [1.0]]).tolist()
    [0.25]
    """

    def of(x: FloatArray, _: FloatArray) -> float:
        return float(np.abs(x / x.sum() - 1 / len(x)).sum() / 2)

    return _by_industry(counts, of, missing=missing)


def _lorenz(x: FloatArray, size: FloatArray) -> float:
    """One minus twice the area under the Lorenz curve of x against size."""
    with np.errstate(divide="ignore"):
        order = np.argsort(x / size, kind="stable")
    cumulated = np.concatenate([[0.0], np.cumsum(x[order]) / x.sum()])
    return float(1 - ((cumulated[1:] + cumulated[:-1]) * size[order] / size.sum()).sum())


def _table(counts: ArrayLike) -> FloatArray:
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or len(table) < 2:
        raise EvidenceError(
            f"A concentration index compares regions: the counts have shape {table.shape}. "
            "Give a table of at least two regions, one column per industry."
        )
    bad = np.isinf(table) | (table < 0)
    if bad.any():
        r, i = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The count {table[r, i]:g} in row {r}, column {i} cannot be: counts are finite and not negative. "
            "Correct the source, or mark the cell as missing."
        )
    return table


def _by_industry(
    counts: ArrayLike, of: Callable[[FloatArray, FloatArray], float], *, missing: Missing, size: ArrayLike | None = None
) -> FloatArray:
    """A measure of every column, over the regions that have any activity; ``size`` is by default the regions' own totals."""
    if missing not in get_args(Missing):
        raise ParameterError(f"There is no missing '{missing}'. Choose one of: {', '.join(get_args(Missing))}.")
    table = _table(counts)
    totals = np.nansum(table, axis=1)
    sizes = totals if size is None else np.asarray(size, dtype=np.float64)
    if sizes.shape != totals.shape:
        raise EvidenceError(f"{sizes.size} sizes were given for {len(totals)} regions. Give one per region.")
    is_active = totals > 0
    if size is not None and not (np.isfinite(sizes[is_active]) & (sizes[is_active] >= 0)).all():
        raise EvidenceError(
            "A region with activity has no size, or one below zero. Give the size of every region, or leave the region out."
        )
    found = np.full(table.shape[1], np.nan)
    for i in range(table.shape[1]):
        is_known = ~np.isnan(table[:, i])
        if missing == "null" and not is_known[is_active].all():
            continue
        enters = is_active & is_known
        column = table[enters, i]
        if column.sum() > 0:
            found[i] = of(column, sizes[enters])
    return found
