"""Files of an import: read by a process of their own, and their columns brought to the fields of the directory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clustrat.codes.lists import near_codes
from clustrat.sources.spreadsheet import MOST
from clustrat_platform.actors.import_child import SECONDS
from clustrat_platform.actors.models import DirectoryImport, fields_of
from clustrat_platform.base.problems import Invalid

__all__ = [
    "CORDIS_COLUMNS",
    "IDENTITY_FIELDS",
    "ReadSheet",
    "checked_mapping",
    "read_file",
    "refuse_size",
    "template_columns",
]

#: What an organisation is known by, beside the fields of its entry.
IDENTITY_FIELDS = (
    "name",
    "acronym",
    "other_names",
    "country",
    "postcode",
    "town",
    "address",
    "longitude",
    "latitude",
    "vat",
    "register",
    "ror",
    "cordis",
    "wikidata",
    "notified_body",
)
#: Field -> column of CORDIS's organization.csv.
CORDIS_COLUMNS = {
    "name": "name",
    "acronym": "shortName",
    "country": "country",
    "postcode": "postCode",
    "town": "city",
    "address": "street",
    "vat": "vatNumber",
    "cordis": "organisationID",
    "website": "organizationURL",
}
ANSWER_MAX = 400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSheet:
    """The names of the columns and the numbered rows, every cell as text."""

    columns: list[str]
    rows: list[tuple[int, list[str]]]
    encoding: str
    n_above: int


def template_columns(kind: str) -> list[str]:
    """The columns of our template for a kind of actor."""
    return [*IDENTITY_FIELDS, *fields_of(kind)]


def refuse_size(n_bytes: int) -> None:
    """Refuse an empty file or one that is too large, before it is kept.

    Raises
    ------
    Invalid
        With the size and the limit.
    """
    if not n_bytes:
        raise Invalid(detail=_("The file is empty."), parameter="file")
    if n_bytes > MOST["bytes"]:
        raise Invalid(
            detail=_("The file has %(n)s MB; %(max)s MB are allowed.")
            % {"n": -(-n_bytes // 1_000_000), "max": MOST["bytes"] // 1_000_000},
            parameter="file",
        )


def read_file(content: bytes, *, layout: str) -> ReadSheet:
    """Read a file in a process with limits on memory and time.

    Raises
    ------
    Invalid
        The file is refused, or the process came to its limits.
    """
    refuse_size(len(content))
    command = [sys.executable, "-I", "-m", "clustrat_platform.actors.import_child"]
    if layout == DirectoryImport.Layout.CORDIS:
        command.append("cordis")
    try:
        # No shell, a fixed command, and nothing of the surroundings but what Python needs.
        done = subprocess.run(  # noqa: S603
            command,
            input=content,
            capture_output=True,
            timeout=2 * SECONDS,
            check=False,
            env={"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise Invalid(
            detail=_("The file takes too long to read. Split it, or save it as CSV."), parameter="file"
        ) from None
    if done.returncode or len(done.stdout) > ANSWER_MAX:
        raise Invalid(
            detail=_("The file could not be read within its limits. Split it, or save it as CSV."), parameter="file"
        )
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Invalid(detail=answer["refused"], parameter="file")
    return ReadSheet(
        columns=list(answer["columns"]),
        rows=[(number, row) for number, row in answer["rows"]],
        encoding=answer["encoding"],
        n_above=answer["n_above"],
    )


def checked_mapping(
    layout: str, kind: str, columns: Sequence[str], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Field -> column of a file; for our template and for CORDIS it follows from the names of the columns.

    Raises
    ------
    Invalid
        Columns that the template does not have, with the nearest that it has; a column that must be there and is not; a column
        named for two fields.
    """
    allowed = template_columns(kind)
    if layout == DirectoryImport.Layout.CORDIS:
        missing = [
            column for field, column in CORDIS_COLUMNS.items() if column not in columns and field in ("name", "country")
        ]
        if missing:
            raise Invalid(
                detail=_("A file of organisations of CORDIS has the column '%(name)s'; this one has: %(columns)s.")
                % {"name": missing[0], "columns": ", ".join(columns)[:300]},
                parameter="file",
            )
        return {field: column for field, column in CORDIS_COLUMNS.items() if column in columns}
    if layout == DirectoryImport.Layout.TEMPLATE:
        unknown = [column for column in columns if column not in allowed]
        if unknown:
            told = []
            for column in unknown[:5]:
                near = near_codes(column.strip().lower(), allowed)
                told.append(f"'{column}' ({near[0]}?)" if near else f"'{column}'")
            raise Invalid(
                detail=_("The template does not have these columns: %(names)s. Rename or remove them.")
                % {"names": ", ".join(told)},
                parameter="file",
                allowed=allowed,
            )
        mapping = {column: column for column in columns}
    else:
        mapping = {field: column for field, column in (given or {}).items() if column}
        if wrong := [field for field in mapping if field not in allowed]:
            raise Invalid(detail=_("There is no field '%(name)s'.") % {"name": wrong[0][:80]}, parameter=wrong[0][:80])
        if absent := [column for column in mapping.values() if column not in columns]:
            raise Invalid(
                detail=_("The file has no column '%(name)s'.") % {"name": absent[0][:80]}, parameter="mapping"
            )
        if len(set(mapping.values())) < len(mapping):
            raise Invalid(detail=_("One column is named for two fields. Choose one of them."), parameter="mapping")
    if "name" not in mapping:
        raise Invalid(detail=_("Say which column holds the name of the organisation."), parameter="name")
    return mapping
