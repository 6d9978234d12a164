"""How well partners are foretold: per asking organisation, by strata, with intervals, beside the baselines."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import ClustratWarning, ParameterError
from clustrat.matching.collaborations import TemporalSplit
from clustrat.matching.link_scores import BASELINES, Scorer, complementary

__all__ = ["METRICS", "LinkEvaluation", "Measured", "evaluate_partners"]

FloatArray = NDArray[np.float64]
#: Of each asking organisation; the last two describe its list and are not to be high.
METRICS = ("hit@10", "hit@50", "recall@50", "ndcg@10", "mrr", "auc 1:1", "auc 1:100", "cross-border", "cross-sector")
#: Nobody foretells partners as well as that without having seen them.
TOO_GOOD_AUC = 0.995
#: Fewer can be right by chance.
MANY_ASKERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A mean over asking organisations with its interval (90 %, drawn by organisation); ``None`` where nobody could be asked."""

    mean: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEvaluation:
    """Measures by method, stratum and metric; coverage and Gini of exposure by method."""

    until: int
    horizon: int
    n_askers: int
    n_candidates: int
    n_new_pairs: int
    measures: Mapping[tuple[str, str, str], Measured]
    coverage: Mapping[str, float]
    gini: Mapping[str, float]

    def of(self, method: str, metric: str, *, stratum: str = "all") -> Measured:
        """One measure.

        Raises
        ------
        ParameterError
            There is none of that name.
        """
        try:
            return self.measures[method, stratum, metric]
        except KeyError:
            raise ParameterError(
                f"There is no measure '{metric}' of '{method}' for '{stratum}'. Metrics: {', '.join(METRICS)}."
            ) from None

    @property
    def best_baseline(self) -> str:
        """The baseline with the highest hit@10."""
        return max(BASELINES, key=lambda name: self.measures[name, "all", "hit@10"].mean or 0.0)


def evaluate_partners(
    split: TemporalSplit,
    *,
    rng: np.random.Generator,
    ours: Callable[[TemporalSplit], Scorer] = complementary,
    n_draws: int = 500,
    most_askers: int = 2_000,
) -> LinkEvaluation:
    """Ask for partners as of the year ``split.until``, and hold the answers against the new pairs of the years after.

    Parameters
    ----------
    split
        As of :func:`clustrat.matching.collaborations.temporal_split`.
    rng
        For negatives, for intervals, and for which organisations ask where there are more than ``most_askers``.
    ours
        Makes our scorer.
    n_draws
        Draws of organisations for the intervals.
    most_askers
        At most so many organisations are asked.

    Returns
    -------
    LinkEvaluation
        Strata ``all``, ``incumbent``, ``one project``, ``newcomer``, ``SME``, and each country with at least 20 askers.

    Warns
    -----
    ClustratWarning
        A method is better than anybody can be who has not seen the answers: look for data of the future.
    """
    new = split.new_pairs
    askers = np.flatnonzero(np.diff(new.indptr))
    n_new = new.nnz // 2
    if len(askers) > most_askers:
        askers = np.sort(rng.choice(askers, size=most_askers, replace=False))
    strata = _strata(split, askers)
    makers = {"ours": ours, **BASELINES}
    measures: dict[tuple[str, str, str], Measured] = {}
    coverage, gini = {}, {}
    negatives = rng.integers(0, len(split.organisations), size=(len(askers), 400))
    draws = rng.integers(0, len(askers), size=(n_draws, len(askers)))
    for method, maker in makers.items():
        score = maker(split)
        exposure = np.zeros(len(split.organisations))
        rows = np.array([_ask(split, int(a), score, negatives[i], exposure) for i, a in enumerate(askers)])
        for stratum, inside in strata.items():
            for place, metric in enumerate(METRICS):
                measures[method, stratum, metric] = _measured(rows[:, place], inside, draws)
        coverage[method] = float((exposure > 0).mean())
        gini[method] = _gini(exposure)
        auc = measures[method, "all", "auc 1:1"].mean
        if auc is not None and auc > TOO_GOOD_AUC and len(askers) >= MANY_ASKERS:
            warnings.warn(
                f"'{method}' tells new partners from others almost without error (AUC {auc:.3f}). Look for data later than {split.until} in "
                "what it knows.",
                ClustratWarning,
                stacklevel=2,
            )
    return LinkEvaluation(
        until=split.until,
        horizon=split.horizon,
        n_askers=len(askers),
        n_candidates=len(split.organisations),
        n_new_pairs=n_new,
        measures=MappingProxyType(measures),
        coverage=MappingProxyType(coverage),
        gini=MappingProxyType(gini),
    )


