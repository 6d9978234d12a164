"""Backup and restore: the database first and the files after, each with its hash; erasures are repeated, the loss is told."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clustrat.errors import StorageError
from clustrat_platform.config.surroundings import Surroundings, database_of

__all__ = ["back_up", "bring_back", "ledger_of_erasures"]


def back_up(it: Surroundings, target: Path) -> dict[str, Any]:
    """Copy a site, which may go on running, into the new folder ``target``; returns the manifest.

    Raises
    ------
    StorageError
        If ``target`` is there already, or a copy fails.
    """
    try:
        target.mkdir(parents=True)
    except FileExistsError as error:
        raise StorageError(f"{target} is there already; give a folder that does not exist yet.") from error
    began = datetime.now(UTC)
    if it.database_url:
        _run(it, ["pg_dump", "--format=custom", "--no-owner", "--file", str(target / "site.dump")])
    else:
        # SQLite's own copy: consistent, while others write.
        with (
            closing(sqlite3.connect(f"file:{it.folder / 'site.sqlite3'}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target / "site.sqlite3")) as copy,
        ):
            source.backup(copy)
    if (it.folder / "media").is_dir():
        shutil.copytree(it.folder / "media", target / "media")
    manifest = {
        "began_at": began.isoformat(),
        "database": "postgresql" if it.database_url else "sqlite",
        "files": {
            str(path.relative_to(target)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(target.rglob("*"))
            if path.is_file()
        },
    }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def bring_back(it: Surroundings, source: Path, *, erasures: Path | None = None) -> str:
    """Restore onto an empty site, after every hash was checked; says what was done.

    Raises
    ------
    StorageError
        If the site is not empty, or a file of the backup is not the one that was written.
    """
    manifest = json.loads((source / "manifest.json").read_text(encoding="utf-8"))
    for name, known in manifest["files"].items():
        path = source / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != known:
            raise StorageError(f"{name} of the backup in {source} is missing or not the file that was written.")
    if manifest["database"] != ("postgresql" if it.database_url else "sqlite"):
        raise StorageError(f"The backup is of {manifest['database']}, but the site is to run on another database.")
    database = it.folder / "site.sqlite3"
    if not it.database_url and database.exists():
        raise StorageError(f"{database} is there already; a restore goes onto an empty site.")
    it.folder.mkdir(parents=True, exist_ok=True)
    if it.database_url:
        _run(
            it,
            [
                "pg_restore",
                "--no-owner",
                "--exit-on-error",
                "--single-transaction",
                "--dbname",
                database_of(it)["NAME"],
                str(source / "site.dump"),
            ],
        )
    else:
        shutil.copyfile(source / "site.sqlite3", database)
        database.chmod(0o600)
    if (source / "media").is_dir():
        shutil.copytree(source / "media", it.folder / "media", dirs_exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustrat_platform.config.settings")
    import django

    django.setup()
    from clustrat_platform.base.actions import note_restore
    from clustrat_platform.base.chain import verify

    ledger = json.loads(erasures.read_text(encoding="utf-8")) if erasures else []
    n_erased = note_restore(
        by=None, erasures=ledger, reason=f"A backup was restored; what happened after {manifest['began_at']} is lost."
    )
    report = verify()
    if not report.is_whole:
        raise StorageError(f"The audit chain of the backup is not whole: {report.faults[0].sentence}")
    return (
        f"Restored the state of {manifest['began_at']}; {len(manifest['files'])} hashes agree; the audit chain is whole "
        f"({report.n_sealed} links); {n_erased} erasures were repeated."
    )


def ledger_of_erasures(since: datetime) -> list[dict[str, str]]:
    """Erasures since a moment, to be kept outside the backup: what :func:`bring_back` repeats."""
    from clustrat_platform.base.models import AuditErasure

    rows = AuditErasure.objects.filter(erased_at__gte=since).select_related("entry")
    return [
        {"object_type": row.entry.object_type, "object_key": row.entry.object_key, "ground": row.ground} for row in rows
    ]


def _run(it: Surroundings, command: list[str]) -> None:
    entry = database_of(it)
    # By the environment: a password on the command line could be read by every user of the machine.
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {variable: str(entry[key]) for variable, key in names.items() if entry[key]}
    if entry["OPTIONS"].get("host"):
        environment["PGHOST"] = entry["OPTIONS"]["host"]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    except FileNotFoundError as error:
        raise StorageError(f"{command[0]} is not installed; it comes with the client of PostgreSQL.") from error
    except subprocess.CalledProcessError as error:
        raise StorageError(f"{command[0]} failed: {error.stderr.strip().splitlines()[-1]}") from error
