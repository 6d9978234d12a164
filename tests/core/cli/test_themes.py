"""The commands `clustrat themes`, as a user meets them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from clustrat.cli.themes import app
from clustrat.codes.themes import themes
from clustrat.errors import ClustratError, CodeListError, ParameterError, SourceError


def run(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, arguments)


def printed(*arguments: str) -> str:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return done.output


def refused(kind: type[ClustratError], sentence: str, arguments: Sequence[str]) -> None:
    with pytest.raises(kind, match=sentence):
        raise run(*arguments).exception or AssertionError("nothing was refused")


@pytest.mark.parametrize(
    ("arguments", "kind", "sentence"),
    [
        (["show", "active_agein"], CodeListError, "Near names: active_ageing"),
        (["show", "active_ageing", "--version", "v7"], CodeListError, "has no version 'v7'"),
        (["show", "mine.csv"], SourceError, r"There is no file mine\.csv"),
        (["show", "mine.csv", "--version", "v1"], ParameterError, "A file holds one version"),
        (
            ["show", "active_ageing", "--format", "xml"],
            ParameterError,
            "no format 'xml'. Choose one of: table, csv, json",
        ),
        (["list", "--format", "html"], ParameterError, "There is no format 'html'"),
        (["list", "--field", "sectors"], ParameterError, "There is no field of themes 'sectors'"),
        (
            ["template", "projects"],
            ParameterError,
            "There is no template 'projects'. Choose one of: theme, indicators, keep",
        ),
        (["diff", "active_ageing", "nothing_like_it"], CodeListError, "There is no theme 'nothing_like_it'"),
        (["diff", "active_ageing", "smart_mobility", "--format", "pdf"], ParameterError, "There is no format 'pdf'"),
    ],
)
def test_what_cannot_be_answered_is_refused(arguments, kind, sentence):
    refused(kind, sentence, arguments)


def test_list_names_every_theme_and_what_its_kind_means():
    text = printed("list")
    for found in themes():
        assert found.code in text
    assert "Proposal: a judgement, to be changed by its users." in text
    assert "A dash: no list of industries" in text


def test_list_for_other_programs():
    rows = list(csv.DictReader(io.StringIO(printed("list", "--format", "csv", "--field", "emerging-industry"))))
    assert [(row["code"], row["kind"], row["n_items"]) for row in rows[:3]] == [
        ("active_ageing", "proposal", "30"),
        ("green_economy", "proposal", "28"),
        ("smart_mobility", "proposal", "37"),
    ]
    assert len(json.loads(printed("list", "--format", "json"))) == len(themes())


def test_show_says_kind_coverage_and_what_is_not_covered():
    text = printed("show", "active-ageing")
    for part in (
        "Proposal: a judgement",
        "Coverage by edition 2015.1: 49% of the theme by weight; 17 of 30 industries have figures.",
        "Warning: less than half of the theme is seen",
        "Not covered: 65.11 Life insurance",
        "every class of a division counts the same",
        "Supply reading. Persons employed",
        "Demand reading. None: no table of the embedded edition says how old people are",
        "Health and care, Q86-88, is not in these statistics: seen only through the labour force section O-Q.",
    ):
        assert part in text.replace("\n", " "), part


def test_show_of_a_name_is_a_sentence_and_no_zero():
    text = printed("show", "blue-growth-industries")
    assert "its list of industries is not public" in text
    assert "No list of industries: no coverage by industries can be given." in text
    assert "0%" not in text
    record = json.loads(printed("show", "CCI-GEN", "--format", "json"))
    assert (record["coverage"], record["items"]) == (None, [])


def test_show_for_other_programs_agrees_with_itself():
    rows = list(csv.DictReader(io.StringIO(printed("show", "EI-GREEN", "--format", "csv"))))
    record = json.loads(printed("show", "EI-GREEN", "--format", "json"))
    assert [row["code"] for row in rows] == [item["code"] for item in record["items"]]
    assert (
        sorted(row["code"] for row in rows if row["in_edition"] == "no")
        == record["not_in_edition"]
        == ["02.10", "02.40"]
    )
    assert record["coverage"] == pytest.approx(0.9)
    assert record["industry_weights"]["E38"] == 1.0


def test_a_theme_outside_the_edition_is_refused_with_a_sentence_instead_of_zeros(tmp_path: Path):
    path = tmp_path / "care.csv"
    path.write_text("theme,title,nace_version,code,weight\ncare,Care,2,86,1\ncare,Care,2,87,1\n", encoding="utf-8")
    assert "so there is no rating, and no zero either" in printed("show", str(path))
    assert json.loads(printed("show", str(path), "--format", "json"))["coverage"] is None


def test_the_template_can_be_read_back(tmp_path: Path):
    path = tmp_path / "template.csv"
    path.write_text(printed("template"), encoding="utf-8")
    text = printed("show", str(path)).replace("\n", " ")
    assert "Tourism for older guests (silver_tourism)" in text
    assert "Not covered: 86.90" in text


def test_diff_of_a_changed_weight(tmp_path: Path):
    rows = ["theme,title,nace_version,version,code,weight,ring"]
    for item in csv.DictReader(io.StringIO(printed("show", "smart_mobility", "--format", "csv"))):
        weight = "0.75" if item["code"] == "49.41" else item["weight"]
        rows.append(f"smart_mobility,Mobility,2,v2,{item['code']},{weight},{item['ring']}")
    path = tmp_path / "mobility.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    text = printed("diff", "smart_mobility", str(path))
    assert "Different between smart_mobility v1 and smart_mobility v2: 1; the same: 36." in text
    (change,) = json.loads(printed("diff", "smart_mobility", str(path), "--format", "json"))
    assert (change["code"], change["change"], change["old_weight"], change["new_weight"]) == (
        "49.41",
        "changed",
        0.5,
        0.75,
    )


def test_diff_for_a_spreadsheet_leaves_what_is_not_there_empty():
    rows = list(csv.DictReader(io.StringIO(printed("diff", "high_technology", "KET", "--format", "csv"))))
    assert {row["change"] for row in rows} == {"added"}
    assert {row["old_weight"] for row in rows} == {""}


def test_equal_lists_are_said_to_be_equal():
    assert "are equal: 37 industries with the same weights" in printed("diff", "EI-MOB", "smart_mobility")


def test_templates_of_the_other_files_can_be_read_back(tmp_path: Path):
    from clustrat.sources.indicator_file import read_indicators
    from clustrat.sources.input_output_table import read_input_output
    from clustrat.sources.keep_counts import read_keep_counts

    path = {}
    for name in ("indicators", "keep", "deliveries", "outputs", "bridge"):
        path[name] = tmp_path / f"{name}.csv"
        path[name].write_text(printed("template", name), encoding="utf-8")
    assert read_indicators(path["indicators"], nuts_version="2021").latest("my_indicator")["ITH4"] == (12.5, 2020)
    assert read_keep_counts(path["keep"], nuts_version="2021").n_zero_rows == 1
    table = read_input_output(path["deliveries"], path["outputs"], bridge=path["bridge"], countries="SI")
    assert table.divisions["I"] == ("I55", "I56")


def changed_list(folder: Path) -> Path:
    """Smart mobility with one weight changed, as a file of one's own."""
    rows = list(csv.DictReader(io.StringIO(printed("show", "smart_mobility", "--format", "csv"))))
    weights = ["0.2", *(row["weight"] for row in rows[1:])]
    lines = [f"smart_mobility,Mobility,2,mine,{row['code']},{w}" for row, w in zip(rows, weights, strict=True)]
    path = folder / "mine.csv"
    path.write_text("\n".join(["theme,title,nace_version,version,code,weight", *lines]) + "\n", encoding="utf-8")
    return path


def test_a_changed_weight_gives_a_diff_of_all_ratings(tmp_path: Path) -> None:
    mine = str(changed_list(tmp_path))
    rows = list(csv.DictReader(io.StringIO(printed("diff", "smart_mobility", mine, "--ratings", "--format", "csv"))))
    assert len(rows) == 283
    first = rows[0]
    assert float(first["change"]) == pytest.approx(float(first["new"]) - float(first["old"]))
    text = printed("diff", "smart_mobility", mine, "--ratings")
    assert first["region"] in text
    assert "that differ between smart_mobility v1 and smart_mobility mine" in text


def test_equal_lists_change_no_rating() -> None:
    assert "No rating differs" in printed("diff", "smart_mobility", "EI-MOB", "--ratings")


def test_ratings_of_a_theme_without_a_list_are_refused() -> None:
    refused(ParameterError, "has no list of industries", ["diff", "smart_mobility", "photonics", "--ratings"])
