"""Publishes a table at the desk, each time in a process of its own that is killed at a chosen boundary; see ``test_publish_faults``.

This process imports everything but touches no table, so that a fork of it is a fresh process. One line of JSON per publish:
folder of editions, number of the boundary at which SIGKILL comes (0: never), whether half of the bytes are written before.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from clustrat.store import durable
from clustrat.store.catalog import open_edition
from clustrat.study.added_tables import AddedTable, folder_in_use, keep_edition, stage_edition, switch_edition


def table() -> AddedTable:
    """Three rows of a small table."""
    regions = ["ITH1", "ITH2", "ITH3"]
    frame = pl.DataFrame(
        {"measure": ["firms"] * 3, "nuts_code": regions, "nace_code": [""] * 3, "year": [2020] * 3,
         "value": [1.0, 2.0, 3.0], "flag": [""] * 3},
        schema_overrides={"year": pl.Int16},
    )  # fmt: skip
    return AddedTable(
        name="core_desk__firms", title="Firms", unit="firms", publisher="An office", licence="CC BY 4.0", vintage="2026-01-01",
        frame=frame, account={"read": 3, "kept": 3, "rejected": {}}, source_name="firms.csv", source_sha256="0" * 64,
    )  # fmt: skip


def publish(root: Path) -> None:
    """What the job of the desk does with files: keep the edition in use, stage, switch."""
    edition = open_edition(root)
    if not folder_in_use(root):
        keep_edition(edition, root=root)
    switch_edition(root, stage_edition(edition, table(), root=root))


def run(root: Path, number: int, torn: bool, report: int) -> None:
    """One publish; the names of the boundaries go to the parent."""
    names: list[str] = []

    def around(name: str, operation: Callable[..., None]) -> Callable[..., None]:
        def step(path: Path, *rest: Any) -> None:
            names.append(f"{name} {path.name}")
            if len(names) == number:
                if torn and name == "write":
                    path.write_bytes(rest[0][: len(rest[0]) // 2])
                elif torn:
                    operation(path, *rest)
                os.kill(os.getpid(), signal.SIGKILL)
            operation(path, *rest)

        return step

    for name in ("_write", "_sync", "_rename"):
        setattr(durable, name, around(name.strip("_"), getattr(durable, name)))
    publish(root)
    os.write(report, json.dumps(names).encode())


def main() -> None:
    """Serve orders until standard input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        receive, send = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                run(Path(order["root"]), order["number"], order["torn"], send)
                status = 0
            finally:
                os._exit(status)
        os.close(send)
        _, status = os.waitpid(child, 0)
        with os.fdopen(receive, "rb") as pipe:
            names = json.loads(pipe.read().decode() or "[]")
        print(json.dumps({"exit": os.waitstatus_to_exitcode(status), "names": names}), flush=True)


if __name__ == "__main__":
    main()
