"""Results as files: tables that read the same everywhere, and folders that are whole or not there."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from clustrat.errors import DisclosureError, ParameterError, StorageError
from clustrat.evidence.disclosure import Certificate
from clustrat.evidence.result import ResultTable

__all__ = ["csv_bytes", "replace_bytes", "staged_folder", "write_bytes", "write_table"]

#: A text cell that begins with one of these would run as a formula in a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: The file by which a folder of ours is known.
MARK = "study.json"
CRLF = "\r\n"


def csv_bytes(table: ResultTable) -> bytes:
    """A table as CSV: UTF-8, one line feed per row, decimal point, full precision, empty where missing.

    A text cell that would run as a formula gets one leading apostrophe; numbers, negative ones too, stay numbers.
    """
    lines = _Lines()
    writer = csv.writer(lines, lineterminator=CRLF)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return "".join(lines.written).encode("utf-8")


class _Lines:
    """Lines that end in a line feed; the writer ends them in CRLF so that it quotes cells that hold either character."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, line: str) -> None:
        """Take one line."""
        self.written.append(line.removesuffix(CRLF) + "\n")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_table(table: ResultTable, *, certificate: Certificate, path: Path) -> None:
    """Write a table as CSV, with the certificate that it gives back no hidden figure.

    Raises
    ------
    DisclosureError
        The certificate is of another table.
    """
    if certificate.table_sha256 != table.sha256:
        raise DisclosureError(
            f"The certificate is not of table '{table.name}' as it is now. Certify the table again before writing it."
        )
    write_bytes(path, csv_bytes(table))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file to the disk; a full disk is said in a sentence."""
    try:
        with path.open("wb") as file:
            file.write(data)
            file.flush()
    except OSError as error:
        raise StorageError(
            f"{path.name} could not be written ({error.strerror}). Make room or choose another --out; nothing was left."
        ) from error


def replace_bytes(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it in whole; a former one stays until then."""
    if not path.parent.is_dir():
        raise ParameterError(f"There is no folder {path.parent}. Make it first, or choose another --out.")
    stage = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write_bytes(stage, data)
        stage.replace(path)
    finally:
        stage.unlink(missing_ok=True)


@contextmanager
def staged_folder(path: Path, *, mark: str = MARK) -> Iterator[Path]:
    """A folder to write into, which takes its place at the end, whole; on any error nothing is left.

    Parameters
    ----------
    path
        The folder to make. One that exists is replaced only if it is empty or a former result (holds ``mark``).
    mark
        The file by which a former result is known.

    Raises
    ------
    ParameterError
        ``path`` is a file, or a folder that holds something else.
    StorageError
        The folder cannot be made or moved.
    """
    if path.exists() and not (path.is_dir() and ((path / mark).exists() or not any(path.iterdir()))):
        raise ParameterError(
            f"{path} exists and is not the folder of a former {mark.removesuffix('.json')}. Choose another --out, or remove it yourself."
        )
    _clear_up(path)
    stage = path.parent / f".{path.name}.{os.getpid()}.tmp"
    made = [parent for parent in (path.parent, *path.parent.parents) if not parent.exists()]
    try:
        stage.mkdir(parents=True)
    except OSError as error:
        raise StorageError(f"{path} could not be made ({error.strerror}). Choose another --out.") from error
    try:
        yield stage
        _take_place(stage, path)
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        raise StorageError(
            f"{path} could not be written ({error.strerror}). Make room or choose another --out."
        ) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if not path.exists():
            for parent in made:
                with suppress(OSError):
                    parent.rmdir()


def _clear_up(path: Path) -> None:
    """Finish what a killed run has left: put a former folder back that had been set aside, remove its unfinished one."""
    if not path.parent.is_dir():
        return
    for left in sorted(path.parent.glob(f".{path.name}.*.tmp*")):
        owner = left.name.removeprefix(f".{path.name}.").partition(".")[0]
        if not owner.isdigit() or _is_running(int(owner)):
            continue
        if left.name.endswith(".old") and not path.exists():
            left.replace(path)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _take_place(stage: Path, path: Path) -> None:
    """Move the new folder in; the former one is set aside first and removed last."""
    former = path.parent / f"{stage.name}.old"
    if path.exists():
        path.replace(former)
    try:
        stage.replace(path)
    except OSError:
        if former.exists():
            former.replace(path)
        raise
    shutil.rmtree(former, ignore_errors=True)
