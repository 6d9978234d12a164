"""Renderers: one result in every format; each only writes down what the result holds, and rounds nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from clustrat.errors import DisclosureError
from clustrat.evidence.result import ResultTable
from clustrat.publish.cells import parquet_bytes
from clustrat.publish.exchange import json_stat_bytes, sdmx_csv_bytes
from clustrat.publish.figures import Figure, png_pictures
from clustrat.publish.files import csv_bytes
from clustrat.publish.graphs import edge_list_bytes, graphml_bytes
from clustrat.publish.language import translator
from clustrat.publish.reports import KeyFigure, Report, ReportTable, Statement, pdf_bytes
from clustrat.publish.reports import Section as ReportSection
from clustrat.study.table_words import source_words
from clustrat_platform.atlas.edition_files import edition_zip
from clustrat_platform.atlas.results import ScreenResult, Section
from clustrat_platform.atlas.table_views import TableView, table_view
from clustrat_platform.base.problems import Invalid, NotFound

__all__ = ["CONTENT_TYPES", "SHOWN_FORMATS", "about", "as_document", "citation_of", "long_citation_of", "render"]

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "pdf": "application/pdf",
    "parquet": "application/vnd.apache.parquet",
    "jsonstat.json": "application/json; charset=utf-8",
    "sdmx.csv": "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
    "graphml": "application/xml; charset=utf-8",
    "edges.csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
#: Formats that a browser shows rather than saves.
SHOWN_FORMATS = ("svg", "png", "json", "pdf")
#: Rows of a table on paper; all of them are in the CSV that it names.
ROWS_ON_PAPER = 25
#: Columns on paper; a wider table keeps those that its screen names first.
COLUMNS_ON_PAPER = 8
#: Text as short as this needs no share of the width.
SHORT_CODE = 6


def render(result: ScreenResult, *, suffix: str, part: str = "") -> bytes:
    """A result in a format.

    Parameters
    ----------
    result
        What a screen has found.
    suffix
        One of :data:`CONTENT_TYPES`.
    part
        Name of the table or figure that is meant; the main one if empty. JSON, PDF and ZIP hold all of them.

    Raises
    ------
    Invalid
        The screen has no such part, or it cannot be drawn.
    """
    if part and part not in result.parts:
        raise Invalid(
            detail=_("This screen has no part '%(name)s'.") % {"name": part},
            parameter="part",
            value=part,
            allowed=list(result.parts),
        )
    renderers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: csv_bytes(certified(result, result.table_of(part))),
        "json": lambda: json_bytes(as_document(result)),
        "svg": lambda: _figure(result, part).standalone().encode("utf-8"),
        "png": lambda: _png(_figure(result, part)),
        "pdf": lambda: pdf_bytes(report_of(result)),
        "parquet": lambda: parquet_bytes(certified(result, result.table_of(part)), about=about(result)),
        "jsonstat.json": lambda: json_stat_bytes(certified(result, result.table_of(part)), about=about(result)),
        "sdmx.csv": lambda: sdmx_csv_bytes(certified(result, result.table_of(part)), year=_year_of(result)),
        "graphml": lambda: graphml_bytes(
            *_network(result), source="nace_code", target="neighbour", about=about(result)
        ),
        "edges.csv": lambda: edge_list_bytes(
            _network(result)[1], source="nace_code", target="neighbour", weight="proximity"
        ),
        "zip": lambda: edition_zip(result.ask.edition),
    }
    with override(result.ask.language):
        return renderers[suffix]()


def json_bytes(document: Any) -> bytes:
    """A document as JSON in UTF-8, without a rounded number."""
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode("utf-8")


def certified(result: ScreenResult, table: ResultTable) -> ResultTable:
    """The table, if its certificate says that it gives back no hidden figure.

    Raises
    ------
    DisclosureError
        It has no certificate, or one of another table.
    """
    certificate = result.certificates.get(table.name)
    if certificate is None or certificate.table_sha256 != table.sha256:
        raise DisclosureError(f"Table '{table.name}' has no certificate of its own. Certify it before it is shown.")
    return table


def about(result: ScreenResult) -> dict[str, str]:
    """What a file says of the result that it is of."""
    return {"result_hash": result.hash, "edition": result.ask.edition.id, "address": address_of(result)}


def _year_of(result: ScreenResult) -> int | None:
    year = result.parameters.get("year")
    return year if isinstance(year, int) else None


def _network(result: ScreenResult) -> tuple[ResultTable, ResultTable]:
    """The nodes and the links of a screen with a network."""
    return certified(result, result.tables["industry_space"]), certified(result, result.tables["neighbours"])


def _figure(result: ScreenResult, part: str) -> Figure:
    if part and part not in result.sketches:
        raise Invalid(
            detail=_("'%(name)s' is a table; there is no picture of it.") % {"name": part},
            parameter="part",
            value=part,
            allowed=list(result.sketches),
        )
    name = part or next(iter(result.figure_names), "") or next(iter(result.sketches), "")
    if not name:
        raise NotFound(detail=_("There is nothing to draw here. The table has the figures there are."))
    return result.figure(name)


def _png(figure: Figure) -> bytes:
    return png_pictures([figure])[figure.name]


def address_of(result: ScreenResult, *, suffix: str = "", part: str = "") -> str:
    """The lasting address of a result: with its edition, in its language."""
    return settings.SITE_ORIGIN + result.frozen_address.having(part=part).path(
        language=result.ask.language, suffix=suffix
    )


def citation_of(result: ScreenResult, *, short_id: str = "", title: str = "") -> str:
    """The short citation: what, where from, which edition; of a frozen figure by its title and its short address."""
    return _("clustrat, edition %(edition)s: %(subject)s: %(title)s %(address)s") % {
        "edition": result.ask.edition.id,
        "subject": result.subject,
        "title": title or result.title,
        "address": f"{settings.SITE_ORIGIN}/f/{short_id}" if short_id else address_of(result),
    }


def long_citation_of(result: ScreenResult, *, short_id: str = "", title: str = "") -> str:
    """The long citation: the short one, the sources, the version of the program and the hash of the result."""
    return _("%(short)s – %(sources)s – computed by clustrat %(version)s, result %(hash)s.") % {
        "short": citation_of(result, short_id=short_id, title=title),
        "sources": "; ".join(line.citation.removeprefix("Source: ") for line in result.sources),
        "version": settings.CLUSTRAT_VERSION,
        "hash": result.hash[:16],
    }


def as_document(result: ScreenResult) -> dict[str, Any]:
    """The whole result as plain data: every table with every column, flag and reason, and where all of it comes from."""
    return {
        "result_hash": result.hash,
        "title": result.title,
        "subject": result.subject,
        "sentence": result.sentence,
        "address": address_of(result),
        "edition": result.ask.edition.id,
        "language": result.ask.language,
        "state": dict(result.ask.address.state.values),
        "parameters": dict(result.parameters),
        "code_version": settings.CLUSTRAT_VERSION,
        "main_table": result.main_table,
        "tables": {
            name: {
                **certified(result, table).as_dict(),
                "sha256": table.sha256,
                "csv": address_of(result, suffix="csv", part=name),
            }
            for name, table in result.tables.items()
        },
        "figures": [
            {
                "name": name,
                "title": result.figure(name).title,
                "alt": result.figure(name).alt,
                "table": result.figure(name).table,
                "svg": address_of(result, suffix="svg", part=name),
            }
            for name in result.sketches
        ],
        "statements": [{"text": it.text, "sure": it.sure} for it in result.statements],
        "quality": {"level": result.badge.level, "reasons": list(result.badge.reasons)} if result.badge else None,
        "notes": list(result.notes),
        "sources": [
            {
                "citation": line.citation,
                "table": line.table_code,
                "licence": line.licence,
                "attribution": line.attribution,
            }
            for line in result.sources
        ],
        "citation": {"short": citation_of(result), "long": long_citation_of(result)},
    }


def report_of(result: ScreenResult) -> Report:
    """The result as a report on paper; its footer carries edition and hash."""
    say = translator(result.ask.language)
    return Report(
        title=f"{result.subject}: {result.title}",
        kicker=result.kicker,
        subtitle=result.sentence,
        language=result.ask.language,
        key_figures=tuple(KeyFigure(value=it.value, label=it.label, note=it.note) for it in result.headlines),
        sections=(
            *(_section(result, section) for section in result.sections if _shows(result, section)),
            _about(result),
        ),
        words={
            "skip": say.text("Skip to the content"),
            "contents": say.text("Contents"),
            "table_of": say.text("The figures of this picture as a table"),
        },
        footer=_("clustrat %(version)s · edition %(edition)s · result %(hash)s")
        % {"version": settings.CLUSTRAT_VERSION, "edition": result.ask.edition.id, "hash": result.hash[:16]},
        locator=result.figure(result.locator) if result.locator else None,
        keywords=(f"edition:{result.ask.edition.id}", f"result:{result.hash}"),
    )


def _shows(result: ScreenResult, section: Section) -> bool:
    has_rows = bool(section.table) and bool(result.tables[section.table].rows if section.rows is None else section.rows)
    return has_rows or bool(section.statements) or any(name in result.sketches for name in section.figures)


def _section(result: ScreenResult, section: Section) -> ReportSection:
    say = translator(result.ask.language)
    tables: tuple[ReportTable, ...] = ()
    if section.table:
        table = certified(result, result.tables[section.table])
        view = table_view(table, section, say=say)
        tables = (_on_paper(view, table, address=address_of(result, suffix="csv", part=table.name), result=result),)
    return ReportSection(
        anchor=section.anchor,
        heading=section.heading,
        paragraphs=tuple(text for text in (section.lead, section.how_to_read) if text),
        statements=tuple(Statement(text=it.text, sure=it.sure, word=it.word) for it in section.statements),
        figures=tuple(result.figure(name) for name in section.figures if name in result.sketches),
        tables=tables,
    )


def _on_paper(view: TableView, table: ResultTable, *, address: str, result: ScreenResult) -> ReportTable:
    say = translator(result.ask.language)
    heads = view.heads[:COLUMNS_ON_PAPER]
    shown = view.rows[:ROWS_ON_PAPER]
    marks = "; ".join(f"{mark}: {words}" for mark, words in view.marks)
    rest = (
        _("The first %(n)s of %(all)s rows; all of them: %(address)s")
        % {"n": say.number(len(shown)), "all": say.number(len(view.rows)), "address": address}
        if len(view.rows) > len(shown)
        else ""
    )
    return ReportTable(
        caption=view.caption,
        columns=tuple(head.words for head in heads),
        numeric=tuple(head.is_number for head in heads),
        rows=tuple(
            tuple(
                (f"{cell.text} ({cell.why})" if cell.why else cell.text) + (f"\u2009{cell.mark}" if cell.mark else "")
                for cell in row[:COLUMNS_ON_PAPER]
            )
            for row in shown
        ),
        widths=_widths(view, len(heads)),
        note=" ".join(text for text in (marks, rest) if text),
        source=source_words(table.sources, say),
    )


def _widths(view: TableView, n_columns: int) -> tuple[float, ...]:
    """Numbers and short codes take what they need; words share the rest by how long they are, the longest at most fourfold."""
    found = []
    for place in range(n_columns):
        lengths = sorted(len(row[place].text) + len(row[place].why) for row in view.rows[:ROWS_ON_PAPER])
        usual = lengths[(3 * len(lengths)) // 4] if lengths else 0
        is_narrow = view.heads[place].is_number or usual <= SHORT_CODE
        found.append(0.0 if is_narrow and place else float(min(max(usual, 12), 48)))
    return tuple(found)


def _about(result: ScreenResult) -> ReportSection:
    """The last chapter: what the words mean, what should be known, and where all of it comes from."""
    return ReportSection(
        anchor="about",
        heading=_("How to read, and where it comes from"),
        definitions=(
            *result.terms,
            (_("Cite"), long_citation_of(result)),
            (_("Licence"), "; ".join(dict.fromkeys(line.licence for line in result.sources if line.licence))),
        ),
        notes=result.notes,
    )
