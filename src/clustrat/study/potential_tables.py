"""The potential of a region as tables: its themes beside each other, one theme opened to its figures, its clusters, its quadrants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from clustrat.codes.nuts import Region
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.result import Column, ResultTable
from clustrat.potential.quadrants import quadrants
from clustrat.potential.rating_parameters import COMPONENTS
from clustrat.publish.language import Translator
from clustrat.study.question import StudyQuestion
from clustrat.study.table_words import REASONS, division_names, plain

if TYPE_CHECKING:
    from clustrat.potential.explanation import OpenedScore
    from clustrat.potential.score import PotentialRating
    from clustrat.potential.sensitivity import RankStability
    from clustrat.study.answer import Prepared
    from clustrat.study.theme_frame import ThemeFrame

__all__ = [
    "cells_table",
    "components_table",
    "potential_table",
    "quadrants_table",
    "reasons_table",
    "theme_clusters_table",
    "theme_words",
    "unit_words",
]

N_CLUSTERS = 12


def component_words(say: Translator) -> dict[str, str]:
    """The five components of a rating in words."""
    return {
        "specialisation": say.text("Specialised in it"),
        "relatedness": say.text("Near to it"),
        "enabling": say.text("Enabling technology"),
        "rd_strength": say.text("Research and development"),
        "will_and_demand": say.text("Will and demand (judged)"),
    }


def theme_words(code: str, title: str, say: Translator) -> str:
    """What readers call a theme: translated for the embedded ones, as its file says for one's own."""
    return {
        "active_ageing": say.text("Active ageing"),
        "green_economy": say.text("Green economy and sustainable development"),
        "smart_mobility": say.text("Sustainable and intelligent mobility"),
    }.get(code, title)


def unit_words(unit: str, say: Translator) -> str:
    """A unit in the language; one of a user's file as the file says."""
    return {
        "% of GDP": say.text("% of GDP"),
        "% of the active population": say.text("% of the active population"),
        "per million": say.text("per million"),
        "persons": say.text("persons"),
    }.get(unit, unit)


def _rating_columns(say: Translator) -> tuple[Column, ...]:
    words = component_words(say)
    return (
        Column(name="potential", words=say.text("Potential (0 to 4)"), digits=1),
        Column(name="potential_low", words=say.text("from"), role="low", digits=1),
        Column(name="potential_high", words=say.text("to"), role="high", digits=1),
        Column(name="confidence", words=say.text("Share of the parts that is known"), digits=2),
        *(Column(name=name, words=words[name], digits=1) for name in COMPONENTS),
    )


def _rating_row(rating: PotentialRating, place: int) -> dict[str, Any]:
    return {
        "potential": plain(rating.potential[place]),
        "potential_low": plain(rating.low[place]),
        "potential_high": plain(rating.high[place]),
        "confidence": plain(rating.confidence[place]),
        **{name: plain(rating.components[place, k]) for k, name in enumerate(COMPONENTS)},
    }


def potential_table(
    question: StudyQuestion,
    frame: ThemeFrame,
    ratings: Sequence[PotentialRating],
    stability: RankStability,
    *,
    say: Translator,
    parameters: Mapping[str, Any],
    sources: tuple[str, ...],
) -> ResultTable:
    """One row per theme, the one asked for first: its rating, its place among all regions, and how stable its rank among the themes is."""
    titles = {weights.theme.code: weights.theme.title for weights in (frame.weights, *frame.others)}
    records = []
    for rating in ratings:
        r = rating.index(question.region)
        order = rating.order()
        is_ranked = question.region in order
        place = stability.cases.index(rating.theme) if rating.theme in stability.cases else None
        records.append(
            {
                "theme": rating.theme,
                "label": theme_words(rating.theme, titles[rating.theme], say),
                **_rating_row(rating, r),
                "place": order.index(question.region) + 1 if is_ranked else None,
                "n_ranked": len(order),
                "first_share": None if place is None else plain(stability.first[place]),
                "is_clear": None
                if place is None or place >= len(stability.is_clear)
                else bool(stability.is_clear[place]),
                "coverage": plain(rating.coverage),
                "is_marked": bool(rating.is_marked[r]),
                "theme_version": rating.theme_version,
                "theme_kind": rating.theme_kind,
            }
        )
    columns = (
        Column(name="theme", words=say.text("Theme"), role="key"),
        Column(name="label", words=say.text("Theme"), role="label"),
        *_rating_columns(say),
        Column(name="place", words=say.text("Place among regions"), digits=0),
        Column(name="n_ranked", words=say.text("Regions ranked"), digits=0),
        Column(name="first_share", words=say.text("First under so many weightings"), digits=2),
        Column(name="is_clear", words=say.text("Clearly above the next"), role="reason"),
        Column(name="coverage", words=say.text("Part of the theme in these statistics"), digits=2),
        Column(name="is_marked", words=say.text("Rests on few figures"), role="reason"),
        Column(name="theme_version", words=say.text("Version of the list"), role="label"),
        Column(name="theme_kind", words=say.text("Kind of the list"), role="label"),
    )
    return ResultTable.from_records(
        "potential",
        say.text("Potential in the emerging industries, 0 to 4"),
        columns,
        records,
        notes=(
            say.text(
                "A rating of this project, not an official assessment: the geometric mean of the parts that are known. What is "
                "missing lowers the share of the parts that is known and is never zero."
            ),
        ),
        sources=sources,
        parameters=parameters,
    )


