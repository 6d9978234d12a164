"""REL-1 at the data desk: SIGKILL at every write, sync and rename of a publish leaves the old edition or the new one, never a mix."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from clustrat.store.catalog import CATALOG_FILE, catalog_bytes, open_edition, point_to, verify_edition

RUNNER = Path(__file__).with_name("publish_fault_runner.py")


class Desk:
    """The process that forks a publish per order."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "POLARS_MAX_THREADS": "1"},
        )  # fmt: skip

    def publish(self, root: Path, number: int = 0, *, torn: bool = False) -> dict[str, Any]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"root": str(root), "number": number, "torn": torn}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    running = Desk()
    yield running
    running.close()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of editions with one small edition in use."""
    whole, name = open_edition(), "core_eurostat__patents"
    folder = tmp_path_factory.mktemp("editions") / "first"
    folder.mkdir()
    entry = whole.tables[name]
    shutil.copy(whole.folder / entry.file, folder / entry.file)
    edition = replace(whole, folder=folder, tables=MappingProxyType({name: entry}))
    (folder / CATALOG_FILE).write_bytes(catalog_bytes(edition))
    point_to(folder.parent, "first")
    return folder.parent


def hashes(root: Path) -> dict[str, str]:
    """What a reader of the edition in use gets, every byte verified."""
    edition = open_edition(root)
    verify_edition(edition)
    return {name: entry.sha256 for name, entry in edition.tables.items()}


@pytest.mark.parametrize("torn", [False, True], ids=["killed before", "killed half-way"])
def test_killed_at_every_boundary_old_or_new_and_a_second_run_finishes(
    desk: Desk, old: Path, tmp_path: Path, torn: bool
) -> None:
    clean = shutil.copytree(old, tmp_path / "clean")
    answer = desk.publish(clean)
    assert answer["exit"] == 0
    before, after = hashes(old), hashes(clean)
    assert set(after) - set(before) == {"core_desk__firms"}
    names = answer["names"]
    assert any(name.startswith("rename .current") for name in names)
    outcomes = []
    for number in range(1, len(names) + 1):
        root = shutil.copytree(old, tmp_path / f"killed-{number}")
        assert desk.publish(root, number, torn=torn)["exit"] == -signal.SIGKILL, names[number - 1]
        found = hashes(root)
        assert found in (before, after), f"mixed after a kill at {names[number - 1]}"
        outcomes.append(found == after)
        assert desk.publish(root)["exit"] == 0, f"no second run after a kill at {names[number - 1]}"
        assert hashes(root) == after
        shutil.rmtree(root)
    assert outcomes == sorted(outcomes), "once new, always new"
    assert not outcomes[0]
