"""The command ``clustrat microdata``: records of firms, plants or patents to a table that may leave the house."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import clustrat
from clustrat.cli.linkage import duplicates, evaluate_duplicates
from clustrat.errors import ParameterError

if TYPE_CHECKING:
    from clustrat.microdata.release import Release, ReleaseRules

__all__ = ["app"]

app = typer.Typer(help="Record-level tables: aggregated where they lie, released by rules.", no_args_is_help=True)


app.command("duplicates")(duplicates)
app.command("evaluate-duplicates")(evaluate_duplicates)


@app.callback()
def options() -> None:
    """Record-level tables: aggregated where they lie, released by rules."""


@app.command("aggregate")
def aggregate(
    records: Annotated[
        str,
        typer.Argument(
            help="Parquet or CSV file, a folder of Parquet files, or a pattern in quotes such as 'records/*.parquet'.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="File to write, .csv or .parquet; the account lies beside it.", show_default=False)
    ],
    region: Annotated[str, typer.Option(help="Column of the region.")] = "region",
    activity: Annotated[str, typer.Option(help="Column of the activity.")] = "activity",
    year: Annotated[str, typer.Option(help="Column of the year.")] = "year",
    value: Annotated[str | None, typer.Option(help="Column of the amount; without it records are counted.")] = None,
    unit: Annotated[str | None, typer.Option(help="Column of who contributes; without it each record is one.")] = None,
    weight: Annotated[str | None, typer.Option(help="Column of a weight that multiplies the amount.")] = None,
    record: Annotated[
        str | None, typer.Option(help="Column of the record's key; one that comes twice in a year is found.")
    ] = None,
    sums: Annotated[str, typer.Option(help="Further columns to add up, joined by commas.")] = "",
    map_regions: Annotated[
        str | None,
        typer.Option(help="Convert NUTS inside the query: 2013:2021 (level 2), or 2013:2021:3; 2021:2021 checks."),
    ] = None,
    map_activities: Annotated[Path | None, typer.Option(help="CSV with columns source, target, weight.")] = None,
    bad_records: Annotated[str, typer.Option(help="refuse, or reject (left out and counted by reason).")] = "refuse",
    totals_known: Annotated[
        str, typer.Option(help="none, or margins: totals are published, protect against subtraction.")
    ] = "none",
    separator: Annotated[str, typer.Option(help="Of the columns of a CSV.")] = ",",
    n_min: Annotated[int | None, typer.Option(help="Tighten: at least so many contributors (3).")] = None,
    dom_pct: Annotated[
        float | None, typer.Option(help="Tighten: the two largest hold at most this share (90).")
    ] = None,
    p_pct: Annotated[float | None, typer.Option(help="Tighten: p of the p-rule (15).")] = None,
    engine: Annotated[str, typer.Option(help="duckdb, or spark.")] = "duckdb",
    spark_url: Annotated[str, typer.Option(help="local[2], or the address of your cluster.")] = "local[2]",
    memory: Annotated[str, typer.Option(help="Most that the engine may hold; the rest goes to disk.")] = "1536MiB",
    threads: Annotated[int | None, typer.Option(help="Of DuckDB; one per core if not given.")] = None,
    temp_folder: Annotated[
        Path | None, typer.Option(help="Where the engine puts what does not fit into memory.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only where the table lies.")] = False,
) -> None:
    """Aggregate records to region x activity x year, hide what is sensitive, and write the table with its account.

    The table may leave the house. The account (OUT.account.json: records read, kept and rejected by reason, cells hidden by rule) stays.
    """
    from rich.console import Console

    from clustrat.microdata.engine import open_engine, read_records
    from clustrat.microdata.establishments import aggregate_records
    from clustrat.microdata.records import RecordColumns
    from clustrat.microdata.release import release_cells

    if out.suffix.lower() not in (".csv", ".parquet"):
        raise ParameterError(f"{out.name} is neither .csv nor .parquet. Choose one of the two.")
    if not out.parent.is_dir():
        raise ParameterError(f"There is no folder {out.parent}. Make it first, or choose another --out.")
    rules = _rules(n_min=n_min, dom_pct=dom_pct, p_pct=p_pct)
    columns = RecordColumns(
        region=region, activity=activity, year=year, value=value, unit=unit, weight=weight, record=record,
        sums=tuple(name.strip() for name in sums.split(",") if name.strip()),
    )  # fmt: skip
    opened: Any = {"memory": memory, "threads": threads, "temp_folder": temp_folder, "spark_url": spark_url}
    policy: Any = {"bad_records": bad_records, **_mappings(map_regions, map_activities)}
    console = Console(stderr=True, quiet=quiet)
    with console.status(f"Aggregating on {engine} ...") as status, open_engine(engine, **opened) as connection:  # type: ignore[arg-type]
        table = read_records(connection, records, separator=separator)
        cells = aggregate_records(connection, table, columns=columns, **policy)
        status.update("Checking what may leave ...")
        released = release_cells(cells, rules=rules, totals_known=totals_known)  # type: ignore[arg-type]
    account = _write(out, released)
    if not quiet:
        told = released.account
        typer.echo(
            f"{told['n_read']:,} records read, {told['n_kept']:,} kept; {told['n_cells']:,} cells, {told['n_sensitive']:,} "
            f"sensitive and hidden, {told['n_hidden_to_protect']:,} more hidden to protect them."
        )
        for reason, n in told["rejected"].items():
            typer.echo(f"  {n:,} records rejected: {reason}.")
        if told["unknown_codes"]:
            typer.echo(
                "  Unknown codes: " + ", ".join(f"{code} ({n:,})" for code, n in told["unknown_codes"].items()) + "."
            )
    typer.echo(f"{out}\n{account}")


def _rules(**tightened: float | None) -> ReleaseRules:
    from clustrat.microdata.release import ReleaseRules

    return ReleaseRules(**{name: value for name, value in tightened.items() if value is not None})  # type: ignore[arg-type]


def _mappings(regions: str | None, activities: Path | None) -> dict[str, Any]:
    from clustrat.microdata.conversions import activity_mapping, region_mapping

    chosen: dict[str, Any] = {"mappings": {}}
    if regions is not None:
        parts = regions.split(":")
        if len(parts) not in (2, 3) or (len(parts) == 3 and not parts[2].isdigit()):
            raise ParameterError(f"'{regions}' names no conversion. Write 2013:2021, or 2013:2021:3 for NUTS level 3.")
        level = int(parts[2]) if len(parts) == 3 else 2
        chosen["regions"] = region_mapping(from_version=parts[0], to_version=parts[1], level=level)
        chosen["mappings"]["region"] = f"NUTS {parts[0]} to {parts[1]}, level {level}, by population 2011"
    if activities is not None:
        chosen["activities"] = activity_mapping(activities)
        digest = hashlib.sha256(activities.read_bytes()).hexdigest()
        chosen["mappings"]["activity"] = f"{activities.name}, sha256 {digest}"
    return chosen


def _write(out: Path, released: Release) -> Path:
    """The certified table and its account, each whole or not at all."""
    from clustrat.evidence.disclosure import certify
    from clustrat.evidence.result import canonical_json
    from clustrat.publish.files import csv_bytes, replace_bytes

    table = released.as_table()
    certificate = certify(table)
    if out.suffix.lower() == ".csv":
        data = csv_bytes(table)
    else:
        stream = io.BytesIO()
        released.frame.write_parquet(stream)
        data = stream.getvalue()
    account = out.with_name(f"{out.name}.account.json")
    replace_bytes(out, data)
    told = {
        **released.account,
        "certificate": certificate.as_dict(),
        "file_sha256": hashlib.sha256(data).hexdigest(),
        "clustrat": clustrat.__version__,
    }
    replace_bytes(account, canonical_json(told).encode())
    return account
