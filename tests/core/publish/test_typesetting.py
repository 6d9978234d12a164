"""The typesetter: our typeface only, no clock, and a way out where it is missing."""

from __future__ import annotations

import sys

import pytest

from clustrat.errors import MissingExtraError
from clustrat.publish import typesetting
from clustrat.publish.typesetting import png_of

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#0b5c6b"/></svg>'
)


def test_pictures_are_half_as_large_again_and_equal_every_time() -> None:
    first, second = png_of([SVG]), png_of([SVG])
    assert first == second
    (png,) = first
    assert png.startswith(b"\x89PNG")
    assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (60, 30)


def test_several_pictures_come_in_their_order() -> None:
    wide = SVG.replace('width="40"', 'width="80"', 1)
    sizes = [int.from_bytes(png[16:20], "big") for png in png_of([SVG, wide, SVG])]
    assert sizes[0] == sizes[2] < sizes[1]


def test_no_pictures_no_work() -> None:
    assert png_of([]) == []


def test_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for cached in (typesetting._typst, typesetting._fonts):
        cached.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'clustrat\[publish\]'"):
        png_of([SVG])
    monkeypatch.undo()
    typesetting._typst.cache_clear()