def components_table(
    opened: OpenedScore, *, say: Translator, parameters: Mapping[str, Any], sources: tuple[str, ...]
) -> ResultTable:
    """The rating in the theme opened: one row per indicator, with the component it belongs to."""
    words = component_words(say)
    records = []
    for component in opened.components:
        for indicator in component.indicators:
            years = sorted({cell.year for cell in indicator.cells if cell.role == "series" and cell.year})
            records.append(
                {
                    "component": component.name,
                    "component_label": words[component.name],
                    "component_score": component.score,
                    "contribution": component.contribution,
                    "potential_without": component.potential_without,
                    "indicator": indicator.name,
                    "label": indicator_words(indicator.name, indicator.words, say),
                    "raw": indicator.raw,
                    "unit": unit_words(indicator.unit, say),
                    "score": indicator.score,
                    "year": years[-1] if years else None,
                    "reason": indicator.reason,
                }
            )
    columns = (
        Column(name="component", words=say.text("Part"), role="key"),
        Column(name="component_label", words=say.text("Part"), role="label"),
        Column(name="component_score", words=say.text("Score of the part (0 to 4)"), digits=1),
        Column(name="contribution", words=say.text("Contribution to the logarithm of the rating"), digits=3),
        Column(name="potential_without", words=say.text("Rating without the part"), digits=1),
        Column(name="indicator", words=say.text("Indicator"), role="key"),
        Column(name="label", words=say.text("Indicator"), role="label"),
        Column(name="raw", words=say.text("Value"), digits=2),
        Column(name="unit", words=say.text("Unit"), role="label"),
        Column(name="score", words=say.text("Score (0 to 4)"), digits=1),
        Column(name="year", words=say.text("Year"), role="key", digits=0),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
    )
    return ResultTable.from_records(
        "potential_components",
        say.text("What the rating is made of"),
        columns,
        records,
        sources=sources,
        parameters=parameters,
    )


def reasons_table(
    opened: OpenedScore, *, language: str, say: Translator, sources: tuple[str, ...], known: Sequence[str]
) -> ResultTable:
    """What the rating would be without each figure, the largest change first; figures hidden at source are not among them."""
    words = {
        indicator.name: indicator_words(indicator.name, indicator.words, say)
        for component in opened.components
        for indicator in component.indicators
    }
    records = []
    for number, reason in enumerate(opened.reasons, start=1):
        is_industry = reason.code in known
        whole, short = division_names(reason.code, language) if is_industry else (words[reason.code],) * 2
        records.append(
            {
                "number": number,
                "kind": reason.kind,
                "code": reason.code,
                "label": whole,
                "short_label": short,
                "change": reason.change,
                "potential_without": reason.potential_without,
                "sentence": _reason_text(short, reason.change, reason.potential_without, say=say),
            }
        )
    columns = (
        Column(name="number", words=say.text("Reason"), role="key", digits=0),
        Column(name="kind", words=say.text("Kind"), role="key"),
        Column(name="code", words=say.text("Code"), role="key"),
        Column(name="label", words=say.text("What it is"), role="label"),
        Column(name="short_label", words=say.text("What it is"), role="label"),
        Column(name="change", words=say.text("The rating changes without it by"), digits=2),
        Column(name="potential_without", words=say.text("Rating without it"), digits=2),
        Column(name="sentence", words=say.text("Why"), role="label"),
    )
    return ResultTable.from_records(
        "potential_reasons", say.text("What holds the rating up, and what down"), columns, records, sources=sources
    )


