"""Signals of a cell in one year, from which the diversification model reads whether a region may enter an industry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import ParameterError
from clustrat.indicators.location_quotient import location_quotient
from clustrat.indicators.presence import presence
from clustrat.indicators.shrinkage import shrunken_location_quotient
from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1, SIGNALS, DiversificationParameters
from clustrat.potential.panel import RegionPanel
from clustrat.relatedness.density import relatedness_density
from clustrat.relatedness.proximity import proximity

__all__ = ["ln_shrunken_quotients", "structure_signal", "year_signals"]

FloatArray = NDArray[np.float64]


def ln_shrunken_quotients(panel: RegionPanel, year: int) -> FloatArray:
    """Logarithm of the shrunken quotients of persons employed, plants as the unit of chance; ``nan`` where not known."""
    units = panel.matrix(year, measure="local_units")
    return np.asarray(np.log(shrunken_location_quotient(panel.matrix(year), local_units=units).lq))


def year_signals(
    panel: RegionPanel,
    year: int,
    *,
    names: Sequence[str],
    ln_lq: FloatArray,
    parameters: DiversificationParameters = DIVERSIFICATION_V1,
) -> dict[str, FloatArray]:
    """The signals asked for, from figures of one year only.

    Parameters
    ----------
    panel, year
        Counts, and the year to read.
    names
        Keys of :data:`~clustrat.potential.diversification_parameters.SIGNALS`; ``closeness`` is given here before it is divided
        by volatility, as the logarithm of the shrunken quotient.
    ln_lq : ndarray, shape (n_regions, n_industries)
        Result of :func:`ln_shrunken_quotients` for that year.
    parameters
        Thresholds.

    Returns
    -------
    dict
        Arrays of shape (n_regions, n_industries), in the order asked for; ``nan`` where a signal is not known.

    Raises
    ------
    ParameterError
        A name is unknown.
    """
    if unknown := [name for name in names if name not in SIGNALS]:
        raise ParameterError(f"There is no signal '{unknown[0]}'. Choose among {', '.join(SIGNALS)}.")
    has = presence(panel.quotients(year), threshold=parameters.presence_threshold)
    ones = np.ones(has.shape)
    makers: dict[str, Callable[[], FloatArray]] = {
        "closeness": lambda: ln_lq,
        "relatedness_density": lambda: relatedness_density(has, proximity(has), density_self="exclusive"),
        "wage_excess": lambda: _excess(panel, year, "wages", ln_lq, parameters),
        "structure": lambda: structure_signal(ln_lq, ridge=parameters.structure_ridge),
        "firm_excess": lambda: _excess(panel, year, "local_units", ln_lq, parameters),
        "ubiquity": lambda: ones * _share(has, axis=0),
        "diversity": lambda: ones * _share(has, axis=1)[:, None],
        "size": lambda: np.log(np.maximum(panel.persons[panel.year_index(year)], 1.0)),
    }
    return {name: makers[name]() for name in names}


def structure_signal(ln_lq: FloatArray, *, ridge: float) -> FloatArray:
    r"""What the other industries of a region let expect: each industry regressed on all others, over the regions.

    :math:`\hat z_{ri} = -\sum_{j \ne i} \frac{P_{ij}}{P_{ii}} z_{rj}` with :math:`P = (Z'Z/R + \lambda I)^{-1}`; a cell that is not
    known counts as a quotient of 1 on the right-hand side.

    Examples
    --------
    Two industries that go together in all regions but the last, which has the first only.

    >>> z = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, 1.0], [1.0, -0.2]])
    >>> structure_signal(z, ridge=0.1).round(2)[-1].tolist()
    [-0.16, 0.64]
    """
    z = np.where(np.isnan(ln_lq), 0.0, ln_lq)
    inverse = np.linalg.inv(z.T @ z / len(z) + ridge * np.eye(z.shape[1]))
    weights = -inverse / np.diag(inverse)[:, None]
    np.fill_diagonal(weights, 0.0)
    return np.asarray(z @ weights.T)


def _share(has: FloatArray, *, axis: int) -> FloatArray:
    known = (~np.isnan(has)).sum(axis=axis)
    return np.asarray(np.nansum(has, axis=axis) / np.maximum(known, 1))


def _excess(
    panel: RegionPanel, year: int, measure: str, ln_lq: FloatArray, parameters: DiversificationParameters
) -> FloatArray:
    """Logarithm of another measure's quotient less that of persons employed; ``nan`` where the other measure is not known."""
    if measure == "wages" and (panel.wages is None or np.isnan(panel.wages[panel.year_index(year)]).all()):
        return np.full(ln_lq.shape, np.nan)
    other = location_quotient(panel.matrix(year, measure=measure)).lq
    return np.asarray(np.log(np.maximum(other, parameters.quotient_floor)) - ln_lq)
