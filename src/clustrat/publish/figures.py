"""What a figure is: the finding as its title, the picture, its source, and the words for those who cannot see it."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from clustrat.errors import MissingExtraError
from clustrat.publish.language import EnglishText
from clustrat.publish.style import FONT_STACK, INK, MUTED, PAPER, VEGA_CONFIG
from clustrat.publish.typesetting import png_of

__all__ = ["Figure", "Given", "accessible", "draw", "png_pictures"]

#: Space around a picture that stands alone, and the sizes of the words above and below it, in pixels.
MARGIN, TITLE_SIZE, TITLE_LEADING, SOURCE_SIZE, SOURCE_LEADING = 20, 17, 23, 10.5, 15
#: Width of an average letter as a part of its size, for breaking lines.
LETTER_BOLD, LETTER = 0.55, 0.53
SIZE = re.compile(r'<svg[^>]*? width="([0-9.]+)"[^>]*? height="([0-9.]+)"')
#: Numbers that stand for what is given later; no chart description holds one of its own.
FIRST_PLACE = 7_250_001
LABELS = re.compile(r'<svg([^>]*) role="img"([^>]*)><title[^>]*>.*?</title><desc[^>]*>.*?</desc>', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawn figure.

    Attributes
    ----------
    name
        Name of its file and of its place in a report.
    title
        The finding, as a sentence.
    alt
        What the picture shows, for those who cannot see it.
    svg
        The picture alone; a report sets title and source around it.
    table
        Name of the result table that it draws.
    source
        Publisher, table, vintage and edition.
    """

    name: str
    title: str
    alt: str
    svg: str
    table: str = ""
    source: str = ""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the picture in pixels."""
        found = SIZE.match(self.svg)
        if found is None:
            raise ValueError(f"The picture '{self.name}' does not begin with an <svg> that has a width and a height.")
        return float(found[1]), float(found[2])

    def standalone(self) -> str:
        """The picture as a file of its own: with its title above, its source below, and a margin.

        Returns
        -------
        str
            SVG with ``role="img"``, ``<title>`` and ``<desc>``.
        """
        width, height = self.size
        title = textwrap.wrap(self.title, max(round(width / (TITLE_SIZE * LETTER_BOLD)), 12)) or [""]
        source = textwrap.wrap(self.source, max(round(width / (SOURCE_SIZE * LETTER)), 12))
        top = MARGIN + TITLE_LEADING * len(title) + 10
        below = top + height + 8
        tall = below + SOURCE_LEADING * len(source) + MARGIN
        wide = width + 2 * MARGIN
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{tall:g}" viewBox="0 0 {wide:g} {tall:g}" '
            f'font-family="{FONT_STACK}"><rect width="{wide:g}" height="{tall:g}" fill="{PAPER}"/>'
        ]
        for number, line in enumerate(title):
            parts.append(
                f'<text x="{MARGIN}" y="{MARGIN + TITLE_SIZE + number * TITLE_LEADING - 2}" font-size="{TITLE_SIZE}" '
                f'font-weight="600" fill="{INK}">{escape(line)}</text>'
            )
        unlabelled = LABELS.sub(r"<svg\1\2>", self.svg, count=1)
        parts.append(f'<g transform="translate({MARGIN} {top})">{unlabelled}</g>')
        for number, line in enumerate(source, start=1):
            parts.append(
                f'<text x="{MARGIN}" y="{below + number * SOURCE_LEADING:g}" font-size="{SOURCE_SIZE}" fill="{MUTED}">'
                f"{escape(line)}</text>"
            )
        return accessible("".join([*parts, "</svg>"]), title=self.title, alt=self.alt)


def png_pictures(figures: Sequence[Figure]) -> dict[str, bytes]:
    """The figures as PNG by name, each with its title and source, larger than on the screen."""
    pictures = png_of([figure.standalone() for figure in figures])
    return dict(zip((figure.name for figure in figures), pictures, strict=True))


def accessible(svg: str, *, title: str, alt: str) -> str:
    """The SVG with the role of an image, a title and a description for those who cannot see it."""
    head, _, rest = svg.partition(">")
    head = re.sub(r' (role|aria-roledescription|data-mark)="[^"]*"', "", head)
    return f'{head} role="img"><title{_lang(title)}>{escape(title)}</title><desc{_lang(alt)}>{escape(alt)}</desc>{rest}'


def _lang(words: str) -> str:
    """The mark of words that stand in English in a picture of another language."""
    return ' lang="en"' if isinstance(words, EnglishText) else ""


@cache
def _converter() -> Any:
    """The chart renderer, with our typeface."""
    try:
        import vl_convert
    except ImportError:
        raise MissingExtraError(
            "Charts need the extra 'publish'. Install it: pip install 'clustrat[publish]', or leave out --format svg, png, "
            "html and pdf."
        ) from None
    vl_convert.register_font_directory(str(files(__package__).joinpath("fonts")))
    return vl_convert


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A part of a chart description that differs from figure to figure, so that the rest is compiled once.

    Attributes
    ----------
    value
        A number, a text, or a list, put in after compiling; the compiler must not look at it.
    """

    value: float | str | Sequence[float]


