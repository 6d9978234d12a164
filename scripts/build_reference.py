"""Write the generated pages of the reference: commands, data dictionary, Python names. ``python scripts/build_reference.py``."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any

import typer.main

import clustrat
from clustrat.cli.main import app
from clustrat.store.catalog import open_edition

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
EMBEDDED = Path(clustrat.__file__).parent / "data" / "edition"
#: Rooms whose functions are measures; each gets a page with formula, limits, example and paper of every function.
ROOMS = {"indicators": "Indicators", "relatedness": "Relatedness", "complexity": "Complexity"}
#: The room of the counting has a page of its own.
DECISION = "decision"
MADE = "This page is made by `scripts/build_reference.py`.\n"


def main() -> None:
    """Write the pages."""
    (REFERENCE / "commands.md").write_text(commands(), encoding="utf-8")
    (REFERENCE / "data-dictionary.md").write_text(dictionary(), encoding="utf-8")
    (REFERENCE / "api.md").write_text(names(), encoding="utf-8")
    (REFERENCE / "measures.md").write_text(measures(), encoding="utf-8")
    (REFERENCE / "decision.md").write_text(room_page(DECISION), encoding="utf-8")
    for room in ROOMS:
        (REFERENCE / "measures" / f"{room}.md").write_text(room_page(room), encoding="utf-8")


def commands() -> str:
    """Every command with its arguments and options."""
    parts = ["# Commands\n", MADE]
    _describe(typer.main.get_command(app), "clustrat", parts)
    return "\n".join(parts)


def _describe(command: Any, name: str, parts: list[str]) -> None:
    subcommands = getattr(command, "commands", None)
    if subcommands:
        for sub, inner in sorted(subcommands.items()):
            _describe(inner, f"{name} {sub}", parts)
        return
    parts.append(f"## {name}\n\n{inspect.cleandoc(command.help or '')}\n")
    parts.append("| Option | Means | Default |\n|---|---|---|")
    for option in command.params:
        words = " ".join(str(getattr(option, "help", "") or "").split()).replace("|", "\\|")
        default = "" if option.default in (None, False, ()) or callable(option.default) else f"`{option.default}`"
        label = (
            ", ".join(f"`{text}`" for text in option.opts)
            if option.param_type_name == "option"
            else f"`{option.name.upper()}`"
        )
        parts.append(f"| {label} | {words} | {default} |")
    parts.append("")


def dictionary() -> str:
    """Every table of the embedded edition: source, account, columns."""
    edition = open_edition(EMBEDDED)
    parts = ["# Data dictionary\n", MADE, f"Edition {edition.id}, NUTS 2013 after splicing, NACE Rev. 2.\n"]
    for name, entry in edition.tables.items():
        account = entry.row_account
        parts.append(f"## {name}\n\n{entry.title}\n")
        parts.append(f"{edition.provenance(name).citation}. Licence: {entry.licence}.\n")
        rejected = ", ".join(f"{reason} {n:,}" for reason, n in account["rejected"].items())
        parts.append(
            f"Cells read {account['read']:,} = kept {account['kept']:,} + rejected ({rejected or 'none'}). Rows: {entry.n_rows:,}.\n"
        )
        parts += [f"- {note}" for note in entry.notes]
        parts.append("\n| Column | Type |\n|---|---|")
        parts += [f"| `{column}` | {kind} |" for column, kind in entry.columns.items()]
        parts.append("")
    return "\n".join(parts)


def measures() -> str:
    """Every measure of ``clustrat analyse``, and the pages of the rooms behind them."""
    from clustrat.study.measures import MEASURES, TABLES_OF

    parts = [
        "# Measures\n",
        MADE,
        "Formula, what it can and cannot say, a pencil example and the paper stand with each function:\n",
    ]
    parts.append("```{toctree}\n:maxdepth: 1\n\n" + "\n".join(f"measures/{room}" for room in ROOMS) + "\n```\n")
    parts.append(
        "## Names in `clustrat analyse`\n\n| Measure | Of | What it says | Unit | Needs | By preset |\n|---|---|---|---|---|---|"
    )
    for m in MEASURES.values():
        needs = ", ".join(TABLES_OF[need] for need in m.needs)
        parts.append(
            f"| `{m.name}` | {m.kind.replace('_', ' ')} | {m.words} | {m.unit} | {needs} | {'yes' if m.by_preset else ''} |"
        )
    return "\n".join([*parts, ""])


def room_page(room: str) -> str:
    """The functions of a room, module by module, from their own documentation."""
    package = importlib.import_module(f"clustrat.{room}")
    parts = [f"# {ROOMS.get(room, room.capitalize())}\n", MADE]
    for module in sorted(path.stem for path in Path(package.__path__[0]).glob("*.py") if path.stem != "__init__"):
        title = module.replace("_", " ").capitalize()
        parts.append(f"## {title}\n\n```{{eval-rst}}\n.. automodule:: clustrat.{room}.{module}\n   :members:\n```\n")
    return "\n".join(parts)


def names() -> str:
    """The public names of ``import clustrat`` by room, each with the first sentence of its documentation."""
    rooms: dict[str, list[str]] = {}
    for name in clustrat.__all__:
        if name.startswith("_"):
            continue
        thing = getattr(clustrat, name)
        home = thing.__module__
        first = " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split()).replace("|", "\\|")
        rooms.setdefault(home, []).append(f"| `{name}` | {first} |")
    parts = ["# Python names\n", MADE, "`import clustrat` shows these names; each is loaded on first use.\n"]
    for home in sorted(rooms):
        opening = (importlib.import_module(home).__doc__ or "").strip().split("\n")[0]
        parts.append(f"## {home}\n\n{opening}\n\n| Name | What it is |\n|---|---|")
        parts += [*rooms[home], ""]
    return "\n".join(parts)


if __name__ == "__main__":
    main()