def _reason_text(label: str, change: float, without: float, *, say: Translator) -> str:
    if change < 0:
        return say.text(
            "%(what)s holds it up: without this figure the rating would be %(without)s.",
            what=label,
            without=say.number(without, 2),
        )
    return say.text(
        "%(what)s holds it down: without this figure the rating would be %(without)s.",
        what=label,
        without=say.number(without, 2),
    )


def indicator_words(name: str, words: str, say: Translator) -> str:
    """An indicator of a rating in words; one of a user's file as the file says."""
    return {
        "theme_quotient": say.text("Relative presence of the theme (shrunken LQ)"),
        "lacked_density": say.text("Share of what is near the missing industries that is here"),
        "linkage_density": say.text("The same by supply links (input-output tables)"),
        "enabling_quotient": say.text("Relative presence of high-technology manufacturing (shrunken LQ)"),
        "enabling_density": say.text("Share of what is near high-technology manufacturing that is here"),
        "technology_density": say.text("Access to technologies of patents"),
        "enabling_actors": say.text("Laboratories and certification centres per million inhabitants"),
        "rd_expenditure_pct_gdp": say.text("Research and development expenditure"),
        "hrst_pct_active": say.text("Human resources in science and technology"),
        "patents_per_million": say.text("Patent applications to the EPO per million inhabitants"),
        "will_and_demand": say.text("Judged in interviews"),
    }.get(name, words)


def cells_table(
    opened: OpenedScore, prepared: Prepared, *, language: str, say: Translator, sources: tuple[str, ...]
) -> ResultTable:
    """Every figure that the rating rests on, with its flag and status; what is hidden at source stands without a value."""
    names = {code: division_names(code, language)[0] for code in prepared.landscape.industries}
    roles = {
        "item": say.text("industry of the theme"),
        "lacked": say.text("industry of the theme, missing here"),
        "neighbour": say.text("present, near what is missing"),
        "series": say.text("figure of the region"),
    }
    records = [
        {
            "component": component.name,
            "indicator": indicator.name,
            "code": cell.code,
            "label": names.get(cell.code, indicator_words(cell.code, indicator.words, say)),
            "role": roles.get(cell.role, cell.role),
            "weight": cell.weight,
            "year": cell.year,
            "value": cell.value,
            "unit": unit_words(cell.unit, say),
            "flag": cell.flag,
            "reason": REASONS.get(CellStatus[cell.status.upper()], "")
            if cell.status.upper() in CellStatus.__members__
            else "",
            "contribution": cell.contribution,
        }
        for component in opened.components
        for indicator in component.indicators
        for cell in indicator.cells
    ]
    columns = (
        Column(name="component", words=say.text("Part"), role="key"),
        Column(name="indicator", words=say.text("Indicator"), role="key"),
        Column(name="code", words=say.text("Code"), role="key"),
        Column(name="label", words=say.text("What it is"), role="label"),
        Column(name="role", words=say.text("Why it counts"), role="label"),
        Column(name="weight", words=say.text("Weight in the theme"), role="label", digits=2),
        Column(name="year", words=say.text("Year"), role="key", digits=0),
        Column(name="value", words=say.text("Figure"), digits=1),
        Column(name="unit", words=say.text("Unit"), role="label"),
        Column(name="flag", words=say.text("Flag"), role="flag"),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
        Column(name="contribution", words=say.text("Part of the indicator"), digits=3),
    )
    return ResultTable.from_records(
        "potential_cells", say.text("The figures behind the rating"), columns, records, sources=sources
    )


