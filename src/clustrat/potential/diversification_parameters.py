"""Thresholds of the diversification model: one versioned set, carried by every result."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["DIVERSIFICATION_V1", "SIGNALS", "DiversificationParameters"]

#: The signals in the order in which they are offered, and what each says of a cell.
SIGNALS = MappingProxyType(
    {
        "closeness": "how near the industry is to presence: ln of the shrunken quotient over how far such cells move in a year",
        "relatedness_density": "share of the related industries that the region has (exclusive)",
        "wage_excess": "whether the industry weighs more in the region's wages than in its employment",
        "structure": "quotient to be expected from the region's other industries",
        "firm_excess": "whether the industry weighs more in the region's local units than in its employment",
        "ubiquity": "share of the regions that have the industry",
        "diversity": "share of the industries that the region has",
        "size": "logarithm of persons employed in the cell",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiversificationParameters:
    """Thresholds of the diversification model.

    Attributes
    ----------
    version
        Name of the set.
    signals
        The signals used where none are asked for; those that the rule below chose on earlier windows for 2009 and for 2010.
    presence_threshold, distant_below
        Present at this quotient; distant below that one.
    signal_ridge, volatility_ridge
        Ridges on standardised signals, and on the effects of industries and countries on volatility.
    quotient_floor
        Lowest quotient of wages and local units whose logarithm is taken.
    structure_ridge
        Ridge on the regression of industries on each other.
    n_folds, n_repeats, seed
        Parts of regions and of industries held out together when signals are chosen, how often they are drawn, and the seed.
    auc_tolerance, distant_tolerance
        The fewest signals win whose AUC is within these of the best, over all and over distant candidates. One entry in ten is
        distant, so that chance is about three times as large there.
    max_extrapolation
        Up to how many times the longest window a probability is stated; shorter windows must be of two lengths at least.
    history_years
        How many years back from the base year windows may begin.
    n_bins
        Groups of the calibration curve.
    """

    version: str
    signals: tuple[str, ...]
    presence_threshold: float
    distant_below: float
    signal_ridge: float
    volatility_ridge: float
    quotient_floor: float
    structure_ridge: float
    n_folds: int
    n_repeats: int
    seed: int
    auc_tolerance: float
    distant_tolerance: float
    max_extrapolation: float
    history_years: int
    n_bins: int


DIVERSIFICATION_V1 = DiversificationParameters(
    version="diversification.v1",
    signals=("closeness", "relatedness_density", "wage_excess"),
    presence_threshold=1.0,
    distant_below=0.5,
    signal_ridge=1.0,
    volatility_ridge=6.0,
    quotient_floor=0.02,
    structure_ridge=0.5,
    n_folds=5,
    n_repeats=5,
    seed=0,
    auc_tolerance=0.003,
    distant_tolerance=0.01,
    max_extrapolation=2.0,
    history_years=3,
    n_bins=10,
)
