"""From an upload to an edition: where editions lie, what a checked upload adds, and how it differs from what is in use."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from clustrat.store.catalog import Edition, editions_folder
from clustrat.store.tables import read_table
from clustrat.study.added_secrecy import Key
from clustrat.study.added_tables import PREFIX, AddedTable, compare_frames
from clustrat_platform.atlas.editions import current_edition
from clustrat_platform.atlas.models import DataUpload
from clustrat_platform.atlas.table_checks import Checked, check_rows
from clustrat_platform.atlas.table_reading import ReadTable, read_upload
from clustrat_platform.base.problems import Conflict

__all__ = [
    "added_table",
    "checked_upload",
    "desk_root",
    "difference_of",
    "published_before",
    "read_stored",
    "report_of",
]


def desk_root() -> Path:
    """The folder in which this installation keeps its editions.

    Raises
    ------
    Conflict
        The surroundings name one edition, which no desk may replace.
    """
    named = os.environ.get("CLUSTRAT_EDITION")
    if not named:
        return editions_folder()
    if (Path(named) / "current").is_file():
        return Path(named)
    raise Conflict(
        detail=_(
            "This installation is tied to one edition (CLUSTRAT_EDITION); let that name a folder of editions instead."
        )
    )


def read_stored(upload: DataUpload) -> ReadTable:
    """The table of an upload, read from its bytes as they came."""
    return read_upload(bytes(upload.content), name=upload.file_name)


def checked_upload(upload: DataUpload) -> Checked:
    """Every row checked by the mapping and the territory of the upload."""
    region = upload.region
    territory = None if region is None else (region.nuts_version, region.code)
    return check_rows(
        read_stored(upload), upload.mapping, territory=territory, earlier=published_before(upload, current_edition())
    )


def published_before(upload: DataUpload, edition: Edition) -> dict[Key, float | None]:
    """The figures of the same quantity that the table of that name shows in an edition."""
    name = f"{PREFIX}{upload.table}"
    if name not in edition.tables:
        return {}
    rows = read_table(edition, name).select(["measure", "nuts_code", "nace_code", "year", "value"]).iter_rows()
    return {(row[1], row[2], row[3]): row[4] for row in rows if row[0] == upload.mapping.get("measure")}


def difference_of(upload: DataUpload, checked: Checked, edition: Edition) -> dict[str, Any]:
    """How the rows differ from the table of that name in an edition; from nothing, if it has none."""
    name = f"{PREFIX}{upload.table}"
    before = read_table(edition, name) if name in edition.tables else None
    found = asdict(compare_frames(name, before, checked.frame()))
    examples = [[" · ".join(str(it) for it in key if it != ""), old, new] for key, old, new in found["examples"]]
    return {**found, "examples": examples, "edition": edition.id}


def report_of(upload: DataUpload, checked: Checked, edition: Edition) -> dict[str, Any]:
    """Everything that was found, as it is kept and shown."""
    return {
        "n_read": checked.n_read,
        "n_kept": len(checked.rows),
        "n_rejected": checked.n_rejected,
        "n_findings": checked.n_findings,
        "findings": [it.as_dict() for it in checked.findings],
        "faults": checked.faults,
        "certificate": checked.certificate,
        "difference": difference_of(upload, checked, edition),
    }


def added_table(upload: DataUpload, checked: Checked) -> AddedTable:
    """What an upload adds to an edition, with the account of its rows."""
    account = {
        "read": checked.n_read,
        "kept": len(checked.rows),
        "rejected": {"refused_at_the_desk": checked.n_rejected} if checked.n_rejected else {},
    }
    versions = f"NUTS {upload.mapping['nuts_version']}, NACE Rev. {upload.mapping['nace_version']}"
    return AddedTable(
        name=f"{PREFIX}{upload.table}",
        title=upload.title,
        unit=upload.mapping["unit"],
        publisher=upload.publisher,
        licence=upload.licence,
        vintage=datetime.now(UTC).date().isoformat()
        if upload.created_at is None
        else upload.created_at.date().isoformat(),
        frame=checked.frame(),
        account=account,
        source_name=upload.file_name,
        source_sha256=upload.sha256,
        nuts_version=upload.mapping["nuts_version"],
        nace_version=upload.mapping["nace_version"],
        notes=(f"Uploaded at the data desk; codes of {versions}.",),
    )
