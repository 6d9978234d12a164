"""Indicators and components of a rating: what each measures, and how indicators join into a component."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clustrat.potential.rating_parameters import COMPONENTS, RatingParameters
from clustrat.potential.scales import percentile_score, stepped_score

__all__ = ["IndicatorScores", "Measure", "component_scores", "score_measure"]

FloatArray = NDArray[np.float64]
Scale = Literal["quotient", "percentile", "judged"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measure:
    """One indicator before scoring: raw values of all cases, and the values that percentiles are taken among.

    ``raw`` has shape (n_cases,), ``among`` (n_peers,); ``nan`` where not known. ``mask``, shape (n_cases, n_peers), says with whom
    each case is compared, if not with all. ``reason`` says why nothing is known at all.
    """

    name: str
    component: str
    words: str
    unit: str
    scale: Scale
    raw: FloatArray
    among: FloatArray
    mask: NDArray[np.bool_] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndicatorScores:
    """One indicator of a rating, shape (n_cases,) each.

    ``raw`` is in ``unit``, ``nan`` where not known, and where it may not be shown because it would give back a hidden figure;
    ``scores`` are 0 to 4. ``scale`` is ``quotient`` (fixed steps), ``percentile`` (among peers) or ``judged`` (interviews).
    ``reason`` says why nothing is known: ``not_given``, ``too_few_peers``, or nothing.
    """

    name: str
    component: str
    words: str
    unit: str
    scale: Scale
    raw: FloatArray
    scores: FloatArray
    reason: str = ""


def score_measure(measure: Measure, raw: FloatArray, parameters: RatingParameters) -> FloatArray:
    """Scores 0 to 4 of raw values on the scale of a measure, shape of ``raw``; ``nan`` stays ``nan``.

    ``raw`` has one value per row of the measure's ``mask``, if it has one; else any number.
    """
    if measure.scale == "judged":
        return raw.copy()
    if measure.scale == "quotient":
        return stepped_score(raw, knots=parameters.quotient_knots)
    return percentile_score(
        raw, measure.among, knots=parameters.percentile_knots, min_peers=parameters.min_peers, mask=measure.mask
    )


def component_scores(scores: FloatArray, owners: Sequence[str]) -> FloatArray:
    """Components from indicators: the mean of the known indicators of each.

    Parameters
    ----------
    scores : ndarray, shape (..., n_indicators)
        0 to 4, ``nan`` where not known.
    owners
        The component of each indicator.

    Returns
    -------
    ndarray of float, shape (..., 5)
        ``nan`` where no indicator of the component is known.

    Notes
    -----
    Within a component indicators stand for the same thing, so one may make up for another and a single zero does not end it;
    between components none may.

    Examples
    --------
    >>> component_scores(np.array([[1.0, 3.0, np.nan]]), ["relatedness", "relatedness", "enabling"]).tolist()
    [[nan, 2.0, nan, nan, nan]]
    """
    found = np.full((*scores.shape[:-1], len(COMPONENTS)), np.nan)
    for k, component in enumerate(COMPONENTS):
        columns = [j for j, owner in enumerate(owners) if owner == component]
        part = scores[..., columns]
        is_known = ~np.isnan(part)
        n = is_known.sum(axis=-1)
        total = np.where(is_known, part, 0.0).sum(axis=-1)
        found[..., k] = np.where(n > 0, total / np.maximum(n, 1), np.nan)
    return found
