"""Options of the study: which regions, which formats."""

from __future__ import annotations

import pytest

from clustrat.cli.study import _codes, _formats, _totals
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
