"""``clustrat microdata duplicates`` and ``evaluate-duplicates`` as a user meets them."""

import pytest
from typer.testing import CliRunner

from clustrat.cli.main import app
from clustrat.errors import ClustratError

CSV = "Name;PLZ;Web\nAlpha Holz GmbH;8010;https://www.alpha.example/de\nALPHA HOLZ Gesellschaft m.b.H.;A-8010;alpha.example\nBeta;;\n"


def run(*words):
    return CliRunner().invoke(app, ["microdata", *map(str, words)])


def test_pairs_are_written_with_their_evidence(tmp_path):
    path, out = tmp_path / "list.csv", tmp_path / "pairs.csv"
    path.write_text(CSV, encoding="utf-8")
    options = ["--name", "Name", "--country", "AT", "--postcode", "PLZ", "--domain", "Web", "--out", out]
    result = run("duplicates", path, *options)
    assert result.exit_code == 0, result.output
    assert "3 rows, 1 pairs to look at." in result.stdout
    assert "2,3,name and postcode,0.9950,name: the same but for writing" in out.read_text(encoding="utf-8")


def test_a_column_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(CSV, encoding="utf-8")
    result = run("duplicates", path, "--name", "Firma", "--out", tmp_path / "pairs.csv")
    assert isinstance(result.exception, ClustratError)
    assert "has no column 'Firma', only Name, PLZ, Web" in str(result.exception)


def test_a_folder_without_the_lists_is_refused(tmp_path):
    result = run("evaluate-duplicates", tmp_path)
    assert isinstance(result.exception, ClustratError)
    assert "There is no AT22_ERDF_2007-2013.csv.gz" in str(result.exception)


@pytest.mark.extra_data
def test_the_measure_is_printed_by_list_and_in_all(extra_data):
    result = run("evaluate-duplicates", extra_data / "data" / "structural_funds", "--synthetic", "40")
    assert result.exit_code == 0, result.output
    assert "real lists" in result.stdout
    assert "could be merged without a person" in result.stdout
