"""The industries of a region as tables: divisions, cluster categories, and the strongest divisions through the years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from clustrat.codes.nuts import Region
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.result import Column, ResultTable
from clustrat.indicators.growth import growth_pct
from clustrat.publish.language import Translator
from clustrat.study.answer import CLAIM_REFERENCE_SHARE
from clustrat.study.question import StudyQuestion
from clustrat.study.table_words import REASONS, division_names, plain, stars_text, table_parameters, totals_words

if TYPE_CHECKING:
    from clustrat.study.answer import Prepared

__all__ = ["IDENTIFIED_SHARE", "SHARING", "categories_table", "divisions_table", "timeline_table"]

#: Categories share a division from this share on.
SHARING = 0.1
#: Part of a category that divisions wholly inside it must make up for the category to be called seen.
IDENTIFIED_SHARE = 0.5


def divisions_table(question: StudyQuestion, prepared: Prepared, region: Region, *, say: Translator) -> ResultTable:
    """One row per NACE division: persons, quotients with their interval, growth, wages, stars, and why a figure is missing."""
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
        whole, short = division_names(code, question.language)
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
            say.text(
                "Reference totals: %(convention)s.", convention=totals_words(question.totals, say, level=region.level)
            ),
        ),
        sources=(prepared.landscape.provenance.citation,),
        parameters=table_parameters(question, prepared),
    )


def _growth_reason(growth: float | None, *, jumped: bool, has_break: bool, has_base: bool) -> str:
    if jumped:
        return "jump"
    if growth is not None:
        return "break" if has_break else ""
    return "not_computable" if has_base else "no_base_year"


def categories_table(question: StudyQuestion, prepared: Prepared, region: Region, *, say: Translator) -> ResultTable:
    """One row per cluster category: an estimate by equal classes, how much of it is seen, and what limits it."""
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
        parameters={**table_parameters(question, prepared), "allocation": prepared.map.weights.allocation},
    )


def _category_reason(persons: float | None, n_hidden: int, *, is_identified: bool) -> str:
    if persons is None:
        return "confidential_derived" if n_hidden else "not_available"
    if not is_identified:
        return "shared_divisions"
    return "imputed" if n_hidden else ""


def timeline_table(
    question: StudyQuestion, prepared: Prepared, region: Region, *, strong: Sequence[str], say: Translator
) -> ResultTable:
    """Persons employed by year in the divisions named; a break is flagged by the source or seen in the country."""
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
                    "short_label": division_names(code, question.language)[1],
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
