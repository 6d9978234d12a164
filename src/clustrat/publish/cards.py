"""Cards: a figure with its finding on 1200 by 628 pixels, as other sites show where they link to it; and pictures in any width."""

from __future__ import annotations

import re
import textwrap
from xml.sax.saxutils import escape

from clustrat.errors import ParameterError
from clustrat.publish.figures import Figure, accessible
from clustrat.publish.style import ACCENT, FONT_STACK, INK, LINE, MUTED, PAPER
from clustrat.publish.typesetting import PIXELS_PER_UNIT

__all__ = ["CARD_SIZE", "card_svg", "scaled_svg"]

#: Width and height of a card in pixels, as social networks ask for it.
CARD_SIZE = (1200, 628)
MARGIN, FOOT = 56, 64
#: A figure less wide than this (width by height) stands beside its title, a wider one below it.
TALL = 1.75
#: Width of an average letter as a part of its size, for breaking lines.
LETTER_BOLD, LETTER = 0.52, 0.52
HEAD = re.compile(r'^<svg([^>]*?) width="([0-9.]+)" height="([0-9.]+)"')
LABELS = re.compile(r'<svg([^>]*) role="img"([^>]*)><title[^>]*>.*?</title><desc[^>]*>.*?</desc>', re.DOTALL)


def scaled_svg(svg: str, *, width: float) -> str:
    """A picture in another width; what is in it keeps its proportions.

    Raises
    ------
    ParameterError
        The width is not positive, or the picture says no size of its own.

    Examples
    --------
    >>> scaled_svg('<svg width="200" height="100"></svg>', width=400)
    '<svg width="400" height="200" viewBox="0 0 200 100"></svg>'
    """
    found = HEAD.match(svg)
    if found is None or not width > 0:
        raise ParameterError(
            f"A picture cannot be made {width:g} wide: give a width above 0, and an <svg> that begins with its width and height."
        )
    old_width, old_height = float(found[2]), float(found[3])
    tall = old_height * width / old_width
    box = "" if "viewBox=" in svg[: svg.index(">")] else f' viewBox="0 0 {old_width:g} {old_height:g}"'
    return f'<svg{found[1]} width="{width:g}" height="{tall:g}"{box}{svg[found.end() :]}'


def card_svg(figure: Figure, *, kicker: str, foot: str) -> str:
    """A figure as a card.

    Parameters
    ----------
    figure
        Its title becomes the headline, its source the line at the foot.
    kicker
        The small line above the title, such as region and year.
    foot
        The small line at the lower right, such as name and edition.

    Returns
    -------
    str
        SVG that the typesetter makes a PNG of :data:`CARD_SIZE` of.
    """
    wide, tall = figure.size
    full_width, full_height = CARD_SIZE
    room = full_height - FOOT - MARGIN
    if wide / tall < TALL:
        column, top = 430, MARGIN
        box = (MARGIN + column + 36, MARGIN - 8, full_width - 2 * MARGIN - column - 36, room)
    else:
        column, top = full_width - 2 * MARGIN, MARGIN
        lines = _lines(figure.title, column, size=36, most=2)
        head = 34 + 44 * len(lines) + 12
        box = (MARGIN, MARGIN + head, column, room - head)
    size = 36 if wide / tall >= TALL else 33
    lines = _lines(figure.title, column, size=size, most=2 if wide / tall >= TALL else 9)
    scale = min(box[2] / wide, box[3] / tall)
    x = box[0] + (box[2] - wide * scale) * (1.0 if wide / tall < TALL else 0.0)
    y = box[1] + (box[3] - tall * scale) / 2
    unlabelled = LABELS.sub(r"<svg\1\2>", figure.svg, count=1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{full_width / PIXELS_PER_UNIT:g}" '
        f'height="{full_height / PIXELS_PER_UNIT:.6f}" viewBox="0 0 {full_width} {full_height}" font-family="{FONT_STACK}">'
        f'<rect width="{full_width}" height="{full_height}" fill="{PAPER}"/>'
        f'<rect width="{full_width}" height="8" fill="{ACCENT}"/>',
        _text(_lines(kicker, column, size=19, most=1), x=MARGIN, y=top + 20, size=19, leading=26, fill=MUTED),
        _text(lines, x=MARGIN, y=top + 34 + size, size=size, leading=round(size * 1.22), fill=INK, weight=600),
        f'<g transform="translate({x:.2f} {y:.2f}) scale({scale:.4f})">{unlabelled}</g>',
        f'<path d="M{MARGIN} {full_height - FOOT + 8}H{full_width - MARGIN}" stroke="{LINE}"/>',
        _text(
            _lines(figure.source, 790, size=15, most=2), x=MARGIN, y=full_height - FOOT + 30, size=15, leading=19,
            fill=MUTED,
        ),
        f'<text x="{full_width - MARGIN}" y="{full_height - FOOT + 32}" font-size="18" font-weight="600" '
        f'text-anchor="end" fill="{ACCENT}">{escape(foot)}</text>',
    ]  # fmt: skip
    return accessible("".join([*parts, "</svg>"]), title=figure.title, alt=figure.alt)


def _lines(words: str, width: float, *, size: float, most: int) -> list[str]:
    """Words on at most so many lines; what has no room gives way to an ellipsis."""
    letters = max(round(width / (size * (LETTER_BOLD if size > 20 else LETTER))), 12)
    return textwrap.wrap(words, letters, max_lines=most, placeholder=" …")


def _text(lines: list[str], *, x: float, y: float, size: float, leading: float, fill: str, weight: int = 400) -> str:
    return "".join(
        f'<text x="{x}" y="{y + number * leading}" font-size="{size}" font-weight="{weight}" fill="{fill}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
