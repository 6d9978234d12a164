"""What the past says of advice like this: the recorded backtest as a table that stands beside every recommendation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import Translator
from clustrat.study.kept import kept
from clustrat.study.landscape import TABLE
from clustrat.study.table_words import division_names, plain

if TYPE_CHECKING:
    from clustrat.codes.nuts import Region
    from clustrat.potential.recorded_backtest import RecordedBacktest
    from clustrat.store.catalog import Edition
    from clustrat.study.answer import Prepared
    from clustrat.study.theme_frame import ThemeFrame

__all__ = ["DENSITY", "GROUPS", "HORIZON", "backtest_table", "outlook_table", "score_words", "signal_words"]

#: The forecast among the scores of the backtest (:data:`clustrat.potential.backtest_table.MODEL`).
MODEL = "model"
#: Relatedness density as it is usually argued with, and the groups of candidates that reports show.
DENSITY = "density_exclusive"
GROUPS = ("all", "distant")
#: Years ahead of the forecast, as far as the backtest of 2009 looks.
HORIZON = 5


def signal_words(signal: str, say: Translator) -> str:
    """What a signal of the forecast says of an industry, as it stands in a reason."""
    return {
        "closeness": say.text("how near its quotient is to 1, against how far such industries move"),
        "relatedness_density": say.text("fit with what is here"),
        "wage_excess": say.text("wages"),
    }.get(signal, signal)


def outlook_table(
    prepared: Prepared, region: Region, frame: ThemeFrame, *, language: str, say: Translator
) -> ResultTable:
    """Every industry that the region is known to lack, by the forecast that the backtest has tried: the likeliest to come first."""
    # The forecast takes as long to load as the tables of a study without a theme take to make.
    from clustrat.potential.diversification import entry_outlook
    from clustrat.study.backtest import backtest_of_edition
    from clustrat.study.backtest_panels import landscape_panel

    recorded = backtest_of_edition(prepared.edition)
    signals = tuple(recorded.choices[0]["signals"])
    outlook = kept(
        prepared.edition,
        ("outlook", prepared.landscape.level, prepared.year, HORIZON, signals),
        lambda: entry_outlook(
            landscape_panel(prepared.landscape), base_year=prepared.year, horizon=HORIZON, signals=signals
        ),
    )
    r = outlook.regions.index(region.code)
    quotients = frame.draws.quotients
    records = []
    for i in np.flatnonzero(outlook.rank[r] > 0)[np.argsort(outlook.rank[r][outlook.rank[r] > 0], kind="stable")]:
        code = outlook.industries[i]
        whole, short = division_names(code, language)
        parts = dict(outlook.reasons(region.code, code))
        records.append(
            {
                "rank": int(outlook.rank[r, i]),
                "nace_code": code,
                "label": whole,
                "short_label": short,
                "theme_weight": plain(frame.weights.values[i]),
                "shrunken_lq": plain(quotients.lq[r, i]),
                "probability": None if outlook.probability is None else plain(outlook.probability[r, i]),
                **{name: parts[name] for name in signals},
                "main_reason": max(parts, key=lambda name: abs(parts[name])),
            }
        )
    columns = (
        Column(name="rank", words=say.text("Rank"), role="key", digits=0),
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="label", words=say.text("Division"), role="label"),
        Column(name="short_label", words=say.text("Division, short"), role="label"),
        Column(name="theme_weight", words=say.text("Weight in the theme"), role="label", digits=2),
        Column(name="shrunken_lq", words=say.text("LQ, shrunken"), digits=2),
        Column(
            name="probability", words=say.text("Chance to be there by %(year)s", year=prepared.year + HORIZON), digits=2
        ),
        *(Column(name=name, words=signal_words(name, say), digits=2) for name in signals),
        Column(name="main_reason", words=say.text("What decides most"), role="key"),
    )
    return ResultTable.from_records(
        "outlook",
        say.text("What %(region)s lacks, by the chance that it comes", region=region.name),
        columns,
        records,
        notes=() if outlook.statement is None else (outlook.statement,),
        sources=(prepared.landscape.provenance.citation,),
        parameters={
            "diversification": outlook.model.parameters.version, "horizon": HORIZON, "year": prepared.year,
            "signals": list(signals), "edition": prepared.edition.id,
        },
    )  # fmt: skip


def score_words(score: str, say: Translator) -> str:
    """What a signal of the backtest is called."""
    return {
        MODEL: say.text("This forecast"),
        "lq": say.text("Presence alone"),
        "ln_shrunken_lq": say.text("Presence, shrunken"),
        "probability_present": say.text("Chance of LQ 1 alone"),
        "density_exclusive": say.text("Fit alone"),
        "density_inclusive": say.text("Fit with itself"),
        "ubiquity": say.text("How common it is, alone"),
        "pci": say.text("Know-how depth alone"),
        "size": say.text("Size alone"),
        "growth": say.text("Growth alone"),
    }.get(score, score)


def backtest_table(edition: Edition, *, say: Translator) -> ResultTable:
    """The forecast, the best single signal and relatedness density, by base year, for all candidates and for distant ones.

    The best single signal is chosen with hindsight, group by group, so that it is hard to beat.
    """
    from clustrat.study.backtest import backtest_of_edition

    recorded = backtest_of_edition(edition)
    groups = {
        "all": say.text("all missing"),
        "distant": say.text("far: LQ below 0.5"),
    }
    records = []
    for base_year in sorted({row.base_year for row in recorded.rows}, reverse=True):
        for group in GROUPS:
            for score in _shown(recorded, base_year, group):
                row = recorded.row(base_year=base_year, group=group, score=score)
                records.append(
                    {
                        "base_year": base_year,
                        "target_year": row.target_year,
                        "period": f"{base_year}–{row.target_year}",
                        "group": group,
                        "group_label": groups[group],
                        "score": score,
                        "label": score_words(score, say),
                        "n": row.n,
                        "n_entries": row.n_entries,
                        "auc": row.auc,
                        "auc_low": row.auc_low,
                        "auc_high": row.auc_high,
                        "gain": row.gain,
                        "gain_low": row.gain_low,
                        "gain_high": row.gain_high,
                        "over": row.over,
                        "precision_at_5": row.precision_at_5,
                        "recall_at_10": row.recall_at_10,
                    }
                )
    columns = (
        Column(name="base_year", words=say.text("Forecast made in"), role="key", digits=0),
        Column(name="target_year", words=say.text("for"), role="key", digits=0),
        Column(name="period", words=say.text("Forecast"), role="label"),
        Column(name="group", words=say.text("Group"), role="key"),
        Column(name="group_label", words=say.text("Asked of"), role="label"),
        Column(name="score", words=say.text("Ranked by"), role="key"),
        Column(name="label", words=say.text("Ranked by"), role="label"),
        Column(name="n", words=say.text("Candidates"), digits=0),
        Column(name="n_entries", words=say.text("Came"), digits=0),
        Column(name="auc", words=say.text("AUC"), digits=3),
        Column(name="auc_low", words=say.text("from"), role="low", digits=3),
        Column(name="auc_high", words=say.text("to"), role="high", digits=3),
        Column(name="gain", words=say.text("Gain over the best single signal"), digits=3),
        Column(name="gain_low", words=say.text("from"), role="low", digits=3),
        Column(name="gain_high", words=say.text("to"), role="high", digits=3),
        Column(name="over", words=say.text("Best single signal"), role="key"),
        Column(name="precision_at_5", words=say.text("Came of the first 5"), digits=2),
        Column(name="recall_at_10", words=say.text("Found in the first 10"), digits=2),
    )
    notes = (
        say.text(
            "AUC: the chance that an industry that came was ranked above one that did not; 0.5 is the toss of a coin. Everything was "
            "fitted and chosen on years up to the base year; the best single signal was chosen with hindsight. Intervals: 95%%, "
            "drawing whole regions."
        ),
        "" if recorded.differs is None else recorded.differs,
    )
    return ResultTable.from_records(
        "backtest",
        say.text("What forecasts of new specialisations were worth"),
        columns,
        records,
        notes=tuple(note for note in notes if note),
        sources=(edition.provenance(TABLE).citation,),
        parameters={"recorded_from": recorded.table_sha256},
    )


def _shown(recorded: RecordedBacktest, base_year: int, group: str) -> tuple[str, ...]:
    """The forecast, the best single signal, and density where it is not the best."""
    best = recorded.row(base_year=base_year, group=group).over
    return tuple(dict.fromkeys(score for score in (MODEL, best, DENSITY) if score))
