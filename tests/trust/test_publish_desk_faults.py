"""REL-1 at the data desk with its database: SIGKILL at every write, sync, rename and commit; old or new, and never one without the other."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

#: Making the site takes as long as all kills together; the quick tests kill a publish without its database.
pytestmark = pytest.mark.full
RUNNER = Path(__file__).with_name("desk_fault_runner.py")


class Desk:
    """The process that publishes on order."""

    def __init__(self, base: Path) -> None:
        self.base = base
        surroundings = {**os.environ, "POLARS_MAX_THREADS": "1"}
        subprocess.run([sys.executable, str(RUNNER), "prepare", str(base)], env=surroundings, check=True)
        self.process = subprocess.Popen(
            [sys.executable, str(RUNNER), str(base)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=surroundings,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def ask(self, **order: Any) -> dict[str, Any]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(
            json.dumps({key: str(it) if isinstance(it, Path) else it for key, it in order.items()}) + "\n"
        )
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def copy(self, target: Path) -> Path:
        """A copy of database and editions."""
        target.mkdir()
        for path in self.base.glob("site.sqlite3*"):
            shutil.copy(path, target / path.name)
        shutil.copytree(self.base / "editions", target / "editions")
        return target

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    running = Desk(tmp_path_factory.mktemp("desk"))
    yield running
    running.close()


def looked_at(desk: Desk, tmp_path: Path, *, torn: bool) -> list[str]:
    """Kill at each step, look, publish again, look again; returns where each kill ended."""
    clean = desk.copy(tmp_path / "clean")
    answer = desk.ask(folder=clean, number=0, torn=False)
    assert answer["exit"] == 0
    old, new = desk.ask(do="state", folder=desk.base), desk.ask(do="state", folder=clean)
    assert (old["state"], old["in_use"], new["state"]) == ("checked", "first", "published")
    assert set(new["tables"]) - set(old["tables"]) == {"core_desk__firms"}
    ends = []
    for number, name in enumerate(answer["names"], start=1):
        folder = desk.copy(tmp_path / f"killed-{number}")
        assert desk.ask(folder=folder, number=number, torn=torn)["exit"] == -signal.SIGKILL, name
        found = desk.ask(do="state", folder=folder)
        assert found["tables"] in (old["tables"], new["tables"]), f"mixed after a kill at {name}"
        is_new = found["tables"] == new["tables"]
        assert found["chain_is_whole"], name
        assert is_new or found["state"] == "checked", f"published without its edition after a kill at {name}"
        assert not is_new or found["edition"] == found["in_use"], (
            f"an edition in use that nothing tells of, after {name}"
        )
        if found["state"] == "checked":  # whoever looks at the desk sees that it is not done, and publishes again
            assert desk.ask(folder=folder, number=0, torn=False)["exit"] == 0, f"no second run after a kill at {name}"
        again = desk.ask(do="state", folder=folder)
        assert (again["state"], again["tables"], again["former"]) == ("published", new["tables"], "first"), name
        ends.append("new" if is_new else "old")
        shutil.rmtree(folder)
    assert ends == sorted(ends, reverse=True), "once new, always new"
    return ends


@pytest.mark.parametrize("torn", [False, True], ids=["killed before", "killed half-way"])
def test_killed_at_every_step_of_a_publish(desk: Desk, tmp_path: Path, torn: bool) -> None:
    ends = looked_at(desk, tmp_path, torn=torn)
    assert set(ends) == {"old", "new"}
