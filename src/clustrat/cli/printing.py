"""What the study commands print: the answer as a table and sentences, progress of many regions, verification."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from clustrat.errors import ClustratError

if TYPE_CHECKING:
    from clustrat.study.answer import Study
    from clustrat.study.own_files import OwnPaths
    from clustrat.study.question import StudyQuestion

__all__ = ["print_study", "print_verification", "run_many", "run_one"]

N_ROWS_SHOWN = 12
#: Findings about a theme, which stand below the others.
THEME_KINDS = ("theme", "theme_detail")
#: Numbers are never cut; a long label is.
COLUMN_WIDTHS = {"employment_persons": 9, "lq": 4, "lq_low": 9, "probability_specialised": 5, "growth_pct": 7}
#: Signs before a sentence: sure, perhaps, not known; the words say the same.
SIGNS = {"published": "●", "sure": "●", "perhaps": "○", "limit": "·"}


def run_one(
    question: StudyQuestion, *, out: Path, formats: tuple[str, ...], edition: Path | None, boundaries: Path | None,
    quiet: bool, paths: OwnPaths | None = None,
) -> None:  # fmt: skip
    """Study one region, print the answer and write its folder."""
    from clustrat.store.catalog import open_edition
    from clustrat.study.boundaries import find_boundaries
    from clustrat.study.folder import write_study
    from clustrat.study.own_files import NOTHING, read_own_files
    from clustrat.study.run import prepare, run_study

    console = Console(stderr=quiet)
    opened = open_edition(edition)
    own = NOTHING if paths is None else read_own_files(paths, country=question.region[:2])
    study = run_study(question, prepared=prepare(opened, question), own=own)
    if boundaries is not None:
        find_boundaries(boundaries, level=study.region.level)  # a wrong file is refused before anything is said
    if not quiet:
        print_study(study, console)
    with console.status("Writing report, tables and figures ..."):
        folder = write_study(study, out, formats=formats, boundaries=boundaries)
    for path in _main_files(folder, formats):
        typer.echo(str(path))


def run_many(
    questions: list[StudyQuestion], *, out: Path, formats: tuple[str, ...], edition: Path | None,
    boundaries: Path | None, jobs: int, quiet: bool, paths: OwnPaths | None = None,
) -> None:  # fmt: skip
    """Study many regions in several processes, with a progress bar; what is refused is said at the end."""
    import os

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from clustrat.study.batch import study_batch

    refused: list[str] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task("Studies", total=len(questions))
        for region, refusal in study_batch(
            questions, out=out, formats=formats, edition=edition, boundaries=boundaries,
            n_processes=jobs or os.cpu_count() or 1, paths=paths,
        ):  # fmt: skip
            progress.update(task, advance=1, description=f"Studied {region:<5}")
            if refusal:
                refused.append(refusal)
    typer.echo(f"{len(questions) - len(refused)} studies lie in {out}")
    if refused:
        raise ClustratError(f"{len(refused)} of {len(questions)} studies were refused. " + " ".join(refused))


def print_study(study: Study, console: Console) -> None:
    """Print the answer: headline, one sentence per finding, the strongest divisions, the citation."""
    console.print(f"\n[bold]{study.region.name} ({study.region.code})[/bold], {study.year}\n")
    for finding in (one for one in study.findings if one.kind not in THEME_KINDS):
        sentence = Table.grid(padding=(0, 1))
        sentence.add_row(SIGNS[finding.sure], Text(finding.text))
        console.print(sentence)
    table = study.tables["divisions"]
    say = study.translator
    words = {column.name: column.words for column in table.columns}
    rich_table = Table(box=None, pad_edge=False, header_style="bold")
    rich_table.add_column(words["nace_code"], no_wrap=True)
    rich_table.add_column(words["label"], overflow="ellipsis", no_wrap=True, max_width=27, ratio=1)
    for name, wide in COLUMN_WIDTHS.items():
        heading = say.text("from – to") if name == "lq_low" else words[name]
        rich_table.add_column(heading.replace(" ", "\n", 1), justify="right", no_wrap=True, min_width=wide)
    rich_table.add_column(words["stars"], no_wrap=True, min_width=5)
    for row in study.strongest(N_ROWS_SHOWN):
        rich_table.add_row(
            row["nace_code"],
            row["short_label"],
            say.number(row["employment_persons"]),
            say.number(row["lq"], 1),
            f"{say.number(row['lq_low'], 1)} – {say.number(row['lq_high'], 1)}",
            say.chance(row["probability_specialised"]),
            say.signed(row["growth_pct"], 1),
            row["stars"],
        )
    console.print()
    console.print(rich_table)
    if study.question.theme is not None:
        _print_theme(study, console)
    for source in table.sources:
        console.print(f"[dim]{source}[/dim]", highlight=False)


def _print_theme(study: Study, console: Console) -> None:
    """Print the part about the theme: its findings, and the industries of the theme that are missing, the likeliest first."""
    say = study.translator
    label = study.tables["potential"].as_records()[0]["label"]
    console.print(f"\n[bold]{say.text('Where could it go: %(theme)s', theme=label)}[/bold]\n")
    for finding in (one for one in study.findings if one.kind in THEME_KINDS):
        sentence = Table.grid(padding=(0, 1))
        sentence.add_row(SIGNS[finding.sure], Text(finding.text))
        console.print(sentence)
    ratings = study.tables["potential"]
    words = {column.name: column.words for column in ratings.columns}
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(words["label"], overflow="fold")
    for name in ("potential", "potential_low", "place", "confidence"):
        heading = {"potential_low": say.text("from – to"), "confidence": say.text("Known")}.get(name, words[name])
        table.add_column(heading.replace(" ", "\n", 1), justify="right", no_wrap=True)
    for row in ratings.as_records():
        table.add_row(
            row["label"],
            say.number(row["potential"], 1) + (" *" if row["is_marked"] else ""),
            f"{say.number(row['potential_low'], 1)} – {say.number(row['potential_high'], 1)}",
            say.number(row["place"]),
            say.percent(row["confidence"]),
        )
    console.print()
    console.print(table)
    if any(row["is_marked"] for row in ratings.as_records()):
        console.print(
            f"[dim]{say.text('* Rests on few figures: less than half of the theme, or of the industries of the region, has a figure.')}[/dim]",
            highlight=False,
        )


def print_verification(path: Path, *, edition: Path | None, paths: OwnPaths | None = None) -> int:
    """Recompute a study and say of every table whether its hash is equal; 0 if all are, 1 if one differs."""
    from clustrat.store.catalog import open_edition
    from clustrat.study.verification import verify_study

    verification = verify_study(path, edition=open_edition(edition), paths=paths)
    for note in verification.notes:
        typer.echo(note)
    for name, is_equal in verification.tables.items():
        typer.echo(f"{'equal  ' if is_equal else 'DIFFERS'} {name}")
    if verification.is_equal:
        typer.echo(f"All {len(verification.tables)} tables are equal: {path} is reproduced.")
        return 0
    n_different = sum(not is_equal for is_equal in verification.tables.values())
    typer.echo(f"{n_different} of {len(verification.tables)} tables differ: {path} is not reproduced.")
    return 1


def _main_files(folder: Path, formats: tuple[str, ...]) -> list[Path]:
    names = ["study.json"]
    if "pdf" in formats:
        names.insert(0, "report.pdf")
    if "html" in formats:
        names.insert(0, "report.html")
    return [folder / name for name in names]
