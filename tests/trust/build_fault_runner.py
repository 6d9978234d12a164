"""Builds that are killed at a chosen boundary, each in a process of its own; run by ``test_build_faults.py``.

This process imports everything but touches no table, so that a fork of it is a fresh process without the cost of starting.
Arguments: folder of raw files, folder of editions, mode (``clean``, ``kill`` or ``torn``), number of the boundary.
One line of JSON arrives on standard input per build, and one goes out per build.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars  # noqa: F401  (imported before the fork, unused until after it)
import scipy.optimize
import scipy.sparse.csgraph  # noqa: F401

from clustrat.store import durable
from clustrat.study.tables import build_edition

KILLED = 9


class Boundaries:
    """Counts writes, syncs and renames, and ends the process at the chosen one."""

    def __init__(self, mode: str, number: int) -> None:
        self.mode, self.number, self.count = mode, number, 0
        self.names: list[str] = []

    def around(self, name: str, operation: Callable[..., None]) -> Callable[..., None]:
        """The operation, after counting it."""

        def run(path: Path, *rest: Any) -> None:
            self.count += 1
            self.names.append(f"{name} {path.name}")
            if self.count == self.number and self.mode == "kill":
                os._exit(KILLED)
            if self.count == self.number and self.mode == "torn":
                if name == "write":
                    path.write_bytes(rest[0][: len(rest[0]) // 2])
                else:
                    operation(path, *rest)
                os._exit(KILLED)
            operation(path, *rest)

        return run


def build(raw: Path, root: Path, mode: str, number: int, report: int) -> None:
    """One build in this process; the names of its boundaries go to the parent."""
    boundaries = Boundaries(mode, number)
    durable._write = boundaries.around("write", durable._write)
    durable._sync = boundaries.around("sync", durable._sync)
    durable._rename = boundaries.around("rename", durable._rename)
    build_edition(raw, root=root, n_processes=1)
    os.write(report, json.dumps(boundaries.names).encode())


def main() -> None:
    """Serve builds until standard input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        receive, send = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                build(Path(order["raw"]), Path(order["root"]), order["mode"], order["number"], send)
                status = 0
            finally:
                os._exit(status)
        os.close(send)
        _, status = os.waitpid(child, 0)
        with os.fdopen(receive, "rb") as pipe:
            names = pipe.read().decode()
        print(json.dumps({"exit": os.waitstatus_to_exitcode(status), "names": json.loads(names or "[]")}), flush=True)


if __name__ == "__main__":
    main()