def theme_clusters_table(
    rating: PotentialRating, prepared: Prepared, region: Region, *, language: str, say: Translator,
    parameters: Mapping[str, Any], sources: tuple[str, ...],
) -> ResultTable:  # fmt: skip
    """The industries of the region before the theme, best first: those in it, and those that stand near to it."""
    landscape = prepared.landscape
    r = landscape.region_index(region.code)
    flags = landscape.flags["employment_persons"][landscape.year_index(prepared.year)][r]
    is_hidden = landscape.status["employment_persons"][landscape.year_index(prepared.year)][r] == CellStatus.SUPPRESSED
    records = []
    for code in rating.order():
        place = rating.index(code)
        industry = landscape.industries.index(code)
        if is_hidden[industry]:
            # Everything in the row would speak of a figure that the source hides.
            continue
        records.append(
            {
                "nace_code": code,
                "label": division_names(code, language)[0],
                "short_label": division_names(code, language)[1],
                **_rating_row(rating, place),
                "employment_persons": plain(rating.details["persons"][place]),
                "flag": str(flags[industry]),
                "theme_share": plain(rating.details["theme_share"][place]),
                "closeness_to_had": plain(rating.details["closeness_to_had"][place]),
                "closeness_to_lacked": plain(rating.details["closeness_to_lacked"][place]),
            }
        )
    columns = (
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="label", words=say.text("Division"), role="label"),
        Column(name="short_label", words=say.text("Division, short"), role="label"),
        *_rating_columns(say),
        Column(name="employment_persons", words=say.text("Persons employed"), unit="persons", digits=0),
        Column(name="flag", words=say.text("Flag"), role="flag"),
        Column(name="theme_share", words=say.text("Part of it in the theme"), digits=2),
        Column(name="closeness_to_had", words=say.text("Closeness to what is here of the theme"), digits=3),
        Column(name="closeness_to_lacked", words=say.text("Closeness to what is missing of the theme"), digits=3),
    )
    return ResultTable.from_records(
        "theme_clusters", say.text("The industries of the region before the theme"), columns, records, sources=sources,
        parameters=parameters,
    )  # fmt: skip


def quadrants_table(
    frame: ThemeFrame, prepared: Prepared, region: Region, *, language: str, say: Translator, sources: tuple[str, ...]
) -> ResultTable:
    """Every industry that the region is known to lack, placed by nearness and know-how."""
    r = prepared.landscape.region_index(region.code)
    placed = quadrants(frame.table.presence[r], frame.chain.density[r], frame.chain.pci)
    words = {
        "near_complex": say.text("near, rare know-how"),
        "near_simple": say.text("near, common know-how"),
        "far_complex": say.text("far, rare know-how"),
        "far_simple": say.text("far, common know-how"),
    }
    records = [
        {
            "nace_code": code,
            "label": division_names(code, language)[0],
            "short_label": division_names(code, language)[1],
            "theme_weight": plain(frame.weights.values[i]),
            "quadrant": placed.quadrant[i],
            "quadrant_label": words[placed.quadrant[i] or "near_complex"],
            "density": plain(placed.density[i]),
            "density_percentile": plain(placed.density_percentile[i]),
            "complexity_percentile": plain(placed.complexity_percentile[i]),
        }
        for i, code in enumerate(prepared.landscape.industries)
        if placed.is_placed[i]
    ]
    records.sort(key=lambda row: (-row["density"], row["nace_code"]))
    columns = (
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="label", words=say.text("Division"), role="label"),
        Column(name="short_label", words=say.text("Division, short"), role="label"),
        Column(name="theme_weight", words=say.text("Weight in the theme"), role="label", digits=2),
        Column(name="quadrant", words=say.text("Quadrant"), role="key"),
        Column(name="quadrant_label", words=say.text("Where it stands"), role="label"),
        Column(name="density", words=say.text("Fit with what is here (relatedness density)"), digits=2),
        Column(name="density_percentile", words=say.text("Percentile of fit"), digits=0),
        Column(name="complexity_percentile", words=say.text("Percentile of know-how depth"), digits=0),
    )
    medians = {"density_cut": placed.density_cut, "complexity_cut": placed.complexity_cut}
    return ResultTable.from_records(
        "quadrants",
        say.text("What %(region)s lacks, by nearness and know-how, %(year)s", region=region.name, year=prepared.year),
        columns,
        records,
        sources=sources,
        parameters={name: value for name, value in medians.items() if np.isfinite(value)},
    )
