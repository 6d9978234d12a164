"""``clustrat evaluate-partners`` on files in the layout of CORDIS."""

import json

import pytest
from typer.testing import CliRunner

from clustrat.cli.main import app
from clustrat.errors import ClustratError


@pytest.fixture
def folder(tmp_path):
    people = ["projectID;organisationID;name;country;nutsCode;activityType;SME"]
    projects, topics = ["id;startDate"], ["projectID;euroSciVocCode"]
    for number in range(60):
        year = 2012 + number % 10
        projects.append(f"{number};{year}-01-01")
        topics.append(f"{number};/{number % 5}")
        for member in {number % 12, (number * 5 + 1) % 14, (number * 3 + 2) % 13}:
            people.append(f"{number};{member};Org {member};{'AT' if member % 2 else 'SI'};AT11;PRC;true")
    for name, lines in (("organization.csv", people), ("project.csv", projects), ("euroSciVoc.csv", topics)):
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def run(*words):
    return CliRunner().invoke(app, ["evaluate-partners", *map(str, words)])


def test_measures_are_printed_beside_the_baselines_and_written(folder):
    out = folder / "measures.json"
    result = run(folder, "--until", 2015, "--draws", 20, "--out", out)
    assert result.exit_code == 0, result.output
    assert "implicit ALS" in result.stdout
    assert "of the best baseline" in result.stdout
    told = json.loads(out.read_text(encoding="utf-8"))
    assert {m["method"] for m in told["measures"]} >= {"ours", "popularity"}


def test_countries_can_be_chosen(folder):
    result = run(folder, "--until", 2015, "--draws", 20, "--countries", "SI")
    assert result.exit_code == 0, result.output
    assert "7 candidates" in result.stdout


def test_a_year_without_projects_is_refused(folder):
    result = run(folder, "--until", 1990)
    assert isinstance(result.exception, ClustratError)
    assert "No project began until 1990" in str(result.exception)
