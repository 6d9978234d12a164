r"""From ranks to probabilities: how the rate of entry and the sharpness of a score change with the horizon.

Yearly chances must not be compounded: cells flip around the threshold, so that five years of the yearly rate would promise
twice the entries that come. Rate and slope follow power laws of the horizon *h*, :math:`r_h = r_1 h^p`, :math:`b_h = b_1 h^q`,
fitted to the windows that ended by the base year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import ParameterError
from clustrat.potential.logistic import platt_scaling

__all__ = ["HorizonLaw", "WindowScores", "fit_horizon_law", "horizon_statement"]

FloatArray = NDArray[np.float64]
#: A rate never promises more than this share of all candidates.
HIGHEST_RATE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WindowScores:
    """Scores and outcomes of the candidates of one past window of ``horizon`` years; flat arrays."""

    horizon: int
    score: FloatArray
    entered: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizonLaw:
    """The two power laws and the horizons they were fitted on."""

    rate_level: float
    rate_power: float
    slope_level: float
    slope_power: float
    horizons: tuple[int, ...]

    def rate(self, horizon: int) -> float:
        """Share of the candidates that enter within the horizon."""
        return float(min(self.rate_level * horizon**self.rate_power, HIGHEST_RATE))

    def slope(self, horizon: int) -> float:
        """Factor of the score on the logit scale."""
        return float(self.slope_level * horizon**self.slope_power)


def fit_horizon_law(windows: Sequence[WindowScores]) -> HorizonLaw | None:
    """Fit rate and slope to windows of at least two lengths; ``None`` where all are of one length.

    Examples
    --------
    A tenth enters within one year, a fifth within two: the power of the rate is 1.

    >>> s = np.array([1.0, 0.0] * 50)
    >>> law = fit_horizon_law([WindowScores(horizon=1, score=s, entered=np.arange(100) < 10),
    ...     WindowScores(horizon=2, score=s, entered=np.arange(100) < 20)])
    >>> round(law.rate_power, 6), round(law.rate(4), 6)
    (1.0, 0.4)
    """
    horizons = tuple(sorted({window.horizon for window in windows}))
    if len(horizons) < 2:
        return None
    rates, slopes, weights = [], [], []
    for horizon in horizons:
        score = np.concatenate([w.score for w in windows if w.horizon == horizon])
        entered = np.concatenate([w.entered for w in windows if w.horizon == horizon])
        rates.append(float(entered.mean()))
        slopes.append(max(platt_scaling(score, entered)[1], 1e-3))
        weights.append(float(np.sqrt(entered.sum())))
    rate_power, rate_level = np.polyfit(np.log(horizons), np.log(rates), 1, w=weights)
    slope_power, slope_level = np.polyfit(np.log(horizons), np.log(slopes), 1, w=weights)
    return HorizonLaw(
        rate_level=float(np.exp(rate_level)),
        rate_power=float(rate_power),
        slope_level=float(np.exp(slope_level)),
        slope_power=float(slope_power),
        horizons=horizons,
    )


def horizon_statement(horizons: Sequence[int], *, horizon: int, max_extrapolation: float) -> str | None:
    """Why no probability can be stated for a horizon, in a sentence; ``None`` where one can.

    >>> horizon_statement([1, 2], horizon=4, max_extrapolation=2.0) is None
    True
    """
    if horizon < 1:
        raise ParameterError(f"horizon={horizon} must be at least 1 year.")
    lengths = sorted(set(horizons))
    if len(lengths) < 2:
        return (
            f"Up to the base year only windows of {lengths[0] if lengths else 0} year are known, and one length cannot tell how "
            f"the rate of entry grows over {horizon} years: the candidates are ranked, and no probability is stated."
        )
    if horizon > max_extrapolation * lengths[-1]:
        return (
            f"The longest window known by the base year is {lengths[-1]} years, too short to tell how the rate of entry grows over "
            f"{horizon} years: the candidates are ranked, and no probability is stated."
        )
    return None
