"""The honest table: the diversification model against every single baseline, out of sample, whole and by group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError
from clustrat.potential.backtest import (
    CalibrationBin,
    area_under_curve,
    bootstrap_auc,
    bootstrap_auc_difference,
    brier_score,
    calibration_curve,
    expected_calibration_error,
    precision_at,
    recall_at,
)
from clustrat.potential.baselines import baseline_scores
from clustrat.potential.diversification import EntryOutlook, entry_outlook
from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1, DiversificationParameters
from clustrat.potential.panel import Candidates, RegionPanel, candidates
from clustrat.potential.selection import SignalChoice, choose_signals

__all__ = ["MODEL", "Backtest", "BacktestRow", "run_backtest"]

FloatArray = NDArray[np.float64]
#: Name of the model among the scores, and of the forecast that gives every candidate the same chance.
MODEL, SAME_RATE = "model", "same_rate"
#: Groups with fewer entries or regions get no interval.
LEAST_ENTRIES, LEAST_REGIONS = 10, 5
K_PRECISION, K_RECALL = 5, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRow:
    """One score on one group of candidates; ``None`` where a number has no meaning.

    ``gain`` is the model's AUC less that of the best single baseline *of this group and year* (named in ``over``), with the
    interval of paired draws of regions; only rows of the model have it. ``precision_at_5`` and ``recall_at_10`` are per region.
    """

    codes: str
    base_year: int
    target_year: int
    group_kind: str
    group: str
    score: str
    n: int
    n_entries: int
    auc: float | None = None
    auc_low: float | None = None
    auc_high: float | None = None
    gain: float | None = None
    gain_low: float | None = None
    gain_high: float | None = None
    over: str | None = None
    precision_at_5: float | None = None
    recall_at_10: float | None = None
    brier: float | None = None
    ece: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """The table of one panel.

    ``choices`` tell which signals were chosen for each base year and on what, ``calibration`` the curve of each base year with
    probabilities, ``statements`` why others have none.
    """

    codes: str
    rows: tuple[BacktestRow, ...]
    choices: tuple[SignalChoice, ...]
    calibration: Mapping[int, tuple[CalibrationBin, ...]]
    statements: Mapping[int, str]
    parameters: DiversificationParameters
    n_draws: int
    seed: int

    def row(self, *, base_year: int, group: str = "all", score: str = MODEL) -> BacktestRow:
        """The row of one score on one group; refused where it is not in the table."""
        for row in self.rows:
            if (row.base_year, row.group, row.score) == (base_year, group, score):
                return row
        raise EvidenceError(f"The backtest has no row for base year {base_year}, group '{group}', score '{score}'.")


def run_backtest(
    panel: RegionPanel,
    *,
    base_years: Sequence[int],
    target_year: int,
    codes: str,
    kinds: Mapping[str, str],
    signals: Sequence[str] | None = None,
    parameters: DiversificationParameters = DIVERSIFICATION_V1,
    n_draws: int = 1000,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Backtest:
    """Forecast from each base year with what was known then, and compare with what had come by the target year.

    Parameters
    ----------
    panel
        Counts of all years; each forecast sees the years up to its base year.
    base_years, target_year
        When the forecasts are made, and the year they are held against.
    codes
        What the table calls the state of the codes, such as ``spliced``.
    kinds
        Kind of each industry, for the breakdown; industries without one are left out of it.
    signals
        Signals of the model; default: chosen for each base year by :func:`~clustrat.potential.selection.choose_signals`.
    parameters
        Thresholds.
    n_draws, seed
        Draws of regions for the intervals, and their seed.
    progress
        Called with a sentence before each step.

    Returns
    -------
    Backtest

    Raises
    ------
    EvidenceError
        There is nothing to forecast, or nothing has come.
    """
    say = progress or (lambda _: None)
    rows: list[BacktestRow] = []
    choices, calibration, statements = [], {}, {}
    for base_year in base_years:
        names = signals
        if names is None:
            say(f"{base_year}: choosing signals on earlier windows")
            choice = choose_signals(panel, base_year=base_year, parameters=parameters)
            choices.append(choice)
            names = choice.signals
        say(f"{base_year}: fitting and forecasting {target_year}")
        outlook = entry_outlook(
            panel, base_year=base_year, horizon=target_year - base_year, signals=names, parameters=parameters
        )
        asked = candidates(
            panel,
            base_year=base_year,
            target_year=target_year,
            presence_threshold=parameters.presence_threshold,
            distant_below=parameters.distant_below,
        )
        if not asked.n_entries:
            raise EvidenceError(
                f"Between {base_year} and {target_year} no candidate entered: there is nothing to learn."
            )
        say(f"{base_year}: measuring against single signals")
        sheet = _Sheet(panel, asked, outlook, codes=codes, parameters=parameters, n_draws=n_draws, seed=seed)
        rows += sheet.rows(kinds)
        if outlook.probability is not None:
            is_asked = asked.is_candidate
            calibration[base_year] = calibration_curve(
                outlook.probability[is_asked], asked.entered[is_asked], n_bins=parameters.n_bins
            )
        if outlook.statement is not None:
            statements[base_year] = outlook.statement
    return Backtest(
        codes=codes,
        rows=tuple(rows),
        choices=tuple(choices),
        calibration=calibration,
        statements=statements,
        parameters=parameters,
        n_draws=n_draws,
        seed=seed,
    )


class _Sheet:
    """All scores of one base year on flat candidates, and the rows made of them."""

    def __init__(
        self, panel: RegionPanel, asked: Candidates, outlook: EntryOutlook, *, codes: str,
        parameters: DiversificationParameters, n_draws: int, seed: int,
    ) -> None:  # fmt: skip
        self.codes, self.asked, self.parameters = codes, asked, parameters
        self.n_draws, self.seed = n_draws, seed
        is_asked = asked.is_candidate
        self.region, self.industry = np.nonzero(is_asked)
        self.entered = asked.entered[is_asked]
        self.is_distant = asked.is_distant[is_asked]
        self.probability = None if outlook.probability is None else outlook.probability[is_asked]
        self.scores = {MODEL: outlook.score[is_asked]}
        for name, layer in baseline_scores(panel, base_year=asked.base_year).items():
            self.scores[name] = _neutral(layer[is_asked])
        self.country = np.array(panel.countries())[self.region]
        self.code = np.array(panel.industries)[self.industry]

    def rows(self, kinds: Mapping[str, str]) -> list[BacktestRow]:
        everywhere = np.ones(len(self.entered), dtype=bool)
        best = self._best(everywhere)
        found = self._group("all", "all", everywhere, list(self.scores))
        if self.probability is not None:
            found.append(self._same_rate(self.probability))
        found += self._group("distance", "distant", self.is_distant, list(self.scores))
        found += self._group("distance", "near", ~self.is_distant, [MODEL, best])
        kind = np.array([kinds.get(code, "") for code in self.code])
        for group_kind, labels in (("kind", kind), ("country", self.country)):
            for label in sorted(set(labels.tolist()) - {""}):
                found += self._group(group_kind, label, labels == label, [MODEL, best])
        return found

    def _best(self, where: NDArray[np.bool_]) -> str:
        """The single baseline with the highest AUC on a group: found with hindsight, and so hard to beat."""
        aucs = {
            name: area_under_curve(score[where], self.entered[where])
            for name, score in self.scores.items()
            if name != MODEL
        }
        return max(aucs, key=lambda name: -1.0 if np.isnan(aucs[name]) else aucs[name])

    def _group(self, group_kind: str, group: str, where: NDArray[np.bool_], names: Sequence[str]) -> list[BacktestRow]:
        return [self._row(group_kind, group, where, name) for name in names] if where.any() else []

    def _row(self, group_kind: str, group: str, where: NDArray[np.bool_], name: str) -> BacktestRow:
        y, region, score = self.entered[where], self.region[where], self.scores[name][where]
        has_interval = int(y.sum()) >= LEAST_ENTRIES and len(np.unique(region)) >= LEAST_REGIONS and not y.all()
        interval = gain = over = brier = ece = None
        if has_interval:
            interval = bootstrap_auc(score, y, region, rng=np.random.default_rng(self.seed), n_draws=self.n_draws)
        if name == MODEL:
            over = self._best(where)
            if has_interval:
                gain = bootstrap_auc_difference(
                    score, self.scores[over][where], y, region,
                    rng=np.random.default_rng(self.seed), n_draws=self.n_draws,
                )  # fmt: skip
            if self.probability is not None:
                p = self.probability[where]
                brier = brier_score(p, y)
                if int(y.sum()) >= LEAST_ENTRIES:
                    ece = expected_calibration_error(p, y, n_bins=self.parameters.n_bins)
        return replace(
            self._about(group_kind, group, name, y),
            auc=_known(area_under_curve(score, y)),
            auc_low=None if interval is None else interval.low,
            auc_high=None if interval is None else interval.high,
            gain=None if gain is None else gain.estimate,
            gain_low=None if gain is None else gain.low,
            gain_high=None if gain is None else gain.high,
            over=over,
            precision_at_5=precision_at(score, y, region, k=K_PRECISION),
            recall_at_10=_known(recall_at(score, y, region, k=K_RECALL)),
            brier=brier,
            ece=ece,
        )

    def _same_rate(self, probability: FloatArray) -> BacktestRow:
        """Every candidate gets the model's mean probability: what calibration alone is worth."""
        rate = np.full(len(self.entered), float(probability.mean()))
        return replace(
            self._about("all", "all", SAME_RATE, self.entered),
            auc=0.5,
            brier=brier_score(rate, self.entered),
            ece=abs(float(rate[0]) - float(self.entered.mean())),
        )

    def _about(self, group_kind: str, group: str, name: str, y: NDArray[np.bool_]) -> BacktestRow:
        return BacktestRow(
            codes=self.codes,
            base_year=self.asked.base_year,
            target_year=self.asked.target_year,
            group_kind=group_kind,
            group=group,
            score=name,
            n=len(y),
            n_entries=int(y.sum()),
        )


def _neutral(score: FloatArray) -> FloatArray:
    """A baseline that is not known for a candidate stands in the middle: it speaks neither way."""
    is_known = np.isfinite(score)
    return np.where(is_known, score, np.median(score[is_known]) if is_known.any() else 0.0)


def _known(number: float) -> float | None:
    return None if np.isnan(number) else number
