r"""Logistic regression with a ridge, for few signals and many cells, and the calibration of scores by Platt's two numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import expit

from clustrat.errors import EvidenceError, ParameterError

__all__ = ["fit_logistic", "intercept_for_rate", "platt_scaling"]

FloatArray = NDArray[np.float64]
N_STEPS = 60
TOLERANCE = 1e-9


def fit_logistic(design: ArrayLike, entered: ArrayLike, *, ridge: float | ArrayLike = 1.0) -> FloatArray:
    r"""Weights *w* that maximise the likelihood of the outcomes less a ridge, by Newton's method with halved steps.

    .. math:: \sum_k \left[ y_k \eta_k - \ln(1 + e^{\eta_k}) \right] - \tfrac12 \sum_j \lambda_j w_j^2, \qquad \eta = Xw

    Parameters
    ----------
    design : array_like, shape (n_candidates, n_signals)
        One row per candidate; add a column of ones for an intercept.
    entered : array_like, shape (n_candidates,)
        Outcomes, 0 or 1.
    ridge
        :math:`\lambda \ge 0`, one for all signals or one for each; give the intercept a small one.

    Returns
    -------
    ndarray of float, shape (n_signals,)
        Weights on the logit scale.

    Raises
    ------
    EvidenceError
        Shapes do not fit, a signal is missing, or all outcomes are equal.
    ParameterError
        A ridge is not above 0.

    Examples
    --------
    One candidate in four enters: without signals the logit is ln(1/3).

    >>> fit_logistic([[1.0]] * 4, [1, 0, 0, 0], ridge=1e-9).round(4).tolist()
    [-1.0986]
    """
    x, y = np.asarray(design, dtype=np.float64), np.asarray(entered, dtype=np.float64)
    if x.ndim != 2 or y.shape != (len(x),):
        raise EvidenceError(f"The signals have shape {x.shape} and the outcomes {y.shape}. Give one row per outcome.")
    if np.isnan(x).any():
        raise EvidenceError(f"{int(np.isnan(x).sum())} signals are missing. Decide what they stand for before fitting.")
    if not len(y) or y.min() == y.max():
        raise EvidenceError(f"All {len(y)} outcomes are equal: nothing can be learnt from them. Choose another window.")
    penalty = np.broadcast_to(np.asarray(ridge, dtype=np.float64), x.shape[1])
    if not (penalty > 0).all():
        raise ParameterError(f"ridge={float(penalty.min()):g} must be above 0, however small.")
    w = np.zeros(x.shape[1])
    loss = _loss(x, y, w, penalty)
    for _ in range(N_STEPS):
        p = expit(x @ w)
        slope = x.T @ (p - y) + penalty * w
        curvature = (x.T * (p * (1 - p))) @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, slope)
        scale = 1.0
        while (new := _loss(x, y, w - scale * step, penalty)) > loss and scale > TOLERANCE:
            scale /= 2
        w, gain, loss = w - scale * step, loss - new, new
        if gain < TOLERANCE * max(1.0, abs(loss)):
            break
    return w


def platt_scaling(score: ArrayLike, entered: ArrayLike) -> tuple[float, float]:
    r"""Intercept *a* and slope *b* of :math:`P = 1/(1 + e^{-(a + b s)})` that fit the outcomes best (:cite:`platt1999`).

    Examples
    --------
    >>> a, b = platt_scaling([-1, -1, -1, -1, 1, 1, 1, 1], [1, 0, 0, 0, 1, 1, 1, 0])
    >>> round(a, 3), round(b, 3)
    (0.0, 1.099)
    """
    s = np.asarray(score, dtype=np.float64)
    a, b = fit_logistic(np.column_stack([np.ones(len(s)), s]), entered, ridge=1e-6)
    return float(a), float(b)


def intercept_for_rate(score: ArrayLike, *, rate: float) -> float:
    """The number to add to scores on the logit scale, so that the mean probability is ``rate``.

    >>> round(intercept_for_rate([0.0, 0.0], rate=0.25), 4)
    -1.0986
    """
    s = np.asarray(score, dtype=np.float64)
    if not 0 < rate < 1:
        raise ParameterError(f"rate={rate:g} must lie between 0 and 1.")
    if not len(s) or np.isnan(s).any():
        raise EvidenceError("A rate needs at least one score, and every score known.")
    low, high = -s.max() - 50.0, -s.min() + 50.0
    return float(brentq(lambda a: float(expit(a + s).mean()) - rate, low, high))


def _loss(x: FloatArray, y: FloatArray, w: FloatArray, penalty: FloatArray) -> float:
    eta = x @ w
    return float(np.sum(np.logaddexp(0.0, eta) - y * eta) + np.sum(penalty * w**2) / 2)
