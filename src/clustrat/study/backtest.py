"""``clustrat backtest``: an edition, and the raw table if it is there, to the honest table and its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.result import Column, ResultTable, canonical_json
from clustrat.potential.backtest_table import Backtest, BacktestRow, run_backtest
from clustrat.potential.industry_kinds import industry_kinds
from clustrat.potential.recorded_backtest import RECORD_FILE, RecordedBacktest, backtest_record, recorded_backtest
from clustrat.publish.files import csv_bytes, staged_folder, write_bytes
from clustrat.study.backtest_panels import landscape_panel, raw_panel
from clustrat.study.landscape import TABLE, read_landscape

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = ["backtest_edition", "backtest_of_edition", "record_backtest", "write_backtest"]

MARK = "backtest.json"
NUTS_LEVEL = 2


def backtest_edition(
    edition: Edition,
    *,
    base_years: Sequence[int] = (2010, 2009),
    target_year: int = 2014,
    raw: Path | None = None,
    n_draws: int = 1000,
    progress: Callable[[str], None] | None = None,
) -> tuple[Backtest, ...]:
    """Forecast entries from each base year, and hold them against what had come.

    Parameters
    ----------
    edition
        An open edition; its regional business statistics are read, codes spliced.
    base_years, target_year
        When the forecasts are made, and the year they are held against.
    raw
        The raw business table, for the same on codes as they stand in the file.
    n_draws
        Draws of regions for the intervals.
    progress
        Called with a sentence before each step.

    Returns
    -------
    tuple of Backtest
        Of the edition (``spliced``), then of the raw table (``unspliced``).

    Raises
    ------
    ParameterError
        A year is not there, or no base year is asked for.
    """
    if not base_years:
        raise ParameterError("No base year was asked for. Give at least one --base-year, such as 2010.")
    panels = {"spliced": landscape_panel(read_landscape(edition, level=NUTS_LEVEL))}
    if raw is not None:
        panels["unspliced"] = raw_panel(raw)
    say = progress or (lambda _: None)
    return tuple(
        run_backtest(
            panel,
            base_years=base_years,
            target_year=target_year,
            codes=codes,
            kinds=industry_kinds(),
            n_draws=n_draws,
            progress=lambda step, codes=codes: say(f"{codes.capitalize()} codes, {step}"),  # type: ignore[misc]
        )
        for codes, panel in panels.items()
    )


def backtest_of_edition(edition: Edition) -> RecordedBacktest:
    """The recorded backtest beside an edition, with a sentence where the edition holds other figures."""
    return recorded_backtest(edition.table(TABLE).sha256)


def write_backtest(backtests: Sequence[Backtest], *, edition: Edition, out: Path) -> None:
    """Write the table, the calibration curves and the ladder of signals as CSV, and all of it as JSON.

    Raises
    ------
    ParameterError
        ``out`` holds something else than a former backtest.
    StorageError
        The folder cannot be written.
    """
    record = _record(backtests, edition)
    with staged_folder(out, mark=MARK) as stage:
        write_bytes(
            stage / "backtest.csv", csv_bytes(_table("backtest", record["rows"], [f.name for f in fields(BacktestRow)]))
        )
        names = ["codes", "base_year", "n", "stated", "observed"]
        write_bytes(stage / "calibration.csv", csv_bytes(_table("calibration", record["calibration"], names)))
        ladder = [
            {
                "codes": choice["codes"],
                "base_year": choice["base_year"],
                "signal_added": rung["signals"][-1],
                "n_signals": len(rung["signals"]),
                "auc_earlier": rung["auc"],
                "auc_distant_earlier": rung["auc_distant"],
                "is_chosen": rung["signals"] == choice["signals"],
            }
            for choice in record["choices"]
            for rung in choice["ladder"]
        ]
        names = ["codes", "base_year", "n_signals", "signal_added", "auc_earlier", "auc_distant_earlier", "is_chosen"]
        write_bytes(stage / "signals.csv", csv_bytes(_table("signals", ladder, names)))
        write_bytes(stage / MARK, canonical_json(record).encode())


def record_backtest(backtests: Sequence[Backtest], *, edition: Edition, folder: Path) -> Path:
    """Write the record that ships with the package into a folder; run on the embedded edition with both base years."""
    if not folder.is_dir():
        raise ParameterError(f"There is no folder {folder} for the record. Give the folder data of clustrat.potential.")
    path = folder / RECORD_FILE
    write_bytes(path, canonical_json(_record(backtests, edition)).encode())
    return path


def _record(backtests: Sequence[Backtest], edition: Edition) -> dict[str, Any]:
    if not backtests:
        raise EvidenceError("There is no backtest to write. Run one first.")
    return backtest_record(backtests, table_sha256=edition.table(TABLE).sha256)


def _table(name: str, records: Sequence[dict[str, Any]], names: Sequence[str]) -> ResultTable:
    columns = [Column(name=column, words=column) for column in names]
    return ResultTable.from_records(name, name, columns, records)
