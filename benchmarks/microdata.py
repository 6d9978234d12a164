"""Twenty million synthetic records to cells on DuckDB: wall seconds and peak memory against the goals. ``--write`` keeps the table."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
OUT = REPOSITORY / "docs" / "reference" / "benchmarks-microdata.md"
SEED = 20261124
N_RECORDS = 20_000_000


def write_records(path: Path, n: int) -> None:
    """Records of firms: 300 regions, 88 activities, eight years, every tenth record of a firm that has another."""
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(SEED)
    regions, activities = [f"R{i:03d}" for i in range(300)], [f"A{i:02d}" for i in range(88)]
    pl.DataFrame(
        {
            "unit": np.arange(n, dtype=np.int64) % (n // 10 * 9),
            "region": pl.Series(regions)[(rng.zipf(1.4, n) % 300).astype(np.uint32)],
            "activity": pl.Series(activities)[rng.integers(0, 88, n).astype(np.uint32)],
            "year": (2008 + rng.integers(0, 8, n)).astype(np.int16),
            "persons": np.round(rng.lognormal(1.5, 1.2, n)) + 1,
        }
    ).write_parquet(path)


def main() -> None:
    """Write the records, count them in a process of its own, print and keep the figures."""
    sys.path.insert(0, str(Path(__file__).parent))
    from run import measure

    options = argparse.ArgumentParser()
    options.add_argument("--write", action="store_true", help="put the table into the docs")
    options.add_argument("--runs", type=int, default=2)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "records.parquet"
        write_records(records, N_RECORDS)
        command = [
            str(Path(sys.executable).parent / "clustrat"), "microdata", "aggregate", str(records), "--out", f"{folder}/cells.parquet",
            "--value", "persons", "--unit", "unit", "-q",
        ]  # fmt: skip
        best = min((measure(command) for _ in range(chosen.runs)), key=lambda r: r.wall_s)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    page = (
        "# Benchmarks: record-level tables\n\n"
        f"Measured on {today} by `make benchmark`: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; the whole "
        "command from Parquet to the released table, best of the runs.\n\n"
        "| Job | seconds | goal | peak MiB | goal |\n|---|---|---|---|---|\n"
        f"| {N_RECORDS:,} records to cells on DuckDB | {best.wall_s:.1f} | 15 | {best.peak_mb:.0f} | 2,048 |\n"
    )
    print(page)
    if chosen.write:
        OUT.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
