"""Cells by hand, record by record, and what is refused: the same on every engine."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clustrat.errors import EvidenceError, SourceError
from clustrat.microdata.engine import engine_name, read_records
from clustrat.microdata.establishments import Cells, aggregate_records
from clustrat.microdata.records import RecordColumns

CellsOf = Callable[..., Cells]
JOBS = RecordColumns(value="jobs", unit="firm")

#: Group f has two plants in R1: 4 + 3 of 10, so it counts once with 7; squares 49 + 9 = 58, Herfindahl 0.58.
PLANTS = pl.DataFrame(
    [
        ("R1", "C31", 2015, "f", 4.0),
        ("R1", "C31", 2015, "g", 3.0),
        ("R1", "C31", 2015, "f", 3.0),
        ("R2", "C31", 2015, "f", 5.0),
        ("R2", "C31", 2015, "g", 5.0),
        ("R2", "C31", 2015, "h", 2.0),
        ("R1", "C31", 2014, "f", 6.0),
        ("R1", "C10", 2015, "i", 0.0),
    ],
    schema=["region", "activity", "year", "firm", "jobs"],
    orient="row",
)


def test_by_hand(cells_of: CellsOf) -> None:
    frame = cells_of(PLANTS).frame
    shown = frame.select(
        "year", "region", "activity", "n_records", "n_units", "value", "largest", "second", "sum_squares"
    )
    assert shown.rows() == [
        (2014, "R1", "C31", 1, 1, 6.0, 6.0, 0.0, 36.0),
        (2015, "R1", "C10", 1, 1, 0.0, 0.0, 0.0, 0.0),
        (2015, "R1", "C31", 3, 2, 10.0, 7.0, 3.0, 58.0),
        (2015, "R2", "C31", 3, 3, 12.0, 5.0, 5.0, 54.0),
    ]
    assert frame["herfindahl"].to_list() == [1.0, None, 0.58, 0.375]
    assert not frame["is_modelled"].any()


def test_without_unit_each_record_is_one_and_without_value_records_count(cells_of: CellsOf) -> None:
    each = cells_of(PLANTS, columns=RecordColumns(value="jobs")).frame.row(2, named=True)
    assert (each["n_units"], each["largest"], each["second"], each["sum_squares"]) == (3, 4.0, 3.0, 34.0)
    counted = cells_of(PLANTS, columns=RecordColumns(unit="firm")).frame.row(2, named=True)
    assert (counted["value"], counted["largest"], counted["second"]) == (3.0, 2.0, 1.0)


def test_weight_multiplies_the_amount(cells_of: CellsOf) -> None:
    weighted = PLANTS.with_columns(w=pl.Series([10.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]))
    cell = cells_of(weighted, columns=RecordColumns(value="jobs", unit="firm", weight="w")).frame.row(2, named=True)
    assert (cell["value"], cell["largest"], cell["second"]) == (44.5, 43.0, 1.5)


def test_further_sums_have_their_own_two_largest(cells_of: CellsOf) -> None:
    turnover = PLANTS.with_columns(turnover=pl.Series([1.0, 90.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0]))
    cell = cells_of(turnover, columns=RecordColumns(value="jobs", unit="firm", sums=("turnover",))).frame.row(
        2, named=True
    )
    assert (cell["largest"], cell["second"]) == (7.0, 3.0)
    assert (cell["turnover"], cell["largest_turnover"], cell["second_turnover"]) == (93.0, 90.0, 3.0)


def test_split_rename_and_merge(cells_of: CellsOf) -> None:
    """R1 gives 0.6 to N1 and 0.4 to N2; R2 becomes N2. Group f has 0.4 x 7 + 5 = 7.8 in N2 and counts once there."""
    mapping = {"R1": [("N1", 0.6), ("N2", 0.4)], "R2": [("N2", 1.0)]}
    cells = cells_of(PLANTS.filter(pl.col("year") == 2015, pl.col("activity") == "C31"), regions=mapping)
    shown = cells.frame.select("region", "n_records", "n_units", "value", "largest", "second", "is_modelled")
    assert shown.rows() == [("N1", 3, 2, 6.0, 4.2, 1.8, True), ("N2", 6, 3, 16.0, 7.8, 6.2, True)]
    assert (cells.n_read, cells.n_kept) == (6, 6)
    assert cells.frame["sum_squares"].to_list() == [20.88, 103.28]


def test_renamed_codes_are_not_modelled(cells_of: CellsOf) -> None:
    cells = cells_of(PLANTS, activities={"C31": [("D1", 1.0)], "C10": [("D1", 1.0)]})
    assert cells.frame["activity"].unique().to_list() == ["D1"]
    assert not cells.frame["is_modelled"].any()


def test_parts_sum_to_the_whole_to_the_last_digit(cells_of: CellsOf) -> None:
    """A third of one billionth is left over at every record; the largest remainder takes it."""
    thirds = {code: [(f"{code}{n}", 1 / 3) for n in "abc"] for code in ("R1", "R2")}
    sevenths = {code: [(f"{code}{n}", 1 / 7) for n in range(7)] for code in ("C31", "C10")}
    cells = cells_of(PLANTS, regions=thirds, activities=sevenths)
    assert cells.frame.height == 4 * 21
    # The sum of the exact cells; that of their nearest floats may differ in the last digit.
    assert cells.frame["value"].sum() == pytest.approx(28.0, rel=1e-15)
    assert (cells.n_read, cells.n_kept) == (8, 8)


def test_half_a_thousandth_is_rounded_up_and_not_by_the_engine(cells_of: CellsOf) -> None:
    records = pl.DataFrame({"region": ["R"] * 5, "activity": list("ABCDE"), "year": [2015] * 5, "firm": range(5),
                            "jobs": [0.0005, 1.0005, 2.5, 0.00049, 0.0015]})  # fmt: skip
    assert cells_of(records).frame["value"].to_list() == [0.001, 1.001, 2.5, 0.0, 0.002]


@pytest.mark.parametrize("kind", [pl.Int16, pl.UInt32, pl.Float32, pl.Decimal(10, 2), pl.Int64])
def test_kinds_of_amounts_codes_and_years(cells_of: CellsOf, kind: Any) -> None:
    records = pl.DataFrame({"region": [11, 11], "activity": [1, 1], "year": [2015, 2015], "firm": [7, 8]},
                           schema_overrides={"year": pl.Int16, "region": pl.Int32})  # fmt: skip
    cells = cells_of(records.with_columns(jobs=pl.Series([Decimal(3), Decimal(4)]).cast(kind)))
    assert cells.frame.select("region", "activity", "year", "n_units", "value").row(0) == ("11", "1", 2015, 2, 7.0)


BAD = pl.DataFrame(
    [
        ("R1", "C31", 2015, "f", 1.0, "k1"),
        (None, "C31", 2015, "f", 1.0, "k2"),
        ("", "C31", 2015, "f", 1.0, "k3"),
        ("R1", None, 2015, "f", 1.0, "k4"),
        ("R1", "C31", None, "f", 1.0, "k5"),
        ("R1", "C31", 15, "f", 1.0, "k6"),
        ("R1", "C31", 2015, None, 1.0, "k7"),
        ("R1", "C31", 2015, "f", None, "k8"),
        ("R1", "C31", 2015, "f", float("nan"), "k9"),
        ("R1", "C31", 2015, "f", -0.5, "k10"),
        ("R1", "C31", 2015, "f", float("-inf"), "k11"),
        ("R1", "C31", 2015, "f", float("inf"), "k12"),
        ("R1", "C31", 2015, "f", 1e13, "k13"),
        ("R1", "C31", 2015, "f", 1.0, "k14"),
        ("R1", "C31", 2015, "f", 1.0, "k14"),
        ("R1", "C31", 2015, "f", 1.0, None),
        ("R9", "C31", 2015, "f", 1.0, "k16"),
        ("R8", "C31", 2015, "f", 1.0, "k17"),
        ("R9", "C31", 2015, "f", 1.0, "k18"),
        ("R1", "C31", 2015, "f", -0.0, "k19"),
    ],
    schema=["region", "activity", "year", "firm", "jobs", "key"],
    orient="row",
)


def test_each_record_is_kept_or_rejected_for_a_reason(cells_of: CellsOf) -> None:
    columns = RecordColumns(value="jobs", unit="firm", record="key")
    cells = cells_of(BAD, columns=columns, bad_records="reject", regions={"R1": [("N1", 0.5), ("N2", 0.5)]})
    assert dict(cells.rejected) == {
        "a code of region that the conversion does not know": 3,
        "a key that comes twice in a year": 2,
        "less than 0 in 'jobs'": 2,
        "more than 1e+12 in 'jobs'": 2,
        "no activity": 1,
        "no key": 1,
        "no number in 'jobs'": 2,
        "no region": 2,
        "no unit": 1,
        "no year": 2,
    }
    assert (cells.n_read, cells.n_kept) == (20, 2)
    assert dict(cells.unknown) == {"region R9": 2, "region R8": 1}
    assert cells.frame["value"].to_list() == [0.5, 0.5]


def test_bad_records_are_refused_by_default_with_their_number_and_codes(cells_of: CellsOf) -> None:
    with pytest.raises(
        EvidenceError,
        match=r"3 of 20 records cannot be counted: 3 with a code of region .* Unknown codes: region R9, region R8\.",
    ):
        cells_of(BAD.with_columns(region=pl.col("region").replace("", "R1").fill_null("R1"), activity=pl.lit("C31"),
                                  year=pl.lit(2015), jobs=pl.lit(1.0)),
                 columns=RecordColumns(value="jobs"), regions={"R1": [("R1", 1.0)]})  # fmt: skip


def test_where_no_record_can_be_counted_rejecting_does_not_help(cells_of: CellsOf) -> None:
    with pytest.raises(
        EvidenceError, match=r"8 of 8 records cannot be counted: 8 with no number in 'jobs'. None is left"
    ):
        cells_of(PLANTS.with_columns(jobs=pl.lit(None, pl.Float64)), bad_records="reject")


def test_no_record_at_all_is_refused(cells_of: CellsOf) -> None:
    with pytest.raises(EvidenceError, match="There are no records"):
        cells_of(PLANTS.clear())


def test_negative_weight_does_not_make_a_negative_amount_good(cells_of: CellsOf) -> None:
    records = PLANTS.with_columns(w=pl.lit(-1.0), jobs=-pl.col("jobs"))
    with pytest.raises(EvidenceError, match="8 with less than 0 in 'w'"):
        cells_of(records, columns=RecordColumns(value="jobs", weight="w"), bad_records="reject")


def test_weight_may_not_make_an_amount_too_large(cells_of: CellsOf) -> None:
    records = PLANTS.with_columns(w=pl.lit(1e12))
    cells = cells_of(records, columns=RecordColumns(value="jobs", weight="w"), bad_records="reject")
    assert dict(cells.rejected) == {"an amount too large by its weight": 7}


def test_further_sum_that_is_missing_is_not_dropped_in_silence(cells_of: CellsOf) -> None:
    records = PLANTS.with_columns(turnover=pl.Series([1.0] * 7 + [None]))
    with pytest.raises(EvidenceError, match="1 of 8 records cannot be counted: 1 with no number in 'turnover'"):
        cells_of(records, columns=RecordColumns(value="jobs", sums=("turnover",)))


CSV = 'region;activity;year;firm;jobs\n01;"C;31";2015;007;1.5\n01;"C;31";2015;7;.5\n1;C10;2015;"say ""f""";1e1\n'


