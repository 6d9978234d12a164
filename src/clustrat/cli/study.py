"""The command ``clustrat study``: the cluster map of one region, of a country, or of all; and its verification."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clustrat.errors import ParameterError

if TYPE_CHECKING:
    from clustrat.study.question import Totals

__all__ = ["study"]


def study(  # the options are the interface: one per decision that the analyst may take
    regions: Annotated[list[str] | None, typer.Argument(help="NUTS codes, such as ITH4.", show_default=False)] = None,
    country: Annotated[list[str] | None, typer.Option(help="All regions of a country; may be repeated.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All regions of the nine Central European countries.")] = False,
    level: Annotated[int, typer.Option(min=0, max=2, help="NUTS level for --country and --all.")] = 2,
    theme: Annotated[
        str | None,
        typer.Option(help="Where could the region go: a theme such as active-ageing, or a CSV file of your own."),
    ] = None,
    partner_country: Annotated[
        list[str] | None, typer.Option(help="Partners of this country only; may be repeated.")
    ] = None,
    partner_abroad: Annotated[bool, typer.Option("--partner-abroad", help="Partners of other countries only.")] = False,
    partner_border: Annotated[
        bool, typer.Option("--partner-border", help="Partners that touch the region only.")
    ] = False,
    partner_area: Annotated[
        str | None, typer.Option(help="Partners of a programme area only, such as central_europe_2021.")
    ] = None,
    partner_macro_region: Annotated[
        str | None, typer.Option(help="Partners of a macro-regional strategy only: EUSALP, ..., or shared.")
    ] = None,
    partner_km: Annotated[float | None, typer.Option(help="Partners at most so many kilometres away.")] = None,
    input_output: Annotated[Path | None, typer.Option(help="Your input-output table: deliveries; for --theme.")] = None,
    outputs: Annotated[Path | None, typer.Option(help="Outputs of the input-output table.")] = None,
    bridge: Annotated[Path | None, typer.Option(help="Industries of that table as NACE divisions, if needed.")] = None,
    indicators: Annotated[Path | None, typer.Option(help="Your indicators by region; for --theme.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Your counts of cooperation (keep.eu); for --theme.")] = None,
    files_nuts: Annotated[str, typer.Option(help="NUTS version of --indicators and --keep.")] = "2021",
    year: Annotated[int | None, typer.Option(help="Year of the map; default: latest year of all nine.")] = None,
    base_year: Annotated[int | None, typer.Option(help="Year growth counts from; default: earliest.")] = None,
    scheme: Annotated[str, typer.Option(help="Star scheme: panorama_v2, eco_v1 or us_cmp.")] = "panorama_v2",
    peers: Annotated[str, typer.Option(help="nearest, country, ce9, eu, or codes joined by commas.")] = "nearest",
    totals: Annotated[str, typer.Option(help="Reference totals: known or published.")] = "known",
    language: Annotated[str, typer.Option(help="en, de, it complete; pl cs sk sl hu hr fall back, marked.")] = "en",
    out: Annotated[Path | None, typer.Option(help="Folder to write; default: studies/REGION.")] = None,
    formats: Annotated[
        str, typer.Option("--format", help="Any of html,pdf,csv,svg,png, joined by commas; study.json always.")
    ] = "html,pdf,csv,svg,png",
    edition: Annotated[Path | None, typer.Option(help="Folder of an edition; default: the one in use.")] = None,
    boundaries: Annotated[
        Path | None, typer.Option(help="NUTS 2013 boundaries (GeoJSON) for the choropleth; default: those fetched.")
    ] = None,
    verify: Annotated[
        Path | None, typer.Option(help="Recompute a study.json and say whether every hash is equal.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=0, max=64, help="Processes for many regions; 0: one per core.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only where the files lie.")] = False,
) -> None:
    """Map the clusters of a region: which there are, how strong, and how sure that is.

    Prints the answer and writes a folder with report, tables, figures and study.json.
    """
    from clustrat.cli import printing
    from clustrat.codes.themes import read_theme
    from clustrat.matching.frame import PartnerFilter
    from clustrat.study.own_files import OwnPaths, read_own_files
    from clustrat.study.question import StudyQuestion

    paths = OwnPaths(
        input_output=input_output,
        outputs=outputs,
        bridge=bridge,
        indicators=indicators,
        keep=keep,
        nuts_version=files_nuts,
    )
    if verify is not None:
        raise typer.Exit(printing.print_verification(verify, edition=edition, paths=paths))
    only = PartnerFilter(
        countries=tuple(code.strip().upper() for code in partner_country or []), abroad=partner_abroad, border=partner_border,
        macro_region=_macro_region(partner_macro_region), programme_area=(partner_area or "").strip().lower().replace("-", "_"),
        max_km=partner_km,
    )  # fmt: skip
    chosen_theme: dict[str, Any] = {"partner_filter": None if only == PartnerFilter() else only}
    if theme is not None and theme.lower().endswith(".csv"):
        chosen_theme["own_theme"] = read_theme(theme)
    else:
        chosen_theme["theme"] = theme
    codes = _codes(regions or [], country or [], every=every, level=level)
    questions = [
        StudyQuestion(
            region=code, year=year, base_year=base_year, totals=_totals(totals), scheme=scheme, peers=peers,
            language=language, own_files=read_own_files(paths, country=code[:2]).records, **chosen_theme,
        )
        for code in codes
    ]  # fmt: skip
    chosen = _formats(formats)
    many = len(codes) > 1 or bool(country) or every
    if many:
        printing.run_many(
            questions, out=out or Path("studies"), formats=chosen, edition=edition, boundaries=boundaries, jobs=jobs,
            quiet=quiet, paths=paths,
        )  # fmt: skip
    else:
        printing.run_one(
            questions[0], out=out or Path("studies") / codes[0], formats=chosen, edition=edition,
            boundaries=boundaries, quiet=quiet, paths=paths,
        )  # fmt: skip


def _codes(regions: list[str], countries: list[str], *, every: bool, level: int) -> list[str]:
    """The codes asked for, in order, each once."""
    from clustrat.codes import nuts
    from clustrat.study.question import NUTS_VERSION

    if every:
        countries = [*countries, *nuts.CENTRAL_EUROPE]
    codes = [code.strip().upper() for code in regions]
    for country in countries:
        nuts.region(country.upper(), version=NUTS_VERSION)
        codes += [
            region.code
            for region in nuts.regions(version=NUTS_VERSION, level=level, country=country.upper())
            if not nuts.is_pseudo_region(region.code)
        ]
    if not codes:
        raise ParameterError("No region was named. Give a NUTS code such as ITH4, or --country IT, or --all.")
    return list(dict.fromkeys(codes))


def _macro_region(name: str | None) -> str:
    wanted = (name or "").strip()
    return "shared" if wanted.lower() == "shared" else wanted.upper()


def _totals(name: str) -> Totals:
    """The convention of the reference totals of that name."""
    from clustrat.study.question import TOTALS

    for allowed in TOTALS:
        if allowed == name:
            return allowed
    raise ParameterError(f"There is no convention of totals '{name}'. Choose one of: {', '.join(TOTALS)}.")


def _formats(names: str) -> tuple[str, ...]:
    from clustrat.study.question import FORMATS

    chosen = tuple(name.strip().lower() for name in names.split(",") if name.strip())
    if unknown := [name for name in chosen if name not in FORMATS]:
        raise ParameterError(f"There is no format '{unknown[0]}'. Choose any of: {', '.join(FORMATS)}.")
    if not chosen:
        raise ParameterError(f"No format was named. Choose any of: {', '.join(FORMATS)}.")
    return chosen
