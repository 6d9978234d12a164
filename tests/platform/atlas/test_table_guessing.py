"""What columns mean is guessed by names and by cells, and never more than that."""

from __future__ import annotations

from clustrat_platform.atlas.table_guessing import guess_mapping


def test_names_come_first_and_cells_where_no_name_tells() -> None:
    by_name = guess_mapping(["geo", "time", "OBS_VALUE", "flag", "n_firms"], [["ITH4", "2015", "12", "p", "7"]])
    assert [by_name[it] for it in ("nuts", "year", "value", "flag", "contributors")] == [
        "geo", "time", "OBS_VALUE", "flag", "n_firms",
    ]  # fmt: skip
    assert by_name["measure"] == ""
    by_cells = guess_mapping(["a", "b", "c", "d"], [["31", "HU11", "2019", "1,5"], ["25.1", "HU12", "2019", ": c"]])
    assert [by_cells[it] for it in ("nuts", "nace", "year", "value")] == ["b", "a", "c", "d"]
    assert by_cells["nuts_version"] != "2013", "HU11 came with NUTS 2016"


def test_what_cannot_be_guessed_stays_open() -> None:
    found = guess_mapping(["name", "colour"], [["Anna", "red"], ["", ""]])
    assert {found[it] for it in ("nuts", "nace", "year", "value", "flag", "contributors")} == {""}
    assert guess_mapping([], [])["nuts"] == ""


def test_one_column_never_gets_two_meanings() -> None:
    found = guess_mapping(["geo", "value"], [["2015", "2015"]])
    chosen = [name for role, name in found.items() if role in ("nuts", "nace", "year", "value") and name]
    assert len(chosen) == len(set(chosen))
