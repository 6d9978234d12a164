"""The commands ``clustrat themes``: list themes, show one with its coverage, compare two, print templates."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clustrat.errors import ClustratError, ParameterError

if TYPE_CHECKING:
    from clustrat.codes.themes import Theme, ThemeWeights
    from clustrat.store.catalog import Edition

__all__ = ["app"]

app = typer.Typer(
    name="themes",
    help="Emerging industries, key technologies and cross-cutting issues: their lists of industries.",
    no_args_is_help=True,
)

FORMATS = ("table", "csv", "json")
#: Files of a user that have a template.
TEMPLATES = ("theme", "indicators", "keep", "deliveries", "outputs", "bridge")
#: What the kinds mean, as printed below a table.
KIND_WORDS = {
    "official": "official: published by the body named",
    "derived": "derived: computed by rule from official tables",
    "proposal": "proposal: a judgement, to be changed by its users",
}
FIELD_WORDS = {
    "emerging_industry": "emerging industry",
    "key_enabling_technology": "key enabling technology",
    "cross_cutting_issue": "cross-cutting issue",
    "technology_level": "technology level",
}
#: Changes of ratings that are printed as a table.
N_CHANGES = 20
#: Below this share of a theme in items with data, the command warns.
COVERAGE_WARN = 0.5

Format = Annotated[str, typer.Option("--format", help="table, csv or json.")]
EditionFolder = Annotated[Path | None, typer.Option(help="Folder of an edition; default: the one in use.")]


@app.command("list")
def list_themes(
    field: Annotated[str | None, typer.Option(help="Only one field, such as emerging-industry.")] = None,
    file_format: Format = "table",
) -> None:
    """List all themes: what each is, of which kind, and of how many industries."""
    from clustrat.codes.themes import themes

    _check_format(file_format)
    found = themes(field)
    columns = (
        "code",
        "aliases",
        "version",
        "kind",
        "field",
        "title",
        "nace_version",
        "n_items",
        "valid_from",
        "source",
    )
    rows = [
        (
            t.code, "|".join(t.aliases), t.version, t.kind, t.field, t.title, t.nace_version, len(t.items),
            t.valid_from, t.source,
        )
        for t in found
    ]  # fmt: skip
    if file_format != "table":
        _print_rows(columns, rows, file_format)
        return
    for name in dict.fromkeys(t.field for t in found):
        _print_table(
            ("Code", FIELD_WORDS[name].capitalize(), "Kind", "Version", "Industries"),
            [
                (t.code, t.title, t.kind, t.version, str(len(t.items))) if t.items
                else (t.code, t.title, "official name" if t.kind == "official" else t.kind, t.version, "–")
                for t in found
                if t.field == name
            ],
            numbers=("Industries",),
        )  # fmt: skip
        typer.echo()
    for kind in dict.fromkeys(t.kind for t in found):
        typer.echo(f"{KIND_WORDS[kind].capitalize()}.")
    typer.echo("A dash: no list of industries; 'clustrat themes show CODE' says why.")


@app.command("show")
def show(
    code: Annotated[str, typer.Argument(help="Code or alias of a theme, or a CSV file of your own.")],
    version: Annotated[str | None, typer.Option(help="Version of the list; default: the newest.")] = None,
    edition: EditionFolder = None,
    file_format: Format = "table",
) -> None:
    """Show a theme: its industries with weight and ring, and how much of it the edition in use can see."""
    _check_format(file_format)
    found = _theme(code, version)
    weights, refusal, edition_id = _coverage(found, edition)
    missing = {item.code for item in weights.missing} if weights else {item.code for item in found.items}
    columns = ("theme", "version", "kind", "nace_version", "code", "weight", "ring", "in_edition", "label", "note")
    if file_format == "csv":
        _print_rows(
            columns,
            [
                (
                    found.code, found.version, found.kind, found.nace_version, i.code, i.weight, i.ring,
                    "no" if i.code in missing else "yes", i.label, i.note,
                )
                for i in found.items
            ],
            file_format,
        )  # fmt: skip
        return
    if file_format == "json":
        record = asdict(found) | {
            "content_hash": found.content_hash,
            "edition": edition_id,
            "coverage": weights.coverage if weights else None,
            "coverage_basis": weights.coverage_basis if weights else None,
            "not_in_edition": sorted(missing),
            "industry_weights": _industry_weights(weights),
            "allocation": weights.allocation if weights else None,
            "refusal": refusal,
        }
        typer.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{found.title} ({found.code}), {FIELD_WORDS[found.field]}, version {found.version}")
    typer.echo(f"{KIND_WORDS[found.kind].capitalize()}. Source: {found.source or 'not stated'}.")
    if found.question:
        typer.echo(found.question)
    if found.items:
        typer.echo()
        _print_table(
            ("NACE", "Industry", "Weight", "Ring", f"In {edition_id}"),
            [(i.code, i.label, f"{i.weight:g}", i.ring, "no" if i.code in missing else "yes") for i in found.items],
            numbers=("Weight",),
        )
    typer.echo()
    for line in _coverage_lines(weights, refusal, edition_id):
        typer.echo(line)
    typer.echo(f"Supply reading. {found.supply or 'Persons employed in the industries of the list, by region.'}")
    typer.echo(f"Demand reading. {found.demand or 'None: the list does not say what it would rest on.'}")
    for note in found.coverage_notes:
        typer.echo(note)


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(help="Code of a theme, or a CSV file.")],
    new: Annotated[str, typer.Argument(help="Code of a theme, or a CSV file.")],
    old_version: Annotated[str | None, typer.Option(help="Version of the first list; default: the newest.")] = None,
    new_version: Annotated[str | None, typer.Option(help="Version of the second list; default: the newest.")] = None,
    ratings: Annotated[
        bool, typer.Option("--ratings", help="Compare the ratings of all regions in the two instead.")
    ] = False,
    year: Annotated[int | None, typer.Option(help="Year of the ratings; default: latest year of all nine.")] = None,
    edition: EditionFolder = None,
    file_format: Format = "table",
) -> None:
    """Compare two lists: industries added, removed, or of another weight or ring; or all ratings that change."""
    from clustrat.codes.themes import difference

    _check_format(file_format)
    before, after = _theme(old, old_version), _theme(new, new_version)
    if ratings:
        _diff_ratings(before, after, year=year, edition=edition, file_format=file_format)
        return
    changes = difference(before, after)
    if file_format != "table":
        columns = ("code", "label", "change", "old_weight", "new_weight", "old_ring", "new_ring")
        _print_rows(columns, [tuple(asdict(change)[c] for c in columns) for change in changes], file_format)
        return
    names = f"{before.code} {before.version} and {after.code} {after.version}"
    if not changes:
        typer.echo(f"The lists of {names} are equal: {len(before.items)} industries with the same weights.")
        return
    _print_table(
        ("NACE", "Industry", "Change", "Weight", "new", "Ring", "new ring"),
        [
            (c.code, c.label, c.change, _weight(c.old_weight), _weight(c.new_weight), c.old_ring, c.new_ring)
            for c in changes
        ],
        numbers=("Weight", "new"),
    )
    n_same = len(after.items) - sum(change.change != "removed" for change in changes)
    typer.echo(f"\nDifferent between {names}: {len(changes)}; the same: {n_same}.")


def _diff_ratings(before: Theme, after: Theme, *, year: int | None, edition: Path | None, file_format: str) -> None:
    """Print the rating of every region under both lists, the largest change first."""
    from clustrat.store.catalog import open_edition
    from clustrat.study.theme_ratings import rating_changes

    found = rating_changes(open_edition(edition), before, after, year=year)
    if file_format != "table":
        columns = ("region", "name", "old", "new", "change", "old_place", "new_place", "is_marked")
        _print_rows(columns, [tuple(asdict(one)[c] for c in columns) for one in found.changes], file_format)
        return
    shown = [one for one in found.changes if one.change][:N_CHANGES]
    names = f"{before.code} {before.version} and {after.code} {after.version}"
    if not shown:
        typer.echo(f"No rating differs between {names} in {found.year}: {len(found.changes)} regions.")
        return
    _print_table(
        ("NUTS", "Region", "Rating", "new", "Change", "Place", "new place"),
        [
            (
                one.region, one.name, _rating(one.old), _rating(one.new),
                "–" if one.change is None else f"{one.change:+.2f}".replace("-", "−"),
                "–" if one.old_place is None else str(one.old_place), "–" if one.new_place is None else str(one.new_place),
            )
            for one in shown
        ],
        numbers=("Rating", "new", "Change", "Place", "new place"),
    )  # fmt: skip
    n_changed = sum(bool(one.change) for one in found.changes)
    typer.echo(
        f"\nRatings of {found.year} that differ between {names}: {n_changed} of {len(found.changes)}; shown: {len(shown)}, "
        "the largest changes. --format csv prints all."
    )


def _rating(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


@app.command("template")
def template(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(TEMPLATES)}.")] = "theme",
) -> None:
    """Print a small file to start from: a theme, or another file of your own that ratings can use."""
    if name not in TEMPLATES:
        raise ParameterError(f"There is no template '{name}'. Choose one of: {', '.join(TEMPLATES)}.")
    typer.echo(_template(name), nl=False)


def _template(name: str) -> str:
    if name == "theme":
        from clustrat.codes.themes import THEME_TEMPLATE

        return THEME_TEMPLATE
    if name == "indicators":
        from clustrat.sources.indicator_file import INDICATOR_TEMPLATE

        return INDICATOR_TEMPLATE
    if name == "keep":
        from clustrat.sources.keep_counts import KEEP_TEMPLATE

        return KEEP_TEMPLATE
    from clustrat.sources import input_output_table as tables

    return {
        "deliveries": tables.DELIVERIES_TEMPLATE,
        "outputs": tables.OUTPUTS_TEMPLATE,
        "bridge": tables.BRIDGE_TEMPLATE,
    }[name]


def _theme(code: str, version: str | None) -> Theme:
    from clustrat.codes.themes import read_theme, theme

    if not code.lower().endswith(".csv"):
        return theme(code, version=version)
    if version is not None:
        raise ParameterError(f"A file holds one version; {code} was asked for '{version}'. Leave the version out.")
    return read_theme(code)


def _coverage(found: Theme, edition: Path | None) -> tuple[ThemeWeights | None, str, str]:
    """The weights over the divisions of an edition, or the sentence that says why there are none."""
    from clustrat.codes.themes import theme_weights
    from clustrat.store.catalog import open_edition

    opened = open_edition(edition)
    name = f"edition {opened.id}"
    if not found.items:
        return None, "No list of industries: no coverage by industries can be given.", name
    try:
        return theme_weights(found, _divisions(opened), nace_version=opened.nace_version), "", name
    except ClustratError as error:
        return None, str(error), name


def _divisions(edition: Edition) -> list[str]:
    """The divisions for which the business statistics hold a figure of some NUTS-2 region."""
    import polars as pl

    from clustrat.store.tables import read_table
    from clustrat.study.landscape import DIVISION_LENGTH, TABLE

    length = {name: pl.col(name).cast(pl.String).str.len_chars() for name in ("nuts_code", "nace_code")}
    with_figures = pl.col("value").is_not_null() & (length["nuts_code"] == len("ITH4"))
    frame = read_table(
        edition, TABLE, columns=["nace_code"], where=with_figures & (length["nace_code"] == DIVISION_LENGTH)
    )
    return sorted(str(code) for code in frame["nace_code"].unique())


def _coverage_lines(weights: ThemeWeights | None, refusal: str, edition_id: str) -> list[str]:
    if weights is None:
        return [refusal]
    n_items = len(weights.theme.items)
    basis = "weight and size" if weights.coverage_basis == "size" else "weight"
    lines = [
        f"Coverage by {edition_id}: {weights.coverage:.0%} of the theme by {basis}; {n_items - len(weights.missing)} of "
        f"{n_items} industries have figures."
    ]
    if weights.coverage < COVERAGE_WARN:
        lines.append("Warning: less than half of the theme is seen, so every number about it is marked.")
    if weights.missing:
        lines.append(f"Not covered: {', '.join(f'{item.code} {item.label}' for item in weights.missing)}.")
    if weights.apportioned:
        lines.append(
            f"The statistics have divisions, the theme parts of {len(weights.apportioned)} of them "
            f"({', '.join(weights.apportioned)}): every class of a division counts the same, for want of class figures."
        )
    return lines


def _industry_weights(weights: ThemeWeights | None) -> dict[str, float]:
    if weights is None:
        return {}
    return {code: float(value) for code, value in zip(weights.industries, weights.values, strict=True) if value > 0}


def _weight(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _check_format(file_format: str) -> None:
    if file_format not in FORMATS:
        raise ParameterError(f"There is no format '{file_format}'. Choose one of: {', '.join(FORMATS)}.")


def _print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], file_format: str) -> None:
    """Rows for other programs; an absent weight is an empty field, or null."""
    if file_format == "json":
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        typer.echo(json.dumps(records, ensure_ascii=False, indent=2))
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    typer.echo(text.getvalue(), nl=False)


def _print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        is_code = heading in ("Code", "NACE")
        table.add_column(heading, justify="right" if heading in numbers else "left", overflow="fold", no_wrap=is_code)
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)
