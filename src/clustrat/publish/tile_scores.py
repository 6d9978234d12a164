"""Maps of one tile per region that show a score from 0 to 4, the number written in each tile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from clustrat.publish.figures import Figure, accessible
from clustrat.publish.language import Translator
from clustrat.publish.map_frame import digits, head
from clustrat.publish.maps import (
    GAP,
    LEGEND_WIDTH,
    MAP_WIDTH,
    TILE_GAP,
    TILE_TALL,
    TILE_WIDE,
    country_lines,
    tile_places,
)
from clustrat.publish.style import INK, LINE, MUTED, PAPER, SCORE_CLASSES, SOFT

__all__ = ["ScoreTile", "score_class", "score_tiles"]

#: From this class on words on the colour are white.
DARK_FROM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTile:
    """A region on the map: its name, its score from 0 to 4 (``None``: not known), and whether it rests on few figures."""

    name: str
    score: float | None
    is_marked: bool = False


def score_class(score: float) -> int:
    """The class of a score: the last whose lower bound it reaches.

    >>> score_class(0.0), score_class(2.4), score_class(4.0)
    (0, 2, 4)
    """
    return max(number for number, (bound, _colour) in enumerate(SCORE_CLASSES) if score >= bound)


def score_tiles(
    tiles: Mapping[str, ScoreTile], *, name: str, title: str, alt: str, say: Translator, table: str, source: str
) -> Figure:
    """One tile of equal size per region of Central Europe, dark where the score is high.

    Parameters
    ----------
    tiles
        By region code; a region that is not named, or has no score, gets an empty tile with a dash.
    name, title, alt, table, source
        See :class:`clustrat.publish.figures.Figure`.
    say
        Words and numbers.
    """
    places = tile_places()
    height = round(TILE_TALL * (max(row for _, row in places.values()) + 1)) + 4
    parts = [head(MAP_WIDTH + GAP + LEGEND_WIDTH, height)]
    parts += [_tile(tiles.get(code), code, place, say) for code, place in sorted(places.items())]
    parts.append(f'<path d="{country_lines(places)}" stroke="{INK}" stroke-width="1.1" stroke-linecap="round"/>')
    parts.append(
        _legend(say, x=MAP_WIDTH + GAP, is_marked=any(it.is_marked and it.score is not None for it in tiles.values()))
    )
    svg = accessible("".join([*parts, "</svg>"]), title=title, alt=alt)
    return Figure(name=name, title=title, alt=alt, svg=svg, table=table, source=source)


def _tile(tile: ScoreTile | None, code: str, place: tuple[int, int], say: Translator) -> str:
    x, y = place[0] * TILE_WIDE + 2, place[1] * TILE_TALL + 2
    wide, tall = TILE_WIDE - TILE_GAP, TILE_TALL - TILE_GAP
    words, figure, fill, ink = code, "–", PAPER, MUTED
    if tile is not None:
        words = f"{tile.name} ({code})"
        if tile.score is not None:
            number = score_class(tile.score)
            figure = say.number(tile.score, 1)
            words = say.text("%(region)s (%(code)s): %(score)s of 4", region=tile.name, code=code, score=figure)
            fill, ink = SCORE_CLASSES[number][1], PAPER if number >= DARK_FROM else INK
    dash = ' stroke-dasharray="3 2"' if tile is not None and tile.is_marked and tile.score is not None else ""
    edge = MUTED if dash else LINE
    middle = digits(x + wide / 2)
    return (
        f'<g><title>{escape(words)}</title><rect x="{digits(x)}" y="{digits(y)}" width="{wide}" height="{tall}" rx="2" '
        f'fill="{fill}" stroke="{edge}" stroke-width="0.9"{dash}/>'
        f'<text x="{middle}" y="{digits(y + tall * 0.40)}" text-anchor="middle" font-size="9.5" fill="{ink}">{code}</text>'
        f'<text x="{middle}" y="{digits(y + tall * 0.80)}" text-anchor="middle" font-size="12" font-weight="600" fill="{ink}">'
        f"{escape(figure)}</text></g>"
    )


def _legend(say: Translator, *, x: float, is_marked: bool) -> str:
    words = f'<text x="{digits(x)}" y="14" font-size="12" font-weight="600" fill="{INK}">{escape(say.text("Score, 0 to 4"))}</text>'
    parts = [words]
    bounds = [bound for bound, _colour in SCORE_CLASSES]
    y = 26.0
    for number in reversed(range(len(SCORE_CLASSES))):
        low = say.number(bounds[number], 1)
        high = say.number(bounds[number + 1], 1) if number + 1 < len(bounds) else say.number(4.0, 1)
        parts.append(_key(x, y, SCORE_CLASSES[number][1], say.text("%(low)s to %(high)s", low=low, high=high)))
        y += 21
    parts.append(_key(x, y, PAPER, say.text("– no figure")))
    if is_marked:
        parts.append(_key(x, y + 21, SOFT, say.text("few figures, not ranked"), dash=True))
    return "".join(parts)


def _key(x: float, y: float, fill: str, words: str, *, dash: bool = False) -> str:
    edge = f'stroke="{MUTED}" stroke-dasharray="3 2"' if dash else f'stroke="{LINE}"'
    return (
        f'<rect x="{digits(x)}" y="{digits(y)}" width="20" height="14" rx="2" fill="{fill}" {edge} stroke-width="0.9"/>'
        f'<text x="{digits(x + 28)}" y="{digits(y + 11)}" font-size="11.5" fill="{INK}">{escape(words)}</text>'
    )
