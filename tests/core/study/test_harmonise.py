"""Splices and the account: on small raw files by hand, on the real file against the counts of its README."""

from __future__ import annotations

import gzip
import random

import polars as pl
import pytest

from clustrat.errors import SourceError
from clustrat.sources.bulk_tsv import read_bulk_tsv
from clustrat.store.catalog import open_edition
from clustrat.store.tables import read_table
from clustrat.study.harmonise import RowAccount, harmonise_regional

HEAD = r"nace_r2,indic_sb,geo\time"
#: Cells by flag of the regional file, as its README counts them.
README_FLAGS = {
    "c": 93_421, "b": 19_692, "d": 18_027, "p": 12_135, "u": 12_015, "cd": 3_883, "bc": 2_773, "i": 1_813, "cu": 1_644,
    "r": 672, "cp": 575, "ci": 247, "bu": 8,
}  # fmt: skip


@pytest.fixture
def harmonise(raw_files, tmp_path):
    def run(lines):
        raw_files.write_tsv(tmp_path / "sbs.tsv.gz", HEAD, lines)
        return harmonise_regional(read_bulk_tsv(tmp_path / "sbs.tsv.gz"))

    return run


def cells(harmonised, code):
    frame = harmonised.table.filter(pl.col("nuts_code") == code).sort("year")
    return frame.select("year", "value", "flag").rows()


def test_a_recoded_region_carries_on_under_the_new_code(harmonise):
    done = harmonise(
        {"C31,V16110,ITD4": [": "] * 4 + ["17274 "], "C31,V16110,ITH4": ["13613 ", "1 ", "1 ", "16224 ", ": "]}
    )
    assert cells(done, "ITH4")[:2] == [(2010, 17274.0, ""), (2011, 16224.0, "")]
    assert cells(done, "ITD4") == []


def test_the_first_year_after_a_boundary_change_is_flagged(harmonise):
    done = harmonise(
        {"C31,V16110,SI02": [": ", ": ", "10 ", "11 ", "12 "], "C31,V16110,SI04": ["14 ", "13 ", ": ", ": ", ": "]}
    )
    assert cells(done, "SI04") == [
        (2010, 12.0, ""),
        (2011, 11.0, ""),
        (2012, 10.0, ""),
        (2013, 13.0, "b"),
        (2014, 14.0, ""),
    ]


def test_the_break_joins_other_flags_and_stands_once(harmonise):
    done = harmonise(
        {"C31,V16110,SI04": ["14 ", ": c", ": ", ": ", ": "], "C31,V16110,SI03": ["1 ", "1 b", ": ", ": ", ": "]}
    )
    assert cells(done, "SI04")[0] == (2013, None, "bc")
    assert cells(done, "SI03")[0] == (2013, 1.0, "b")


def test_two_regions_that_became_one_are_added(harmonise):
    done = harmonise({"C31,V16110,DE41": [": "] * 4 + ["700 i"], "C31,V16110,DE42": [": "] * 4 + ["716 "]})
    assert cells(done, "DE40") == [(2010, 1416.0, "i")]
    assert (done.account.kept, done.account.merged) == (2, 1)


def test_a_hidden_part_hides_the_sum(harmonise):
    done = harmonise({"C31,V16110,DE41": [": "] * 4 + [": c"], "C31,V16110,DE42": [": "] * 4 + ["716 d"]})
    assert cells(done, "DE40") == [(2010, None, "dc")]


def test_a_part_that_is_not_there_makes_the_sum_missing(harmonise):
    done = harmonise({"C31,V16110,DE42": [": "] * 4 + ["716 "]})
    assert cells(done, "DE40") == [(2010, None, "")]


def test_of_two_codes_for_one_cell_the_newer_counts_and_the_older_is_counted(harmonise):
    done = harmonise(
        {
            "C31,V16110,FI13": [": "] * 4 + ["10 "],
            "C31,V16110,FI1A": [": "] * 4 + ["20 "],
            "C31,V16110,FI1D": [": "] * 4 + ["31 "],
        }
    )
    assert cells(done, "FI1D") == [(2010, 31.0, "")]
    assert done.account.rejected["double_code"] == 2


def test_a_hidden_newer_code_still_counts(harmonise):
    done = harmonise({"C31,V16110,UKD2": [": "] * 4 + ["10 "], "C31,V16110,UKD6": [": "] * 4 + [": c"]})
    assert cells(done, "UKD6") == [(2010, None, "c")]
    assert done.account.rejected["double_code"] == 1


def test_a_split_region_is_left_out_counted_and_kept_for_the_sums(harmonise):
    done = harmonise({"C31,V16110,UKI1": [": ", ": ", "10 ", "10 ", "10 "], "C31,V16110,UK": ["10 "] * 5})
    assert done.account.rejected["retired_code_split"] == 3
    assert done.split_codes["nuts_code"].unique().to_list() == ["UKI1"]
    assert cells(done, "UKI1") == []


def test_pseudo_regions_keep_their_own_codes(harmonise):
    assert len(cells(harmonise({"C31,V16110,CZZZ": ["5 "] * 5}), "CZZZ")) == 5


def test_ratios_groups_and_unknown_regions_are_rejected_by_reason(harmonise):
    done = harmonise(
        {
            "C31,V91290,SI04": ["31 "] * 5,
            "G451,V16110,SI04": ["3 "] * 5,
            "C31,V16110,XX99": ["3 "] * 5,
            "C31,V16110,SI": ["3 "] * 5,
        }
    )
    assert done.account.rejected == {"indicator_not_used": 5, "group_level": 5, "region_not_in_nuts_2013": 5}
    assert done.account.kept == 5


