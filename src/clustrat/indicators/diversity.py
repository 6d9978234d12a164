"""Diversity and specialisation: how many kinds of work a region lives from, and how far its mix is from that of all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = [
    "entropy",
    "equivalent_number",
    "hachman",
    "herfindahl",
    "krugman_specialisation",
    "normalised_herfindahl",
    "related_variety",
    "unrelated_variety",
]

FloatArray = NDArray[np.float64]


def herfindahl(counts: ArrayLike) -> FloatArray:
    r"""Herfindahl index of each region, :math:`H_r = \sum_i s_{ri}^2`.

    Parameters
    ----------
    counts : array_like, shape (n_regions, n_industries)
        Counts >= 0; ``nan`` where not known.

    Returns
    -------
    ndarray of float, shape (n_regions,)
        1/n (all industries alike) to 1 (one industry); ``nan`` where the region has no activity or an unknown cell.

    Notes
    -----
    Says how far a region lives from few industries. It depends on how finely industries are cut: never compare between
    classifications (:cite:`hirschman1964`).

    Examples
    --------
    >>> herfindahl([[20.0, 50.0, 20.0, 10.0]]).round(6).tolist()
    [0.34]
    """
    return np.asarray((_shares(counts) ** 2).sum(axis=1))


def normalised_herfindahl(counts: ArrayLike) -> FloatArray:
    r"""Herfindahl index on a scale from 0 to 1, :math:`(H_r - 1/n) / (1 - 1/n)`.

    n is the number of industries that exist in some region; ``nan`` also where there is only one.

    Notes
    -----
    Takes out the number of industries, not the way they are cut: a coarser list still gives another number
    (:cite:`hirschman1964`).

    Examples
    --------
    >>> normalised_herfindahl([[20.0, 50.0, 20.0, 10.0]]).round(6).tolist()
    [0.12]
    """
    table = _table(counts)
    n = int((np.nansum(table, axis=0) > 0).sum())
    if n < 2:
        return np.full(len(table), np.nan)
    return np.asarray((herfindahl(table) - 1 / n) / (1 - 1 / n))


def equivalent_number(counts: ArrayLike) -> FloatArray:
    """Number of industries of one size that would give the same Herfindahl index, 1/H.

    Notes
    -----
    :math:`1 / H_r`. Easier to tell than the index: as diverse as a region with so many equal industries
    (:cite:`hirschman1964`).

    Examples
    --------
    >>> equivalent_number([[1.0, 1.0, 0.0]]).tolist()
    [2.0]
    """
    return np.asarray(1 / herfindahl(counts))


def krugman_specialisation(counts: ArrayLike, *, reference: ArrayLike | None = None, half: bool = False) -> FloatArray:
    r"""Krugman's index of each region: the sum of the gaps between its shares and those of the reference.

    .. math:: K_r = \sum_i \left| s_{ri} - \frac{x_{\cdot i}}{x_{\cdot\cdot}} \right|

    Parameters
    ----------
    counts
        As in :func:`herfindahl`.
    reference : array_like, shape (n_industries,), optional
        Counts of the area compared with; all regions together if not given.
    half
        Whether to give half of it, from 0 to 1: the share of workers that would have to change industry.

    Returns
    -------
    ndarray of float, shape (n_regions,)
        0 (same mix) to 2 (nothing in common); ``nan`` as in :func:`herfindahl`.

    Notes
    -----
    Says how different a region's mix is from the reference, not what it is good at. With all regions together as
    reference a large region is compared with itself in part (:cite:`krugman1991`).

    Examples
    --------
    >>> krugman_specialisation([[20.0, 10.0, 70.0, 0.0, 0.0]], reference=[0.0, 0.0, 0.0, 60.0, 40.0]).round(6).tolist()
    [2.0]
    """
    table = _table(counts)
    gaps = np.abs(_shares(table) - _reference(table, reference)).sum(axis=1)
    return np.asarray(gaps / 2 if half else gaps)


def hachman(counts: ArrayLike, *, reference: ArrayLike | None = None) -> FloatArray:
    r"""Hachman index of each region, :math:`1 / \sum_i s_{ri} LQ_{ri}`: 1 with the mix of the reference, towards 0 with another.

    Parameters
    ----------
    counts, reference
        As in :func:`krugman_specialisation`.

    Returns
    -------
    ndarray of float, shape (n_regions,)
        Above 0, at most 1; ``nan`` as in :func:`herfindahl`, or where the region has what the reference lacks.

    Notes
    -----
    Weighs each gap by the region's own share: 1 is the mix of the reference. A few extreme quotients in small industries
    pull it down fast (:cite:`hachman1995`).

    Examples
    --------
    >>> hachman([[1.0, 1.0], [1.0, 1.0]]).tolist()
    [1.0, 1.0]
    """
    table = _table(counts)
    shares, mix = _shares(table), _reference(table, reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(shares == 0, 0.0, np.where(mix > 0, shares**2 / mix, np.nan))
    return np.asarray(1 / terms.sum(axis=1))


def entropy(counts: ArrayLike) -> FloatArray:
    r"""Entropy of the industries of each region, :math:`\sum_i s_{ri} \log_2 (1/s_{ri})`, in bits.

    Notes
    -----
    The most even mix has the highest entropy; rare industries count more than in the Herfindahl index. It treats all
    industries as equally different, which :func:`related_variety` does not (:cite:`frenken2007`).

    Examples
    --------
    >>> entropy([[1.0, 1.0, 1.0, 1.0], [7.0, 0.0, 0.0, 0.0]]).tolist()
    [2.0, 0.0]
    """
    return _entropy_of(_shares(counts))


def unrelated_variety(counts: ArrayLike, *, groups: Sequence[str]) -> FloatArray:
    r"""Variety between groups of industries, in bits (Frenken, Van Oort, Verburg 2007).

    .. math:: UV_r = \sum_g P_{rg} \log_2 (1/P_{rg})

    Parameters
    ----------
    counts
        As in :func:`herfindahl`.
    groups
        The group (such as the section) of each industry.

    Returns
    -------
    ndarray of float, shape (n_regions,)
        In bits; with :func:`related_variety` it sums to :func:`entropy`.

    Notes
    -----
    Spread over groups that have little to do with each other: a portfolio against shocks. It is as good as the groups
    are; sections of NACE are a convention, not a measure of relatedness (:cite:`frenken2007`).

    Examples
    --------
    Two groups of equal size.

    >>> unrelated_variety([[1.0, 1.0, 2.0]], groups=["C", "C", "G"]).tolist()
    [1.0]
    """
    table = _table(counts)
    if len(groups) != table.shape[1]:
        raise EvidenceError(f"{len(groups)} groups were given for {table.shape[1]} industries. Give one per industry.")
    names = sorted(set(groups))
    member = np.array([[group == name for name in names] for group in groups], dtype=np.float64)
    return _entropy_of(np.asarray(_shares(table) @ member))


def related_variety(counts: ArrayLike, *, groups: Sequence[str]) -> FloatArray:
    r"""Variety within groups of industries, weighted by the groups, in bits.

    .. math:: RV_r = \sum_g P_{rg} \sum_{i \in g} \frac{s_{ri}}{P_{rg}} \log_2 \frac{P_{rg}}{s_{ri}}

    Parameters and missing values as in :func:`unrelated_variety`.

    Notes
    -----
    Variety inside groups, where ideas travel easily. Whether it brings growth is an empirical question, and the answer
    depends on the groups (:cite:`frenken2007`).

    Examples
    --------
    >>> related_variety([[1.0, 1.0, 2.0]], groups=["C", "C", "G"]).tolist()
    [0.5]
    """
    # Rounding of two equal sums must not leave a negative variety.
    return np.maximum(entropy(counts) - unrelated_variety(counts, groups=groups), 0.0)


def _entropy_of(shares: FloatArray) -> FloatArray:
    # Adding 0.0 turns the -0.0 of a region with one industry into 0.0.
    return np.asarray(-(shares * np.log2(np.where(shares > 0, shares, 1.0))).sum(axis=1) + 0.0)


def _shares(counts: ArrayLike) -> FloatArray:
    table = _table(counts)
    totals = table.sum(axis=1, keepdims=True)
    return np.asarray(table / np.where(totals > 0, totals, np.nan))


def _reference(table: FloatArray, reference: ArrayLike | None) -> FloatArray:
    if reference is None:
        mix = np.nansum(table, axis=0)
    else:
        mix = np.asarray(reference, dtype=np.float64)
        if mix.shape != table.shape[1:]:
            raise EvidenceError(
                f"The reference has {mix.size} industries, the counts {table.shape[1]}. Give one value each."
            )
        if not (np.isfinite(mix) & (mix >= 0)).all():
            raise EvidenceError("The reference must be known in every industry, finite and not negative. Correct it.")
    if not mix.sum() > 0:
        raise EvidenceError(
            "The reference has no activity: there is nothing to compare with. Check the year and the table."
        )
    return np.asarray(mix / mix.sum())


def _table(counts: ArrayLike) -> FloatArray:
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise EvidenceError(
            f"The counts have shape {table.shape}. Give a table: one row per region, one column per industry."
        )
    bad = np.isinf(table) | (table < 0)
    if bad.any():
        r, i = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The count {table[r, i]:g} in row {r}, column {i} cannot be: counts are finite and not negative. "
            "Correct the source, or mark the cell as missing."
        )
    return table
