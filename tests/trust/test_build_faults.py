"""REL-1, REL-2, REL-9: whatever ends a build, the edition in use is the old one or the new one, and a re-run finishes."""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clustrat.errors import EditionError, SourceError, StorageError
from clustrat.store import durable
from clustrat.store.catalog import open_edition, verify_edition
from clustrat.study import tables
from clustrat.study.tables import build_edition

RUNNER = Path(__file__).with_name("build_fault_runner.py")
KILLED = 9


class Builds:
    """The process that forks a build per order."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip

    def build(self, raw: Path, root: Path, mode: str = "clean", number: int = 0) -> dict:
        order = {"raw": str(raw), "root": str(root), "mode": mode, "number": number}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def builds():
    server = Builds()
    yield server
    server.close()


@pytest.fixture(scope="module")
def raw(raw_files, tmp_path_factory) -> Path:
    return raw_files.write_small_raw_files(tmp_path_factory.mktemp("raw") / "new")


@pytest.fixture(scope="module")
def old_raw(raw_files, raw, tmp_path_factory) -> Path:
    """The raw files of the former edition: the same, but for one figure."""
    folder = tmp_path_factory.mktemp("raw") / "old"
    shutil.copytree(raw, folder)
    cells = raw_files.regional_cells()
    cells["C10,V16110,ITH4"][0] = "777 "
    raw_files.write_tsv(folder / "sbs_r_nuts06_r2.tsv.gz", r"nace_r2,indic_sb,geo\time", cells)
    return folder


@pytest.fixture(scope="module")
def old_root(builds, old_raw, tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("root") / "old"
    assert builds.build(old_raw, root)["exit"] == 0
    return root


@pytest.fixture(scope="module")
def clean(builds, raw, old_root, tmp_path_factory):
    """A clean build over the former edition: its boundaries and its hashes."""
    root = tmp_path_factory.mktemp("root") / "clean"
    shutil.copytree(old_root, root)
    answer = builds.build(raw, root)
    assert answer["exit"] == 0
    return answer["names"], hashes(root)


def hashes(root: Path) -> dict[str, str]:
    edition = open_edition(root)
    verify_edition(edition)
    return {name: entry.sha256 for name, entry in edition.tables.items()}


def test_a_build_crosses_the_boundaries_it_should(clean):
    names, _ = clean
    assert [name.split()[0] for name in names[:2]] == ["write", "sync"]
    assert names[-4:] == ["write .current.new", "sync .current.new", "rename .current.new", names[-1]]
    written = [name for name in names if name.startswith("write")]
    synced = [name for name in names if name.startswith("sync")]
    for name in written:
        assert name.replace("write", "sync") in synced, f"{name} is never forced to the disk"
    assert names.index("write edition.json") > max(names.index(n) for n in written if n.endswith(".parquet"))


@pytest.mark.parametrize("mode", ["kill", pytest.param("torn", marks=pytest.mark.full)])
def test_killed_at_every_boundary_the_edition_is_old_or_new_and_a_re_run_finishes(
    builds, raw, old_root, clean, tmp_path, mode
):
    names, new = clean
    old = hashes(old_root)
    switch = names.index("rename .current.new") + 1
    for number in range(1, len(names) + 1):
        root = tmp_path / str(number)
        shutil.copytree(old_root, root)
        assert builds.build(raw, root, mode, number)["exit"] == KILLED, names[number - 1]
        found = hashes(root)
        is_switched = number > switch or (number == switch and mode == "torn")
        assert found == (new if is_switched else old), f"killed at {number}, {names[number - 1]}"
        # A re-run costs a whole build: every other place here, every fourth where a write was torn.
        if number % (2 if mode == "kill" else 4) == 0:
            assert builds.build(raw, root)["exit"] == 0
            assert hashes(root) == new, f"re-run after {number}, {names[number - 1]}"
            left = sorted(path.name for path in root.iterdir() if path.name.startswith("."))
            assert left in ([".lock"], [".current.new", ".lock"]), left
        shutil.rmtree(root)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_full_or_failing_disk_at_any_boundary_is_a_sentence_and_the_old_edition_stays(
    raw, old_root, clean, tmp_path, monkeypatch, number
):
    names, new = clean
    old = hashes(old_root)
    for step in ("_context", "_bounds", "harmonise_regional"):
        monkeypatch.setattr(tables, step, remembered(getattr(tables, step)))
    for place in range(1, len(names) + 1):
        is_last = place == len(names)
        root = tmp_path / str(place)
        shutil.copytree(old_root, root)
        with monkeypatch.context() as patch:
            counter = Counter(place, number)
            for name in ("_write", "_sync", "_rename"):
                patch.setattr(durable, name, counter.around(getattr(durable, name)))
            state = "The new file is in place" if is_last else "The edition in use is as it was"
            with pytest.raises(StorageError, match=state):
                build_edition(raw, root=root, n_processes=1)
        assert hashes(root) == (new if is_last else old), names[place - 1]
        assert not (root / ".staging").exists()
        build_edition(raw, root=root, n_processes=1)
        assert hashes(root) == new, names[place - 1]


class Counter:
    """Raises an error of the disk at one boundary."""

    def __init__(self, place: int, number: int) -> None:
        self.place, self.number, self.count = place, number, 0

    def around(self, operation):
        def run(*args):
            self.count += 1
            if self.count == self.place:
                raise OSError(self.number, os.strerror(self.number))
            return operation(*args)

        return run


def remembered(function):
    """The first answer again and again: the figures do not depend on where the disk fails."""
    answers = []

    def run(*args):
        if not answers:
            answers.append(function(*args))
        return answers[0]

    return run


def test_sigkill_from_outside_in_the_middle_leaves_the_old_edition(builds, raw, old_root, clean, tmp_path):
    """A real SIGKILL of the command, at a moment the command does not choose."""
    root = tmp_path / "root"
    shutil.copytree(old_root, root)
    code = (
        "from pathlib import Path; from clustrat.study.tables import build_edition; "
        f"build_edition(Path({str(raw)!r}), root=Path({str(root)!r}), n_processes=1)"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 30
    while not (root / ".staging").exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    assert hashes(root) in (hashes(old_root), clean[1])
    assert builds.build(raw, root)["exit"] == 0
    assert hashes(root) == clean[1]


def test_a_build_twice_in_one_folder_is_one_edition(builds, raw, clean, tmp_path):
    root = tmp_path / "root"
    for _ in range(2):
        assert builds.build(raw, root)["exit"] == 0
    assert len([path for path in root.iterdir() if path.is_dir()]) == 1
    assert hashes(root) == clean[1]


def test_a_damaged_edition_of_the_same_name_is_made_again(builds, raw, clean, tmp_path):
    root = tmp_path / "root"
    builds.build(raw, root)
    table = open_edition(root).folder / "core_eurostat__gdp.parquet"
    table.write_bytes(b"damaged")
    with pytest.raises(EditionError):
        open_edition(root)
    assert builds.build(raw, root)["exit"] == 0
    assert hashes(root) == clean[1]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("missing", r"lacks 1 of 9 raw files: nama_10r_2gdp\.tsv\.gz"),
        ("truncated", r"nama_10r_2gdp\.tsv\.gz is cut off or damaged"),
        ("cut line", r"nama_10r_2gdp\.tsv\.gz, line 3"),
        ("foreign", r"nama_10r_2gdp\.tsv\.gz, line 1: .* is not the head of a bulk TSV file"),
        ("other table", r"nama_10r_2gdp\.tsv\.gz has the columns nace_r2, unit, geo; .* nama_10r_2gdp"),
        ("empty", r"nama_10r_2gdp\.tsv\.gz"),
    ],
)
def test_a_raw_file_that_is_not_what_it_should_be_is_named_and_nothing_changes(
    raw, old_root, tmp_path, damage, sentence
):
    folder, root = tmp_path / "raw", tmp_path / "root"
    shutil.copytree(raw, folder)
    shutil.copytree(old_root, root)
    path = folder / "nama_10r_2gdp.tsv.gz"
    content = gzip.decompress(path.read_bytes())
    if damage == "missing":
        path.unlink()
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:-12])
    elif damage == "cut line":
        path.write_bytes(gzip.compress(content[:-20]))
    elif damage == "foreign":
        path.write_bytes(gzip.compress(b"<html>not found</html>\n"))
    elif damage == "other table":
        path.write_bytes(gzip.compress(b"nace_r2,unit,geo\\time\t2014 \nC31,EUR_HAB,HU10\t1 \n"))
    else:
        path.write_bytes(b"")
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    with pytest.raises(SourceError, match=sentence):
        build_edition(folder, root=root, n_processes=1)
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before


def test_no_room_is_said_before_anything_is_read(raw, old_root, tmp_path, monkeypatch):
    root = tmp_path / "root"
    shutil.copytree(old_root, root)
    monkeypatch.setattr(tables.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9 - 1000, 1000))
    with pytest.raises(StorageError, match=r"There is no room for an edition.*1,000 bytes are free"):
        build_edition(raw, root=root, n_processes=1)
    assert hashes(root) == hashes(old_root)


def test_a_clock_that_jumps_changes_no_byte(builds, raw, clean, tmp_path, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 0.0)
    for path in raw.iterdir():
        os.utime(path, (0, 0))
    edition = build_edition(raw, root=tmp_path / "root", n_processes=1)
    assert {name: entry.sha256 for name, entry in edition.tables.items()} == clean[1]


def test_a_reader_keeps_the_edition_it_started_with(builds, raw, old_root, tmp_path):
    root = tmp_path / "root"
    shutil.copytree(old_root, root)
    reader = open_edition(root)
    assert builds.build(raw, root)["exit"] == 0
    verify_edition(reader)
    assert open_edition(root).folder != reader.folder
