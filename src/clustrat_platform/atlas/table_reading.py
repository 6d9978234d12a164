"""Uploaded tables are read by a process of their own (:mod:`clustrat_platform.atlas.table_child`); here it is started and heard."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clustrat_platform.atlas.table_child import LIMITS
from clustrat_platform.base.problems import Invalid

__all__ = ["KINDS", "ReadTable", "kind_of", "read_upload"]

KINDS = ("csv", "xlsx")
#: Characters of the answer that are read: more than the cells of the largest table need.
ANSWER_MAX = 400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTable:
    """The names of the columns and the rows, every cell as text."""

    columns: list[str]
    rows: list[list[str]]


def kind_of(name: str, *, n_bytes: int) -> str:
    """``csv`` or ``xlsx``, by the name of the file.

    Raises
    ------
    Invalid
        It is another kind of file, empty or too large.
    """
    kind = name.rpartition(".")[2].lower()
    if kind not in KINDS:
        raise Invalid(
            detail=_("Upload a table as CSV or XLSX; '%(name)s' is neither.") % {"name": name[-60:]},
            parameter="file",
            allowed=list(KINDS),
        )
    if not n_bytes:
        raise Invalid(detail=_("The file is empty."), parameter="file")
    if n_bytes > LIMITS["bytes"]:
        raise Invalid(
            detail=_("The file has %(n)s MB; %(max)s MB are allowed.")
            % {"n": -(-n_bytes // 1_000_000), "max": LIMITS["bytes"] // 1_000_000},
            parameter="file",
        )
    return kind


def read_upload(data: bytes, *, name: str) -> ReadTable:
    """Read a table in a process with limits on memory and time.

    Raises
    ------
    Invalid
        The file is refused, or the process came to its limits.
    """
    kind = kind_of(name, n_bytes=len(data))
    command = [sys.executable, "-I", "-m", "clustrat_platform.atlas.table_child", kind]
    try:
        # No shell, a fixed command, and nothing of the surroundings but what Python needs.
        done = subprocess.run(  # noqa: S603
            command,
            input=data,
            capture_output=True,
            timeout=2 * LIMITS["seconds"],
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
    return ReadTable(columns=answer["columns"], rows=answer["rows"])
