"""The look: enough contrast, classes that cover every quotient."""

from __future__ import annotations

import pytest

from clustrat.publish import style
from clustrat.publish.style import LQ_CLASSES, lq_class


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [style.INK, style.MUTED, style.ACCENT, style.HIGHLIGHT])
def test_text_colours_have_contrast_on_paper(colour: str) -> None:
    assert contrast(colour, style.PAPER) >= 4.5


def test_every_class_can_be_written_on() -> None:
    for _, colour in LQ_CLASSES:
        assert max(contrast(colour, style.INK), contrast(colour, style.PAPER)) >= 4.5


def test_classes_differ_in_lightness_towards_both_ends() -> None:
    lights = [luminance(colour) for _, colour in LQ_CLASSES]
    assert lights[0] < lights[1] < lights[2]
    assert lights[2] > lights[3] > lights[4]


@pytest.mark.parametrize(
    ("lq", "expected"), [(0.0, 0), (0.4999, 0), (0.5, 1), (0.8, 2), (1.2499, 2), (1.25, 3), (2.0, 4), (83.0, 4)]
)
def test_classes_cover_every_quotient(lq: float, expected: int) -> None:
    assert lq_class(lq) == expected
