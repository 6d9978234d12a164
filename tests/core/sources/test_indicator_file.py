"""Users' indicator files: periods, regions, doubles and empty cells are said by line; nothing becomes zero."""

from pathlib import Path

import pytest

from clustrat.errors import CodeListError, ParameterError, SourceError
from clustrat.sources.indicator_file import INDICATOR_TEMPLATE, read_indicators

HEAD = "indicator,name,unit,geo,year,value\n"
AGE = "3a_MedAge,Median age,years,"


def written(folder: Path, rows: str, *, head: str = HEAD, name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_text(head + rows, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            f"{AGE}ITH4,2014_2024,3\n",
            "line 2, column year: '2014_2024' of the indicator 3a_MedAge is a period, not a year",
        ),
        (f"{AGE}ITH4,2024_2014,3\n", "'2024_2014' of the indicator 3a_MedAge is not a year. Write it as 2014"),
        (f"{AGE}ITH4,2014,3\n{AGE}ITH4,14,3\n", "line 3, column year: '14' of the indicator 3a_MedAge is not a year"),
        (f"{AGE}ITH4,3014,3\n", "'3014' of the indicator 3a_MedAge is not a year"),
        (f"{AGE}ITH4,2014.0,3\n", r"'2014\.0' of the indicator 3a_MedAge is not a year"),
        (f"{AGE}ITH4,,3\n", "line 2, column year: '' is empty"),
        (f"{AGE}ITH4,2014,old\n", "line 2, column value: 'old' is not a number"),
        (f"{AGE}ITH4,2014,inf\n", "line 2, column value: 'inf' is not a number"),
        (f"{AGE},2014,3\n", "line 2, column geo: '' is empty"),
        (f"{AGE}ITH9,2014,3\n", r"column geo: there is no region 'ITH9' in NUTS 2021\. Near codes: ITH1"),
        (
            f"{AGE}PL11,2014,3\n",
            r"no region 'PL11' in NUTS 2021\. All regions of the file are in NUTS 2006, 2010, 2013\. Near",
        ),
        (f"{AGE}ITH4,2014,3\n{AGE}ITH4,2014,4\n", "line 3: 3a_MedAge, ITH4, 2014 stands in line 2 already"),
        (
            f"{AGE}ITH4,2014,3\n3a_MedAge,Median age,months,SI04,2014,3\n",
            "line 3, column unit: the indicator 3a_MedAge is 'months' here and 'years' before. One indicator has one unit",
        ),
        (
            f"{AGE}ITH4,2014,3\n3a_MedAge,Mean age,years,SI04,2014,3\n",
            "line 3, column name: the indicator 3a_MedAge is 'Mean age' here",
        ),
        (",Median age,years,ITH4,2014,3\n", "line 2, column indicator: '' is empty"),
    ],
)
def test_a_bad_line_is_refused_by_file_line_and_column(tmp_path, rows, sentence):
    with pytest.raises(SourceError, match=rf"mine\.csv.*{sentence}"):
        read_indicators(written(tmp_path, rows), nuts_version="2021")


def test_a_file_without_a_needed_column_shows_the_template(tmp_path):
    with pytest.raises(
        SourceError, match=r"the column 'geo' is missing; an indicator table needs .*template is:\nindicator,name"
    ):
        read_indicators(written(tmp_path, "x,2014,3\n", head="indicator,year,value\n"), nuts_version="2021")


@pytest.mark.parametrize("version", ["", "2024", "1999"])
def test_a_file_without_its_version_of_regions_is_not_read(tmp_path, version):
    with pytest.raises(CodeListError, match="NUTS"):
        read_indicators(written(tmp_path, f"{AGE}ITH4,2014,3\n"), nuts_version=version)


def test_an_unknown_way_with_periods_is_refused(tmp_path):
    with pytest.raises(ParameterError, match="Periods cannot be 'mean'. Choose one of: refuse, last_year, leave_out"):
        read_indicators(written(tmp_path, f"{AGE}ITH4,2014,3\n"), nuts_version="2021", periods="mean")


def test_an_indicator_that_is_not_there_is_refused_with_near_codes(tmp_path):
    path = written(tmp_path, f"{AGE}ITH4,2014,3\n")
    with pytest.raises(CodeListError, match=r"mine\.csv has no indicator '3a_MedAg'\. It has, for example: 3a_MedAge"):
        read_indicators(path, nuts_version="2021", indicators=["3a_MedAg"])
    with pytest.raises(CodeListError, match="has no indicator 'zzz'. It has, for example: 3a_MedAge"):
        read_indicators(path, nuts_version="2021").latest("zzz")


