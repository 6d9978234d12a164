"""What an edition holds, as tables: its sources and licences, the account of its rows, its columns, flags, coverage and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from clustrat.decision.parameters import DECISION_V1
from clustrat.evidence.disclosure import SDC_V1
from clustrat.evidence.flags import FLAG_MEANINGS, CellStatus
from clustrat.evidence.result import Column, ResultTable
from clustrat.evidence.suppression import ALLOCATION_V1
from clustrat.matching.parameters import MATCHING_V1
from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1
from clustrat.potential.rating_parameters import POTENTIAL_RATING_V1
from clustrat.publish.language import Translator
from clustrat.study.breaks import JUMP_V1
from clustrat.study.headline_tables import HEADLINE_V1
from clustrat.study.kept import kept
from clustrat.study.landscape import read_landscape

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = ["edition_tables"]

PARAMETER_SETS = (
    POTENTIAL_RATING_V1, MATCHING_V1, DIVERSIFICATION_V1, DECISION_V1, SDC_V1, ALLOCATION_V1, JUMP_V1, HEADLINE_V1,
)  # fmt: skip
COVERAGE_LEVEL = 2


def edition_tables(edition: Edition, *, say: Translator) -> tuple[ResultTable, ...]:
    """All tables about an edition: ``edition_tables``, ``row_account``, ``coverage``, ``edition_columns``, ``flags`` and
    ``parameter_sets``; they say where figures come from and hold no figure of a region.
    """
    return (
        _tables(edition, say),
        _row_account(edition, say),
        _coverage(edition, say),
        _columns(edition, say),
        _flags(say),
        _parameters(say),
    )


def _tables(edition: Edition, say: Translator) -> ResultTable:
    columns = (
        Column(name="table", words=say.text("Table"), role="key"),
        Column(name="title", words=say.text("What it holds"), role="label"),
        Column(name="publisher", words=say.text("Publisher"), role="label"),
        Column(name="table_code", words=say.text("Table of the publisher"), role="label"),
        Column(name="vintage", words=say.text("Vintage"), role="label"),
        Column(name="licence", words=say.text("Licence"), role="label"),
        Column(name="attribution", words=say.text("To be named as"), role="label"),
        Column(name="n_rows", words=say.text("Rows"), digits=0),
        Column(name="sha256", words=say.text("Hash"), role="key"),
    )
    records = [
        {"table": name, **{column.name: getattr(entry, column.name) for column in columns[1:]}}
        for name, entry in sorted(edition.tables.items())
    ]
    return ResultTable.from_records(
        "edition_tables",
        say.text("Tables of edition %(edition)s", edition=edition.id),
        columns,
        records,
        sources=tuple(edition.provenance(name).citation for name in sorted(edition.tables)),
        parameters={"edition": edition.id, "built_by": edition.built_by},
    )


def _row_account(edition: Edition, say: Translator) -> ResultTable:
    records: list[dict[str, Any]] = []
    for name, entry in sorted(edition.tables.items()):
        account = entry.row_account
        rows = [("read", account.get("read")), ("kept", account.get("kept")), ("merged", account.get("merged"))]
        rejected = account.get("rejected") or {}
        rows += [(f"rejected: {reason}", count) for reason, count in sorted(rejected.items())]
        records += [
            {"table": name, "title": entry.title, "fate": fate, "fate_label": _fate_words(fate, say), "cells": count}
            for fate, count in rows
            if isinstance(count, int)
        ]
    columns = (
        Column(name="table", words=say.text("Table"), role="key"),
        Column(name="title", words=say.text("What it holds"), role="label"),
        Column(name="fate", words=say.text("Code of what became of them"), role="key"),
        Column(name="fate_label", words=say.text("What became of the cells"), role="label"),
        Column(name="cells", words=say.text("Cells"), digits=0),
    )
    return ResultTable.from_records(
        "row_account",
        say.text("What was read, kept and rejected"),
        columns,
        records,
        parameters={"edition": edition.id},
    )


def _fate_words(fate: str, say: Translator) -> str:
    """What became of cells, in words; a reason that an edition names by itself is shown as it names it."""
    reason = fate.removeprefix("rejected: ")
    words = {
        "read": say.text("read"),
        "kept": say.text("kept"),
        "merged": say.text("merged with another cell"),
        "activity_not_used": say.text("rejected: another activity than those used"),
        "age_group_not_used": say.text("rejected: another age group than those used"),
        "double_code": say.text("rejected: the code stands twice"),
        "group_level": say.text("rejected: a group, where divisions are used"),
        "indicator_not_used": say.text("rejected: another indicator than those used"),
        "level_not_used": say.text("rejected: another level of regions than those used"),
        "negative_value": say.text("rejected: a negative figure, which cannot be"),
        "newer_file_counts": say.text("rejected: a newer file of the same source counts"),
        "no_figure": say.text("rejected: no figure"),
        "no_sum_limits_it": say.text("rejected: no sum limits it"),
        "not_a_country": say.text("rejected: not a country"),
        "refused_at_the_desk": say.text("rejected: refused at the data desk"),
        "region_not_in_nuts": say.text("rejected: a region that NUTS does not list"),
        "retired_code_split": say.text("rejected: a retired code whose region was split"),
        "series_not_used": say.text("rejected: another series than those used"),
        "sums_contradict": say.text("rejected: the sums contradict each other"),
        "unit_not_used": say.text("rejected: another unit than those used"),
    }
    return words.get(reason, fate.replace("_", " "))


def _coverage(edition: Edition, say: Translator) -> ResultTable:
    """For each country and year: regions with figures, and how many cells are known, hidden or not there."""
    landscape = kept(edition, ("landscape", COVERAGE_LEVEL), lambda: read_landscape(edition, level=COVERAGE_LEVEL))
    status = landscape.status["employment_persons"]
    known = ~np.isnan(landscape.values["employment_persons"])
    countries = np.array([code[:2] for code in landscape.regions])
    records = []
    for country in sorted(set(countries.tolist())):
        own = countries == country
        for y, year in enumerate(landscape.years):
            cells = status[y][own]
            records.append(
                {
                    "country": country,
                    "year": year,
                    "n_regions": int(own.sum()),
                    "n_with_figures": int(known[y][own].any(axis=1).sum()),
                    "n_known": int(known[y][own].sum()),
                    "n_hidden": int((cells == CellStatus.SUPPRESSED).sum()),
                    "n_cells": int(cells.size),
                }
            )
    columns = (
        Column(name="country", words=say.text("Country"), role="key"),
        Column(name="year", words=say.text("Year"), role="key", digits=0),
        Column(name="n_regions", words=say.text("Regions"), digits=0),
        Column(name="n_with_figures", words=say.text("Regions with figures"), digits=0),
        Column(name="n_known", words=say.text("Figures published"), digits=0),
        Column(name="n_hidden", words=say.text("Hidden to protect firms"), digits=0),
        Column(name="n_cells", words=say.text("Cells"), digits=0),
    )
    return ResultTable.from_records(
        "coverage",
        say.text("Persons employed: what is published, by country and year"),
        columns,
        records,
        sources=(landscape.provenance.citation,),
        parameters={"edition": edition.id, "level": COVERAGE_LEVEL},
    )


def _columns(edition: Edition, say: Translator) -> ResultTable:
    records = [
        {"table": name, "column": column, "meaning": meaning}
        for name, entry in sorted(edition.tables.items())
        for column, meaning in sorted(entry.columns.items())
    ]
    columns = (
        Column(name="table", words=say.text("Table"), role="key"),
        Column(name="column", words=say.text("Column"), role="key"),
        Column(name="meaning", words=say.text("What stands in it"), role="label"),
    )
    return ResultTable.from_records("edition_columns", say.text("What stands in which column"), columns, records)


def _flags(say: Translator) -> ResultTable:
    columns = (
        Column(name="letter", words=say.text("Flag"), role="key"),
        Column(name="meaning", words=say.text("Meaning"), role="label"),
    )
    records = [{"letter": letter, "meaning": say.text(words)} for letter, words in sorted(FLAG_MEANINGS.items())]
    return ResultTable.from_records("flags", say.text("Flags of the source"), columns, records)


def _parameters(say: Translator) -> ResultTable:
    records = []
    for chosen in PARAMETER_SETS:
        version = chosen.version
        for field in fields(chosen):
            if field.name != "version":
                records.append({"set": version, "parameter": field.name, "value": _plain(getattr(chosen, field.name))})
    columns = (
        Column(name="set", words=say.text("Parameter set"), role="key"),
        Column(name="parameter", words=say.text("Parameter"), role="key"),
        Column(name="value", words=say.text("Value"), role="label"),
    )
    return ResultTable.from_records("parameter_sets", say.text("Parameters of the methods"), columns, records)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {_plain(part)}" for key, part in value.items())
    if isinstance(value, tuple | list | frozenset | set):
        return ", ".join(_plain(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
