"""Time the main jobs of clustrat: each in a process of its own, best and all runs, wall and CPU seconds, peak memory.

``python benchmarks/run.py [--runs 3] [--raw FOLDER] [--write]``; ``--write`` puts the table into the docs.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
OUT = REPOSITORY / "docs" / "reference" / "benchmarks.md"


@dataclass(frozen=True)
class Job:
    """A command, how often it runs, and its goals."""

    name: str
    command: list[str]
    goal_s: float
    goal_mb: float | None = None
    runs: int = 3


@dataclass(frozen=True)
class Run:
    """One run of a command."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def measure(command: list[str]) -> Run:
    """Run a command and read what the system says of it; peak memory is that of the largest process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} failed: {errors.decode()[-500:]}")
    return Run(wall_s=wall, cpu_s=usage.ru_utime + usage.ru_stime, peak_mb=usage.ru_maxrss / 1024)


def jobs(folder: Path, raw: Path | None, runs: int) -> list[Job]:
    """The jobs, with the goals of the project."""
    clustrat = str(Path(sys.executable).parent / "clustrat")
    found = [
        Job("interpreter alone", [sys.executable, "-c", "pass"], 1.0, runs=runs),
        Job("import clustrat", [sys.executable, "-c", "import clustrat"], 0.3, runs=runs),
        Job(
            "clustrat study ITH4 (all output)",
            [clustrat, "study", "ITH4", "--out", str(folder / "one")],
            5.0,
            500,
            runs,
        ),
        Job(
            "clustrat study --all (nine countries)",
            [clustrat, "study", "--all", "-q", "--out", str(folder / "all")],
            60.0,
            runs=1,
        ),
    ]
    if raw is not None:
        found.append(
            Job(
                "clustrat data build",
                [clustrat, "data", "build", "--from", str(raw), "--out", str(folder / "editions")],
                900.0,
                runs=1,
            )
        )
    return found


def table(results: list[tuple[Job, list[Run]]]) -> str:
    """The results as a Markdown table."""
    lines = ["| Job | best wall s | all | CPU s | peak MB | goal | reached |", "|---|---|---|---|---|---|---|"]
    for job, runs in results:
        best = min(runs, key=lambda run: run.wall_s)
        reached = best.wall_s <= job.goal_s and (job.goal_mb is None or best.peak_mb <= job.goal_mb)
        goal = f"{job.goal_s:g} s" + (f", {job.goal_mb:g} MB" if job.goal_mb else "")
        every = ", ".join(f"{run.wall_s:.2f}" for run in runs)
        lines.append(
            f"| {job.name} | {best.wall_s:.2f} | {every} | {best.cpu_s:.2f} | {best.peak_mb:.0f} | {goal} | {'yes' if reached else 'no'} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--raw", type=Path, default=None)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="clustrat-benchmark-"))
    load = os.getloadavg()[0]
    try:
        results = []
        for job in jobs(folder, options.raw, options.runs):
            print(f"{job.name} ...", flush=True)
            results.append((job, [measure(job.command) for _ in range(job.runs)]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    head = (
        f"{datetime.date.today().isoformat()}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load at start {load:.1f}"
    )
    print(f"\n{head}\n\n{table(results)}")
    if options.write:
        OUT.write_text(
            "# Benchmarks\n\nMade by `make benchmark args=--write`. Each job runs in a process of its own; the file cache is warm, "
            "the process cold.\nPeak memory is that of the largest process.\n\n"
            f"{head}\n\n{table(results)}\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
