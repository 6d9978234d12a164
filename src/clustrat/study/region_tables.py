"""The tables of a study: what the cluster map, the peers, the past and the context say of one region."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from clustrat.clusters.strength import FIRM, LIKELY, UNKNOWN
from clustrat.codes.nace import label
from clustrat.codes.nuts import Region, regions
from clustrat.evidence.disclosure import Certificate, certify
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.result import Column, ResultTable
from clustrat.indicators.growth import growth_pct
from clustrat.publish.language import Translator
from clustrat.study.answer import CLAIM_REFERENCE_SHARE, strongest_divisions
from clustrat.study.context import context_table
from clustrat.study.hidden_figures import hidden_table
from clustrat.study.question import NACE_VERSION, NUTS_VERSION, StudyQuestion
from clustrat.study.shift_share_tables import shift_share_tables

if TYPE_CHECKING:
    from clustrat.indicators.structural_distance import Peers
    from clustrat.study.answer import Prepared

__all__ = ["N_STRONG", "region_tables", "source_line", "source_words", "totals_words"]

#: Divisions followed through the years, on the map and among the peers.
N_STRONG = 6
#: A citation as tables carry it.
CITATION = re.compile(r"Source: (?P<publisher>[^,:;]+), (?P<tables>[^;]+); edition (?P<edition>[^;]+)")
#: The vintage of a table without a date, and of one that was put together from two.
YEAR_AS_VINTAGE = re.compile(r"vintage figures to (?P<last>\d{4})(?=;|$)")
TWO_VINTAGES = re.compile(r"vintage figures to (?P<last>\d{4}) and, for codes of former versions, to (?P<former>\d{4})")
#: Categories share a division from this share on.
SHARING = 0.1

#: Columns of the divisions table that are made of the persons employed.
OF_PERSONS = (
    "employment_persons", "share_of_region_pct", "lq", "shrunken_lq", "lq_low", "lq_high", "probability_specialised",
    "wages_per_person_eur", "growth_pct", "n_stars_firm", "n_stars_likely", "n_stars_unknown",
)  # fmt: skip
REASONS = {
    CellStatus.SUPPRESSED: "confidential_source",
    CellStatus.NOT_AVAILABLE: "not_available",
    CellStatus.NOT_COLLECTED: "not_collected",
}


def region_tables(
    question: StudyQuestion,
    *,
    prepared: Prepared,
    region: Region,
    peers: Peers | None,
    peer_codes: Sequence[str],
    say: Translator,
) -> tuple[dict[str, ResultTable], dict[str, Certificate]]:
    """All tables of one study, each certified to give back no hidden figure."""
    divisions = _divisions(question, prepared, region, say)
    strong = [row["nace_code"] for row in strongest_divisions(divisions, question)[:N_STRONG]]
    tables = [
        divisions,
        _categories(question, prepared, region, say),
        hidden_table(prepared, region, language=question.language, say=say),
        _timeline(question, prepared, region, strong, say),
        *shift_share_tables(prepared, region, language=question.language, say=say),
        _peers(prepared, peers, peer_codes, say),
        _peer_comparison(question, prepared, region, strong, peer_codes, say),
        _map_points(prepared, strong[0] if strong else None, say, language=question.language),
        context_table(prepared, region, say=say),
    ]
    guards: dict[str, dict[str, Any]] = {
        # Local units and the reference are published in their own right; all else in the row comes of the persons.
        "divisions": {"hidden": {"flag": OF_PERSONS}},
        "categories": {"rests_on": {"n_hidden": ("employment_persons", "lq", "shrunken_lq")}},
    }
    certificates = {table.name: certify(table, **guards.get(table.name, {})) for table in tables}
    return {table.name: table for table in tables}, certificates


def plain(value: Any) -> Any:
    """A number of NumPy as a plain one; ``nan`` and infinite are missing."""
    if value is None or isinstance(value, str | bool):
        return value
    number = float(value)
    return number if math.isfinite(number) else None


def stars_text(marks: Sequence[int]) -> str:
    """Stars as text: filled for firm, outlined for likely, a question mark for unknown.

    >>> stars_text([FIRM, FIRM, LIKELY, UNKNOWN])
    '★★☆?'
    """
    firm, likely, unknown = (sum(mark == kind for mark in marks) for kind in (FIRM, LIKELY, UNKNOWN))
    return "★" * firm + "☆" * likely + "?" * unknown


def _names(code: str, language: str) -> tuple[str, str]:
    """The whole and the short label of a division."""
    return (
        label(code, version=NACE_VERSION, language=language).text,
        label(code, version=NACE_VERSION, language=language, short=True).text,
    )


def _divisions(question: StudyQuestion, prepared: Prepared, region: Region, say: Translator) -> ResultTable:
    strengths, landscape = prepared.map.divisions, prepared.landscape
    r, y = landscape.region_index(region.code), landscape.year_index(prepared.year)
    status = landscape.status["employment_persons"][y, r]
    flags = landscape.flags["employment_persons"]
    base = None if prepared.base_year is None else landscape.year_index(prepared.base_year)
    values = landscape.values["employment_persons"]
    growth_all = np.full(len(strengths.keys), np.nan)
    jumped = np.zeros(len(strengths.keys), dtype=bool)
    if prepared.base_year is not None and base is not None:
        jumped = landscape.jumped(base_year=prepared.base_year, year=prepared.year)[r]
        growth_all = np.where(jumped, np.nan, growth_pct(values[base, r], values[y, r]))
    total = np.nansum(strengths.persons[r])
    records = []
    for i, code in enumerate(strengths.keys):
        whole, short = _names(code, question.language)
        has_break = base is not None and any("b" in flags[t, r, i] for t in range(base + 1, y + 1))
        growth = plain(growth_all[i])
        shared = prepared.map.weights.sharing(code, at_least=SHARING)
        is_hidden = status[i] == CellStatus.SUPPRESSED
        records.append(
            {
                "nace_code": code,
                "label": whole,
                "short_label": short,
                "employment_persons": plain(strengths.persons[r, i]),
                "flag": str(flags[y, r, i]),
                "reason": REASONS.get(CellStatus(int(status[i])), ""),
                "share_of_region_pct": plain(100 * strengths.persons[r, i] / total) if total else None,
                "lq": plain(strengths.lq[r, i]),
                "shrunken_lq": plain(strengths.shrunken_lq[r, i]),
                "lq_low": plain(strengths.low[r, i]),
                "lq_high": plain(strengths.high[r, i]),
                "probability_specialised": plain(strengths.probability[r, i]),
                "local_units": plain(strengths.local_units[r, i]),
                "wages_per_person_eur": plain(strengths.wages_per_person_eur[r, i]),
                "growth_pct": growth,
                "growth_reason": _growth_reason(
                    growth, jumped=bool(jumped[i]), has_break=has_break, has_base=base is not None
                ),
                "stars": "" if is_hidden else stars_text(strengths.stars.marks[:, r, i].tolist()),
                "n_stars_firm": None if is_hidden else int(strengths.stars.n_firm[r, i]),
                "n_stars_likely": None if is_hidden else int(strengths.stars.n_likely[r, i]),
                "n_stars_unknown": None if is_hidden else int(strengths.stars.n_unknown[r, i]),
                "reference_known_share": plain(strengths.reference_known_share[i]),
                "reference_is_complete": question.totals == "published"
                or not strengths.reference_known_share[i] < CLAIM_REFERENCE_SHARE,
                "categories": "; ".join(f"{say.text(category.name)} ({share:.2f})" for category, share in shared),
            }
        )
    columns = (
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="label", words=say.text("Division"), role="label"),
        Column(name="short_label", words=say.text("Division, short"), role="label"),
        Column(name="employment_persons", words=say.text("Persons employed"), unit="persons", digits=0),
        Column(name="flag", words=say.text("Flag"), role="flag"),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
        Column(name="share_of_region_pct", words=say.text("Share of the region, %%"), unit="%", digits=1),
        Column(name="lq", words=say.text("LQ"), digits=1),
        Column(name="shrunken_lq", words=say.text("LQ, shrunken"), digits=1),
        Column(name="lq_low", words=say.text("from"), role="low", digits=1),
        Column(name="lq_high", words=say.text("to"), role="high", digits=1),
        Column(name="probability_specialised", words=say.text("How sure"), digits=2),
        Column(name="local_units", words=say.text("Local units"), unit="number", digits=0),
        Column(name="wages_per_person_eur", words=say.text("Wages per person, EUR"), unit="EUR", digits=0),
        Column(name="growth_pct", words=say.text("Change, %%"), unit="%", digits=1),
        Column(name="growth_reason", words=say.text("Note on the change"), role="reason"),
        Column(name="stars", words=say.text("Stars"), role="label"),
        Column(name="n_stars_firm", words=say.text("Stars, firm"), digits=0),
        Column(name="n_stars_likely", words=say.text("Stars, likely"), digits=0),
        Column(name="n_stars_unknown", words=say.text("Stars, unknown"), digits=0),
        Column(name="reference_known_share", words=say.text("Known share of the reference total"), digits=2),
        Column(name="reference_is_complete", words=say.text("Reference complete"), role="reason"),
        Column(name="categories", words=say.text("Cluster categories"), role="label"),
    )
    return ResultTable.from_records(
        "divisions",
        say.text("Industries of %(region)s by NACE division, %(year)s", region=region.name, year=prepared.year),
        columns,
        records,
        notes=(
            say.text("Labels outside English are unofficial translations.") if question.language != "en" else "",
            say.text("Reference totals: %(convention)s.", convention=totals_words(question.totals, say)),
        ),
        sources=(prepared.landscape.provenance.citation,),
        parameters=_parameters(question, prepared),
    )


def totals_words(totals: str, say: Translator) -> str:
    """The convention of the reference totals in words."""
    if totals == "published":
        return say.text("the national figures of all countries in the table")
    return say.text("the sum of the published figures of all NUTS-2 regions in the table")


def source_line(sources: Sequence[str], say: Translator) -> str:
    """One line for all sources of a table: the publisher and the edition are named once."""
    if len(sources) < 2:
        return "".join(sources)
    parts = [source.removeprefix("Source: ").split("; edition ") for source in sources]
    publishers = dict.fromkeys(part[0].split(", ")[0] for part in parts)
    if len(publishers) > 1:
        return "; ".join(sources)
    publisher = next(iter(publishers))
    listed = "; ".join(part[0].removeprefix(f"{publisher}, ") for part in parts)
    return say.text(
        "Source: %(publisher)s: %(tables)s; edition %(edition)s",
        publisher=publisher,
        tables=listed,
        edition=parts[0][1],
    )


def source_words(sources: Sequence[str], say: Translator) -> str:
    """Where figures come from, in the language of the report; a source of another form stays as it is."""
    line = source_line(sources, say)
    if len(sources) == 1 and (parts := CITATION.fullmatch(line)) is not None:
        line = say.text("Source: %(publisher)s: %(tables)s; edition %(edition)s", **parts.groupdict())
    vintage = say.text("vintage")
    line = TWO_VINTAGES.sub(
        lambda found: say.text(
            "figures to %(last)s and, for codes of former versions, to %(former)s", **found.groupdict()
        ),
        line,
    )
    line = YEAR_AS_VINTAGE.sub(lambda found: say.text("figures to %(last)s", **found.groupdict()), line)
    return line.replace(", vintage ", f", {vintage} ")


def _parameters(question: StudyQuestion, prepared: Prepared) -> dict[str, Any]:
    return {
        "totals": question.totals,
        "scheme": question.scheme,
        "presence_cut": question.presence_cut,
        "claim_probability": question.claim_probability,
        "interval": question.interval,
        "year": prepared.year,
        "base_year": prepared.base_year,
        "nuts_version": NUTS_VERSION,
        "nace_version": NACE_VERSION,
        "edition": prepared.edition.id,
    }


def _growth_reason(growth: float | None, *, jumped: bool, has_break: bool, has_base: bool) -> str:
    if jumped:
        return "jump"
    if growth is not None:
        return "break" if has_break else ""
    return "not_computable" if has_base else "no_base_year"


def _categories(question: StudyQuestion, prepared: Prepared, region: Region, say: Translator) -> ResultTable:
    strengths = prepared.map.categories
    r = prepared.landscape.region_index(region.code)
    records = []
    for c, category in enumerate(prepared.map.weights.categories):
        identified = plain(strengths.identified_share[r, c])
        is_identified = identified is not None and identified >= IDENTIFIED_SHARE
        persons = plain(strengths.persons[r, c])
        records.append(
            {
                "category_code": category.code,
                "category": say.text(category.name),
                "kind": say.text("traded") if category.kind == "traded" else say.text("local"),
                "employment_persons": persons,
                "employment_persons_lower": plain(strengths.lower[r, c]) if persons is None else None,
                "imputed_share": plain(strengths.imputed_share[r, c]),
                "n_hidden": int(strengths.n_hidden[r, c]),
                "identified_share": identified,
                "is_identified": is_identified,
                "lq": plain(strengths.lq[r, c]),
                "shrunken_lq": plain(strengths.shrunken_lq[r, c]),
                "lq_low": plain(strengths.low[r, c]),
                "lq_high": plain(strengths.high[r, c]),
                "probability_specialised": plain(strengths.probability[r, c]),
                "wages_per_person_eur": plain(strengths.wages_per_person_eur[r, c]),
                "growth_pct": plain(strengths.growth_pct[r, c]),
                "stars": stars_text(strengths.stars.marks[:, r, c].tolist()) if is_identified else "",
                "reason": _category_reason(persons, int(strengths.n_hidden[r, c]), is_identified=is_identified),
            }
        )
    columns = (
        Column(name="category_code", words=say.text("Code"), role="key"),
        Column(name="category", words=say.text("Cluster category"), role="label"),
        Column(name="kind", words=say.text("Traded or local"), role="label"),
        Column(name="employment_persons", words=say.text("Persons employed, estimated"), unit="persons", digits=0),
        Column(name="employment_persons_lower", words=say.text("at least"), role="low", unit="persons", digits=0),
        Column(name="imputed_share", words=say.text("Imputed share"), digits=2),
        Column(name="n_hidden", words=say.text("Hidden parts"), digits=0),
        Column(name="identified_share", words=say.text("Identified share"), digits=2),
        Column(name="is_identified", words=say.text("Identified"), role="reason"),
        Column(name="lq", words=say.text("LQ"), digits=1),
        Column(name="shrunken_lq", words=say.text("LQ, shrunken"), digits=1),
        Column(name="lq_low", words=say.text("from"), role="low", digits=1),
        Column(name="lq_high", words=say.text("to"), role="high", digits=1),
        Column(name="probability_specialised", words=say.text("How sure"), digits=2),
        Column(name="wages_per_person_eur", words=say.text("Wages per person, EUR"), unit="EUR", digits=0),
        Column(name="growth_pct", words=say.text("Change, %%"), unit="%", digits=1),
        Column(name="stars", words=say.text("Stars"), role="label"),
        Column(name="reason", words=say.text("What limits it"), role="reason"),
    )
    return ResultTable.from_records(
        "categories",
        say.text("Cluster categories of %(region)s, %(year)s", region=region.name, year=prepared.year),
        columns,
        records,
        notes=(
            say.text(
                "The 67 categories are derived, not official: US benchmark definitions carried over to NACE Rev. 2."
            ),
            say.text(
                "A division is divided among categories by equal weights of its classes, for want of class figures by region."
            ),
        ),
        sources=(prepared.landscape.provenance.citation,),
        parameters={**_parameters(question, prepared), "allocation": prepared.map.weights.allocation},
    )


#: Part of a category that divisions wholly inside it must make up for the category to be called seen.
IDENTIFIED_SHARE = 0.5


def _category_reason(persons: float | None, n_hidden: int, *, is_identified: bool) -> str:
    if persons is None:
        return "confidential_derived" if n_hidden else "not_available"
    if not is_identified:
        return "shared_divisions"
    return "imputed" if n_hidden else ""


def _timeline(
    question: StudyQuestion, prepared: Prepared, region: Region, strong: Sequence[str], say: Translator
) -> ResultTable:
    landscape = prepared.landscape
    r = landscape.region_index(region.code)
    jumps = landscape.national_jumps[:, landscape.countries.index(region.country)]
    records = []
    for code in strong:
        i = landscape.industries.index(code)
        for y, year in enumerate(landscape.years):
            flag = str(landscape.flags["employment_persons"][y, r, i])
            records.append(
                {
                    "nace_code": code,
                    "short_label": _names(code, question.language)[1],
                    "year": year,
                    "employment_persons": plain(landscape.values["employment_persons"][y, r, i]),
                    "flag": flag,
                    "reason": REASONS.get(CellStatus(int(landscape.status["employment_persons"][y, r, i])), ""),
                    "has_break": "b" in flag or bool(jumps[y, i]),
                }
            )
    columns = (
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="short_label", words=say.text("Division, short"), role="label"),
        Column(name="year", words=say.text("Year"), role="key", digits=0),
        Column(name="employment_persons", words=say.text("Persons employed"), unit="persons", digits=0),
        Column(name="flag", words=say.text("Flag"), role="flag"),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
        Column(name="has_break", words=say.text("Break in series"), role="reason"),
    )
    return ResultTable.from_records(
        "timeline",
        say.text("Persons employed in the strongest industries of %(region)s by year", region=region.name),
        columns,
        records,
        sources=(landscape.provenance.citation,),
    )


def _peers(prepared: Prepared, peers: Peers | None, codes: Sequence[str], say: Translator) -> ResultTable:
    distance = dict(zip(peers.codes, peers.distances, strict=True)) if peers else {}
    coverage = dict(zip(peers.codes, peers.coverage, strict=True)) if peers else {}
    names = _region_names(prepared)
    persons = prepared.map.divisions.persons
    records = [
        {
            "nuts_code": code,
            "region": names[code],
            "distance": plain(distance.get(code)),
            "coverage": plain(coverage.get(code)),
            "employment_persons": plain(np.nansum(persons[prepared.landscape.region_index(code)])),
        }
        for code in codes
    ]
    columns = (
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="distance", words=say.text("Structural distance"), digits=3),
        Column(name="coverage", words=say.text("Share of the economy compared"), digits=2),
        Column(name="employment_persons", words=say.text("Persons employed, published"), unit="persons", digits=0),
    )
    return ResultTable.from_records(
        "peers", say.text("Peer regions"), columns, records, sources=(prepared.landscape.provenance.citation,)
    )


def _peer_comparison(
    question: StudyQuestion,
    prepared: Prepared,
    region: Region,
    strong: Sequence[str],
    peer_codes: Sequence[str],
    say: Translator,
) -> ResultTable:
    strengths, landscape = prepared.map.divisions, prepared.landscape
    names = _region_names(prepared)
    flags = landscape.flags["employment_persons"][landscape.year_index(prepared.year)]
    records = []
    for code in strong:
        i = strengths.keys.index(code)
        for other in (region.code, *peer_codes):
            r = landscape.region_index(other)
            records.append(
                {
                    "nace_code": code,
                    "short_label": _names(code, question.language)[1],
                    "nuts_code": other,
                    "region": names[other],
                    "is_study_region": other == region.code,
                    "employment_persons": plain(strengths.persons[r, i]),
                    "flag": str(flags[r, i]),
                    "lq": plain(strengths.lq[r, i]),
                    "lq_low": plain(strengths.low[r, i]),
                    "lq_high": plain(strengths.high[r, i]),
                }
            )
    columns = (
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="short_label", words=say.text("Division, short"), role="label"),
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="is_study_region", words=say.text("Region of the study"), role="reason"),
        Column(name="employment_persons", words=say.text("Persons employed"), unit="persons", digits=0),
        Column(name="flag", words=say.text("Flag"), role="flag"),
        Column(name="lq", words=say.text("LQ"), digits=1),
        Column(name="lq_low", words=say.text("from"), role="low", digits=1),
        Column(name="lq_high", words=say.text("to"), role="high", digits=1),
    )
    return ResultTable.from_records(
        "peer_comparison",
        say.text(
            "The strongest industries of %(region)s among its peers, %(year)s", region=region.name, year=prepared.year
        ),
        columns,
        records,
        sources=(landscape.provenance.citation,),
    )


def _map_points(prepared: Prepared, code: str | None, say: Translator, *, language: str) -> ResultTable:
    strengths, landscape = prepared.map.divisions, prepared.landscape
    names = _region_names(prepared)
    records = []
    if code is not None:
        i = strengths.keys.index(code)
        flags = landscape.flags["employment_persons"][landscape.year_index(prepared.year)]
        status = landscape.status["employment_persons"][landscape.year_index(prepared.year)]
        records = [
            {
                "nuts_code": region,
                "region": names[region],
                "nace_code": code,
                "employment_persons": plain(strengths.persons[r, i]),
                "flag": str(flags[r, i]),
                "reason": REASONS.get(CellStatus(int(status[r, i])), ""),
                "lq": plain(strengths.lq[r, i]),
                "lq_low": plain(strengths.low[r, i]),
                "lq_high": plain(strengths.high[r, i]),
            }
            for r, region in enumerate(landscape.regions)
        ]
    columns = (
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="employment_persons", words=say.text("Persons employed"), unit="persons", digits=0),
        Column(name="flag", words=say.text("Flag"), role="flag"),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
        Column(name="lq", words=say.text("LQ"), digits=1),
        Column(name="lq_low", words=say.text("from"), role="low", digits=1),
        Column(name="lq_high", words=say.text("to"), role="high", digits=1),
    )
    industry = _names(code, language)[0] if code else "–"
    return ResultTable.from_records(
        "map",
        say.text("%(industry)s in all regions, %(year)s", industry=industry, year=prepared.year),
        columns,
        records,
        sources=(landscape.provenance.citation,),
    )


def _region_names(prepared: Prepared) -> Mapping[str, str]:
    return {region.code: region.name for region in regions(version=NUTS_VERSION, level=prepared.landscape.level)}
