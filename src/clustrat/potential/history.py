"""What is known by a base year: signals of every year so far, moves of cells, and the windows whose outcome has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError
from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1, DiversificationParameters
from clustrat.potential.panel import RegionPanel, candidates
from clustrat.potential.signals import ln_shrunken_quotients, year_signals
from clustrat.potential.volatility import Volatility, fit_volatility

__all__ = ["History", "Window", "read_history"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """Candidates of one past window: where they stand, their signals, shape (n_candidates, n_signals), and what came."""

    base_year: int
    target_year: int
    region: NDArray[np.intp]
    industry: NDArray[np.intp]
    values: FloatArray
    entered: NDArray[np.bool_]
    is_distant: NDArray[np.bool_]

    @property
    def horizon(self) -> int:
        """Length in years."""
        return self.target_year - self.base_year


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """Signals by year, up to and with the base year; nothing later is in ``panel``."""

    panel: RegionPanel
    base_year: int
    parameters: DiversificationParameters
    ln_lq: dict[int, FloatArray]
    signals: dict[int, dict[str, FloatArray]]
    country_of: NDArray[np.intp]

    def volatility(self, *, rows: NDArray[np.bool_] | None = None) -> Volatility:
        """The law of volatility, from moves between neighbouring years by the base year (of some regions only)."""
        moves = [
            (self.ln_lq[year], self.ln_lq[year + 1], self.panel.persons[self.panel.year_index(year)])
            for year in self.ln_lq
            if year + 1 in self.ln_lq
        ]
        return fit_volatility(moves, country_of=self.country_of, ridge=self.parameters.volatility_ridge, rows=rows)

    def values(
        self, year: int, *, names: Sequence[str], volatility_of: Callable[[FloatArray], FloatArray]
    ) -> FloatArray:
        """Signals of every cell in a year, shape (n_regions, n_industries, n_signals); closeness divided by volatility."""
        layers = []
        for name in names:
            layer = self.signals[year][name]
            if name == "closeness":
                layer = layer / volatility_of(self.panel.persons[self.panel.year_index(year)])
            layers.append(layer)
        return np.stack(layers, axis=-1)

    def windows(self, *, names: Sequence[str], volatility_of: Callable[[FloatArray], FloatArray]) -> tuple[Window, ...]:
        """Every window between two years known, with the signals of its first year; a missing signal is the window's mean.

        Raises
        ------
        EvidenceError
            No window has both entries and candidates that did not enter.
        """
        found = []
        years = sorted(self.ln_lq)
        for base, target in ((a, b) for a in years for b in years if a < b):
            asked = candidates(
                self.panel,
                base_year=base,
                target_year=target,
                presence_threshold=self.parameters.presence_threshold,
                distant_below=self.parameters.distant_below,
            )
            region, industry = np.nonzero(asked.is_candidate)
            entered = asked.entered[region, industry]
            if not entered.any() or entered.all():
                continue
            values = self.values(base, names=names, volatility_of=volatility_of)[region, industry]
            found.append(
                Window(
                    base_year=base,
                    target_year=target,
                    region=region,
                    industry=industry,
                    values=_filled(values),
                    entered=entered,
                    is_distant=asked.is_distant[region, industry],
                )
            )
        if not found:
            raise EvidenceError(
                f"By {self.base_year} no window with entries is known; the years are {', '.join(map(str, years))}. "
                "Choose a later base year, or give earlier years."
            )
        return tuple(found)


def read_history(
    panel: RegionPanel,
    *,
    base_year: int,
    names: Sequence[str],
    parameters: DiversificationParameters = DIVERSIFICATION_V1,
) -> History:
    """Compute the signals of the years up to the base year; later years of the panel are cut off first.

    Raises
    ------
    ParameterError
        The base year is not in the panel, or a signal is unknown.
    """
    known = panel.until(base_year)
    years = [year for year in known.years if year >= base_year - parameters.history_years]
    ln_lq = {year: ln_shrunken_quotients(known, year) for year in years}
    return History(
        panel=known,
        base_year=base_year,
        parameters=parameters,
        ln_lq=ln_lq,
        signals={
            year: year_signals(known, year, names=names, ln_lq=ln_lq[year], parameters=parameters) for year in years
        },
        country_of=np.unique(np.array(known.countries()), return_inverse=True)[1],
    )


def _filled(values: FloatArray) -> FloatArray:
    """Missing signals replaced by the mean of the known ones, so that they speak neither way; 0 where none is known."""
    is_known = np.isfinite(values)
    n = is_known.sum(axis=0)
    mean = np.where(is_known, values, 0.0).sum(axis=0) / np.maximum(n, 1)
    return np.where(is_known, values, mean)
