r"""Composite relatedness: the mean of several standardised matrices, such as co-location, trade and occupations.

.. math:: R_{ij} = \frac{1}{n} \sum_k \frac{m_{k,ij} - \bar m_k}{s_k}

Mean and standard deviation of each matrix are over all pairs of different industries (:cite:`delgado2016`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError
from clustrat.evidence.result import Diagnostic

__all__ = ["Composite", "colocation", "composite_relatedness"]

FloatArray = NDArray[np.float64]
#: Two regions lie on a line whatever they hold: a correlation needs a third.
LEAST_REGIONS = 3
#: A variance below this share of the mean square of deviations is rounding, or below its square of that of counts.
CONSTANT_MARGIN = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Composite:
    """Composite relatedness of industries, shape (n, n), diagonal ``nan``; ``used`` with mean and deviation of each matrix."""

    relatedness: FloatArray
    used: Mapping[str, tuple[float, float]]
    diagnostics: tuple[Diagnostic, ...]


def colocation(counts: ArrayLike) -> FloatArray:
    r"""Co-location of industries: the correlation of their counts over regions.

    .. math:: LC_{ij} = \mathrm{corr}_r(x_{ri}, x_{rj})

    Parameters
    ----------
    counts : array_like, shape (n_regions, n_industries)
        Persons, or establishments; regions in which one of two is not known are left out of their correlation. With occupations
        for rows and shares of the industry's staff for cells it is the likeness of occupations.

    Returns
    -------
    ndarray of float, shape (n_industries, n_industries)
        -1 to 1, symmetric, diagonal 1; ``nan`` where one does not vary or fewer than three regions have both.

    Raises
    ------
    EvidenceError
        There are fewer than three regions, or a count is negative or infinite.

    Notes
    -----
    Large regions have more of everything, so that nearly all industries correlate; the composite standardises that away, but
    not the pull of single large cities (:cite:`delgado2016`).

    Examples
    --------
    Deviations (-1, 0, 1) and (-1, 1, 0): their product is 1, and 1 / sqrt(2 * 2) = 0.5.

    >>> colocation([[1.0, 2.0], [2.0, 4.0], [3.0, 3.0]]).round(6).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or len(table) < LEAST_REGIONS:
        raise EvidenceError(f"A correlation over regions needs three of them: the counts have shape {table.shape}.")
    bad = np.isinf(table) | (table < 0)
    if bad.any():
        r, i = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(f"The count in region {r}, industry {i} is {table[r, i]:g}. Counts are finite and >= 0.")
    is_known = ~np.isnan(table)
    w, size = is_known.astype(np.float64), np.where(is_known, table, 0.0)
    n = w.T @ w
    # Taken from the mean of the column first: sums of squares of large counts would lose the digits that matter.
    x = np.where(is_known, size - size.sum(axis=0) / np.maximum(w.sum(axis=0), 1.0), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, square = (x.T @ w) / n, ((x**2).T @ w) / n
        covariance, variance = (x.T @ x) / n - mean * mean.T, square - mean**2
        varies = variance > CONSTANT_MARGIN * square + CONSTANT_MARGIN**2 * ((size**2).T @ w) / n
        variance = np.where(varies & varies.T & (n >= LEAST_REGIONS), variance, np.nan)
        found = np.clip(covariance / np.sqrt(variance * variance.T), -1.0, 1.0)
    place = np.arange(len(found))
    found[place, place] = np.where(np.isnan(found[place, place]), np.nan, 1.0)
    return np.asarray(found)


def composite_relatedness(matrices: Mapping[str, ArrayLike | None]) -> Composite:
    r"""The mean of standardised relatedness matrices.

    .. math:: R_{ij} = \frac{1}{n} \sum_k \frac{m_{k,ij} - \bar m_k}{s_k}

    Parameters
    ----------
    matrices
        Symmetric matrices of one size by name, such as co-location of employment and of establishments, input-output linkage
        and occupation; diagonals are not read. ``None`` for one that is not there: it drops out with the diagnostic
        ``matrix_missing``.

    Returns
    -------
    Composite
        In standard deviations; ``nan`` on the diagonal and where a matrix has no value for a pair (``unknown_cell``).

    Raises
    ------
    EvidenceError
        No matrix is there, sizes differ, one is not symmetric or infinite, or does not vary over the pairs.

    Notes
    -----
    Each matrix weighs the same; with two of four about co-location, co-location weighs half. A number above 0 is above the mean
    of *these* industries: it cannot be compared between classifications (:cite:`delgado2016`).

    Examples
    --------
    The pairs 1, 3, 2 have mean 2 and standard deviation 0.8165: (1 - 2) / 0.8165 = -1.2247.

    >>> io = [[0, 1, 3], [1, 0, 2], [3, 2, 0]]
    >>> composite_relatedness({"io": io, "occupation": None}).relatedness.round(4)[0].tolist()
    [nan, -1.2247, 1.2247]
    """
    given = {name: np.asarray(m, dtype=np.float64) for name, m in matrices.items() if m is not None}
    absent = [name for name, m in matrices.items() if m is None]
    if not given:
        raise EvidenceError("None of the matrices is there. Give at least one, such as the co-location of employment.")
    shapes = {m.shape for m in given.values()}
    if len(shapes) > 1 or any(m.ndim != 2 or m.shape[0] != m.shape[1] for m in given.values()):
        raise EvidenceError(f"The matrices have shapes {sorted(shapes)}. Give square ones for the same industries.")
    (n, _) = next(iter(shapes))
    off = ~np.eye(n, dtype=bool)
    total, used = np.zeros((n, n)), {}
    for name, m in given.items():
        mean, spread = _mean_and_spread(name, m[off])
        if not np.allclose(m[off], m.T[off], rtol=1e-9, atol=1e-12, equal_nan=True):
            raise EvidenceError(
                f"The matrix '{name}' is not symmetric. Take the mean or the larger of both directions."
            )
        used[name] = (mean, spread)
        total += (m - mean) / spread
    total[~off] = np.nan
    found = total / len(given)
    return Composite(
        relatedness=found,
        used=MappingProxyType(used),
        diagnostics=(*map(_matrix_missing, absent), *_pairs_missing(found)),
    )


def _mean_and_spread(name: str, values: FloatArray) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if np.isinf(known).any():
        raise EvidenceError(f"The matrix '{name}' is infinite for a pair of industries. Correct it.")
    spread = float(known.std()) if len(known) else 0.0
    if not spread > 1e-12 * (float(np.abs(known).max()) if len(known) else 0.0):
        raise EvidenceError(
            f"The matrix '{name}' is the same for all pairs, or knows none: it says nothing. Leave it out."
        )
    return float(known.mean()), spread


def _matrix_missing(name: str) -> Diagnostic:
    return Diagnostic(
        code="matrix_missing",
        severity="warning",
        axis="matrix",
        keys=(name,),
        n=1,
        sentence=f"There is no matrix '{name}': the composite is the mean of the others.",
    )


def _pairs_missing(found: FloatArray) -> tuple[Diagnostic, ...]:
    pairs = found[np.triu_indices(len(found), 1)]
    n = int(np.isnan(pairs).sum())
    if not n:
        return ()
    sentence = f"{n} of {len(pairs)} pairs of industries are missing from at least one matrix and have no composite."
    return (
        Diagnostic(code="unknown_cell", severity="warning", axis="pair", n=n, share=n / len(pairs), sentence=sentence),
    )