def test_periods_by_name(tmp_path):
    path = written(tmp_path, f"{AGE}ITH4,2014,3\n12a_PopCha,Population change,%,ITH4,2014_2024,-2.5\n")
    last = read_indicators(path, nuts_version="2021", periods="last_year")
    assert last.latest("12a_PopCha") == {"ITH4": (-2.5, 2024)}
    assert last.frame["from_year"].to_list() == [None, 2014]
    out = read_indicators(path, nuts_version="2021", periods="leave_out")
    assert (out.n_rows_read, out.n_left_out, list(out.indicators)) == (2, 1, ["3a_MedAge"])


def test_rows_of_other_indicators_are_not_looked_at(tmp_path):
    path = written(tmp_path, f"{AGE}ITH4,2014,3\n12a_PopCha,Population change,%,XX99,2014_2024,bad\n")
    assert read_indicators(path, nuts_version="2021", indicators=["3a_MedAge"]).latest("3a_MedAge") == {
        "ITH4": (3.0, 2014)
    }


def test_an_empty_value_is_missing_and_the_latest_known_counts(tmp_path):
    path = written(
        tmp_path, f"{AGE}ITH4,2014,48\n{AGE}ITH4,2015,\n{AGE}ITH4,2012,47\n{AGE}SI04,2014,\n{AGE}IT,2015,45\n"
    )
    found = read_indicators(path, nuts_version="2021")
    assert (found.n_rows_read, found.n_empty) == (5, 2)
    assert found.latest("3a_MedAge") == {"ITH4": (48.0, 2014)}
    assert found.latest("3a_MedAge", not_after=2013) == {"ITH4": (47.0, 2012)}
    assert found.latest("3a_MedAge", not_after=2011) == {}
    assert found.latest("3a_MedAge", level=0) == {"IT": (45.0, 2015)}


def test_a_rate_passes_to_an_older_region_only_where_it_is_the_same(tmp_path):
    """Budapest and Pest were one region: their ages cannot be joined; PL71 was PL11."""
    path = written(tmp_path, f"{AGE}HU11,2014,42\n{AGE}HU12,2014,40\n{AGE}PL71,2014,41\n{AGE}ITH4,2014,48\n")
    found = read_indicators(path, nuts_version="2021").latest("3a_MedAge", version="2013")
    assert found == {"ITH4": (48.0, 2014), "PL11": (41.0, 2014)}


def test_a_later_version_than_that_of_the_file_is_refused(tmp_path):
    found = read_indicators(written(tmp_path, f"{AGE}PL11,2014,41\n"), nuts_version="2013")
    with pytest.raises(CodeListError, match="NUTS 2013 is older than NUTS 2021"):
        found.latest("3a_MedAge", version="2021")


def test_name_unit_and_flag_may_be_left_out(tmp_path):
    found = read_indicators(
        written(tmp_path, "x,ITH4,2014,3\n", head="indicator,geo,year,value\n"), nuts_version="2021"
    )
    assert found.indicators == {"x": ("", "")}
    assert found.frame["flag"].to_list() == [""]


def test_the_template_can_be_read(tmp_path):
    found = read_indicators(written(tmp_path, "", head=INDICATOR_TEMPLATE), nuts_version="2021")
    assert found.frame["flag"].to_list() == ["", "e"]


@pytest.mark.extra_data
def test_the_real_sample(extra_data):
    path = extra_data / "data" / "ce_indicators" / "ce_indicators_long.csv.gz"
    with pytest.raises(SourceError, match="'2014_2024' of the indicator 12a_PopCha is a period"):
        read_indicators(path, nuts_version="2021")
    with pytest.raises(SourceError, match=r"no region 'HR02' in NUTS 2013\. All regions of the file are in NUTS 2021"):
        read_indicators(path, nuts_version="2013", periods="last_year")
    found = read_indicators(path, nuts_version="2021", periods="last_year")
    assert (found.n_rows_read, len(found.indicators), found.frame["nuts_code"].n_unique()) == (27182, 29, 111)
    assert len(found.latest("86a_Broadband")) == 54
    assert not any(code.startswith("AT") for code in found.latest("25a_RIS"))
    older = found.latest("3a_MedAge", version="2013")
    assert {"PL11", "SI04", "ITH3"} <= set(older)
    assert not {"HU10", "PL12", "HR04"} & set(older)
