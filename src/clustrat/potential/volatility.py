r"""Volatility of a cell: how far the logarithm of such a quotient moves in a year, by size, industry and country.

.. math:: E\,|\Delta \ln LQ_{ri}| = \sigma_{ri} = \exp(a + b \ln x_{ri} + \gamma_i + \delta_{c(r)})
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from clustrat.errors import EvidenceError

__all__ = ["Volatility", "fit_volatility"]

FloatArray = NDArray[np.float64]
N_STEPS = 200
TOLERANCE = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Volatility:
    """The fitted law: logarithms of the level, of the effect of size, and of the effects of industries and countries."""

    level: float
    size: float
    industry: FloatArray
    country: FloatArray
    country_of: NDArray[np.intp]

    def of(self, persons: FloatArray) -> FloatArray:
        """Volatility of every cell, shape (n_regions, n_industries), > 0; ``nan`` where persons employed are not known."""
        logs = self.level + self.size * _ln_size(persons) + self.industry + self.country[self.country_of][:, None]
        return np.asarray(np.exp(logs))


def fit_volatility(
    moves: Sequence[tuple[FloatArray, FloatArray, FloatArray]],
    *,
    country_of: NDArray[np.intp],
    ridge: float = 6.0,
    rows: NDArray[np.bool_] | None = None,
) -> Volatility:
    r"""Fit the law to observed moves, by the quasi-likelihood of an exponential size of move.

    Minimises :math:`\sum (\ln\sigma + |\Delta|/\sigma) + \tfrac{\lambda}{2} (\sum \gamma^2 + \sum \delta^2)` by Fisher scoring.

    Parameters
    ----------
    moves
        For each pair of years: ln LQ before, ln LQ after, persons employed before; shape (n_regions, n_industries) each, ``nan``
        where not known.
    country_of : ndarray of int, shape (n_regions,)
        Place of each region's country.
    ridge
        :math:`\lambda`: draws the effects of industries and countries with few moves towards none.
    rows
        Regions to learn from; default: all.

    Returns
    -------
    Volatility

    Raises
    ------
    EvidenceError
        No cell is known in both years of any pair.

    Notes
    -----
    A plain mean size of moves and no standard deviation: one revision or one plant must not decide for an industry.

    Examples
    --------
    Small cells move by 0.4, large ones by 0.1.

    >>> before, persons = np.zeros((2, 2)), np.array([[10.0, 1000.0], [10.0, 1000.0]])
    >>> after = np.array([[0.4, 0.1], [-0.4, -0.1]])
    >>> law = fit_volatility([(before, after, persons)], country_of=np.array([0, 0]), ridge=1e6)
    >>> law.of(persons).round(3)[0].tolist()
    [0.4, 0.1]
    """
    n_industries, n_countries = moves[0][0].shape[1] if moves else 0, int(country_of.max()) + 1
    parts = [_observed(move, country_of, rows) for move in moves]
    if not sum(len(part[0]) for part in parts):
        raise EvidenceError("No cell is known in two consecutive years, so volatility is not known. Give more years.")
    size, logs, i, c = (np.concatenate(column) for column in zip(*parts, strict=True))
    n, k = len(size), 2 + n_industries + n_countries
    place = np.arange(n)
    design = sparse.csr_array(
        (
            np.concatenate([np.ones(n), logs, np.ones(2 * n)]),
            (
                np.tile(place, 4),
                np.concatenate([np.zeros(n), np.ones(n), 2 + i, 2 + n_industries + c]).astype(np.int64),
            ),
        ),
        shape=(n, k),
    )
    penalty = np.full(k, ridge)
    penalty[:2] = 1e-6
    factor = cho_factor((design.T @ design).toarray() + np.diag(penalty))
    w = np.zeros(k)
    w[0] = np.log(max(size.mean(), 1e-12))
    loss = _loss(design, size, w, penalty)
    for _ in range(N_STEPS):
        slope = design.T @ (1 - size * np.exp(-(design @ w))) + penalty * w
        step, scale = cho_solve(factor, slope), 1.0
        while (new := _loss(design, size, w - scale * step, penalty)) > loss and scale > TOLERANCE:
            scale /= 2
        w, gain, loss = w - scale * step, loss - new, new
        if gain < TOLERANCE * max(1.0, abs(loss)):
            break
    return Volatility(
        level=float(w[0]),
        size=float(w[1]),
        industry=w[2 : 2 + n_industries],
        country=w[2 + n_industries :],
        country_of=country_of,
    )


def _ln_size(persons: FloatArray) -> FloatArray:
    """Logarithm of persons employed; a cell of nobody counts as one of one person."""
    return np.asarray(np.log(np.maximum(persons, 1.0)))


def _observed(
    move: tuple[FloatArray, FloatArray, FloatArray], country_of: NDArray[np.intp], rows: NDArray[np.bool_] | None
) -> tuple[FloatArray, FloatArray, NDArray[np.intp], NDArray[np.intp]]:
    before, after, persons = move
    size, logs = np.abs(after - before), _ln_size(persons)
    is_known = np.isfinite(size) & np.isfinite(logs)
    if rows is not None:
        is_known &= rows[:, None]
    r, i = np.nonzero(is_known)
    return size[r, i], logs[r, i], i, country_of[r]


def _loss(design: sparse.csr_array, size: FloatArray, w: FloatArray, penalty: FloatArray) -> float:
    eta = design @ w
    with np.errstate(over="ignore"):
        return float(np.sum(eta + size * np.exp(-eta)) + np.sum(penalty * w**2) / 2)
