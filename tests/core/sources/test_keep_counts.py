"""Users' keep.eu counts: a 0 is not known unless said, sums have lower ends, projects are not added."""

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustrat.errors import CodeListError, ParameterError, SourceError
from clustrat.sources.keep_counts import KEEP_TEMPLATE, read_keep_counts

HEAD = "CNTR_CODE,NAME_LATN,keep_No_of_projects,keep_No_of_partners,keep_Total_budgets_MEUR,keep_ERDF_MEUR,NUTS_ID\n"
#: The four provinces of Friuli-Venezia Giulia.
ROWS = {"ITH41": "3,4,1.5,1.0", "ITH42": "10,12,5.0,4.0", "ITH43": "2,2,0.5,0.25", "ITH44": "20,30,9.0,6.0"}


def written(folder: Path, rows: dict[str, str] | str, *, name: str = "keep.csv") -> Path:
    path = folder / name
    body = rows if isinstance(rows, str) else "".join(f"{code[:2]},x,{row},{code}\n" for code, row in rows.items())
    path.write_text(HEAD + body, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            "IT,x,1,1,1,1,ITH49\n",
            r"line 2, column NUTS_ID: there is no NUTS-3 region 'ITH49' in NUTS 2021\. Near codes: ITH4",
        ),
        ("IT,x,1,1,1,1,ITH4\n", "there is no NUTS-3 region 'ITH4' in NUTS 2021"),
        ("HR,x,1,1,1,1,HR041\n", r"'HR041' in NUTS 2021\. All codes of the file are in NUTS 2010, 2013, 2016"),
        ("IT,x,1,1,1,1,ITH41\nIT,x,1,1,1,1,ITH41\n", "line 3: ITH41 stands in line 2 already"),
        ("IT,x,-1,1,1,1,ITH41\n", "line 2, column keep_no_of_projects: '-1' is below 0"),
        ("IT,x,1,many,1,1,ITH41\n", "line 2, column keep_no_of_partners: 'many' is not a number"),
        ("IT,x,1,1,,1,ITH41\n", "line 2, column keep_total_budgets_meur: '' is not a number"),
        ("IT,x,1,1,1,1,\n", "line 2, column NUTS_ID: a row with counts has no code"),
        ("IT,x,2,0,1,1,ITH41\n", "line 2: 2 projects, 0 partners and 1 million euro in ITH41 contradict each other"),
        ("IT,x,0,2,1,1,ITH41\n", "line 2: 0 projects, 2 partners"),
        ("IT,x,0,0,3,1,ITH41\n", "line 2: 0 projects, 0 partners and 3 million euro in ITH41 contradict"),
    ],
)
def test_a_bad_line_is_refused_by_file_and_line(tmp_path, rows, sentence):
    with pytest.raises(SourceError, match=rf"keep\.csv, {sentence}|keep\.csv, line \d+, column NUTS_ID: .*{sentence}"):
        read_keep_counts(written(tmp_path, rows), nuts_version="2021")


