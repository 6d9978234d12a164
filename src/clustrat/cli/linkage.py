"""The commands ``clustrat microdata duplicates`` and ``evaluate-duplicates``: find them in a list, and tell how good that is."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustrat.errors import ParameterError

if TYPE_CHECKING:
    from clustrat.microdata.linkage import OrganisationRecord
    from clustrat.microdata.linkage_evaluation import LinkageScores

__all__ = ["duplicates", "evaluate_duplicates"]

#: List -> (file, column of the name): the lists to which the labelled pairs that ship with the package belong.
LISTS = {
    "AT": ("AT22_ERDF_2007-2013.csv.gz", "Begünstigte"),
    "CZ": ("CZ_ERDF_2014-2020.xlsx", "Žadatel"),
    "HR": ("HR_2007-2020.csv.gz", "Korisnik"),
    "PL": ("PL_ERDF_2014-2020.csv.gz", "Nazwa beneficjenta"),
    "SI": ("SI_2007-2013.xlsx", "NAZIV UPRAVIČENCA"),
}
SEED = 20_141_127


def duplicates(
    path: Annotated[Path, typer.Argument(help="CSV or XLSX with a head.", show_default=False)],
    out: Annotated[Path, typer.Option(help="CSV to write: pairs with their evidence.", show_default=False)],
    name: Annotated[str, typer.Option(help="Column of the name.")] = "name",
    country: Annotated[str, typer.Option(help="ISO code of all rows.")] = "",
    postcode: Annotated[str, typer.Option(help="Column of the postcode.")] = "",
    domain: Annotated[str, typer.Option(help="Column of the website.")] = "",
) -> None:
    """Find rows of a list that may be one organisation; each pair with the evidence, for a person to decide."""
    import csv
    import io

    from clustrat.codes.postcodes import postcode as normal_postcode
    from clustrat.errors import CodeListError
    from clustrat.microdata.linkage import OrganisationRecord, find_duplicates
    from clustrat.publish.files import replace_bytes
    from clustrat.sources.spreadsheet import read_sheet

    sheet = read_sheet(path.read_bytes(), name=path.name)
    for wanted in filter(None, (name, postcode, domain)):
        if wanted not in sheet.columns:
            raise ParameterError(f"{path.name} has no column '{wanted}', only {', '.join(sheet.columns)}. Name one.")
    places = {column: place for place, column in enumerate(sheet.columns)}

    def normal(written: str) -> str:
        try:
            return normal_postcode(written, country=country).code if written else ""
        except CodeListError:
            return ""

    records = [
        OrganisationRecord(
            record=str(number),
            name=row[places[name]],
            country=country,
            postcode=normal(row[places[postcode]]) if postcode else "",
            domain=_domain(row[places[domain]]) if domain else "",
        )
        for number, row in sheet.rows
        if row[places[name]]
    ]
    found = find_duplicates(records)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["row_a", "row_b", "tier", "probability", "evidence", "may_be_automatic"])
    for pair in found:
        evidence = "; ".join(f"{a.field}: {a.degree} ({a.bits:+.1f})" for a in pair.evidence)
        writer.writerow(
            [pair.left, pair.right, pair.tier, f"{pair.probability:.4f}", evidence, int(pair.may_be_automatic)]
        )
    replace_bytes(out, stream.getvalue().encode())
    typer.echo(f"{len(records):,} rows, {len(found):,} pairs to look at.\n{out}")


def evaluate_duplicates(
    folder: Annotated[Path, typer.Argument(help="Folder with the beneficiary lists as published.", show_default=False)],
    synthetic: Annotated[int, typer.Option(help="Invented organisations beside the real lists.")] = 1_200,
) -> None:
    """Hold the deduplication against the labelled pairs of real beneficiary lists, and against invented organisations."""
    import numpy as np

    from clustrat.microdata.linkage import find_duplicates
    from clustrat.microdata.linkage_evaluation import pairwise_scores, read_labelled_pairs
    from clustrat.microdata.linkage_synthetic import synthetic_organisations

    labels = files("clustrat.microdata").joinpath("data", "beneficiary_pairs.csv").read_text(encoding="utf-8")
    pairs = read_labelled_pairs(labels)
    parts: list[LinkageScores] = []
    for key in LISTS:
        mine = [pair for pair in pairs if pair.left.startswith(f"{key}:")]
        found = find_duplicates(labelled_records(folder, key, {r for p in mine for r in (p.left, p.right)}))
        parts.append(pairwise_scores(((s.left, s.right) for s in found), mine))
        typer.echo(f"{key:<22}{_told(parts[-1])}")
    typer.echo(f"{'real lists':<22}{_told(_sum(parts))}")
    made = synthetic_organisations(synthetic, rng=np.random.default_rng(SEED))
    found = find_duplicates(made.records)
    parts.append(pairwise_scores(((s.left, s.right) for s in found), made.pairs))
    typer.echo(f"{'invented':<22}{_told(parts[-1])}")
    typer.echo(f"{'all':<22}{_told(_sum(parts))}")
    alone = [s for s in found if s.may_be_automatic]
    right = sum(made.truth[s.left] == made.truth[s.right] for s in alone)
    typer.echo(
        f"Of the invented, {len(alone):,} pairs could be merged without a person; {right:,} of them are one organisation."
    )


def labelled_records(folder: Path, key: str, wanted: set[str]) -> list[OrganisationRecord]:
    """The records of one list that labelled pairs name, as ``AT:17``; numbers behind a name are left out, so that the name alone speaks."""
    import re

    from clustrat.microdata.linkage import OrganisationRecord
    from clustrat.sources.spreadsheet import read_sheet

    file, column = LISTS[key]
    if not (folder / file).exists():
        raise ParameterError(f"There is no {file} in {folder}. Give the folder with the beneficiary lists.")
    sheet = read_sheet((folder / file).read_bytes(), name=file)
    place = sheet.columns.index(column)
    return [
        OrganisationRecord(record=f"{key}:{n}", name=re.sub(r"\s*\(\d{11}\)$", "", row[place]), country=key)
        for n, (_, row) in enumerate(sheet.rows, 1)
        if f"{key}:{n}" in wanted
    ]


def _domain(written: str) -> str:
    return written.split("//")[-1].split("/")[0].removeprefix("www.").casefold()


def _sum(parts: list[LinkageScores]) -> LinkageScores:
    from clustrat.microdata.linkage_evaluation import LinkageScores

    return LinkageScores(
        n_pairs=sum(part.n_pairs for part in parts),
        n_same=sum(part.n_same for part in parts),
        true_positive=sum(part.true_positive for part in parts),
        false_positive=sum(part.false_positive for part in parts),
        missed=sum(part.missed for part in parts),
    )


def _told(scores: LinkageScores) -> str:
    shares = (f"{name} {'-' if v is None else f'{v:.3f}'}" for name, v in (
        ("precision", scores.precision), ("recall", scores.recall), ("F1", scores.f1)))  # fmt: skip
    return f"{scores.n_pairs:>6,} pairs, {scores.n_same:,} the same: {', '.join(shares)}"