def test_csv_keeps_zeros_and_quoted_separators(cells_of: CellsOf) -> None:
    frame = cells_of(CSV, separator=";").frame
    assert frame.select("region", "activity", "n_units", "value").rows() == [
        ("01", "C;31", 2, 2.0),
        ("1", "C10", 1, 10.0),
    ]


@pytest.mark.parametrize(
    "text", ["", "n/a", "1,5", "1.0d", "0x10", "inf", "NaN", "1 000", "-", ".", "1e"], ids=lambda text: text or "empty"
)
def test_csv_amount_that_is_no_number_is_counted(cells_of: CellsOf, text: str) -> None:
    cells = cells_of(CSV + f'01;C10;2015;9;"{text}"\n', separator=";", bad_records="reject")
    assert dict(cells.rejected) == {"no number in 'jobs'": 1}


@pytest.mark.parametrize("text", ["1e400", "9999999999999"])
def test_csv_amount_too_large_is_counted(cells_of: CellsOf, text: str) -> None:
    cells = cells_of(CSV + f"01;C10;2015;9;{text}\n", separator=";", bad_records="reject")
    assert dict(cells.rejected) == {"more than 1e+12 in 'jobs'": 1}


@pytest.mark.parametrize("text", ["", "15", "2015.5", "20155", "0215", "next"])
def test_csv_year_that_is_none_is_counted(cells_of: CellsOf, text: str) -> None:
    cells = cells_of(CSV + f"01;C10;{text};9;1\n", separator=";", bad_records="reject")
    assert dict(cells.rejected) == {"no year": 1}


