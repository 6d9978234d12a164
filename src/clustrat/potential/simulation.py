"""Draws of a rating: quotients from their posterior, presence from it too, hidden cells within their bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clustrat.indicators.location_quotient import Totals, location_quotient
from clustrat.indicators.presence import presence
from clustrat.indicators.shrinkage import ShrunkenQuotients, probability_at_least, shrunken_location_quotient
from clustrat.potential.components import component_scores, score_measure
from clustrat.potential.inputs import PotentialInputs
from clustrat.potential.profile import DENSITIES, ThemeProfile
from clustrat.potential.rating_parameters import RatingParameters
from clustrat.potential.scales import join_components, like_mask
from clustrat.potential.theme_quotient import QuotientScale, theme_quotients

__all__ = ["FigureDraws", "component_draws", "draw_figures", "interval_of"]

FloatArray = NDArray[np.float64]
#: Presence in a draw of a cell of which nothing is known.
NOT_KNOWN = -1
#: Draws that are worked through at once, so that they stay in the memory near the processor.
N_AT_ONCE = 20
#: Fewer persons than this are nobody, up to rounding.
NOBODY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FigureDraws:
    """Draws of the figures under all ratings of one year, made once for every theme.

    Attributes
    ----------
    presence : ndarray of int8, shape (n_draws, n_regions, n_industries)
        1, 0, or -1 where nothing is known.
    n_present : ndarray, shape (n_draws, n_regions)
        Industries present.
    hidden : ndarray, shape (n_draws, n_hidden)
        Hidden cells that have bounds, drawn evenly within them, in the order of ``numpy.nonzero`` of the matrix.
    quotients
        The posterior that presence is drawn from.
    """

    presence: NDArray[np.int8]
    n_present: FloatArray
    hidden: FloatArray
    quotients: ShrunkenQuotients


def draw_figures(
    inputs: PotentialInputs, *, parameters: RatingParameters, totals: Totals = "known", rng: np.random.Generator
) -> FigureDraws:
    """Draw hidden cells and presence.

    Parameters
    ----------
    inputs
        The figures.
    parameters
        ``n_draws`` and ``presence_threshold``.
    totals
        Convention of the margins.
    rng
        Where chance comes from.

    Returns
    -------
    FigureDraws

    Notes
    -----
    A cell is present in a draw with the posterior chance that its quotient reaches the threshold, given a draw of the cell if it
    is hidden. The margins are those that presence was read from, so that a draw varies around that quotient.
    """
    n = parameters.n_draws
    threshold = parameters.presence_threshold
    cells = shrunken_location_quotient(inputs.persons, local_units=inputs.local_units, totals=totals)
    has = presence(location_quotient(inputs.persons, totals=totals).lq, threshold=threshold)
    places = np.nonzero(inputs.is_bounded)
    drawn = np.empty((n, len(places[0])))
    if inputs.lower is not None and inputs.upper is not None:
        low, high = inputs.lower[places], inputs.upper[places]
        drawn = low + (high - low) * rng.random((n, low.size))
    unknown = np.isnan(has) | np.isnan(cells.shape)
    chance = np.where(unknown, 0.0, cells.probability_at_least(threshold))
    found = (rng.random((n, *chance.shape), dtype=np.float32) < chance).astype(np.int8)
    found[:, unknown] = NOT_KNOWN
    if places[0].size:
        shape = drawn / cells.unit[places[1]] + cells.alpha[places[1]]
        rate = cells.rate[places]
        chance = probability_at_least(shape, rate, threshold)
        seen = np.where(np.isnan(chance), NOT_KNOWN, rng.random(chance.shape) < chance)
        found[:, places[0], places[1]] = seen.astype(np.int8)
    found.setflags(write=False)
    return FigureDraws(
        presence=found,
        n_present=np.count_nonzero(found == 1, axis=2).astype(np.float64),
        hidden=drawn,
        quotients=cells,
    )


def component_draws(
    profile: ThemeProfile,
    *,
    rng: np.random.Generator,
    figures: FigureDraws | None = None,
    cases: Sequence[int] | None = None,
) -> FloatArray:
    """Draws of the components of regions.

    Parameters
    ----------
    profile
        What is measured; proximity, margins and the indicators that are published rates stay as they are.
    rng
        Where chance comes from.
    figures
        Draws of the same figures with the same parameters and totals, to be shared between themes; drawn if not given.
    cases
        Numbers of the regions asked for, all if not given; each is placed among all its peers either way.

    Returns
    -------
    ndarray of float, shape (n_draws, n_cases, 5)
        ``nan`` where the component is not known.

    Notes
    -----
    Quotients are drawn from their Gamma posterior, given a draw of each hidden cell, evenly within its bounds. Presence is
    drawn cell by cell from the posterior of the cell's own quotient, and density is placed among the peers *of the same draw*, so
    that a shift that all regions share moves none of them.
    """
    parameters = profile.parameters
    if figures is None:
        figures = draw_figures(profile.inputs, parameters=parameters, totals=profile.totals, rng=rng)
    asked = list(range(len(profile.presence))) if cases is None else list(cases)
    raws = {**_densities(profile, figures), **_quotients(profile, figures, rng, asked)}
    measures = profile.measures
    owners = [measure.component for measure in measures]
    fixed = np.column_stack([score_measure(m, m.raw, parameters) for m in measures])
    peers = profile.inputs.peer_mask
    everybody = np.ones((parameters.n_draws, int(peers.sum())), dtype=bool)
    found = np.empty((parameters.n_draws, len(asked), len(parameters.weights)))
    for place, r in enumerate(asked):
        like = like_mask(figures.n_present[:, r], figures.n_present[:, peers], n_like=parameters.n_like)
        scores = np.repeat(fixed[r][None], parameters.n_draws, axis=0)
        for column, measure in enumerate(measures):
            # What is missing as published stays missing: a draw does not make it known.
            if measure.name not in raws or np.isnan(fixed[r, column]):
                continue
            raw = raws[measure.name]
            mask = like if measure.name in DENSITIES else everybody
            drawn = score_measure(replace(measure, among=raw[:, peers], mask=mask), raw[:, r], parameters)
            scores[:, column] = np.where(np.isnan(drawn), fixed[r, column], drawn)
        found[:, place] = component_scores(scores, owners)
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
    low, high = np.full(n_cases, np.nan), np.full(n_cases, np.nan)
    # A case that was not drawn has no interval.
    is_rated = ~np.isnan(potential) & ~np.isnan(drawn).all(axis=(0, 2))
    parts = drawn[:, is_rated].reshape(-1, n_components)
    rated = join_components(parts, weights).potential.reshape(n_draws, -1)
    tail = (1 - parameters.interval) / 2
    edges = np.quantile(rated, [tail, 1 - tail], axis=0)
    low[is_rated] = np.minimum(edges[0], potential[is_rated])
    high[is_rated] = np.maximum(edges[1], potential[is_rated])
    return low, high


def _densities(profile: ThemeProfile, figures: FigureDraws) -> dict[str, FloatArray]:
    """Raw values of the indicators that rest on presence alone, shape (n_draws, n_regions) each."""
    n_draws, n_regions, n_industries = figures.presence.shape
    parts: dict[str, list[FloatArray]] = {}
    for start, have in _in_parts(figures.presence):
        rows = np.where(have == NOT_KNOWN, np.nan, have).reshape(-1, n_industries)
        n_here = min(N_AT_ONCE, n_draws - start)
        for name, raw in profile.held.densities(rows).items():
            parts.setdefault(name, []).append(raw.reshape(n_here, n_regions))
    return {name: np.concatenate(part) for name, part in parts.items()}


def _in_parts(presence: NDArray[np.int8]) -> Iterator[tuple[int, NDArray[np.int8]]]:
    for start in range(0, len(presence), N_AT_ONCE):
        yield start, presence[start : start + N_AT_ONCE]


def _quotients(
    profile: ThemeProfile, figures: FigureDraws, rng: np.random.Generator, asked: list[int]
) -> dict[str, FloatArray]:
    """Raw values of the quotients of the theme and of what enables it, shape (n_draws, n_regions) each.

    The quotient of the theme is held against fixed steps and not against peers, so it is drawn for the regions asked for alone.
    """
    held = profile.held
    everybody = list(range(len(profile.presence)))
    theme = np.full((len(figures.presence), len(everybody)), np.nan)
    theme[:, asked] = _quotient(profile, held.theme_scale, profile.theme_values, figures, rng, asked)
    found = {"theme_quotient": theme}
    if held.enabling_scale is not None:
        found["enabling_quotient"] = _quotient(
            profile, held.enabling_scale, profile.enabling_values, figures, rng, everybody
        )
    return found


def _quotient(
    profile: ThemeProfile,
    scale: QuotientScale,
    measured: FloatArray,
    figures: FigureDraws,
    rng: np.random.Generator,
    asked: list[int],
) -> FloatArray:
    """Quotients drawn from their posterior; a hidden cell that enters the sums moves the persons by what was drawn for it."""
    posterior = theme_quotients(measured, profile.expected, scale)
    rows, columns = np.nonzero(profile.inputs.is_bounded)
    # A lone hidden cell whose bounds may not be shown does not enter the sums, so its draws do not either.
    enters = ~np.isnan(measured[rows, columns]) & ~np.isnan(profile.expected[rows, columns])
    rows, columns = rows[enters], columns[enters]
    moved = (figures.hidden[:, enters] - measured[rows, columns]) * scale.weights[columns]
    to_region = (rows[:, None] == np.array(asked)).astype(np.float64)
    persons = posterior.persons[asked] + moved @ to_region
    shape = persons / scale.unit + scale.alpha
    is_there = ~np.isnan(shape)
    quotient = rng.standard_gamma(np.where(is_there, shape, 1.0)) / posterior.rate[asked]
    # Nobody at all is a true zero; sums of draws are zero up to rounding.
    return np.where(is_there, np.where(persons <= NOBODY, 0.0, quotient), np.nan)
