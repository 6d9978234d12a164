"""Which signals the diversification model uses: the fewest that are as good as the best on windows that are over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustrat.potential.backtest import area_under_curve
from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1, SIGNALS, DiversificationParameters
from clustrat.potential.history import History, Window, read_history
from clustrat.potential.logistic import fit_logistic
from clustrat.potential.panel import RegionPanel

__all__ = ["Rung", "SignalChoice", "choose_signals"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """The first so many signals of the ladder, and their mean AUC over the earlier windows, of all and of distant candidates."""

    signals: tuple[str, ...]
    auc: float
    auc_distant: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalChoice:
    """The signals chosen for a base year, with the whole ladder and the windows it was climbed on."""

    base_year: int
    signals: tuple[str, ...]
    ladder: tuple[Rung, ...]
    windows: tuple[tuple[int, int], ...]


def choose_signals(
    panel: RegionPanel,
    *,
    base_year: int,
    ladder: Sequence[str] = tuple(SIGNALS),
    parameters: DiversificationParameters = DIVERSIFICATION_V1,
    progress: Callable[[int, int], None] | None = None,
) -> SignalChoice:
    """Climb the ladder of signals and take the lowest rung that is as good as the best one.

    Every rung adds one signal. Regions and industries are parted, and each block of cells is scored by a model that has seen
    neither its regions nor its industries: a shock that hit an industry everywhere, or a region throughout, is not rewarded.

    Parameters
    ----------
    panel
        Counts; years after the base year are not looked at.
    base_year
        Only windows that end by then are used.
    ladder
        Signals in the order in which they are added.
    parameters
        Tolerances, folds, repeats and seed.
    progress
        Called after each repeat with how many are done and how many there are.

    Returns
    -------
    SignalChoice
        The fewest signals whose mean AUC over the windows is within ``auc_tolerance`` of the best rung, and within
        ``distant_tolerance`` among distant candidates; where no rung is both, the one with the best AUC.
    """
    history = read_history(panel, base_year=base_year, names=ladder, parameters=parameters)
    rng = np.random.default_rng(parameters.seed)
    found: list[list[tuple[float, float]]] = []
    windows: tuple[Window, ...] = ()
    for repeat in range(parameters.n_repeats):
        region_part = rng.integers(0, parameters.n_folds, len(panel.regions))
        industry_part = rng.integers(0, parameters.n_folds, len(panel.industries))
        volatility = _held_out_volatility(history, region_part)
        windows = history.windows(names=ladder, volatility_of=volatility)
        for n in range(1, len(ladder) + 1):
            found.append([_held_out_aucs(w, n, region_part, industry_part, parameters) for w in windows])
        if progress is not None:
            progress(repeat + 1, parameters.n_repeats)
    # Repeats x rungs x windows x (all, distant), averaged over repeats and windows.
    means = _mean_known(np.array(found).reshape(parameters.n_repeats, len(ladder), -1, 2).transpose(1, 0, 2, 3))
    rungs = [
        Rung(signals=tuple(ladder[: n + 1]), auc=float(auc), auc_distant=float(distant))
        for n, (auc, distant) in enumerate(means)
    ]
    return SignalChoice(
        base_year=base_year,
        signals=_lowest_rung(rungs, parameters).signals,
        ladder=tuple(rungs),
        windows=tuple((w.base_year, w.target_year) for w in windows),
    )


def _lowest_rung(rungs: Sequence[Rung], parameters: DiversificationParameters) -> Rung:
    best = max(rung.auc for rung in rungs)
    best_distant = max((r.auc_distant for r in rungs if not np.isnan(r.auc_distant)), default=0.0)
    for rung in rungs:
        far_enough = np.isnan(rung.auc_distant) or rung.auc_distant >= best_distant - parameters.distant_tolerance
        if rung.auc >= best - parameters.auc_tolerance and far_enough:
            return rung
    return max(rungs, key=lambda rung: rung.auc)


def _held_out_volatility(history: History, region_part: NDArray[np.int64]) -> Callable[[FloatArray], FloatArray]:
    """Volatility of each region by a law fitted without its part of the regions."""
    laws = {int(part): history.volatility(rows=region_part != part) for part in np.unique(region_part)}

    def volatility_of(persons: FloatArray) -> FloatArray:
        found = np.full(persons.shape, np.nan)
        for part, law in laws.items():
            found[region_part == part] = law.of(persons)[region_part == part]
        return found

    return volatility_of


def _mean_known(aucs: FloatArray) -> FloatArray:
    """Mean over repeats and windows of each rung, shape (n_rungs, 2); ``nan`` where none is known."""
    is_known = ~np.isnan(aucs)
    n = is_known.sum(axis=(1, 2))
    return np.asarray(np.where(n > 0, np.where(is_known, aucs, 0.0).sum(axis=(1, 2)) / np.maximum(n, 1), np.nan))


def _held_out_aucs(
    window: Window,
    n_signals: int,
    region_part: NDArray[np.int64],
    industry_part: NDArray[np.int64],
    parameters: DiversificationParameters,
) -> tuple[float, float]:
    score = _held_out_scores(window, n_signals, region_part, industry_part, parameters)
    far = window.is_distant
    distant = area_under_curve(score[far], window.entered[far]) if far.any() else float("nan")
    return area_under_curve(score, window.entered), distant


def _held_out_scores(
    window: Window,
    n_signals: int,
    region_part: NDArray[np.int64],
    industry_part: NDArray[np.int64],
    parameters: DiversificationParameters,
) -> FloatArray:
    x = window.values[:, :n_signals]
    spread = x.std(axis=0)
    x = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(x)), x])
    ridge = np.full(design.shape[1], parameters.signal_ridge)
    ridge[0] = 1e-3
    r, i = region_part[window.region], industry_part[window.industry]
    score = np.zeros(len(x))
    for part in range(parameters.n_folds):
        for other in range(parameters.n_folds):
            held, seen = (r == part) & (i == other), (r != part) & (i != other)
            if not held.any() or len(np.unique(window.entered[seen])) < 2:
                continue
            score[held] = design[held] @ fit_logistic(design[seen], window.entered[seen], ridge=ridge)
    return score
