"""The command ``clustrat analyse``: every index of the field of a table of counts, one file per measure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustrat.errors import ParameterError

__all__ = ["analyse"]


def _list(wanted: bool) -> None:
    if wanted:
        _print_measures()
        raise typer.Exit


def analyse(
    table: Annotated[
        Path, typer.Argument(help="CSV or Parquet with columns year, region, activity, value.", show_default=False)
    ],
    out: Annotated[
        Path, typer.Option(help="Folder to write; a former analysis there is replaced.", show_default=False)
    ],
    preset: Annotated[str, typer.Option(help="Conventions: growthlab, datawheel, econgeo or reks.")] = "growthlab",
    measures: Annotated[
        str | None, typer.Option(help="Names joined by commas; default: all that the tables allow.")
    ] = None,
    regions: Annotated[Path | None, typer.Option(help="Table of region, population, gdp_pc.")] = None,
    groups: Annotated[Path | None, typer.Option(help="Table of activity, group.")] = None,
    plants: Annotated[Path | None, typer.Option(help="Table of plant, region, employment (one industry).")] = None,
    columns: Annotated[
        str, typer.Option(help="Names of your columns, as region=REGION,activity=NACE,year=TIME,value=PERSONS.")
    ] = "",
    convention: Annotated[
        list[str] | None, typer.Option(help="Change one convention, as ddof=1; may be repeated.")
    ] = None,
    precision: Annotated[str, typer.Option(help="float64, or float32 for large tables (exact to 1e-5).")] = "float64",
    missing: Annotated[str, typer.Option(help="A value that is missing: null, or zero by name.")] = "null",
    absent: Annotated[str, typer.Option(help="A cell without a row: zero, or missing.")] = "zero",
    duplicates: Annotated[str, typer.Option(help="A cell with several rows: refuse, or sum.")] = "refuse",
    negative: Annotated[str, typer.Option(help="A negative value: refuse, or missing.")] = "refuse",
    infinite: Annotated[str, typer.Option(help="An infinite value: refuse, or missing.")] = "refuse",
    sample: Annotated[
        str, typer.Option(help="Regions or activities without a row in some year: fixed (refuse), common, or each.")
    ] = "fixed",
    file_format: Annotated[str, typer.Option("--format", help="csv or parquet.")] = "csv",
    _list_measures: Annotated[
        bool,
        typer.Option("--list", callback=_list, is_eager=True, help="Print the measures with what they need, and end."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only where the files lie.")] = False,
) -> None:
    """Compute measures of a table of counts: quotients, concentration, relatedness, complexity and more.

    Writes one file per measure, and analysis.json with conventions, diagnostics and what was left out.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from clustrat.complexity.presets import preset as conventions_of
    from clustrat.evidence.observations import Policies
    from clustrat.study.analysis_folder import Columns, analyse_file

    console = Console(stderr=True, quiet=quiet)
    names = None if measures is None else [name.strip() for name in measures.split(",") if name.strip()]
    rules = conventions_of(preset, **_conventions(convention or []))
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console,
        transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("Years", total=None)
        summary = analyse_file(
            table, out=out, conventions=rules, measures=names, precision=precision,  # type: ignore[arg-type]
            regions=regions, groups=groups, plants=plants, columns=Columns(**_columns(columns)),
            policies=Policies(
                missing=missing, absent=absent, duplicates=duplicates, negative=negative, infinite=infinite,  # type: ignore[arg-type]
                sample=sample,  # type: ignore[arg-type]
            ),
            file_format=file_format, progress=lambda done, n: bar.update(task, completed=done, total=n),
        )  # fmt: skip
    if not quiet:
        typer.echo(
            f"{len(summary.rows)} measures of {summary.shape[0]} regions and {summary.shape[1]} activities in "
            f"{len(summary.years)} years ({summary.years[0]}-{summary.years[-1]}), conventions '{rules.name}'."
        )
        shown: set[str] = set()
        for diagnostic in summary.diagnostics:
            if diagnostic.code not in shown and diagnostic.severity == "warning":
                shown.add(diagnostic.code)
                n = sum(d.code == diagnostic.code for d in summary.diagnostics)
                more = f" (and in {n - 1} more)" if n > 1 else ""
                typer.echo(f"  ! {diagnostic.sentence}{more}")
        needing = sorted({why for why in summary.left_out.values() if why.startswith("needs")})
        for why in needing:
            n = sum(reason == why for reason in summary.left_out.values())
            typer.echo(f"  {n} measures were left out: {why.replace('needs', 'they need')}.")
    typer.echo(f"{out / 'analysis.json'}")


def _columns(text: str) -> dict[str, str]:
    chosen = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        ours, sign, theirs = pair.partition("=")
        if not sign or ours not in ("region", "activity", "year", "value") or not theirs:
            raise ParameterError(f"'{pair}' names no column. Write region=..., activity=..., year=... or value=...")
        chosen[ours] = theirs
    return chosen


def _conventions(pairs: list[str]) -> dict[str, str | int | float | bool]:
    chosen: dict[str, str | int | float | bool] = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign:
            raise ParameterError(f"'{pair}' changes no convention. Write name=value, such as ddof=1.")
        value: str | int | float | bool = text
        for read in (int, float):
            try:
                value = read(text)
                break
            except ValueError:
                continue
        chosen[name] = {"true": True, "false": False}.get(text, value)
    return chosen


def _print_measures() -> None:
    from rich.console import Console
    from rich.table import Table

    from clustrat.study.measures import MEASURES, TABLES_OF

    table = Table(title="Measures of clustrat analyse", title_justify="left")
    table.add_column("measure", no_wrap=True)
    for name in ("of", "what it says", "unit", "needs"):
        table.add_column(name)
    for measure in MEASURES.values():
        table.add_row(
            measure.name, measure.kind.replace("_", " "), measure.words, measure.unit,
            ", ".join(TABLES_OF[need] for need in measure.needs),
        )  # fmt: skip
    Console().print(table)
