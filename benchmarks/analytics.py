"""The analytic core beside its peers: same machine, same run, the ratios against the goals. ``python benchmarks/analytics.py [--write]``.

The tables come from the seeded generator of the extra data (``CLUSTRAT_TEST_DATA``, default ``../shared``); without it there is
nothing to compare with, and this says so. Every package and size runs in a process of its own, best of several.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
OUT = REPOSITORY / "docs" / "reference" / "benchmarks-analytics.md"
PEERS = REPOSITORY / ".venv-bench" / "bin" / "python"
DATA = Path(os.environ.get("CLUSTRAT_TEST_DATA") or REPOSITORY.parent / "shared")
SIZES = {"S1": "nuts2_nace2", "S2": "nuts3_nace4", "S3": "nuts3_hs6", "S4": "lau_cpc"}
FIRST_YEAR = 2005


def run(package: str, table: Path, *, year: int | None = None, best_of: int = 1) -> dict[str, float]:
    """Best wall time of several runs, with the CPU seconds and the peak memory of that run."""
    python = sys.executable if package.startswith(("clustrat", "blas")) else str(PEERS)
    command = [python, str(Path(__file__).parent / "one_chain.py"), package, str(table), *([str(year)] if year else [])]
    runs = []
    for _ in range(best_of):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{package} failed on {table.name}: {done.stderr[-800:]}")
        runs.append(json.loads(done.stdout.strip().splitlines()[-1]))
        print(
            f"  {package:<18} {table.stem:<12} {runs[-1]['wall_s']:8.3f} s {runs[-1]['peak_mib']:8.0f} MiB", flush=True
        )
    return min(runs, key=lambda r: r["wall_s"])


def main() -> None:
    """Make the tables, run everything, print and keep the ratios."""
    options = argparse.ArgumentParser()
    options.add_argument("--write", action="store_true", help="put the table into the docs")
    options.add_argument("--quick", action="store_true", help="without the peer that needs seven minutes for one year")
    chosen = options.parse_args()
    generator = DATA / "bench" / "synthetic_table.py"
    if not generator.exists():
        raise SystemExit(f"There is no {generator.name} in the extra data: set CLUSTRAT_TEST_DATA to their folder.")
    if not PEERS.exists():
        raise SystemExit("The environment of the peers is not there: make .venv-bench/.ready")
    load = os.getloadavg()[0]
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("parquet", "csv"):
            sizes = list(SIZES.values()) if kind == "parquet" else [SIZES["S1"], SIZES["S2"]]
            subprocess.run(
                [sys.executable, generator, folder, *sizes, "--format", kind], check=True, capture_output=True
            )
        at = {name: Path(folder) / f"{size}.parquet" for name, size in SIZES.items()}
        csv = {name: Path(folder) / f"{SIZES[name]}.csv" for name in ("S1", "S2")}
        one_year = Path(folder) / "s3_one_year.csv"
        import polars as pl

        pl.scan_parquet(at["S3"]).filter(pl.col("year") == FIRST_YEAR).collect().write_csv(one_year)
        jobs = [("S1", "300 x 88 x 15", csv["S1"], None, 25, 5), ("S2", "1,500 x 600 x 20", csv["S2"], None, 20, 2)]
        if not chosen.quick:
            jobs.append(("S3", "1,500 x 5,000, one year", one_year, FIRST_YEAR, 100, 1))
        for name, words, table, year, goal, best_of in jobs:
            ours = run("clustrat", at[name], year=year, best_of=max(3, best_of))
            theirs = run("ecomplexity", table, year=year, best_of=min(best_of, 2))
            lines.append(_row(words, "ecomplexity 0.5.3", ours, theirs, goal))
            if name != "S3":
                for peer, title in (("datawheel", "economic-complexity 0.3.0"), ("econci", "econci 0.1.3")):
                    lines.append(_row(words, f"{title} (computes only)", ours, run(peer, table, year=year), None))
        for name, words in (("S3", "1,500 x 5,000"), ("S4", "5,000 x 10,000")):
            best_of = 3 if name == "S3" else 2
            bare, ours = run("blas", at[name], best_of=best_of), run("clustrat_kernels", at[name], best_of=best_of)
            ratio = ours["wall_s"] / bare["wall_s"]
            lines.append(
                f"| {words}, kernels | bare float32 BLAS | {ours['wall_s']:.2f} | {bare['wall_s']:.2f} | {ratio:.2f} x bare | "
                f"at most 1.5 | {ours['peak_mib']:.0f} | {bare['peak_mib']:.0f} |"
            )
        streamed = _streamed(at["S3"], Path(folder))
        lines.append(
            f"| 1,500 x 5,000 x 10, `clustrat analyse`, 7 measures, Parquet | - | {streamed[0]:.1f} | - | - | 1,536 MiB | "
            f"{streamed[1]:.0f} | - |"
        )
    page = _page(lines, load)
    print(page)
    if chosen.write:
        OUT.write_text(page, encoding="utf-8")


def _streamed(table: Path, folder: Path) -> tuple[float, float]:
    """Wall seconds and peak MiB of the command that streams ten years."""
    sys.path.insert(0, str(Path(__file__).parent))
    from run import measure

    found = measure(
        [
            str(Path(sys.executable).parent / "clustrat"), "analyse", str(table), "--out", str(folder / "streamed"), "-q",
            "--measures", "lq,mcp,density,cog,eci,pci,coi", "--format", "parquet", "--precision", "float32",
        ]
    )  # fmt: skip
    return found.wall_s, found.peak_mb


def _row(words: str, peer: str, ours: dict[str, float], theirs: dict[str, float], goal: int | None) -> str:
    ratio = theirs["wall_s"] / ours["wall_s"]
    return (
        f"| {words} | {peer} | {ours['wall_s']:.3f} | {theirs['wall_s']:.2f} | **{ratio:.0f} x** (CPU {theirs['cpu_s'] / ours['cpu_s']:.0f} x) | "
        f"{f'at least {goal}' if goal else '-'} | {ours['peak_mib']:.0f} | {theirs['peak_mib']:.0f} |"
    )


def _page(lines: list[str], load: float) -> str:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return "\n".join(
        [
            "# Benchmarks: the analytic core beside its peers",
            "",
            f"Measured on {today} by `make benchmark`: {platform.machine()}, {os.cpu_count()} cores, 2 threads, load {load:.1f} at the start, "
            f"Python {platform.python_version()}. Presence and proximity in float32, quotients in float64.",
            "Long table in, all years, long tables out, without reading files; best of several runs, each in a process of its own.",
            "",
            "| Size | Beside | clustrat s | peer s | ratio | goal | clustrat MiB | peer MiB |",
            "|---|---|---|---|---|---|---|---|",
            *lines,
            "",
            "The packages of R (EconGeo, economiccomplexity, ReKS) could not be had on this machine and were not timed.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
