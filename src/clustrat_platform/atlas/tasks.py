"""What the worker does for the data desk and for lists of themes; each job with per cent, messages and a log."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from clustrat.errors import ClustratError
from clustrat.study.added_tables import folder_in_use, keep_edition, stage_edition
from clustrat.study.theme_ratings import rating_changes
from clustrat_platform.atlas.actions.uploads import (
    note_findings,
    note_reading,
    note_staged,
    refuse_upload,
    switch_upload,
)
from clustrat_platform.atlas.editions import current_edition
from clustrat_platform.atlas.models import DataUpload, ThemeDraft
from clustrat_platform.atlas.table_publishing import (
    added_table,
    checked_upload,
    desk_root,
    read_stored,
    report_of,
)
from clustrat_platform.atlas.theme_lists import base_of, theme_of_content
from clustrat_platform.base.jobs import Progress, job_kind
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid

__all__ = ["check", "compare_theme", "publish", "read"]

N_SAMPLE = 10


def _named(upload: int, by: int | None) -> tuple[DataUpload, User | None]:
    person = None if by is None else User.objects.get(pk=by)
    return DataUpload.objects.select_related("region").get(pk=upload), person


@job_kind("atlas.read_upload")
def read(progress: Progress, *, upload: int, by: int | None) -> dict[str, Any]:
    """Read the columns and first rows of a file; a file that is refused says why."""
    found, person = _named(upload, by)
    progress.report(percent=10, message=_("Reading the file in a process of its own."))
    try:
        table = read_stored(found)
    except Invalid as refusal:
        refuse_upload(by=person, upload=found, reason=refusal.detail)
        progress.report(percent=100, message=refusal.detail)
        return {"refused": refusal.detail}
    note_reading(by=person, upload=found, columns=table.columns, sample=table.rows[:N_SAMPLE], n_rows=len(table.rows))
    progress.report(percent=100, message=_("Read: %(n)s rows.") % {"n": len(table.rows)})
    return {"rows": len(table.rows)}


@job_kind("atlas.check_upload")
def check(progress: Progress, *, upload: int, by: int | None) -> dict[str, Any]:
    """Check every row, the secrecy of the whole, and the difference to the edition in use; publish nothing."""
    found, person = _named(upload, by)
    progress.report(percent=10, message=_("Reading the file."))
    checked = checked_upload(found)
    progress.report(percent=70, message=_("Comparing with the edition in use."))
    report = report_of(found, checked, current_edition())
    note_findings(by=person, upload=found, report=report)
    progress.report(
        percent=100,
        message=_("%(kept)s rows can be kept, %(rejected)s are left out.")
        % {"kept": report["n_kept"], "rejected": report["n_rejected"]},
    )
    return {"kept": report["n_kept"], "rejected": report["n_rejected"]}


@job_kind("atlas.publish_upload")
def publish(progress: Progress, *, upload: int, by: int | None, accept_loss: bool = False) -> dict[str, Any]:
    """Stage an edition with the table, verify it, and switch to it in one step; a fault leaves the edition in use."""
    found, person = _named(upload, by)
    root = desk_root()
    progress.report(percent=5, message=_("Checking the rows once more."))
    checked = checked_upload(found)
    if checked.faults:
        raise Conflict(detail=checked.faults[0])
    edition = current_edition()
    progress.report(percent=40, message=_("Keeping the edition in use, for the way back."))
    former = folder_in_use(root) or keep_edition(edition, root=root)
    progress.report(percent=55, message=_("Writing and verifying the new edition."))
    name = (str(person.pseudonym) if person else "the installation") if accept_loss else ""
    try:
        folder = stage_edition(edition, added_table(found, checked), root=root, accept_fewer_rows=name)
    except ClustratError as refusal:
        raise Conflict(detail=str(refusal)) from refusal
    note_staged(by=person, upload=found, folder=folder, former=former)
    progress.report(percent=90, message=_("Switching to the new edition."))
    switch_upload(by=person, upload=found, root=root)
    progress.report(percent=100, message=_("Edition %(name)s is in use.") % {"name": folder})
    return {"edition": folder, "former": former}


@job_kind("atlas.compare_theme")
def compare_theme(progress: Progress, *, draft: int) -> dict[str, Any]:
    """Rate all regions under a list and under the one that it departs from."""
    found = ThemeDraft.objects.get(pk=draft)
    edition = current_edition()
    progress.report(percent=10, message=_("Rating all regions under both lists."))
    try:
        changes = rating_changes(edition, base_of(found), theme_of_content(found.content))
    except ClustratError as refusal:
        progress.report(percent=100, message=str(refusal))
        return {"refused": str(refusal)}
    progress.report(percent=100, message=_("%(n)s regions are rated.") % {"n": len(changes.changes)})
    return {"edition": edition.id, "year": changes.year, "changes": [asdict(it) for it in changes.changes]}
