"""The commands ``clustrat data``: fetch published tables, build an edition, show what an edition holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustrat.cli.build import build
from clustrat.cli.fetch import fetch

__all__ = ["app"]

app = typer.Typer(
    name="data", help="Fetch published tables, build an edition, show what it holds.", no_args_is_help=True
)
app.command("fetch")(fetch)
app.command("build")(build)


@app.command("show")
def show(
    edition: Annotated[Path | None, typer.Option(help="Folder of an edition; default: the one in use.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Recompute the hash of every table.")] = False,
) -> None:
    """Show the edition in use: its tables, sources, vintages, row accounts, and the regions with figures."""
    from rich.console import Console
    from rich.table import Table

    from clustrat.store.catalog import open_edition, verify_edition
    from clustrat.study.landscape import read_landscape

    opened = open_edition(edition)
    console = Console()
    console.print(f"Edition [bold]{opened.id}[/bold]")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Table", no_wrap=True)
    for heading in ("Rows", "Cells read", "kept", "rejected"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, entry in opened.tables.items():
        account = entry.row_account
        numbers = (entry.n_rows, account["read"], account["kept"], sum(account["rejected"].values()))
        table.add_row(name.partition("__")[2], *(f"{number:,}" for number in numbers))
    console.print(table)
    console.print()
    for citation in dict.fromkeys(opened.provenance(name).citation for name in opened.tables):
        console.print(citation, highlight=False)
    landscape = read_landscape(opened, level=2)
    console.print(f"\n{len(landscape.regions)} NUTS-2 regions with business statistics: " + " ".join(landscape.regions))
    if check:
        verify_edition(opened)
        console.print("Every table has the hash that the catalogue says.")
