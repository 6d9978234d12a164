"""The backtest of the embedded edition as recorded in the package, so that every report can print it without recomputing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from clustrat.errors import EvidenceError
from clustrat.potential.backtest import CalibrationBin
from clustrat.potential.backtest_table import Backtest, BacktestRow

__all__ = ["RECORD_FILE", "RecordedBacktest", "backtest_record", "recorded_backtest"]

RECORD_FILE = "backtest_v1.json"
FORMAT = "clustrat backtest 1"
#: Digits kept of every number; the table prints three.
N_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedBacktest:
    """The recorded table, and whether it speaks of the figures at hand.

    ``differs`` is a sentence where the record was made from other figures than those at hand, else ``None``; print it beside the
    table.
    """

    table_sha256: str
    differs: str | None
    rows: tuple[BacktestRow, ...]
    calibration: Mapping[int, tuple[CalibrationBin, ...]]
    statements: Mapping[int, str]
    parameters: Mapping[str, Any]
    choices: tuple[Mapping[str, Any], ...]

    def row(self, *, base_year: int, group: str = "all", score: str = "model", codes: str = "spliced") -> BacktestRow:
        """One row of the table; refused where it was not recorded."""
        for row in self.rows:
            if (row.codes, row.base_year, row.group, row.score) == (codes, base_year, group, score):
                return row
        raise EvidenceError(
            f"No row was recorded for {codes} codes, base year {base_year}, group '{group}', score '{score}'."
        )


def backtest_record(backtests: Sequence[Backtest], *, table_sha256: str) -> dict[str, Any]:
    """A record of backtests as plain values: numbers cut to six digits, no date, no machine.

    Parameters
    ----------
    backtests
        Of the edition, and of the raw table if it was there; all with one parameter set.
    table_sha256
        Hash of the edition's table they rest on.
    """
    first = backtests[0]
    return {
        "format": FORMAT,
        "table_sha256": table_sha256,
        "parameters": _cut(asdict(first.parameters)),
        "n_draws": first.n_draws,
        "seed": first.seed,
        "rows": [_cut(asdict(row)) for backtest in backtests for row in backtest.rows],
        "choices": [{"codes": b.codes, **_cut(asdict(choice))} for b in backtests for choice in b.choices],
        "calibration": [
            {"codes": b.codes, "base_year": year, **_cut(asdict(part))}
            for b in backtests
            for year, parts in b.calibration.items()
            for part in parts
        ],
        "statements": {str(year): sentence for year, sentence in first.statements.items()},
    }


def recorded_backtest(table_sha256: str) -> RecordedBacktest:
    """The record that ships with the package.

    Parameters
    ----------
    table_sha256
        Hash of the regional business table of the edition in use; another than the recorded one is told in ``differs``.

    Returns
    -------
    RecordedBacktest

    Examples
    --------
    >>> found = recorded_backtest("another")
    >>> found.differs is None
    False
    """
    record = _record()
    recorded = record["table_sha256"]
    differs = None
    if table_sha256 != recorded:
        differs = (
            "The recorded backtest was made from other figures than this edition holds "
            f"(table {recorded[:12]} against {table_sha256[:12]}). Run clustrat backtest on this edition to have its own."
        )
    names = {field.name for field in fields(BacktestRow)}
    calibration: dict[int, list[CalibrationBin]] = {}
    for part in record["calibration"]:
        if part["codes"] == "spliced":
            calibration.setdefault(part["base_year"], []).append(
                CalibrationBin(n=part["n"], stated=part["stated"], observed=part["observed"])
            )
    return RecordedBacktest(
        table_sha256=recorded,
        differs=differs,
        rows=tuple(BacktestRow(**{key: row[key] for key in names}) for row in record["rows"]),
        calibration={year: tuple(parts) for year, parts in calibration.items()},
        statements={int(year): sentence for year, sentence in record["statements"].items()},
        parameters=record["parameters"],
        choices=tuple(record["choices"]),
    )


@cache
def _record() -> dict[str, Any]:
    text = files("clustrat.potential").joinpath("data", RECORD_FILE).read_text(encoding="utf-8")
    record: dict[str, Any] = json.loads(text)
    if record.get("format") != FORMAT:
        raise EvidenceError(
            f"{RECORD_FILE} is not of the format '{FORMAT}'. Record it again with clustrat backtest --record."
        )
    return record


def _cut(value: Any) -> Any:
    """The same with fewer digits, lists for tuples, and nothing for what is not a number."""
    if isinstance(value, float):
        return None if value != value else round(value, N_DIGITS)
    if isinstance(value, dict):
        return {key: _cut(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cut(part) for part in value]
    return value
