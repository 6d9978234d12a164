"""Observations: every awkward cell has its answer or its refusal, and nothing is silently zero."""

import numpy as np
import pandas
import polars as pl
import pytest

from clustrat.errors import EvidenceError, ParameterError, SourceError
from clustrat.evidence.observations import Policies, read_observations

ROWS = [
    (2013, "R2", "B", 4.0), (2013, "R1", "A", 1.0), (2013, "R1", "B", 2.0), (2013, "R2", "A", 3.0),
    (2014, "R1", "A", 5.0), (2014, "R2", "B", 6.0),
]  # fmt: skip


def table(rows=ROWS, **types):
    return pl.DataFrame(
        rows,
        schema={"year": pl.Int16, "region": pl.String, "activity": pl.String, "value": pl.Float64} | types,
        orient="row",
    )


def with_value(value, kind=pl.Float64):
    rows = [(*row[:3], str(row[3]) if kind is pl.String else row[3]) for row in ROWS]
    return table([(*rows[0][:3], value), *rows[1:]], value=kind)


def test_matrices_by_year_whatever_the_order_of_rows():
    for frame in (table(), table(ROWS[::-1]), pandas.DataFrame(ROWS, columns=["year", "region", "activity", "value"])):
        seen = read_observations(frame)
        assert (seen.years, seen.shape) == ((2013, 2014), (2, 2, 2))
        assert seen.regions.to_list() == ["R1", "R2"]
        assert seen.matrix(2013).tolist() == [[1, 2], [3, 4]]
        assert seen.matrix(2014).tolist() == [[5, 0], [0, 6]]
        assert [year for year, _ in seen.matrices()] == [2013, 2014]


def test_a_cell_without_a_row_is_zero_and_told_or_missing_by_name():
    (told,) = read_observations(table()).diagnostics
    assert (told.code, told.n, told.share) == ("absent_as_zero", 2, 0.25)
    seen = read_observations(table(), policies=Policies(absent="missing"))
    assert np.isnan(seen.matrix(2014)[0, 1])
    assert seen.diagnostics == ()


@pytest.mark.parametrize("value", [float("nan"), None])
def test_a_missing_value_stays_missing_or_is_zero_by_name(value):
    seen = read_observations(with_value(value))
    assert np.isnan(seen.matrix(2013)[1, 1])
    assert next((d.code, d.keys) for d in seen.diagnostics) == ("unknown_cell", ("R2 x B",))
    zero = read_observations(with_value(value), policies=Policies(missing="zero"))
    assert zero.matrix(2013)[1, 1] == 0
    assert zero.diagnostics[0].severity == "warning"


@pytest.mark.parametrize(
    ("value", "policy", "code"), [(-1.0, "negative", "negative_value"), (float("inf"), "infinite", "infinite_value")]
)
def test_negative_and_infinite_are_refused_or_missing_by_name(value, policy, code):
    with pytest.raises(EvidenceError, match=rf"{code}.*R2 x B.*{policy}='missing'"):
        read_observations(with_value(value))
    seen = read_observations(with_value(value), policies=Policies(**{policy: "missing"}))
    assert np.isnan(seen.matrix(2013)[1, 1])
    assert code in {d.code for d in seen.diagnostics}


def test_a_key_that_stands_twice_is_refused_or_summed_by_name():
    rows = [*ROWS, (2014, "R1", "A", 7.0)]
    with pytest.raises(EvidenceError, match=r"2014.*R1 x A \(2 rows\).*duplicates='sum'"):
        read_observations(table(rows)).matrix(2014)
    assert read_observations(table(rows), policies=Policies(duplicates="sum")).matrix(2014)[0, 0] == 12
    halves = [(*row[:3], row[3] / 2) for row in ROWS for _ in range(2)]
    seen = read_observations(table(halves), policies=Policies(duplicates="sum"))
    assert seen.matrix(2013).tolist() == read_observations(table()).matrix(2013).tolist()


def test_flags_are_read_as_published_and_kept_in_the_diagnostics():
    seen = read_observations(with_value(": c", pl.String))
    assert np.isnan(seen.matrix(2013)[1, 1])
    found = {d.code: d for d in seen.diagnostics}
    assert found["flag_parsed"].keys == ("c",)
    assert found["suppressed_cell"].keys == ("R2 x B",)
    assert read_observations(with_value("129101 d", pl.String)).matrix(2013)[1, 1] == 129101


def test_another_text_is_refused_with_its_place():
    with pytest.raises(SourceError, match=r"row 1 \(R2 x B\), column value: 'many'"):
        read_observations(with_value("many", pl.String))


