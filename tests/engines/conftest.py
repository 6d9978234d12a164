"""The engines: DuckDB everywhere; Spark, marked, in the environment that has it. And cells counted record by record, to compare with."""

from __future__ import annotations

import importlib.util
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clustrat.microdata.conversions import ONE, whole_weights
from clustrat.microdata.engine import open_engine, read_records
from clustrat.microdata.establishments import Cells, aggregate_records
from clustrat.microdata.records import RecordColumns

ENGINES = [pytest.param("duckdb")]
if importlib.util.find_spec("pyspark"):
    # Spark talks to its own machine over loopback.
    ENGINES.append(pytest.param("spark", marks=[pytest.mark.full, pytest.mark.server]))


@pytest.fixture(scope="session", params=ENGINES)
def connection(request: pytest.FixtureRequest) -> Iterator[Any]:
    """An open engine."""
    with open_engine(request.param, memory="512MiB", threads=2 if request.param == "duckdb" else None) as opened:
        yield opened


@pytest.fixture
def cells_of(connection: Any, tmp_path: Path) -> Callable[..., Cells]:
    """Cells of a frame (written as Parquet first, as records come) or of the text of a CSV."""

    def run(records: pl.DataFrame | str, *, separator: str = ",", **options: Any) -> Cells:
        path = tmp_path / ("records.csv" if isinstance(records, str) else "records.parquet")
        if isinstance(records, str):
            path.write_text(records, encoding="utf-8")
        else:
            records.write_parquet(path)
        options.setdefault("columns", RecordColumns(value="jobs", unit="firm"))
        return aggregate_records(connection, read_records(connection, str(path), separator=separator), **options)

    return run


@pytest.fixture(scope="session")
def counted_one_by_one() -> Callable[..., pl.DataFrame]:
    """The cells of good records, in exact fractions."""
    return _counted_one_by_one


def _counted_one_by_one(
    rows: list[dict[str, Any]], *, regions: Any = None, activities: Any = None, sums: tuple[str, ...] = ()
) -> pl.DataFrame:
    first, second = whole_weights(regions or {}, axis="region"), whole_weights(activities or {}, axis="activity")
    amounts: dict[Any, dict[Any, dict[str, Fraction]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(Fraction)))
    n_records: dict[Any, int] = defaultdict(int)
    is_modelled: dict[Any, bool] = defaultdict(bool)
    for row in rows:
        for region, v in first.get(row["region"], ((row["region"], ONE),)):
            for activity, w in second.get(row["activity"], ((row["activity"], ONE),)):
                cell, share = (row["year"], region, activity), Fraction(v * w, ONE**2)
                n_records[cell] += 1
                is_modelled[cell] |= share != 1
                for name in ("jobs", *sums):
                    thousandths = math.floor(row[name] * 1000.0 + 0.5)
                    amounts[cell][row["firm"]][name] += share * Fraction(thousandths, 1000)
    found = []
    for cell in sorted(amounts):
        units = amounts[cell].values()
        record: dict[str, Any] = dict(zip(("year", "region", "activity"), cell, strict=True))
        record |= {"n_records": n_records[cell], "n_units": len(units)}
        for name in ("jobs", *sums):
            ordered = sorted((unit[name] for unit in units), reverse=True)
            shown, suffix = ("value", "") if name == "jobs" else (name, f"_{name}")
            record[shown] = float(sum(ordered))
            record[f"largest{suffix}"] = float(ordered[0])
            record[f"second{suffix}"] = float(ordered[1]) if len(ordered) > 1 else 0.0
        record["sum_squares"] = float(sum(unit["jobs"] ** 2 for unit in units))
        record["is_modelled"] = is_modelled[cell]
        found.append(record)
    return pl.DataFrame(found)
