"""What may leave: each rule by hand at its edge, nothing of a hidden cell, and rules that only tighten."""

import polars as pl
import pytest

from clustrat.errors import DisclosureError, ParameterError
from clustrat.evidence.disclosure import certify
from clustrat.microdata.establishments import Cells
from clustrat.microdata.records import RecordColumns
from clustrat.microdata.release import ReleaseRules, release_cells


def cells(*contributions, modelled=False):
    """Cells of the contributions given, in one year, each in a region of its own."""
    rows = []
    for n, amounts in enumerate(contributions):
        ordered = sorted(amounts, reverse=True)
        total = float(sum(ordered))
        rows.append(
            {
                "year": 2014, "region": f"R{n}", "activity": "A", "n_records": len(ordered), "n_units": len(ordered),
                "value": total, "largest": float(ordered[0]), "second": float(ordered[1]) if len(ordered) > 1 else 0.0,
                "sum_squares": float(sum(a * a for a in ordered)),
                "herfindahl": sum(a * a for a in ordered) / total**2 if total else None, "is_modelled": modelled,
            }
        )  # fmt: skip
    frame = pl.DataFrame(rows)
    n = int(frame["n_records"].sum())
    return Cells(frame=frame, n_read=n, n_kept=n, rejected={}, engine="duckdb", columns=RecordColumns())


def flags(*contributions, **rules):
    return release_cells(cells(*contributions), rules=ReleaseRules(**rules)).frame["flag"].to_list()


def test_too_few_contributors():
    assert flags([10, 10], [10, 10, 10], [10]) == ["c", "", "c"]
    assert flags([10, 10, 10], n_min=4) == ["c"]


def test_two_that_hold_more_than_nine_tenths():
    assert flags([45, 45, 5, 5]) == [""]
    assert flags([46, 45, 5, 4]) == ["c"]


def test_the_p_rule_at_its_edge():
    # Rest 15 of a largest of 100: exactly p; rest 14 is too little. The two hold 88 % and so pass dominance.
    assert flags([100, 10, 8, 7]) == [""]
    assert flags([100, 20, 7, 7]) == ["c"]


def test_nothing_of_a_hidden_cell_is_given():
    frame = release_cells(cells([10, 10], [10] * 9)).frame
    hidden = frame.row(0, named=True)
    assert {name for name, value in hidden.items() if value is not None} == {"year", "region", "activity", "flag"}
    assert {"largest", "second", "sum_squares"} & set(frame.columns) == set()


def test_the_gate_certifies_the_release():
    table = release_cells(cells([10, 10], [10] * 9)).as_table()
    assert certify(table).n_hidden == 1


def test_a_modelled_cell_is_marked():
    assert release_cells(cells([10] * 9, modelled=True)).frame["flag"].to_list() == ["d"]


def test_an_index_that_would_give_the_largest_away_is_withheld():
    # Four equal contributors: the index says only that they are equal; the second knows the first at once.
    frame = release_cells(cells([10, 10, 10, 10], [30, 25, 9, 8, 8, 7, 7, 6])).frame
    assert frame["herfindahl"][0] is None
    assert frame["flag"].to_list() == ["", ""]


def test_the_account_counts_by_reason_and_names_the_rules():
    found = release_cells(cells([10, 10], [46, 45, 5, 4], [100, 20, 7, 7], [10] * 9), rules=ReleaseRules()).account
    assert found["sensitive_by_reason"] == {"dominated": 1, "p-rule": 1, "too few": 1}
    assert (found["n_cells"], found["n_sensitive"], found["rules"]["version"]) == (4, 3, "release.v1")


@pytest.mark.parametrize(
    "looser",
    [{"n_min": 2}, {"dom_pct": 95.0}, {"p_pct": 10.0}, {"u_min_pct": 5.0}, {"dom_pct": 0.0}, {"p_pct": float("nan")}],
)
def test_rules_can_only_be_tightened(looser):
    with pytest.raises(ParameterError, match="only be tightened"):
        ReleaseRules(**looser)


def test_known_totals_hide_more_or_refuse():
    with pytest.raises(ParameterError, match="totals_known"):
        release_cells(cells([10] * 9), totals_known="some")
    with pytest.raises(DisclosureError, match="2014"):
        release_cells(cells([10, 10]), totals_known="margins")
