"""Publishes an upload at the desk with its database, each time in a process that is killed at a chosen step; see ``test_publish_desk_faults``.

Called with ``prepare`` it makes the site; without, this process imports everything but touches no table and holds no connection, so that
a fork of it is a fresh process. One line of JSON per publish: the folder with database and editions, the number of the step at which
SIGKILL comes (0: never), whether half of the bytes are written before.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

ROWS = b"geo,year,firms\nITH3,2015,30\nITH4,2015,12\nITH5,2015,:\n"
MAPPING = {
    "nuts": "geo", "year": "year", "value": "firms", "measure": "firms", "unit": "firms", "nuts_version": "2013", "nace_version": "2",
}  # fmt: skip


def set_up(folder: Path) -> None:
    """Django over the site in ``folder``; files are read in this process, since the other has tests of its own."""
    os.environ.update(
        CLUSTRAT_SITE=str(folder),
        CLUSTRAT_MODE="local",
        CLUSTRAT_EDITION=str(folder / "editions"),
        DJANGO_SETTINGS_MODULE="clustrat_platform.config.settings",
    )
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from clustrat_platform.atlas import table_publishing, tasks
    from clustrat_platform.atlas.table_child import read_csv
    from clustrat_platform.atlas.table_reading import ReadTable

    def here(data: bytes, *, name: str) -> ReadTable:
        head, *rows = read_csv(data)
        return ReadTable(columns=head, rows=rows)

    assert tasks
    table_publishing.read_upload = here


def prepare(folder: Path) -> None:
    """A site with an edition of one table and an upload that was checked."""
    from clustrat.store.catalog import CATALOG_FILE, catalog_bytes, open_edition, point_to
    from clustrat_platform.config.template import lay_template

    whole, name = open_edition(), "core_eurostat__patents"
    first = folder / "editions" / "first"
    first.mkdir(parents=True)
    entry = whole.tables[name]
    shutil.copy(whole.folder / entry.file, first / entry.file)
    edition = replace(whole, folder=first, tables=MappingProxyType({name: entry}))
    (first / CATALOG_FILE).write_bytes(catalog_bytes(edition))
    point_to(first.parent, "first")
    lay_template(folder / "site.sqlite3")
    set_up(folder)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from clustrat_platform.atlas.actions import uploads
    from clustrat_platform.atlas.models import DataUpload
    from clustrat_platform.base.jobs import run_job

    given = {
        "title": "Firms",
        "table": "firms",
        "publisher": "An office",
        "licence": "CC BY 4.0",
        "file_name": "firms.csv",
    }
    upload = uploads.upload_table(by=None, upload=DataUpload(**given, content=ROWS))
    run_job.func(upload.job.pk)
    upload = uploads.map_upload(by=None, upload=DataUpload.objects.get(), mapping=MAPPING)
    run_job.func(upload.job.pk)
    close()


def close() -> None:
    """Let no connection live over a fork."""
    from django.db import connections

    connections.close_all()


def turn_to(folder: Path) -> None:
    """Use another copy of the database and of the editions."""
    from django.db import connections

    connections["default"].settings_dict["NAME"] = str(folder / "site.sqlite3")
    os.environ["CLUSTRAT_EDITION"] = str(folder / "editions")


def state_of(folder: Path) -> dict[str, Any]:
    """What is true after a start: of the database, of the pointer, and of every byte of the edition in use."""
    from clustrat.store.catalog import open_edition, verify_edition
    from clustrat.study.added_tables import folder_in_use
    from clustrat_platform.atlas.models import DataUpload
    from clustrat_platform.base import chain

    turn_to(folder)
    upload = DataUpload.objects.get()
    edition = open_edition(folder / "editions")
    verify_edition(edition)
    found = {
        "state": upload.state,
        "edition": upload.edition,
        "former": upload.former_edition,
        "in_use": folder_in_use(folder / "editions"),
        "tables": {name: entry.sha256 for name, entry in edition.tables.items()},
        "chain_is_whole": chain.verify().is_whole,
    }
    close()
    return found


def publish(folder: Path, number: int, torn: bool, report: int) -> None:
    """One publish as the worker does it; the names of its steps go to the parent."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    from clustrat.store import durable
    from clustrat_platform.atlas.actions import uploads
    from clustrat_platform.atlas.models import DataUpload
    from clustrat_platform.base.jobs import run_job

    turn_to(folder)
    upload = uploads.publish_upload(by=None, upload=DataUpload.objects.get())
    names: list[str] = []

    def at(name: str) -> bool:
        names.append(name)
        return len(names) == number

    def around(name: str, operation: Callable[..., None]) -> Callable[..., None]:
        def step(path: Path, *rest: Any) -> None:
            if at(f"{name} {path.name}"):
                if torn and name == "write":
                    path.write_bytes(rest[0][: len(rest[0]) // 2])
                elif torn:
                    operation(path, *rest)
                os.kill(os.getpid(), signal.SIGKILL)
            operation(path, *rest)

        return step

    for name in ("_write", "_sync", "_rename"):
        setattr(durable, name, around(name.strip("_"), getattr(durable, name)))
    commit = BaseDatabaseWrapper._commit

    def killed_commit(wrapper: Any) -> Any:
        if at("commit"):
            if torn:
                commit(wrapper)
            os.kill(os.getpid(), signal.SIGKILL)
        return commit(wrapper)

    BaseDatabaseWrapper._commit = killed_commit
    run_job.func(upload.job.pk)
    os.write(report, json.dumps(names).encode())


def in_a_fork(work: Callable[[int], None]) -> tuple[int, Any]:
    """Let a child do it; its exit, and what it sent."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(send)
            status = 0
        finally:
            os._exit(status)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        sent = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(sent or "[]")


def main() -> None:
    """Prepare, or serve orders until standard input ends."""
    base = Path(sys.argv[-1])
    if sys.argv[1] == "prepare":
        prepare(base)
        return
    set_up(base)
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        folder = Path(order["folder"])
        if order.get("do") == "state":
            _exit, found = in_a_fork(
                lambda report, folder=folder: os.write(report, json.dumps(state_of(folder)).encode())
            )
            print(json.dumps(found), flush=True)
            continue
        number, torn = order["number"], order["torn"]
        ended, names = in_a_fork(
            lambda report, folder=folder, number=number, torn=torn: publish(folder, number, torn, report)
        )
        print(json.dumps({"exit": ended, "names": names}), flush=True)


if __name__ == "__main__":
    main()
