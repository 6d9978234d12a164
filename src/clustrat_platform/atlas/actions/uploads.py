"""What changes uploads at the data desk: each step is its own change, and the switch of the edition is the last of them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from clustrat.study.added_tables import folder_in_use, switch_edition
from clustrat_platform.atlas.actions.states import in_state
from clustrat_platform.atlas.models import DataUpload
from clustrat_platform.atlas.table_checks import check_mapping
from clustrat_platform.atlas.table_reading import kind_of
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.jobs import start_job
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid

__all__ = [
    "map_upload",
    "note_findings",
    "note_reading",
    "note_staged",
    "publish_upload",
    "refuse_upload",
    "roll_back_upload",
    "switch_upload",
    "upload_table",
]

State = DataUpload.State


@action(verb="atlas.upload", permission="atlas.upload", on="upload")
def upload_table(*, by: User | None, upload: DataUpload) -> DataUpload:
    """Keep a file as it came, and let a job read its columns.

    Raises
    ------
    Invalid
        It is no table, empty or too large.
    Conflict
        The same file is published already, or the table belongs to another territory.
    """
    data = bytes(upload.content)
    kind_of(upload.file_name, n_bytes=len(data))
    upload.sha256 = hashlib.sha256(data).hexdigest()
    upload.n_bytes = len(data)
    published = DataUpload.objects.filter(table=upload.table, state=State.PUBLISHED).order_by("-pk").first()
    if published is not None:
        if published.sha256 == upload.sha256:
            raise Conflict(detail=_("The same file is published already."), difference={"sha256": upload.sha256})
        if published.region_id != upload.region_id:
            raise Conflict(
                detail=_("The table '%(table)s' belongs to %(owner)s; choose another name.")
                % {"table": upload.table, "owner": published.region or _("the whole installation")},
            )
    upload.state = State.UPLOADED
    upload.columns, upload.sample, upload.mapping, upload.report = [], [], {}, {}
    upload.uploaded_by = by
    checked(upload)
    return _with_job(upload, by, "atlas.read_upload")


@action(verb="atlas.note_reading", permission="atlas.map_upload", on="upload")
def note_reading(
    *, by: User | None, upload: DataUpload, columns: list[str], sample: list[list[str]], n_rows: int
) -> DataUpload:
    """Write down which columns a file has, and its first rows."""
    now = in_state(upload, State.UPLOADED)
    now.columns, now.sample = columns, sample
    now.report = {"n_read": n_rows}
    return checked(now)


@action(verb="atlas.refuse_upload", permission="atlas.map_upload", on="upload")
def refuse_upload(*, by: User | None, upload: DataUpload, reason: str) -> DataUpload:
    """Refuse a file, with the sentence that says why."""
    now = in_state(upload, State.UPLOADED, State.MAPPED)
    now.state = State.REFUSED
    now.report = {"refused": reason}
    return checked(now)


@action(verb="atlas.map_upload", permission="atlas.map_upload", on="upload")
def map_upload(*, by: User | None, upload: DataUpload, mapping: dict[str, Any]) -> DataUpload:
    """Say what the columns mean, and let a job check every row: a dry run that publishes nothing.

    Raises
    ------
    Invalid
        A column is not there, or a meaning cannot be.
    """
    now = in_state(upload, State.UPLOADED, State.MAPPED, State.CHECKED)
    if not now.columns:
        raise Conflict(detail=_("The file is not read yet; wait for its job."))
    now.mapping = check_mapping(mapping, columns=now.columns)
    now.state = State.MAPPED
    now.report = {}
    checked(now)
    return _with_job(now, by, "atlas.check_upload")


@action(verb="atlas.note_findings", permission="atlas.map_upload", on="upload")
def note_findings(*, by: User | None, upload: DataUpload, report: dict[str, Any]) -> DataUpload:
    """Write down what was found; nothing is published by it."""
    now = in_state(upload, State.MAPPED)
    now.report = report
    now.state = State.CHECKED
    return checked(now)


@action(verb="atlas.ask_to_publish", permission="atlas.publish_upload", on="upload")
def publish_upload(*, by: User | None, upload: DataUpload, accept_loss: bool = False) -> DataUpload:
    """Let a job stage an edition with the table, verify it and switch to it.

    Raises
    ------
    Conflict
        Something in the table keeps it from being published, or rows were left out and nobody accepts it.
    """
    now = in_state(upload, State.CHECKED)
    faults = list(now.report.get("faults", []))
    if faults:
        raise Conflict(
            detail=_("The table cannot be published: %(fault)s") % {"fault": faults[0]}, difference={"faults": faults}
        )
    n_rejected = int(now.report.get("n_rejected", 0))
    if n_rejected and not accept_loss:
        raise Conflict(
            detail=_("%(n)s rows are left out; correct the file, or accept under your name that they are missing.")
            % {"n": n_rejected},
            difference={"rejected": n_rejected},
        )
    return _with_job(now, by, "atlas.publish_upload", accept_loss=accept_loss)


@action(verb="atlas.note_staged", permission="atlas.publish_upload", on="upload")
def note_staged(*, by: User | None, upload: DataUpload, folder: str, former: str) -> DataUpload:
    """Write down which edition was staged and which was in use, before anything is switched."""
    now = in_state(upload, State.CHECKED)
    if folder != former:
        now.former_edition = former
    now.edition = folder
    return checked(now)


@action(verb="atlas.publish", permission="atlas.publish_upload", on="upload")
def switch_upload(*, by: User | None, upload: DataUpload, root: Path) -> DataUpload:
    """Switch to the staged edition; whoever reads meanwhile keeps the edition they started with.

    The pointer is the truth: should this process end between the pointer and the commit, the same step can be taken again.

    Raises
    ------
    Invalid
        No edition was staged.
    """
    now = in_state(upload, State.CHECKED)
    if not now.edition:
        raise Invalid(detail=_("No edition was staged from this upload."), parameter="upload")
    now.state = State.PUBLISHED
    checked(now)
    switch_edition(root, now.edition)
    return now


@action(verb="atlas.roll_back", permission="atlas.roll_back_upload", on="upload")
def roll_back_upload(*, by: User | None, upload: DataUpload, root: Path, reason: str) -> DataUpload:
    """Switch back to the edition before; the edition with the table stays readable by its address.

    Raises
    ------
    Invalid
        No reason is given.
    Conflict
        Another edition has come into use since.
    """
    if not reason.strip():
        raise Invalid(detail=_("Say why the table is taken back."), parameter="reason")
    now = in_state(upload, State.PUBLISHED)
    in_use = folder_in_use(root)
    if in_use != now.edition:
        raise Conflict(
            detail=_("Another edition is in use since; take that one back first."), difference={"in_use": in_use}
        )
    now.state = State.ROLLED_BACK
    checked(now)
    switch_edition(root, now.former_edition)
    return now


def _with_job(upload: DataUpload, by: User | None, kind: str, **arguments: Any) -> DataUpload:
    upload.job = start_job(
        kind=kind, arguments={"upload": upload.pk, "by": by.pk if by else None, **arguments}, owner=by
    )
    return checked(upload)