def test_a_confidential_cell_stays_confidential_and_zero_stays_zero(harmonise):
    done = harmonise({"C31,V16110,SI04": ["0 ", ": c", ": u", ": ", "7 p"]})
    assert cells(done, "SI04") == [(2010, 7.0, "p"), (2012, None, "u"), (2013, None, "bc"), (2014, 0.0, "")]
    assert done.account.rejected == {"no_figure": 1}


def test_negative_persons_are_refused_with_the_place(harmonise):
    with pytest.raises(SourceError, match="C31 x V16110 x SI04 x 2014 = -5 is below zero"):
        harmonise({"C31,V16110,SI04": ["-5 "] * 5})


def test_negative_wages_are_left_out_and_counted(harmonise):
    done = harmonise({"C31,V13320,SI04": ["-5 ", "3 ", "3 ", "3 ", "3 "]})
    assert done.account.rejected == {"negative_value": 1}


def test_another_table_is_refused(raw_files, tmp_path):
    raw_files.write_tsv(tmp_path / "x.tsv.gz", r"unit,geo\time", {"THS,SI04": ["1 "] * 5})
    with pytest.raises(SourceError, match=r"x\.tsv\.gz has the columns unit, geo.*sbs_r_nuts06_r2"):
        harmonise_regional(read_bulk_tsv(tmp_path / "x.tsv.gz"))


def test_an_account_that_does_not_add_up_is_refused():
    with pytest.raises(SourceError, match="10 cells read, 8 kept, 1 rejected"):
        RowAccount(read=10, kept=8, rejected={"no_figure": 1})
    with pytest.raises(SourceError, match="flag 'c' does not add up"):
        RowAccount(read=1, kept=1, rejected={}, by_flag={"c": {"read": 2, "kept": 1, "rejected": 0}})


def test_the_account_of_the_embedded_edition_is_that_of_the_readme():
    entry = open_edition().table("core_eurostat__sbs_regional")
    account = entry.row_account
    assert account["read"] == 195_227 * 8
    assert account["read"] == account["kept"] + sum(account["rejected"].values())
    assert {flag: counts["read"] for flag, counts in account["by_flag"].items()} == README_FLAGS
    assert all(counts["read"] == counts["kept"] + counts["rejected"] for counts in account["by_flag"].values())
    confidential = sum(counts["read"] for flag, counts in account["by_flag"].items() if "c" in flag)
    assert confidential == 102_543


@pytest.mark.extra_data
def test_the_account_of_the_raw_file_is_that_of_the_readme(extra_data):
    raw = read_bulk_tsv(extra_data / "data" / "eurostat_bulk" / "sbs_r_nuts06_r2.tsv.gz")
    assert (raw.n_series, raw.n_values, raw.cells_by_flag) == (195_227, 1_100_929, README_FLAGS)
    done = harmonise_regional(raw)
    embedded = open_edition().table("core_eurostat__sbs_regional")
    assert done.account.as_dict() == {key: v for key, v in embedded.row_account.items() if key != "sums"}
    assert raw.sha256 == embedded.sources[0]["sha256"]


def raw_cells(path):
    """The raw file read by independent code: plain gzip and string operations."""
    with gzip.open(path, "rt") as file:
        years = [int(year) for year in file.readline().split("\t")[1:]]
        for line in file:
            keys, *texts = line.rstrip("\n").split("\t")
            nace, indicator, geo = keys.split(",")
            for year, text in zip(years, texts, strict=True):
                yield nace, indicator, geo, year, text.strip()


@pytest.mark.extra_data
def test_fifty_random_cells_are_those_of_the_raw_file(extra_data):
    """Drawn over all kinds of cells: with figures, hidden, flagged; codes of 2014, so that no splice is in the way."""
    table = read_table(open_edition(), "core_eurostat__sbs_regional")
    stored = {
        row[:4]: row[4:]
        for row in table.select("nace_code", "measure", "nuts_code", "year", "value", "flag").iter_rows()
    }
    names = {"V11210": "local_units", "V16110": "employment_persons", "V13320": "wages_meur"}
    path = extra_data / "data" / "eurostat_bulk" / "sbs_r_nuts06_r2.tsv.gz"
    candidates = [
        cell
        for cell in raw_cells(path)
        if cell[1] in names and len(cell[0]) <= 3 and cell[3] in (2014, 2015) and cell[4] != ":"
    ]
    drawn = random.Random(20140101).sample(candidates, 40)
    hidden = [cell for cell in candidates if cell[4].startswith(":") and "c" in cell[4]]
    drawn += random.Random(20140102).sample(hidden, 10)
    for nace, indicator, geo, year, text in drawn:
        number, _, flag = text.partition(" ")
        value = None if number == ":" else float(number)
        assert stored[(nace, names[indicator], geo, year)] == (value, flag), (nace, indicator, geo, year)


@pytest.mark.extra_data
def test_spliced_cells_are_those_of_the_old_codes(extra_data):
    table = read_table(open_edition(), "core_eurostat__sbs_regional", where=pl.col("measure") == "employment_persons")
    stored = {row[:3]: row[3] for row in table.select("nace_code", "nuts_code", "year", "value").iter_rows()}
    old = {"ITD4": "ITH4", "ITE1": "ITI1", "SI02": "SI04", "FR91": "FRA1", "EL12": "EL52"}
    path = extra_data / "data" / "eurostat_bulk" / "sbs_r_nuts06_r2.tsv.gz"
    found = 0
    for nace, indicator, geo, year, text in raw_cells(path):
        if indicator == "V16110" and geo in old and len(nace) <= 3 and not text.startswith(":"):
            assert stored[(nace, old[geo], year)] == float(text.split()[0])
            found += 1
    assert found > 1000
