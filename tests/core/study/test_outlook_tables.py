"""The forecast and its past: only what is missing is forecast, and the table of the past stands whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clustrat.publish.language import translator
from clustrat.store.catalog import Edition
from clustrat.study.answer import Study
from clustrat.study.outlook_tables import backtest_table, score_words, signal_words


def test_only_what_is_missing_is_forecast_the_likeliest_first(themed: Study) -> None:
    rows = themed.tables["outlook"].as_records()
    assert set(themed.tables["outlook"].column("nace_code")) == set(themed.tables["quadrants"].column("nace_code"))
    chances = [row["probability"] for row in rows]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)


def test_signals_order_the_industries(themed: Study) -> None:
    table = themed.tables["outlook"]
    sums = [sum(row[name] for name in table.parameters["signals"]) for row in table.as_records()]
    assert sums == sorted(sums, reverse=True)


def test_the_past_has_the_forecast_and_its_rivals_for_both_years(themed: Study) -> None:
    rows = themed.tables["backtest"].as_records()
    for year in (2010, 2009):
        for group in ("all", "distant"):
            mine = [row for row in rows if (row["base_year"], row["group"]) == (year, group)]
            model = next(row for row in mine if row["score"] == "model")
            assert model["over"] in {row["score"] for row in mine}
            assert "density_exclusive" in {row["score"] for row in mine}
            assert model["auc_low"] <= model["auc"] <= model["auc_high"]


def test_an_edition_with_other_figures_is_told(edition: Edition) -> None:
    name = "core_eurostat__sbs_regional"
    other = replace(edition, tables={**edition.tables, name: replace(edition.tables[name], sha256="0" * 64)})
    notes = backtest_table(other, say=translator("en")).notes
    assert "made from other figures than this edition holds" in notes[-1]


@pytest.mark.parametrize("signal", ["volatility", ""])
def test_a_signal_without_words_stands_for_itself(signal: str) -> None:
    assert signal_words(signal, translator("en")) == signal
    assert score_words(signal, translator("en")) == signal
