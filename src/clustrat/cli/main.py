"""The command ``clustrat``: registers the commands and turns every refusal into one sentence and exit code 2."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import Annotated

import typer

import clustrat
from clustrat.cli import data, microdata, themes
from clustrat.cli.analyse import analyse
from clustrat.cli.backtest import backtest
from clustrat.cli.decide import decide
from clustrat.cli.partners import evaluate_partners_command
from clustrat.cli.study import study
from clustrat.errors import ClustratError

__all__ = ["add_installed_commands", "app", "main"]

app = typer.Typer(
    name="clustrat",
    help="From regional statistics to cluster maps, decisions and their effects: one evidence chain.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("study")(study)
app.command("analyse")(analyse)
app.command("backtest")(backtest)
app.command("decide")(decide)
app.command("evaluate-partners")(evaluate_partners_command)
app.add_typer(themes.app, name="themes")
app.add_typer(data.app, name="data")
app.add_typer(microdata.app, name="microdata")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"clustrat {clustrat.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of every command."""


def add_installed_commands(to: typer.Typer) -> None:
    """Add the commands that installed packages register as entry points ``clustrat.commands`` (the site's: serve, demo ...).

    The core imports none of them by name; each is a light module that brings its libraries in when it runs.
    """
    for found in sorted(entry_points(group="clustrat.commands"), key=lambda it: it.name):
        command = found.load()
        if isinstance(command, typer.Typer):
            to.add_typer(command, name=found.name)
        else:
            to.command(found.name)(command)


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error and exit code 2."""
    # Looking through all installed packages takes a tenth of a second, which the core's own commands need not wait for.
    own = {it.name for it in app.registered_commands} | {it.name for it in app.registered_groups}
    if not set(sys.argv[1:2]) & own:
        add_installed_commands(app)
    try:
        app()
    except ClustratError as error:
        typer.secho(f"clustrat: {error}", err=True, fg="red" if sys.stderr.isatty() else None)
        sys.exit(2)
    except KeyboardInterrupt:
        typer.echo("clustrat: stopped; nothing was left half written.", err=True)
        sys.exit(130)