@pytest.mark.parametrize("line", ["01;C10;2015;9;1;2", "01;C10"], ids=["too long", "too short"])
def test_csv_with_a_line_of_another_length_is_refused(cells_of: CellsOf, line: str) -> None:
    with pytest.raises(SourceError, match="could not be read"):
        cells_of(CSV + line + "\n", separator=";")


def test_csv_line_that_looks_like_a_comment_is_read(cells_of: CellsOf) -> None:
    assert cells_of(CSV + "#9;C10;2015;9;1\n", separator=";").n_read == 4


def test_csv_files_with_columns_in_another_order_are_refused(connection: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("region,activity,year,firm,jobs\nR1,C31,2015,f,1\n")
    (tmp_path / "b.csv").write_text("region,activity,year,jobs,firm\nR1,C31,2015,2,7\n")
    with pytest.raises(
        SourceError, match=r"b\.csv has the columns region, activity, year, jobs, firm, but .*a\.csv has"
    ):
        read_records(connection, str(tmp_path / "*.csv"))


def test_folder_and_pattern_of_files_are_one_table(connection: Any, tmp_path: Path) -> None:
    for place, name in enumerate(("a", "b", "c")):
        folder = tmp_path / "records" / name
        folder.mkdir(parents=True)
        PLANTS[place * 3 : place * 3 + 3].write_parquet(folder / "part.parquet")
    for path in ("records/*/part.parquet", "records/*/*.parquet"):
        cells = aggregate_records(connection, read_records(connection, str(tmp_path / path)), columns=JOBS)
        assert (cells.n_read, cells.frame["value"].sum()) == (8, 28.0)
    cells = aggregate_records(connection, read_records(connection, str(tmp_path / "records" / "a")), columns=JOBS)
    assert cells.n_read == 3


def test_damaged_file_is_refused_in_a_sentence(connection: Any, tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    path.write_bytes(b"PAR1 this is no Parquet PAR1")
    with pytest.raises(SourceError, match="could not be read") as caught:
        aggregate_records(connection, read_records(connection, str(path)), columns=JOBS)
    assert "\n" not in str(caught.value)


def test_cells_say_their_engine(connection: Any, cells_of: CellsOf) -> None:
    assert cells_of(PLANTS).engine == engine_name(connection)


def random_records(seed: int, n: int) -> list[dict[str, Any]]:
    """Amounts of many magnitudes and digits, so that sums of floats would depend on their order."""
    chance = random.Random(seed)
    return [
        {
            "region": f"R{chance.randrange(6)}",
            "activity": f"A{chance.randrange(5)}",
            "year": chance.choice([2014, 2015]),
            "firm": chance.randrange(60),
            "jobs": chance.choice([1.0, 0.1, 1 / 3, chance.lognormvariate(3, 3), chance.random() * 1e9]),
            "turnover": chance.choice([0.0, chance.lognormvariate(10, 4)]),
        }
        for _ in range(n)
    ]


@pytest.mark.parametrize("is_split", [False, True], ids=["as they are", "split"])
def test_random_records_give_the_cells_counted_one_by_one(
    cells_of: CellsOf, counted_one_by_one: Callable[..., pl.DataFrame], is_split: bool
) -> None:
    rows = random_records(20261124, 3000)
    regions = {f"R{n}": [("Q0", 0.1234567891), (f"Q{n + 1}", 0.8765432109)] if n else [("Q0", 1.0)] for n in range(6)}
    activities = {f"A{n}": [(f"B{n}", 2 / 3), (f"B{n + 1}", 1 / 3)] for n in range(5)}
    mappings: dict[str, Any] = {"regions": regions, "activities": activities} if is_split else {}
    columns = RecordColumns(value="jobs", unit="firm", sums=("turnover",))
    frame = cells_of(pl.DataFrame(rows), columns=columns, **mappings).frame
    exact = counted_one_by_one(rows, sums=("turnover",), **mappings)
    assert (
        frame.drop("sum_squares", "herfindahl").rows()
        == exact.select([name for name in frame.columns if name not in ("sum_squares", "herfindahl")]).rows()
    )
    assert frame["sum_squares"].to_list() == pytest.approx(exact["sum_squares"].to_list(), rel=1e-12, abs=1e-5)
    shuffled = random.Random(1).sample(rows, len(rows))
    assert cells_of(pl.DataFrame(shuffled), columns=columns, **mappings).frame.equals(frame)
