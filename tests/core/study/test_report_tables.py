"""Tables as a report shows them: dashes for what is missing, marks for what rests on little, both ends in one cell."""

from __future__ import annotations

import pytest

from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import translator
from clustrat.study.report_tables import Layout, shown_table

TABLE = ResultTable.from_records(
    "t",
    "Title",
    [
        Column(name="short_label", words="Division", role="label"),
        Column(name="rating", words="Rating", digits=1),
        Column(name="low", words="from", role="low", digits=1),
        Column(name="high", words="to", role="high", digits=1),
        Column(name="share", words="Share", digits=2),
        Column(name="year", words="Year", role="key", digits=0),
        Column(name="is_marked", words="Marked", role="reason"),
    ],
    [
        {"short_label": "A", "rating": 2.25, "low": 2.0, "high": 2.5, "share": 0.995, "year": 2014, "is_marked": True},
        {"short_label": "B", "rating": None, "low": None, "high": None, "share": None, "year": None, "is_marked": True},
    ],
    sources=("Source: made up",),
)
SAY = translator("en")


def test_cells_are_written_by_their_kind() -> None:
    how = Layout(percent=("share",), intervals={"interval": ("low", "high")}, marked=("rating",))
    shown = shown_table(TABLE, ("short_label", "rating", "interval", "share", "year"), say=SAY, layout=how)
    assert shown.rows[0] == ("A", "2.2\u2009*", "2.0–2.5", "100%", "2014")
    assert shown.columns == ("Industry", "Rating", "Interval", "Share", "Year")
    assert shown.numeric == (False, True, True, True, True)


def test_what_is_missing_is_a_dash_without_a_mark() -> None:
    how = Layout(chance=("share",), intervals={"interval": ("low", "high")}, marked=("rating",))
    shown = shown_table(TABLE, ("rating", "interval", "share", "year"), say=SAY, layout=how)
    assert shown.rows[1] == ("–", "–", "–", "–")
    assert shown.rows[0][2] == ">99%"


def test_numbers_follow_the_language_and_heads_the_layout() -> None:
    how = Layout(heads={"rating": "Wert"}, digits={"rating": 2}, signed=("low",))
    shown = shown_table(TABLE, ("rating", "low"), say=translator("de"), layout=how, rows=TABLE.as_records()[:1])
    assert shown.rows == (("2,25", "+2,0"),)
    assert shown.columns == ("Wert", "from")


@pytest.mark.parametrize(
    ("names", "layout"),
    [(("colour",), Layout()), (("interval",), Layout()), (("i",), Layout(intervals={"i": ("low", "colour")}))],
)
def test_a_column_that_is_not_there_is_refused(names: tuple[str, ...], layout: Layout) -> None:
    with pytest.raises(KeyError):
        shown_table(TABLE, names, say=SAY, layout=layout)
