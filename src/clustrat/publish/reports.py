"""Reports as pages and PDF: one document, rendered twice; words and numbers come in ready, nothing is computed."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from clustrat.errors import MissingExtraError
from clustrat.publish.figures import Figure
from clustrat.publish.language import EnglishText
from clustrat.publish.style import ACCENT, HIGHLIGHT, INK, LINE, MUTED, SOFT
from clustrat.publish.typesetting import pdf_of

__all__ = ["KeyFigure", "Report", "ReportTable", "Section", "Statement", "html_bytes", "pdf_bytes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A headline figure with the words below it."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A finding: its sentence, and the word for how sure it is, which stands beside the sign."""

    text: str
    sure: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """A table as read: cells are words; the first column heads its row, ``numeric`` columns are set to the right.

    Words that are an :class:`~clustrat.publish.language.EnglishText` are marked as English.
    """

    caption: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    note: str = ""
    source: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A chapter: paragraphs, then figures, then tables, then small print; a table may name the figure it stands below."""

    anchor: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    figures: tuple[Figure, ...] = ()
    twins: Mapping[str, ReportTable] = field(default_factory=dict)
    tables: tuple[ReportTable, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    breaks_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report in one language.

    ``words`` are the fixed texts of the frame (contents, source, table of the figure, skip link, footer), translated.
    ``fallback_note`` says in ``language``, if not empty, that the sentences stand in English; these are
    :class:`~clustrat.publish.language.EnglishText` and carry ``lang="en"`` on page and paper. ``locator`` is a small map of
    where the region lies.
    """

    title: str
    kicker: str
    subtitle: str
    language: str
    key_figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    words: Mapping[str, str]
    footer: str
    fallback_note: str = ""
    locator: Figure | None = None
    #: Written into the document information of the PDF, where programs find them.
    keywords: tuple[str, ...] = ()


@cache
def _template() -> Any:
    try:
        import jinja2
    except ImportError:
        raise MissingExtraError(
            "Reports need the extra 'publish'. Install it: pip install 'clustrat[publish]', or leave out --format html."
        ) from None
    folder = files(__package__).joinpath("templates")
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.tests["english"] = lambda words: isinstance(words, EnglishText)
    return environment.get_template("report.html")


@cache
def _font(name: str) -> str:
    data = files(__package__).joinpath("fonts", name).read_bytes()
    return base64.b64encode(data).decode("ascii")


def html_bytes(report: Report) -> bytes:
    """The report as one self-contained page: no script, no request to anywhere, readable by keyboard and in print.

    Returns
    -------
    bytes
        UTF-8; equal for equal reports.
    """
    page = _template().render(
        report=report,
        svg=_svg_markup,
        fonts={"regular": _font("Inter-Regular.woff2"), "semibold": _font("Inter-SemiBold.woff2")},
        colours={"ink": INK, "muted": MUTED, "line": LINE, "soft": SOFT, "accent": ACCENT, "highlight": HIGHLIGHT},
    )
    return str(page).encode("utf-8")


def _svg_markup(figure: Figure) -> Any:
    """A figure of ours as markup; ids are made unique so that several can stand on one page."""
    from markupsafe import Markup

    svg = figure.svg
    for name in _ids(svg):
        svg = svg.replace(f'id="{name}"', f'id="{figure.name}-{name}"').replace(
            f"url(#{name})", f"url(#{figure.name}-{name})"
        )
    # The drawing is made by publish.figures and publish.maps, which escape every text they take in.
    return Markup(svg)  # noqa: S704


def _ids(svg: str) -> list[str]:
    return sorted({part.split('"', 1)[0] for part in svg.split(' id="')[1:]})


def pdf_bytes(report: Report) -> bytes:
    """The report as tagged PDF (PDF/UA-1) with title, language and text alternatives.

    Returns
    -------
    bytes
        Equal for equal reports: the file carries no clock.
    """
    colours = {"ink": INK, "muted": MUTED, "line": LINE, "soft": SOFT, "accent": ACCENT, "highlight": HIGHLIGHT}
    return pdf_of("report.typ", {**_plain(report), "colours": colours})


def _plain(value: Any) -> Any:
    """Dataclasses, tuples and mappings as plain data; words in English in a report of another language as ``{"en": words}``."""
    if isinstance(value, EnglishText):
        return {"en": str(value)}
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