def test_the_place_of_a_text_is_that_of_the_table_given_not_of_the_sorted_one():
    rows = [(2014, "R1", "A", "1"), (2013, "R1", "A", "2"), (2014, "R2", "B", "oops"), (2013, "R2", "B", "3")]
    with pytest.raises(SourceError, match=r"row 3 \(R2 x B\), column value: 'oops' is neither.*\(not_a_number\)"):
        read_observations(table(rows, value=pl.String))
    lined = table(rows, value=pl.String).with_columns(n=pl.Series([2, 3, 7, 8]))
    with pytest.raises(SourceError, match="line 7 "):
        read_observations(lined, line="n")


SPLICED = [(2013, "OLD", "A", 1.0), (2013, "R", "A", 2.0), (2013, "R", "B", 3.0), (2013, "S", "B", 1.0),
           (2014, "NEW", "A", 4.0), (2014, "R", "A", 5.0), (2014, "R", "B", 6.0), (2014, "S", "B", 2.0)]  # fmt: skip


def test_a_region_that_is_there_in_some_years_only_is_refused():
    with pytest.raises(
        EvidenceError, match=r"2 regions have no row.*first NEW in 2013 \(sample_changed\).*sample='common'"
    ):
        read_observations(table(SPLICED))


def test_the_common_sample_by_name():
    seen = read_observations(table(SPLICED[::-1]), policies=Policies(sample="common"))
    assert seen.regions.to_list() == ["R", "S"]
    assert seen.matrix(2013).tolist() == [[2, 3], [0, 1]]
    assert seen.matrix(2014).tolist() == [[5, 6], [0, 2]]
    told = {d.code: d for d in seen.diagnostics}
    assert (told["sample_changed"].keys, told["sample_changed"].severity) == (("NEW", "OLD"), "warning")
    assert told["absent_as_zero"].n == 2


def test_each_year_with_its_own_sample_by_name():
    seen = read_observations(table(SPLICED), policies=Policies(sample="each"))
    assert np.isnan(seen.matrix(2013)[0]).all()
    assert np.isnan(seen.matrix(2014)[1]).all()
    assert seen.matrix(2014)[0].tolist() == [4, 0]
    assert {d.code: d.n for d in seen.diagnostics} == {"sample_changed": 2, "absent_as_zero": 4}


def test_a_common_sample_too_small_to_compare_is_refused():
    rows = [(2013, "OLD", "A", 1.0), (2013, "R", "B", 2.0), (2014, "NEW", "A", 4.0), (2014, "R", "B", 5.0)]
    with pytest.raises(EvidenceError, match="too_small"):
        read_observations(table(rows), policies=Policies(sample="common"))


def test_whole_numbers_as_codes_stay_numbers():
    frame = pl.DataFrame({"year": [1, 1, 1], "region": [7, 7, 900], "activity": [3, 1, 1], "value": [1, 2, 3]})
    seen = read_observations(frame)
    assert seen.regions.to_list() == [7, 900]
    assert seen.matrix(1).tolist() == [[2, 1], [3, 0]]


def test_one_year_of_many_stands_on_the_labels_of_all():
    labels = pl.Series(["R1", "R2", "R3"]), pl.Series(["A", "B", "C"])
    seen = read_observations(table(), regions=labels[0], activities=labels[1])
    assert seen.matrix(2013).shape == (3, 3)


def test_arrays_of_one_year_and_of_several():
    assert read_observations(np.array([[1.0, 2], [3, 4]])).matrix(0).tolist() == [[1, 2], [3, 4]]
    assert read_observations(np.ones((3, 2, 2))).years == (0, 1, 2)
    with pytest.raises(EvidenceError, match="shape"):
        read_observations(np.ones(3))


def test_the_table_is_not_changed():
    frame = with_value(float("nan"))
    before = frame.clone()
    read_observations(frame, policies=Policies(missing="zero"))
    assert frame.equals(before)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (table([]), "no rows"),
        (table().drop("year"), "no column 'year'"),
        (table([(2013, None, "A", 1.0), *ROWS]), "'region' is empty in 1 of 7"),
        (table([(2013, "R1", a, 1.0) for a in "AB"]), "too_small"),
        (table([(2013, r, a, 0.0) for r in "RS" for a in "AB"]), "zero or missing"),
        (table(year=pl.String).with_columns(year=pl.lit("last")), "'last', which is not a year"),
    ],
)
def test_tables_that_cannot_be_are_refused(frame, words):
    with pytest.raises(EvidenceError, match=words):
        read_observations(frame)


def test_a_year_that_is_not_there_and_a_policy_that_does_not_exist():
    with pytest.raises(EvidenceError, match="There are: 2013, 2014"):
        read_observations(table()).matrix(1999)
    with pytest.raises(ParameterError, match="missing 'drop'. Choose one of: null, zero"):
        Policies(missing="drop")
