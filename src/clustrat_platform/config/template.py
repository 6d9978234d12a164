"""The pre-migrated database: a first start on SQLite copies it instead of taking some 250 steps.

``python -m clustrat_platform template`` brings the file in the package up to date: it unpacks the former one, takes the
steps that are missing, and packs the outcome. A site whose package has newer steps than its template takes the rest at
start.
"""

from __future__ import annotations

import lzma
import os
import sqlite3
import tempfile
from importlib.resources import files
from pathlib import Path

from clustrat.errors import StorageError

__all__ = ["TEMPLATE", "lay_template", "pack", "rows_of", "schema_of", "steps_of"]

TEMPLATE = Path(str(files("clustrat_platform") / "data" / "site_template.sqlite3.xz"))
#: Tables whose rows differ from one build to the next without meaning anything.
OF_THE_MOMENT = ("django_session", "sqlite_sequence")
#: Columns of the same kind: when a step was taken, random ids of first pages.
COLUMNS_OF_THE_MOMENT = frozenset(
    {"applied", "translation_key", "uuid", "captured_at", "salt", "created_at", "last_translations_updated_at"}
)


def lay_template(target: Path) -> None:
    """Put the pre-migrated database at ``target``: whole or not at all, never over a database that is there.

    Raises
    ------
    StorageError
        If a file is there already, or the disk refuses.
    """
    if target.exists():
        raise StorageError(f"{target} is there already; the template is only for a first start.")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".site-", suffix=".sqlite3")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(lzma.decompress(TEMPLATE.read_bytes()))
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o600)
        # A hard link fails where something is; a rename would replace it.
        os.link(name, target)
    except FileExistsError as error:
        raise StorageError(f"{target} is there already; another process was faster.") from error
    except OSError as error:
        raise StorageError(f"{target} could not be written: {error}.") from error
    finally:
        Path(name).unlink(missing_ok=True)


def pack(database: Path, target: Path = TEMPLATE) -> int:
    """Write ``database`` as the template, with all dates of steps alike; returns the bytes of the file."""
    connection = sqlite3.connect(database)
    try:
        connection.execute("UPDATE django_migrations SET applied = '2026-01-01 00:00:00'")
        connection.execute("DELETE FROM django_session")
        connection.commit()
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
    finally:
        connection.close()
    packed = lzma.compress(database.read_bytes(), preset=9)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(packed)
    return len(packed)


def steps_of(database: Path) -> set[tuple[str, str]]:
    """The steps that a database has taken: application and name."""
    return {(str(app), str(name)) for app, name in _rows(database, "SELECT app, name FROM django_migrations")}


def schema_of(database: Path) -> dict[str, str]:
    """Name -> SQL of every table, index and trigger."""
    rows = _rows(database, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {str(name): " ".join(str(sql).split()) for name, sql in rows}


def rows_of(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Table -> its rows, but for columns that only tell the moment of the build."""
    tables = _rows(
        database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%!_fts%' ESCAPE '!'"
    )
    content = {}
    for (table,) in tables:
        if table in OF_THE_MOMENT:
            continue
        columns = [
            str(column[1])
            for column in _rows(database, f'PRAGMA table_info("{table}")')
            if column[1] not in COLUMNS_OF_THE_MOMENT and not str(column[1]).endswith("_at") and column[1] != "id"
        ]
        named = ", ".join(f'"{column}"' for column in columns) or "1"
        content[str(table)] = sorted(_rows(database, f'SELECT {named} FROM "{table}"'), key=repr)  # noqa: S608
    return content


def _rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()