def _strata(split: TemporalSplit, askers: NDArray[np.int64]) -> dict[str, NDArray[np.bool_]]:
    of = np.array(split.strata)[askers]
    sme = np.array([split.attributes[a].is_sme is True for a in askers])
    countries = np.array([split.attributes[a].country for a in askers])
    strata = {"all": np.ones(len(askers), dtype=bool)}
    strata |= {name: of == name for name in ("incumbent", "one project", "newcomer")}
    strata["SME"] = sme
    for country in sorted(set(countries) - {""}):
        if (inside := countries == country).sum() >= 20:
            strata[country] = inside
    return strata


def _ask(
    split: TemporalSplit, asker: int, score: Scorer, negatives: NDArray[np.int64], exposure: FloatArray
) -> list[float]:
    """The metrics of one asking organisation; adds its list of ten to the exposure."""
    values = np.array(score(asker), dtype=np.float64)
    new = _columns(split.new_pairs, asker)
    out = np.zeros(len(values), dtype=bool)
    out[[asker, *_columns(split.together, asker)]] = True
    values[out] = -np.inf
    # Ties fall by the order of organisations, the same for every method.
    order = np.lexsort((np.arange(len(values)), -values))
    order = order[~out[order]]
    place = np.full(len(values), -1)
    place[order] = np.arange(len(order))
    ranks = np.sort(place[new])
    top = order[:10]
    exposure[top] += 1
    gains = 1 / np.log2(ranks[ranks < 10] + 2.0)
    ideal = (1 / np.log2(np.arange(min(len(new), 10)) + 2.0)).sum()
    mine = split.attributes[asker]
    borders = [split.attributes[b].country != mine.country for b in top if split.attributes[b].country and mine.country]
    sectors = [split.attributes[b].kind != mine.kind for b in top if split.attributes[b].kind and mine.kind]
    isin = np.isin(negatives, new) | out[negatives]
    others = negatives[~isin]
    return [
        float((ranks < 10).any()),
        float((ranks < 50).any()),
        float((ranks < 50).mean()),
        float(gains.sum() / ideal),
        float(1 / (ranks[0] + 1)),
        _auc(values[new], values[others[: len(new)]]),
        _auc(values[new], values[others[: 100 * len(new)]]),
        float(np.mean(borders)) if borders else np.nan,
        float(np.mean(sectors)) if sectors else np.nan,
    ]


def _columns(matrix: object, row: int) -> NDArray[np.int64]:
    begin, end = matrix.indptr[row], matrix.indptr[row + 1]  # type: ignore[attr-defined]
    return np.asarray(matrix.indices[begin:end])  # type: ignore[attr-defined]


def _auc(right: FloatArray, wrong: FloatArray) -> float:
    """Chance that a new partner scores above another organisation, ties by half."""
    if not len(right) or not len(wrong):
        return float("nan")
    above = (right[:, None] > wrong[None, :]).mean()
    return float(above + (right[:, None] == wrong[None, :]).mean() / 2)


def _measured(values: FloatArray, inside: NDArray[np.bool_], draws: NDArray[np.int64]) -> Measured:
    known = inside & ~np.isnan(values)
    if not known.any():
        return Measured(mean=None, low=None, high=None, n=0)
    kept = known[draws]
    sums, n = np.where(kept, np.nan_to_num(values)[draws], 0.0).sum(axis=1), kept.sum(axis=1)
    means = sums[n > 0] / n[n > 0]
    low, high = (float(np.quantile(means, q)) for q in (0.05, 0.95))
    return Measured(mean=float(values[known].mean()), low=low, high=high, n=int(known.sum()))


def _gini(exposure: FloatArray) -> float:
    """0 where all are shown equally often, near 1 where few take all."""
    ordered = np.sort(exposure)
    total = ordered.sum()
    if total == 0:
        return 0.0
    n = len(ordered)
    return float((2 * (np.arange(1, n + 1) * ordered).sum() / (n * total)) - (n + 1) / n)