@cache
def _compiled(key: str) -> str:
    """A chart description compiled once; its data and what is :class:`Given` are put in later."""
    return json.dumps(_converter().vegalite_to_vega(json.loads(key)))


def _with_places(part: Any, given: list[Given]) -> Any:
    """A description with a place instead of everything given; what stands in two places by one object is one to the compiler."""
    if isinstance(part, Given):
        if part not in given:
            given.append(part)
        place = FIRST_PLACE + given.index(part)
        return str(place) if isinstance(part.value, str) else place if isinstance(part.value, int | float) else [place]
    if isinstance(part, Mapping):
        return {key: _with_places(part[key], given) for key in sorted(part)}
    if isinstance(part, list):
        return [_with_places(one, given) for one in part]
    return part


def _filled(compiled: str, given: Sequence[Given]) -> str:
    """A compiled description with everything given in its place, also inside expressions."""
    for place, part in enumerate(given, start=FIRST_PLACE):
        written = json.dumps(part.value)
        if isinstance(part.value, str):
            compiled = compiled.replace(str(place), written[1:-1])
        elif isinstance(part.value, int | float):
            compiled = compiled.replace(str(place), written)
        else:
            compiled = compiled.replace(f"[{place}]", written)
    return compiled


def draw(
    spec: Mapping[str, Any],
    values: Sequence[Mapping[str, Any]],
    *,
    name: str,
    title: str,
    alt: str,
    table: str,
    source: str,
) -> Figure:
    """Draw a chart.

    Parameters
    ----------
    spec
        Vega-Lite, without data: they are named ``rows``; what differs between figures is :class:`Given`.
    values
        The rows.
    name, title, alt, table, source
        See :class:`Figure`.
    """
    full = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": dict(VEGA_CONFIG),
        "data": {"name": "rows", "values": []},
        **spec,
    }
    given: list[Given] = []
    compiled = json.loads(_filled(_compiled(json.dumps(_with_places(full, given))), given))
    for data in compiled["data"]:
        if data["name"] == "rows":
            data["values"] = list(values)
    svg = _one_image(_converter().vega_to_svg(compiled))
    return Figure(
        name=name, title=title, alt=alt, svg=accessible(svg, title=title, alt=alt), table=table, source=source
    )


def _one_image(svg: str) -> str:
    """The SVG as one image: roles and names of its single marks, in English only, become plain data attributes."""
    svg = re.sub(r'font-family="[^"]*"', f'font-family="{FONT_STACK}"', svg)
    svg = re.sub(r' role="graphics-(?:symbol|object)"', "", svg)
    return svg.replace(' aria-roledescription="', ' data-mark="').replace(' aria-label="', ' data-row="')
