"""The command ``clustrat backtest``: what forecasts of the past were worth, printed and written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from clustrat.potential.backtest_table import Backtest

__all__ = ["backtest"]

#: Scores of the printed table; the written one has all.
WORDS = {
    "model": "the model",
    "lq": "quotient alone",
    "ln_shrunken_lq": "shrunken quotient alone",
    "probability_present": "chance that LQ >= 1 alone",
    "density_exclusive": "relatedness density alone",
    "density_inclusive": "density with itself alone",
    "ubiquity": "ubiquity alone",
    "pci": "complexity alone",
    "size": "size alone",
    "growth": "growth alone",
}
GROUPS = {"all": "All candidates", "distant": "Distant candidates (LQ below one half)"}


def backtest(
    base_year: Annotated[
        list[int] | None, typer.Option(help="Year in which the forecast is made; may be repeated. Default: 2010, 2009.")
    ] = None,
    target: Annotated[int, typer.Option(help="Year the forecast is held against.")] = 2014,
    out: Annotated[Path | None, typer.Option(help="Folder to write: tables as CSV, all of it as JSON.")] = None,
    edition: Annotated[Path | None, typer.Option(help="Folder of an edition; default: the one in use.")] = None,
    raw: Annotated[
        Path | None, typer.Option(help="Raw file sbs_r_nuts06_r2.tsv.gz: the same on codes as they stand there.")
    ] = None,
    draws: Annotated[int, typer.Option(help="Draws of regions for the intervals.")] = 1000,
    record: Annotated[
        Path | None, typer.Option(help="For developers: folder to write the record that ships with the package.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only where the files lie.")] = False,
) -> None:
    """Forecast from past years which industries regions would enter, and tell how much of it came true.

    Everything is fitted, chosen and calibrated on years up to the base year; the table holds the model against every single
    signal on the same candidates, with intervals from drawing whole regions.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from clustrat.store.catalog import open_edition
    from clustrat.study.backtest import backtest_edition, record_backtest, write_backtest

    opened = open_edition(edition)
    years = base_year or [2010, 2009]
    n_steps = 3 * len(years) * (1 if raw is None else 2)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as bar:
        task = bar.add_task("Reading figures", total=n_steps + 1)
        found = backtest_edition(
            opened, base_years=years, target_year=target, raw=raw, n_draws=draws,
            progress=lambda step: bar.update(task, advance=1, description=step),
        )  # fmt: skip
    if not quiet:
        console = Console()
        for one in found:
            _print(one, console)
    if out is not None:
        write_backtest(found, edition=opened, out=out)
        typer.echo(str(out / "backtest.csv"))
    if record is not None:
        typer.echo(str(record_backtest(found, edition=opened, folder=record)))


def _print(found: Backtest, console: Console) -> None:
    from rich.table import Table

    years = sorted({row.base_year for row in found.rows}, reverse=True)
    for year in years:
        rows = [row for row in found.rows if row.base_year == year and row.group in GROUPS and row.score in WORDS]
        target = rows[0].target_year
        for group, title in GROUPS.items():
            of_group = [row for row in rows if row.group == group]
            if not of_group:
                continue
            table = Table(
                title=f"{year} to {target}, {found.codes} codes. {title}: {of_group[0].n:,}; entered: {of_group[0].n_entries}",
                title_justify="left", box=None, pad_edge=False, header_style="bold",
            )  # fmt: skip
            table.add_column("ranked by", no_wrap=True)
            for name in ("AUC", "95 % interval", "precision\nat 5", "recall\nat 10"):
                table.add_column(name, justify="right", no_wrap=True)
            for row in of_group:
                table.add_row(
                    WORDS[row.score], _number(row.auc), _range(row.auc_low, row.auc_high),
                    _number(row.precision_at_5), _number(row.recall_at_10),
                )  # fmt: skip
            console.print(table)
            model = of_group[0]
            if model.gain is not None:
                console.print(
                    f"The model is {model.gain:+.3f} ({_range(model.gain_low, model.gain_high)}) against the best single signal "
                    f"here, found with hindsight: {WORDS.get(model.over or '', model.over)}.",
                    highlight=False,
                )
            console.print()
        whole = found.row(base_year=year)
        if whole.ece is not None:
            console.print(
                f"Probabilities: Brier score {_number(whole.brier)}, expected calibration error {whole.ece:.3f}.\n",
                highlight=False,
            )
        elif year in found.statements:
            console.print(f"{found.statements[year]}\n", highlight=False)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _range(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:.3f} to {high:.3f}"
