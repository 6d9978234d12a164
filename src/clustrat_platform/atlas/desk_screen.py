"""The screen of tables that were added here: what an agency's own figures say of a region, with source, licence and edition."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from clustrat.codes.nuts import region as find_region
from clustrat.evidence.disclosure import certify
from clustrat.publish.language import translator
from clustrat.study.added_figures import added_figures, names_of_added_tables
from clustrat.study.question import NUTS_VERSION
from clustrat_platform.atlas.addresses import TABLE_FORMATS
from clustrat_platform.atlas.editions import current_edition, edition_named
from clustrat_platform.atlas.registry import Panel, Screen, register_panel, register_screen
from clustrat_platform.atlas.results import Ask, ScreenResult, Section
from clustrat_platform.atlas.screens import shared
from clustrat_platform.atlas.studies import check_region
from clustrat_platform.base.problems import Problem

__all__ = ["ADDED", "build", "panel", "register"]

#: Rows of a table shown on the page; its files have all of them.
ROWS_SHOWN = 40
N_LINES = 6


def build(ask: Ask) -> ScreenResult:
    """Every added table that says something of the region, the newest year first."""
    say = translator(ask.language)
    code = ask.address.code
    region = find_region(code, version=NUTS_VERSION)
    held = added_figures(ask.edition, code, say=say)
    tables = {table.name: table for table in held.tables} or {"added_tables": _none()}
    n = len(held.tables)
    return ScreenResult(
        ask=ask,
        title=_("What do other tables say?"),
        subject=region.name.title() if not region.level else region.name,
        kicker=code if not region.level else f"{code} · {shared.country_of(code)}",
        sentence=ngettext(
            "%(n)s table that was added at this site says something of this region.",
            "%(n)s tables that were added at this site say something of this region.",
            n,
        )
        % {"n": say.number(n)},
        tables=tables,
        certificates={name: certify(table) for name, table in tables.items()},
        main_table=next(iter(tables)),
        sections=tuple(
            Section(
                anchor=f"table-{name.replace('_', '-')}",
                heading=table.title,
                lead=_("%(n)s figures, as published; the files have all of them.") % {"n": say.number(len(table.rows))}
                if len(table.rows) > ROWS_SHOWN
                else "",
                table=name,
                columns=("region", "label", "year", "value", "flag"),
                rows=tuple(range(min(ROWS_SHOWN, len(table.rows)))),
                is_open=True,
                empty=_("No table that was added here says anything of this region."),
            )
            for name, table in tables.items()
        ),
        notes=tuple(
            _("The table “%(title)s” draws the region otherwise (NUTS %(version)s); it is left out.")
            % {"title": title, "version": version}
            for title, version in held.left_out
        ),
        sources=shared.sources_of(ask.edition, tables.values()),
        terms=shared.terms("hidden"),
        parameters={"edition": ask.edition.id, "tables": [it.parameters["table"] for it in held.tables]},
    )


def _none() -> Any:
    from clustrat.evidence.result import Column, ResultTable

    columns = (
        Column(name="region", words=_("Region"), role="label"),
        Column(name="label", words=_("Industry"), role="label"),
        Column(name="year", words=_("Year"), role="key"),
        Column(name="value", words=_("Figure")),
        Column(name="flag", words=_("Flag"), role="flag"),
    )
    return ResultTable(name="added_tables", title=_("Tables that were added here"), columns=columns, rows=())


def panel(request: HttpRequest, code: str) -> dict[str, Any] | None:
    """On the overview: the latest figure of each added table, with unit, year and source; nothing where there are none."""
    try:
        edition = edition_named(request.GET.get("v", ""))
    except Problem:
        return None
    if not names_of_added_tables(edition):
        return None
    say = translator((get_language() or "en").partition("-")[0])
    lines: list[dict[str, str]] = []
    address = reverse("atlas:page", kwargs={"noun": "region", "code": code, "screen": "added"})
    for table in added_figures(edition, code, say=say).tables:
        own = [row for row in table.as_records() if row["nuts_code"] == code]
        row = next(iter(own or table.as_records()))
        unit = table.columns[5].unit
        value = _("hidden to protect firms") if row["reason"] == "confidential_source" else _("not available")
        if row["value"] is not None:
            digits = 0 if float(row["value"]).is_integer() else 2
            value = f"{say.number(row['value'], digits)} {unit}".strip()
        words = "%(value)s · %(what)s, %(region)s, %(year)s"
        lines.append(
            {
                "text": table.title,
                "address": f"{address}?part={table.name}" if len(lines) else address,
                "note": words % {"value": value, "what": row["label"], "region": row["region"], "year": row["year"]}
                + f" · {table.sources[0].removeprefix('Source: ')}",
            }
        )
    if not lines:
        return None
    return {
        "anchor": "added",
        "heading": _("Tables that were added here"),
        "lead": _("Figures of agencies, kept beside the official ones with their own source: edition %(edition)s.")
        % {"edition": edition.id},
        "lines": lines[:N_LINES],
        "empty": "",
    }


ADDED = Screen(
    noun="region",
    name="added",
    label=gettext_lazy("Other tables"),
    names=("sort", "tab", "part", "v"),
    build=build,
    check=check_region,
    order=70,
    formats=TABLE_FORMATS,
    why_not=lambda code: "" if names_of_added_tables(current_edition()) else _("No table was added here yet."),
)


def register() -> None:
    """Show the screen and the panel."""
    register_screen(ADDED)
    register_panel(Panel(noun="region", screen="overview", name="added", order=60, build=panel))
