r"""Diversification: how likely a region becomes specialised in an industry it lacks, with reasons that add up.

.. math:: \ln\frac{P_{ri}}{1 - P_{ri}} = a_h + b_h \sum_k w_k \frac{s_{rik} - \bar s_k}{\mathrm{sd}_k}

Weights are fitted to windows that ended by the base year; :math:`a_h, b_h` carry the horizon
(:mod:`clustrat.potential.calibration`). Whether such advice has held is told by :mod:`clustrat.potential.backtest_table`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from clustrat.errors import ParameterError
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.presence import presence
from clustrat.potential.calibration import HorizonLaw, WindowScores, fit_horizon_law, horizon_statement
from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1, DiversificationParameters
from clustrat.potential.history import History, Window, read_history
from clustrat.potential.logistic import fit_logistic, intercept_for_rate
from clustrat.potential.panel import RegionPanel
from clustrat.potential.volatility import Volatility

__all__ = ["DiversificationModel", "EntryOutlook", "entry_outlook", "fit_diversification"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DiversificationModel:
    """The fitted model of one base year.

    ``weights``, ``means`` and ``spreads`` have one number per signal; ``windows`` are the pairs of years it was fitted to, ``law``
    is ``None`` where all windows have one length.
    """

    base_year: int
    signals: tuple[str, ...]
    weights: FloatArray
    means: FloatArray
    spreads: FloatArray
    volatility: Volatility
    windows: tuple[tuple[int, int], ...]
    law: HorizonLaw | None
    parameters: DiversificationParameters

    def contributions(self, values: FloatArray) -> FloatArray:
        """What each signal adds to the score, same shape as ``values``; a signal that is not known adds 0."""
        parts = self.weights * (values - self.means) / self.spreads
        return np.where(np.isfinite(parts), parts, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EntryOutlook:
    """Outlook of every absent cell; arrays of shape (n_regions, n_industries), ``nan`` (rank: 0) where it is not asked.

    Attributes
    ----------
    score
        ``level`` plus the sum of the contributions; on the logit scale where a probability is stated.
    probability
        Chance of presence after ``horizon`` years; ``None`` where the windows cannot tell it, see ``statement``.
    rank
        Place among the region's candidates, 1 the best; ties share the better place.
    contributions
        For each signal what it adds to the score; exact, so that leaving one out changes the score by this number.
    missing
        For each signal the cells in which it is not known and adds nothing.
    level
        The score of a cell all of whose signals are average.
    statement
        Why no probability is stated, in a sentence; ``None`` where one is.
    """

    base_year: int
    horizon: int
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    score: FloatArray
    probability: FloatArray | None
    rank: NDArray[np.int64]
    contributions: Mapping[str, FloatArray]
    missing: Mapping[str, NDArray[np.bool_]]
    level: float
    statement: str | None
    model: DiversificationModel
    diagnostics: tuple[Diagnostic, ...]

    def reasons(self, region: str, industry: str) -> tuple[tuple[str, float], ...]:
        """The contributions of one cell, the largest in size first.

        Raises
        ------
        ParameterError
            The region or industry is not in the panel, or the cell is not a candidate.
        """
        for code, codes, axis in ((region, self.regions, "region"), (industry, self.industries, "industry")):
            if code not in codes:
                raise ParameterError(f"The {axis} '{code}' is not in the outlook, which begins {', '.join(codes[:5])}.")
        r, i = self.regions.index(region), self.industries.index(industry)
        if np.isnan(self.score[r, i]):
            raise ParameterError(
                f"{region} x {industry} is no candidate in {self.base_year}: it is present already, or not known."
            )
        parts = [(name, float(values[r, i])) for name, values in self.contributions.items()]
        return tuple(sorted(parts, key=lambda part: -abs(part[1])))


def fit_diversification(
    panel: RegionPanel,
    *,
    base_year: int,
    signals: Sequence[str] | None = None,
    parameters: DiversificationParameters = DIVERSIFICATION_V1,
) -> DiversificationModel:
    """Fit the model to what is known by the base year.

    Parameters
    ----------
    panel
        Counts; years after the base year are cut off before anything is computed.
    base_year
        Windows between any two years up to this one are learnt from, ``history_years`` back.
    signals
        Names of signals; default: those of the parameters.
    parameters
        Thresholds.

    Returns
    -------
    DiversificationModel

    Raises
    ------
    EvidenceError
        By the base year there is no window with entries.
    ParameterError
        A year or signal is unknown.
    """
    names = parameters.signals if signals is None else tuple(signals)
    history = read_history(panel, base_year=base_year, names=names, parameters=parameters)
    return _fit(history, names)


def entry_outlook(
    panel: RegionPanel,
    *,
    base_year: int,
    horizon: int,
    signals: Sequence[str] | None = None,
    parameters: DiversificationParameters = DIVERSIFICATION_V1,
) -> EntryOutlook:
    """Chance or rank of every cell that is absent in the base year, with what each signal adds.

    Parameters
    ----------
    panel
        Counts; years after the base year are not looked at.
    base_year
        The year in which the outlook is made.
    horizon
        Years ahead, at least 1.
    signals, parameters
        As in :func:`fit_diversification`.

    Returns
    -------
    EntryOutlook
        With probabilities where windows of two lengths are known and the horizon is at most ``max_extrapolation`` times the
        longest; else with ranks and a sentence.

    Notes
    -----
    A cell is a candidate if its quotient is known and below ``presence_threshold``. The outlook continues what such cells have
    done; it knows nothing of plans, subsidies or what a programme would change.
    """
    names = parameters.signals if signals is None else tuple(signals)
    history = read_history(panel, base_year=base_year, names=names, parameters=parameters)
    model = _fit(history, names)
    values = history.values(base_year, names=names, volatility_of=model.volatility.of)
    has = presence(history.panel.quotients(base_year), threshold=parameters.presence_threshold)
    is_candidate = (has == 0) & np.isfinite(history.ln_lq[base_year])
    parts = np.where(is_candidate[..., None], model.contributions(values), np.nan)
    horizons = sorted({b - a for a, b in model.windows})
    statement = horizon_statement(horizons, horizon=horizon, max_extrapolation=parameters.max_extrapolation)
    level, slope = 0.0, 1.0
    if statement is None and model.law is not None:
        slope = model.law.slope(horizon)
        sums = slope * parts[is_candidate].sum(axis=-1)
        level = intercept_for_rate(sums, rate=model.law.rate(horizon))
    parts = slope * parts
    score = level + parts.sum(axis=-1)
    return EntryOutlook(
        base_year=base_year,
        horizon=horizon,
        regions=panel.regions,
        industries=panel.industries,
        score=score,
        probability=expit(score) if statement is None else None,
        rank=_ranks(score),
        contributions={name: parts[..., k] for k, name in enumerate(names)},
        missing={name: is_candidate & ~np.isfinite(values[..., k]) for k, name in enumerate(names)},
        level=level,
        statement=statement,
        model=model,
        diagnostics=tuple(_diagnostics(names, values[is_candidate], statement)),
    )


def _fit(history: History, names: tuple[str, ...]) -> DiversificationModel:
    parameters = history.parameters
    if not names:
        raise ParameterError("No signal was named. Name at least one, such as closeness.")
    volatility = history.volatility()
    windows = history.windows(names=names, volatility_of=volatility.of)
    x = np.concatenate([window.values for window in windows])
    means, spreads = x.mean(axis=0), x.std(axis=0)
    spreads = np.where(spreads > 0, spreads, 1.0)
    which = np.repeat(np.arange(len(windows)), [len(window.entered) for window in windows])
    # Each window has a level of its own: entries grow with its length, and one year differs from another.
    levels = (which[:, None] == np.arange(len(windows))).astype(np.float64)
    design = np.column_stack([(x - means) / spreads, levels])
    ridge = np.full(design.shape[1], parameters.signal_ridge)
    ridge[len(names) :] = 1e-3
    entered = np.concatenate([window.entered for window in windows])
    weights = fit_logistic(design, entered, ridge=ridge)[: len(names)]
    return DiversificationModel(
        base_year=history.base_year,
        signals=names,
        weights=weights,
        means=means,
        spreads=spreads,
        volatility=volatility,
        windows=tuple((window.base_year, window.target_year) for window in windows),
        law=fit_horizon_law([_scored(window, weights, means, spreads) for window in windows]),
        parameters=parameters,
    )


def _scored(window: Window, weights: FloatArray, means: FloatArray, spreads: FloatArray) -> WindowScores:
    score = ((window.values - means) / spreads) @ weights
    return WindowScores(horizon=window.horizon, score=score, entered=window.entered)


def _ranks(score: FloatArray) -> NDArray[np.int64]:
    """Place of each cell in its row, 1 the highest, 0 where there is no score."""
    ranks = np.zeros(score.shape, dtype=np.int64)
    for r, row in enumerate(score):
        known = np.flatnonzero(~np.isnan(row))
        ranks[r, known] = 1 + np.searchsorted(np.sort(-row[known]), -row[known], side="left")
    return ranks


def _diagnostics(names: Sequence[str], values: FloatArray, statement: str | None) -> list[Diagnostic]:
    found = []
    for k, name in enumerate(names):
        n = int((~np.isfinite(values[:, k])).sum())
        if n:
            found.append(
                Diagnostic(
                    code="signal_missing",
                    severity="info",
                    axis="cell",
                    keys=(name,),
                    n=n,
                    share=n / len(values),
                    sentence=f"In {n} of {len(values)} candidates the signal '{name}' is not known; it adds nothing there.",
                )
            )
    if statement is not None:
        found.append(Diagnostic(code="horizon_not_identified", severity="warning", sentence=statement))
    return found
