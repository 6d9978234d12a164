"""The command ``clustrat data build``: an edition out of raw files, switched to in one step, with its row account."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from clustrat.store.catalog import Edition

__all__ = ["build", "row_account_table"]


def build(
    source: Annotated[Path, typer.Option("--from", help="Folder of the raw files.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of editions; default: this user's data folder.")
    ] = None,
    processes: Annotated[int, typer.Option(min=0, max=64, help="Processes; default: one per core, at most 4.")] = 0,
    accept_fewer_rows: Annotated[
        str, typer.Option(help="Name of the person who accepts that a table has lost rows.", show_default=False)
    ] = "",
) -> None:
    """Build an edition out of raw files and make it the one in use.

    Everything is written beside and verified first; a killed or refused build leaves the edition in use as it was.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from clustrat.errors import ClustratError
    from clustrat.store.catalog import editions_folder, in_use_since
    from clustrat.study.tables import build_edition

    root = out or editions_folder()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Starting", total=100)

        def tell(step: str, done: int, total: int) -> None:
            progress.update(task, description=step, completed=done, total=total)

        try:
            edition = build_edition(
                source, root=root, progress=tell, n_processes=processes or None, accept_fewer_rows=accept_fewer_rows
            )
        except ClustratError:
            if (in_use := in_use_since(root)) is not None:
                progress.console.print(f"Edition {in_use[0]} of {in_use[1]:%d %B %Y} is still in use.", highlight=False)
            raise
    shown = Console()
    shown.print(row_account_table(edition))
    shown.print(f"Edition {edition.id} is in use: {edition.folder}", soft_wrap=True, highlight=False)


def row_account_table(edition: Edition) -> Table:
    """The row account of every table: cells read = kept + rejected, and the rejected by reason."""
    from rich.table import Table

    table = Table("Table", box=None, pad_edge=False, header_style="bold")
    for heading in ("Cells read", "Kept", "Rejected", "Rows"):
        table.add_column(heading, justify="right")
    table.add_column("Why rejected")
    for name, entry in sorted(edition.tables.items()):
        account = entry.row_account
        rejected = sorted(account["rejected"].items(), key=lambda item: -item[1])
        table.add_row(
            name.partition("__")[2] or name,
            *(f"{n:,}" for n in (account["read"], account["kept"], sum(n for _, n in rejected), entry.n_rows)),
            ", ".join(f"{reason} {n:,}" for reason, n in rejected),
        )
    return table
