"""Options of the study: which regions, which formats."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from clustrat.cli.study import _codes, _formats, _macro_region, _totals, study
from clustrat.errors import ClustratError, ParameterError
from clustrat.study.question import TOTALS


def test_regions_countries_and_all() -> None:
    assert _codes(["ith4", " AT31 "], [], every=False, level=2) == ["ITH4", "AT31"]
    assert _codes([], ["SI"], every=False, level=2) == ["SI03", "SI04"]
    assert _codes([], ["SI"], every=False, level=0) == ["SI"]
    assert len(_codes([], [], every=True, level=2)) == 107
    assert _codes(["SI03"], ["SI"], every=False, level=2) == ["SI03", "SI04"]


def test_nothing_and_nowhere_are_refused() -> None:
    with pytest.raises(ParameterError, match="No region was named"):
        _codes([], [], every=False, level=2)
    with pytest.raises(ClustratError, match="XX"):
        _codes([], ["XX"], every=False, level=2)


def test_formats_are_checked() -> None:
    assert _formats("PDF, html") == ("pdf", "html")
    with pytest.raises(ParameterError, match="no format 'docx'"):
        _formats("pdf,docx")


def test_totals_are_checked() -> None:
    assert [_totals(name) for name in TOTALS] == ["known", "published"]
    with pytest.raises(ParameterError, match="no convention of totals 'sum'"):
        _totals("sum")
    with pytest.raises(ParameterError, match="Choose one of: known, published"):
        _totals("KNOWN")


def test_options_about_a_theme_are_understood() -> None:
    assert [_macro_region(name) for name in (None, "eusalp", "Shared", " EUSAIR ")] == [
        "",
        "EUSALP",
        "shared",
        "EUSAIR",
    ]


def refused(sentence: str, *arguments: str) -> None:
    app = typer.Typer()
    app.command()(study)
    found = CliRunner().invoke(app, list(arguments))
    assert isinstance(found.exception, ClustratError), found.output
    assert re.search(sentence, str(found.exception)), str(found.exception)


@pytest.mark.parametrize(
    ("sentence", "arguments"),
    [
        ("no theme 'activ_aging'. Near names: active_ageing", ["ITH4", "--theme", "activ_aging"]),
        (r"There is no file .*nowhere\.csv", ["ITH4", "--theme", "nowhere.csv"]),
        ("has no list of industries", ["ITH4", "--theme", "photonics"]),
        ("rated for regions of NUTS level 2; IT is of level 0", ["IT", "--theme", "active-ageing"]),
        ("belong to the chapters about a theme", ["ITH4", "--partner-abroad"]),
        ("Give --input-output and --outputs together", ["ITH4", "--theme", "EI-AGE", "--outputs", "x.csv"]),
        ("There is no file", ["ITH4", "--theme", "EI-AGE", "--keep", "nowhere.csv"]),
        ("NUTS", ["ITH4", "--theme", "EI-AGE", "--keep", "nowhere.csv", "--files-nuts", "1999"]),
    ],
)
def test_what_cannot_be_asked_of_a_theme_is_refused(sentence: str, arguments: list[str]) -> None:
    refused(sentence, *arguments)


@pytest.mark.parametrize(
    ("weight", "sentence"), [("-1", "line 2, column weight: -1 is negative"), ("0", "zero"), ("2", "above 1")]
)
def test_weights_that_cannot_be_are_refused(weight: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"theme,title,nace_version,code,weight\nx,X,2,26,{weight}\n", encoding="utf-8")
    refused(sentence, "ITH4", "--theme", str(file))
