"""The command ``clustrat data fetch``: a published table or the boundaries, with a progress bar."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustrat.errors import ParameterError

__all__ = ["fetch", "parse_filters"]


def fetch(
    table: Annotated[str, typer.Argument(help="Name of a Eurostat table, or 'boundaries'.", show_default=False)],
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="A part only: dimension=CODE,CODE; may be repeated.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to keep it in; default: this user's data folder.")] = None,
    file: Annotated[Path | None, typer.Option(help="Boundaries: keep this file instead of fetching.")] = None,
    nuts_version: Annotated[str, typer.Option(help="Boundaries: NUTS version of the file.")] = "2013",
) -> None:
    """Fetch a published table and keep it as it came, or boundaries for the choropleth.

    The only command that uses the network. What fails leaves the former file in place.
    """
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    from clustrat.sources import fetch as fetching
    from clustrat.sources.gisco import NOTICE

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(f"Fetching {table}", total=None)

        def advance(n_bytes: int, whole: int | None) -> None:
            progress.update(task, completed=n_bytes, total=whole)

        if table == "boundaries":
            if file is not None:
                kept = fetching.keep_boundaries(file, version=nuts_version, folder=out)
            else:
                kept = fetching.fetch_boundaries(version=nuts_version, progress=advance, folder=out)
            typer.echo(f"{kept}\n{NOTICE}")
            return
        if file is not None:
            raise ParameterError("--file goes with 'boundaries' only. Leave it out to fetch a table.")
        snapshot = fetching.fetch_table(table, filters=parse_filters(filters or []), folder=out, progress=advance)
    place = (out or fetching.default_folder()) / snapshot.file
    typer.echo(f"{place}\n{snapshot.n_bytes:,} bytes, SHA-256 {snapshot.sha256}")


def parse_filters(texts: list[str]) -> dict[str, list[str]]:
    """Filters as written on the command line, by dimension.

    >>> parse_filters(["geo=ITH4,AT31", "time=2014"])
    {'geo': ['ITH4', 'AT31'], 'time': ['2014']}
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        dimension, equals, codes = text.partition("=")
        if not equals or not dimension.strip() or not codes.strip():
            raise ParameterError(f"'{text}' is not a filter. Write it as dimension=CODE,CODE, such as geo=ITH4,AT31.")
        found.setdefault(dimension.strip(), []).extend(code.strip() for code in codes.split(",") if code.strip())
    return found
