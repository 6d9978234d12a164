"""The screen Data and method: where the figures of an edition come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat.evidence.disclosure import certify
from clustrat.publish.language import translator
from clustrat.study.edition_tables import edition_tables
from clustrat_platform.atlas.addresses import TABLE_FORMATS
from clustrat_platform.atlas.editions import given_editions, known_editions, refuse_withdrawn
from clustrat_platform.atlas.registry import Screen
from clustrat_platform.atlas.results import Ask, ScreenResult, Section
from clustrat_platform.atlas.screens import shared
from clustrat_platform.base.problems import Invalid, NotFound

if TYPE_CHECKING:
    from clustrat.evidence.result import ResultTable

__all__ = ["DATA"]


def _check(ask: Ask) -> None:
    refuse_withdrawn(ask.address.code)
    editions = given_editions()
    if ask.address.code not in editions:
        raise NotFound(
            detail=_("There is no edition '%(name)s' here.") % {"name": ask.address.code[:40]}, near=list(editions)
        )
    if ask.address.state["v"] not in ("", ask.address.code):
        raise Invalid(
            detail=_("The address names two editions."),
            parameter="v",
            value=ask.address.state["v"],
            allowed=[ask.address.code],
        )


def build(ask: Ask) -> ScreenResult:
    """Every table of the edition with publisher, vintage, licence, row account, columns and flags."""
    edition = known_editions()[ask.address.code]
    say = translator(ask.language)
    found: dict[str, ResultTable] = {table.name: table for table in edition_tables(edition, say=say)}
    n_cells = sum(entry.n_rows for entry in edition.tables.values())
    return ScreenResult(
        ask=Ask(address=ask.address, language=ask.language, edition=edition),
        title=_("Where does this come from?"),
        subject=_("Edition %(edition)s") % {"edition": edition.id},
        kicker=_("Data and method"),
        sentence=_(
            "%(n)s tables with %(cells)s figures, kept as published: each with its source, its licence, every flag, and an account of "
            "the rows that were read, kept and rejected."
        )
        % {"n": say.number(len(edition.tables)), "cells": say.number(n_cells)},
        tables=found,
        certificates={name: certify(table) for name, table in found.items()},
        main_table="edition_tables",
        sections=(
            Section(
                anchor="tables",
                heading=_("Tables and licences"),
                table="edition_tables",
                columns=("title", "table_code", "publisher", "vintage", "licence", "n_rows"),
                is_open=True,
            ),
            Section(
                anchor="account",
                heading=_("Row account"),
                lead=_(
                    "Cells read are cells kept and cells rejected, each with its reason; nothing is dropped silently."
                ),
                table="row_account",
                columns=("title", "fate_label", "cells"),
                is_open=True,
                sortable=False,
            ),
            Section(
                anchor="coverage",
                heading=_("Coverage"),
                lead=_("For which countries and years persons employed are published by region and industry."),
                table="coverage",
            ),
            Section(
                anchor="columns",
                heading=_("What stands in which column"),
                table="edition_columns",
                sortable=False,
            ),
            Section(anchor="flags", heading=_("Flags"), table="flags", is_open=True, sortable=False),
            Section(
                anchor="parameters",
                heading=_("Parameters of the methods"),
                lead=_(
                    "Every threshold is a named parameter of a versioned set; a result carries the set that it used."
                ),
                table="parameter_sets",
                sortable=False,
            ),
        ),
        notes=tuple(dict.fromkeys(note for entry in edition.tables.values() for note in entry.notes)),
        sources=shared.sources_of(edition, found.values()),
        terms=shared.terms("lq", "interval", "fit", "potential", "hidden"),
        parameters={
            "edition": edition.id,
            "built_by": edition.built_by,
            "nuts_version": edition.nuts_version,
            "nace_version": edition.nace_version,
        },
    )


DATA = Screen(
    noun="edition",
    name="data",
    label=gettext_lazy("Data and method"),
    names=("sort", "tab", "part", "v"),
    build=build,
    check=_check,
    order=10,
    formats=(*TABLE_FORMATS, "zip"),
)
