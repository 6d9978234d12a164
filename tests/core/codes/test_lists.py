"""Code lists are read whole or refused, and a code without its version is refused."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from clustrat.codes.lists import near_codes, parse_list, read_list, require_version
from clustrat.errors import CodeListError

DELIVERED = [
    *(f"nuts_{version}" for version in ("2006", "2010", "2013", "2016", "2021")),
    *(f"nuts2_adjacency_{version}" for version in ("2013", "2021")),
    "nuts_correspondence",
    "macro_regions",
    "sbs_splices",
    "nace_rev2",
    "nace_rev2_1",
    "nace_rev2_labels",
]


def test_a_list_that_is_not_installed_is_named():
    with pytest.raises(CodeListError, match=r"The code list 'nuts_1999\.csv' is not in this installation"):
        read_list("nuts_1999")


def test_a_line_with_a_field_too_few_is_named_by_file_and_line():
    with pytest.raises(CodeListError, match=r"nuts_2013\.csv, line 3: 1 field instead of 2 \(code, name\)"):
        parse_list("code,name\nAT,Österreich\nBE\n", name="nuts_2013")


def test_a_line_with_a_field_too_many_is_refused():
    with pytest.raises(CodeListError, match="line 2: 3 fields instead of 2"):
        parse_list("code,name\nAT,Öster,reich\n", name="nuts_2013")


@pytest.mark.parametrize("text", ["", "code,code\nAT,AT\n"])
def test_a_list_without_a_proper_header_is_refused(text):
    with pytest.raises(CodeListError, match="has no header, or a column twice"):
        parse_list(text, name="nuts_2013")


def test_rows_cannot_be_changed_by_who_reads_them():
    with pytest.raises(TypeError):
        read_list("nuts_2013")[0]["name"] = "Elsewhere"  # type: ignore[index]


@pytest.mark.parametrize("name", DELIVERED)
def test_delivered_lists_have_no_row_twice_and_no_stray_blanks(name):
    rows = [tuple(row.values()) for row in read_list(name)]
    assert rows
    assert len(set(rows)) == len(rows)
    assert all(value == value.strip() and "  " not in value for row in rows for value in row)


def test_a_missing_version_is_refused_with_the_versions_there_are():
    with pytest.raises(CodeListError, match=r"A NUTS code needs the version of its list\..*'2013', '2021'"):
        require_version("", ("2013", "2021"), scheme="NUTS")


def test_a_year_given_as_a_number_is_not_a_version():
    with pytest.raises(CodeListError, match=r"There is no NUTS version 2013\. Give one of: '2013', '2021'"):
        require_version(2013, ("2013", "2021"), scheme="NUTS")  # type: ignore[arg-type]


def test_siblings_come_before_look_alikes():
    assert near_codes("ITH9", ["TIH9", "ITH1", "AT11"]) == ["ITH1", "TIH9"]


def test_a_code_like_no_other_has_no_near_codes():
    assert near_codes("??", ["ITH1", "AT11"]) == []


@pytest.mark.extra_data
def test_the_delivered_lists_are_what_the_script_makes_of_the_published_files(extra_data, tmp_path):
    pytest.importorskip("pyproj")
    pytest.importorskip("shapely")
    script = Path(__file__).parents[3] / "scripts" / "build_code_lists.py"
    subprocess.run([sys.executable, script, "--from", extra_data / "data", "--to", tmp_path], check=True)
    made = sorted(path.name for path in tmp_path.iterdir())
    by_hand = {"macro_regions.csv", "sbs_splices.csv", "nace_rev2_labels.csv"}
    assert set(made) == {f"{name}.csv" for name in DELIVERED} - by_hand
    delivered = files("clustrat.codes").joinpath("data")
    for name in made:
        assert (tmp_path / name).read_bytes() == delivered.joinpath(name).read_bytes(), name