def test_another_table_is_refused_with_the_template(tmp_path):
    path = tmp_path / "keep.csv"
    path.write_text("NUTS_ID,projects\nITH41,3\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"the column 'keep_no_of_projects' is missing.*template is:\nCNTR_CODE"):
        read_keep_counts(path, nuts_version="2021")


def test_versions_and_zeros_must_be_ones_that_exist(tmp_path):
    path = written(tmp_path, ROWS)
    with pytest.raises(CodeListError, match="needs the version of its list"):
        read_keep_counts(path, nuts_version="")
    with pytest.raises(ParameterError, match="Zeros cannot be 'nothing'. Choose 'missing' or 'zero'"):
        read_keep_counts(path, nuts_version="2021", zeros="nothing")
    found = read_keep_counts(path, nuts_version="2016")
    with pytest.raises(CodeListError, match="NUTS 2016 is older than NUTS 2021"):
        found.by_region(version="2021")
    with pytest.raises(CodeListError, match="There is no NUTS version '1999'"):
        found.by_region(version="1999")


def test_sums_by_hand(tmp_path):
    """Partners and money are added; a project may stand in several provinces: 20 to 35."""
    (found,) = read_keep_counts(written(tmp_path, ROWS), nuts_version="2021").by_region()
    assert (found.nuts_code, found.n_parts, found.n_unknown_parts) == ("ITH4", 4, 0)
    assert (found.partners, found.partners_at_least) == (48, 48)
    assert (found.budget_meur, found.erdf_meur) == (16.0, 11.25)
    assert (found.projects_at_least, found.projects_at_most) == (20, 35)


def test_a_row_of_zeros_is_not_known(tmp_path):
    path = written(tmp_path, ROWS | {"ITH43": "0,0,0,0"})
    counts = read_keep_counts(path, nuts_version="2021")
    assert (counts.n_zero_rows, counts.zeros) == (1, "missing")
    (found,) = counts.by_region()
    assert math.isnan(found.partners) and math.isnan(found.budget_meur) and math.isnan(found.projects_at_most)
    assert (found.partners_at_least, found.projects_at_least, found.n_unknown_parts) == (46, 20, 1)


def test_a_row_of_zeros_is_zero_by_name_only(tmp_path):
    path = written(tmp_path, ROWS | {"ITH43": "0,0,0,0"})
    (found,) = read_keep_counts(path, nuts_version="2021", zeros="zero").by_region()
    assert (found.partners, found.projects_at_most, found.n_unknown_parts) == (46, 33, 0)


def test_projects_without_a_budget_have_an_unknown_one(tmp_path):
    path = written(tmp_path, ROWS | {"ITH43": "2,2,0,0.25", "ITH41": "3,4,0,0"})
    counts = read_keep_counts(path, nuts_version="2021", zeros="zero")
    assert counts.n_zero_budgets == 2
    (found,) = counts.by_region()
    assert found.partners == 48
    assert math.isnan(found.budget_meur) and math.isnan(found.erdf_meur)
    assert (found.budget_meur_at_least, found.erdf_meur_at_least) == (14.0, 10.25)


def test_a_province_that_is_not_listed_is_not_known(tmp_path):
    (found,) = read_keep_counts(written(tmp_path, {"ITH41": ROWS["ITH41"]}), nuts_version="2021").by_region()
    assert (found.n_parts, found.n_unknown_parts, found.partners_at_least) == (4, 3, 4)
    assert math.isnan(found.partners)


def test_a_region_of_which_nothing_is_known_has_no_lower_end(tmp_path):
    path = written(tmp_path, {"ES630": "0,0,0,0"})
    (found,) = read_keep_counts(path, nuts_version="2021").by_region()
    assert math.isnan(found.partners_at_least) and math.isnan(found.projects_at_least)


def test_older_regions_are_sums_of_the_newer_ones(tmp_path):
    """Budapest and Pest together are HU10 of NUTS 2013."""
    path = written(tmp_path, {"HU110": "10,12,3,2", "HU120": "5,6,1,1"})
    counts = read_keep_counts(path, nuts_version="2021")
    assert [c.nuts_code for c in counts.by_region()] == ["HU11", "HU12"]
    (found,) = counts.by_region(version="2013")
    assert (found.nuts_code, found.partners, found.projects_at_least, found.projects_at_most) == ("HU10", 18, 10, 15)


def test_a_row_without_code_and_counts_is_left_out_and_said(tmp_path):
    path = tmp_path / "keep.csv"
    path.write_text(KEEP_TEMPLATE + "NO,Jan Mayen,0.0,0.0,0.0,0.0,\n", encoding="utf-8")
    counts = read_keep_counts(path, nuts_version="2021")
    assert counts.lines_without_code == (4,)
    assert counts.frame["nuts_code"].to_list() == ["ITH41", "ITH44"]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 50), min_size=4, max_size=4))
def test_known_parts_are_a_lower_end_whatever_the_zeros(tmp_path_factory, partners):
    folder = tmp_path_factory.mktemp("keep")
    rows = {code: f"{n},{n},{n},{n}" for code, n in zip(ROWS, partners, strict=True)}
    path = written(folder, rows)
    (missing,) = read_keep_counts(path, nuts_version="2021").by_region()
    (zero,) = read_keep_counts(path, nuts_version="2021", zeros="zero").by_region()
    assert zero.partners == sum(partners)
    assert math.isnan(missing.partners) == (0 in partners)
    if any(partners):
        assert missing.partners_at_least == sum(partners)
    assert zero.projects_at_least <= zero.projects_at_most


@pytest.mark.extra_data
def test_the_real_sample(extra_data):
    path = extra_data / "data" / "keep_eu" / "keep_eu_2014-2020_nuts3.csv"
    counts = read_keep_counts(path, nuts_version="2021")
    assert (counts.frame.height, counts.n_zero_rows, counts.n_zero_budgets, counts.lines_without_code) == (
        1513,
        284,
        38,
        (1515,),
    )
    with pytest.raises(SourceError, match="All codes of the file are in NUTS 2021"):
        read_keep_counts(path, nuts_version="2013")
    by_region = {c.nuts_code: c for c in counts.by_region(version="2013")}
    assert (by_region["ITH4"].partners, by_region["ITH4"].projects_at_least) == (376, 149)
    assert by_region["HU10"].partners == 309
    assert math.isnan(by_region["DE21"].partners)
    assert by_region["DE21"].partners_at_least == 181
