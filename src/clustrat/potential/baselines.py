"""Single signals that a forecast of entry must beat: each is one number per cell, known in the base year."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from clustrat.complexity.eci import economic_complexity
from clustrat.indicators.presence import presence, ubiquity
from clustrat.indicators.shrinkage import shrunken_location_quotient
from clustrat.potential.panel import RegionPanel
from clustrat.relatedness.density import relatedness_density
from clustrat.relatedness.proximity import proximity

__all__ = ["BASELINES", "baseline_scores"]

FloatArray = NDArray[np.float64]

#: Name of each baseline and what it ranks by, highest first.
BASELINES = MappingProxyType(
    {
        "lq": "location quotient in the base year",
        "ln_shrunken_lq": "logarithm of the shrunken location quotient",
        "probability_present": "probability that the quotient is at least 1, from its posterior",
        "density_exclusive": "relatedness density without the industry itself",
        "density_inclusive": "relatedness density with the industry itself",
        "ubiquity": "number of regions that have the industry",
        "pci": "complexity of the industry (PCI), least complex first",
        "size": "persons employed in the cell",
        "region_size": "persons employed in the region",
        "growth": "change of the logarithm of the shrunken quotient over the last year known",
    }
)


def baseline_scores(panel: RegionPanel, *, base_year: int) -> dict[str, FloatArray]:
    """Every single baseline for every cell, from figures up to the base year only.

    Parameters
    ----------
    panel
        Counts; years after the base year are not looked at.
    base_year
        The year in which the forecast is made.

    Returns
    -------
    dict
        For each name of :data:`BASELINES` an array of shape (n_regions, n_industries); ``nan`` where it is not known. Growth
        is 0 (no sign either way) where a cell has no figure in the year before.

    Notes
    -----
    The least complex industries come first for ``pci``, because common industries are entered more often; ubiquity says the
    same more plainly.

    Examples
    --------
    >>> counts = np.array([[[10.0, 30.0, 5.0], [30.0, 30.0, 10.0], [20.0, 5.0, 40.0]]])
    >>> panel = RegionPanel(years=(2010,), regions=("R1", "R2", "R3"), industries=("C10", "C31", "J62"),
    ...     persons=counts, local_units=counts / 10)
    >>> baseline_scores(panel, base_year=2010)["lq"].round(2)[0].tolist()
    [0.67, 1.85, 0.36]
    """
    known = panel.until(base_year)
    matrix, units = known.matrix(base_year), known.matrix(base_year, measure="local_units")
    lq = known.quotients(base_year)
    shrunken = shrunken_location_quotient(matrix, local_units=units)
    has = presence(lq)
    phi = proximity(has)
    ones = np.ones(lq.shape)
    ln_lq = np.log(shrunken.lq)
    return {
        "lq": lq,
        "ln_shrunken_lq": ln_lq,
        "probability_present": shrunken.probability_at_least(1.0),
        "density_exclusive": relatedness_density(has, phi, density_self="exclusive"),
        "density_inclusive": relatedness_density(has, phi, density_self="inclusive"),
        "ubiquity": ones * ubiquity(has),
        "pci": -ones * economic_complexity(has).pci,
        "size": matrix.values.copy(),
        "region_size": ones * np.nansum(matrix.values, axis=1, keepdims=True),
        "growth": _growth(known, base_year, ln_lq),
    }


def _growth(known: RegionPanel, base_year: int, ln_lq: FloatArray) -> FloatArray:
    if len(known.years) < 2:
        return np.where(np.isnan(ln_lq), np.nan, 0.0)
    before = known.years[-2]
    earlier = shrunken_location_quotient(
        known.matrix(before), local_units=known.matrix(before, measure="local_units")
    ).lq
    change = (ln_lq - np.log(earlier)) / (base_year - before)
    return np.where(np.isnan(ln_lq), np.nan, np.where(np.isnan(change), 0.0, change))
