"""Draws of a rating: quotients from their posterior, presence from it too, hidden cells within their bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from clustrat.indicators.shrinkage import shrunken_location_quotient
from clustrat.potential.components import component_scores, score_measure
from clustrat.potential.profile import DENSITIES, ThemeProfile
from clustrat.potential.rating_parameters import RatingParameters
from clustrat.potential.scales import join_components, like_mask
from clustrat.potential.theme_quotient import QuotientScale, theme_quotients

__all__ = ["component_draws", "interval_of"]

FloatArray = NDArray[np.float64]


def component_draws(profile: ThemeProfile, *, rng: np.random.Generator) -> FloatArray:
    """Draws of the components of all regions.

    Parameters
    ----------
    profile
        What is measured; proximity, margins and the indicators that are published rates stay as they are.
    rng
        Where chance comes from.

    Returns
    -------
    ndarray of float, shape (n_draws, n_regions, 5)
        ``nan`` where the component is not known.

    Notes
    -----
    Quotients are drawn from their Gamma posterior, given a draw of each hidden cell, evenly within its bounds. Presence is
    drawn cell by cell from the posterior of the cell's own quotient, and density is placed among the peers *of the same draw*, so
    that a shift that all regions share moves none of them.
    """
    parameters = profile.parameters
    names = [measure.name for measure in profile.measures]
    owners = [measure.component for measure in profile.measures]
    fixed = np.column_stack([score_measure(m, m.raw, parameters) for m in profile.measures])
    draw = _Drawing(profile, rng)
    peers = profile.inputs.peer_mask
    found = np.empty((parameters.n_draws, len(fixed), 5))
    for number in range(parameters.n_draws):
        scores = fixed.copy()
        raws, kinds = draw.once()
        like = like_mask(kinds, kinds[peers], n_like=parameters.n_like)
        for name, raw in raws.items():
            place = names.index(name)
            measure = profile.measures[place]
            drawn = score_measure(
                replace(measure, among=raw[peers], mask=like if name in DENSITIES else None), raw, parameters
            )
            # What is missing as published stays missing: a draw does not make it known.
            scores[:, place] = np.where(np.isnan(fixed[:, place]) | np.isnan(drawn), fixed[:, place], drawn)
        found[number] = component_scores(scores, owners)
    return found


def interval_of(
    drawn: FloatArray | None, potential: FloatArray, weights: FloatArray, parameters: RatingParameters
) -> tuple[FloatArray, FloatArray]:
    """The interval of each rating over the draws, widened where needed to hold the rating itself; ``nan`` without draws.

    Parameters
    ----------
    drawn : ndarray, shape (n_draws, n_cases, 5), optional
        From :func:`component_draws`.
    potential : ndarray, shape (n_cases,)
        The ratings.
    """
    if drawn is None:
        nothing = np.full(potential.shape, np.nan)
        return nothing, nothing.copy()
    n_draws, n_cases, n_components = drawn.shape
    rated = join_components(drawn.reshape(-1, n_components), weights).potential.reshape(n_draws, n_cases)
    low, high = np.full(n_cases, np.nan), np.full(n_cases, np.nan)
    is_rated = ~np.isnan(potential)
    tail = (1 - parameters.interval) / 2
    edges = np.quantile(rated[:, is_rated], [tail, 1 - tail], axis=0)
    low[is_rated] = np.minimum(edges[0], potential[is_rated])
    high[is_rated] = np.maximum(edges[1], potential[is_rated])
    return low, high


class _Drawing:
    """One draw after another of the measured indicators of a profile."""

    def __init__(self, profile: ThemeProfile, rng: np.random.Generator) -> None:
        inputs = profile.inputs
        self.profile, self.rng = profile, rng
        self.filled = inputs.filled
        # The margins of presence, so that a draw varies around the quotient that presence was read from.
        cells = shrunken_location_quotient(inputs.persons, local_units=inputs.local_units, totals=profile.totals)
        self.cells = cells
        self.hidden = inputs.is_bounded
        # A lone hidden cell whose bounds may not be shown does not enter the sums, so its draws do not either.
        self.in_theme = self.hidden & ~np.isnan(profile.theme_values)
        self.in_enabling = self.hidden & ~np.isnan(profile.enabling_values)
        self.unknown = np.isnan(profile.presence) & ~self.hidden

    def once(self) -> tuple[dict[str, FloatArray], FloatArray]:
        """Raw values of the measured indicators, and the number of industries present in each region."""
        profile, rng = self.profile, self.rng
        shape = self.cells.shape
        values: FloatArray | None = None
        if self.hidden.any() and profile.inputs.lower is not None and profile.inputs.upper is not None:
            least = profile.inputs.lower[self.hidden]
            values = self.filled.copy()
            values[self.hidden] = least + (profile.inputs.upper[self.hidden] - least) * rng.random(least.size)
            shape = np.where(self.hidden, values / self.cells.unit + self.cells.alpha, shape)
        quotient = rng.standard_gamma(np.where(np.isnan(shape), 1.0, shape)) / self.cells.rate
        have = (quotient >= profile.parameters.presence_threshold).astype(np.float64)
        have[self.unknown | np.isnan(quotient)] = np.nan
        found = profile.held.densities(have)
        found["theme_quotient"] = self._quotient(profile.held.theme_scale, profile.theme_values, self.in_theme, values)
        if profile.held.enabling_scale is not None:
            found["enabling_quotient"] = self._quotient(
                profile.held.enabling_scale, profile.enabling_values, self.in_enabling, values
            )
        return found, np.asarray((have == 1).sum(axis=1), dtype=np.float64)

    def _quotient(
        self, scale: QuotientScale, measured: FloatArray, enters: NDArray[np.bool_], values: FloatArray | None
    ) -> FloatArray:
        drawn = measured if values is None else np.where(enters, values, measured)
        posterior = theme_quotients(drawn, self.profile.expected, scale)
        shape = np.where(np.isnan(posterior.shape), 1.0, posterior.shape)
        quotient = np.where(posterior.persons == 0, 0.0, self.rng.standard_gamma(shape) / posterior.rate)
        return np.asarray(np.where(np.isnan(posterior.shape), np.nan, quotient))
