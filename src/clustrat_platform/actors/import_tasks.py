"""What the worker does for imports and duplicates; each job with per cent, messages and a log."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext as _

from clustrat.microdata.linkage import find_duplicates
from clustrat_platform.actors import actions
from clustrat_platform.actors.import_reading import checked_mapping, read_file
from clustrat_platform.actors.imports import look_at, organisation_records, postcodes_in_use
from clustrat_platform.actors.models import DirectoryImport
from clustrat_platform.base.jobs import Progress, job_kind
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Invalid
from clustrat_platform.organisations.models import Organisation

__all__ = ["apply_rows", "declare", "find_pairs", "look_at_rows", "read_columns"]

N_SAMPLE = 5


def declare() -> tuple[str, ...]:
    """The kinds of job here; that this module was read declares them."""
    return ("actors.read_import", "actors.look_at_import", "actors.apply_import", "actors.find_duplicates")


def _named(of: int, by: int | None) -> tuple[DirectoryImport, User | None]:
    return DirectoryImport.objects.get(pk=of), None if by is None else User.objects.get(pk=by)


@job_kind("actors.read_import")
def read_columns(progress: Progress, *, of: int, by: int | None) -> dict[str, Any]:
    """Read the columns and first rows; what needs no words about columns is looked at right away."""
    found, person = _named(of, by)
    progress.report(percent=10, message=_("Reading the file in a process of its own."))
    try:
        sheet = read_file(bytes(found.content), layout=found.layout)
        mapping = (
            None
            if found.layout == DirectoryImport.Layout.COLUMNS
            else checked_mapping(found.layout, found.kind, sheet.columns)
        )
    except Invalid as refusal:
        actions.refuse_import(by=person, of=found, reason=refusal.detail)
        progress.report(percent=100, message=refusal.detail)
        return {"refused": refusal.detail}
    told = {"n_rows": len(sheet.rows), "encoding": sheet.encoding, "n_above": sheet.n_above}
    sample = [[cell[:200] for cell in row] for _number, row in sheet.rows[:N_SAMPLE]]
    found = actions.note_reading(by=person, of=found, columns=sheet.columns, sample=sample, report=told)
    if mapping is not None:
        actions.map_import(by=person, of=found, mapping=mapping)
    progress.report(percent=100, message=_("Read: %(n)s rows.") % {"n": len(sheet.rows)})
    return told


@job_kind("actors.look_at_import")
def look_at_rows(progress: Progress, *, of: int, by: int | None) -> dict[str, Any]:
    """Say of every row what would become of it; nothing is written of them."""
    found, person = _named(of, by)
    progress.report(percent=2, message=_("Reading the file."))
    sheet = read_file(bytes(found.content), layout=found.layout)
    progress.report(percent=5, message=_("Checking the rows, and comparing them with the directory."))
    rows, report = look_at(
        found, sheet, by=person, table=postcodes_in_use(), report=lambda percent: progress.report(percent=percent)
    )
    progress.report(percent=90, message=_("Writing down what was found."))
    actions.note_look(by=person, of=found, rows=rows, report=report)
    progress.report(percent=100, message=_("%(n)s rows were looked at; nothing is written yet.") % {"n": len(rows)})
    return {"rows": len(rows), "outcomes": report["outcomes"]}


@job_kind("actors.apply_import")
def apply_rows(progress: Progress, *, of: int, by: int | None) -> dict[str, Any]:
    """Write all rows at once; should this end before, nothing was written."""
    found, person = _named(of, by)
    n = found.rows.count()
    progress.report(percent=10, message=_("Writing %(n)s rows, all at once or none.") % {"n": n})
    done = actions.apply_import(by=person, of=found)
    progress.report(percent=100, message=_("%(n)s new entries were written.") % {"n": done.report["n_written"]})
    return {"written": done.report["n_written"]}


@job_kind("actors.find_duplicates")
def find_pairs(progress: Progress, *, by: int | None) -> dict[str, Any]:
    """Look through all organisations for pairs that may be one; they wait for a person."""
    person = None if by is None else User.objects.get(pk=by)
    progress.report(percent=10, message=_("Reading the organisations."))
    organisations = (
        Organisation.objects.exclude(state=Organisation.State.WITHDRAWN)
        .select_related("region")
        .prefetch_related("names", "legal_ids", "sites")
    )
    records = organisation_records(organisations)
    progress.report(percent=30, message=_("Comparing %(n)s organisations.") % {"n": len(records)})
    found = find_duplicates(records)
    pairs = [
        {
            "left": int(pair.left.removeprefix("o:")),
            "right": int(pair.right.removeprefix("o:")),
            "tier": pair.tier,
            "probability": pair.probability,
            "evidence": [[a.field, a.degree, a.bits if math.isfinite(a.bits) else None] for a in pair.evidence],
            "may_be_automatic": pair.may_be_automatic,
        }
        for pair in found
    ]
    n_new = actions.note_pairs(by=person, pairs=pairs)
    progress.report(percent=100, message=_("%(n)s pairs, %(new)s of them new.") % {"n": len(pairs), "new": n_new})
    return {"pairs": len(pairs), "new": n_new}
