"""Cross-cutting readiness of a region as a table: every indicator with its year, its level, and the coverage of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import Translator
from clustrat.study.potential_tables import unit_words
from clustrat.study.table_words import plain

if TYPE_CHECKING:
    from clustrat.potential.cross_cutting import Readiness

__all__ = ["indicator_words", "issue_words", "readiness_table"]


def issue_words(issue: str, say: Translator) -> str:
    """What readers call a cross-cutting issue."""
    return {
        "gender_in_innovation": say.text("Gender in innovation"),
        "technology_and_knowledge_transfer": say.text("Technology and knowledge transfer"),
        "internationalisation": say.text("Internationalisation"),
    }[issue]


def indicator_words(say: Translator) -> dict[str, str]:
    """What readers call the indicators of the cross-cutting issues."""
    return {
        "women_rd_personnel_pct": say.text("Women among research and development personnel"),
        "women_researchers_pct": say.text("Women among researchers"),
        "women_employment_pct": say.text("Women among the employed"),
        "women_tertiary_pct": say.text("Women among the employed with tertiary education"),
        "rd_business_pct_gdp": say.text("Research and development of business"),
        "rd_public_pct_gdp": say.text("Research and development of government and higher education"),
        "human_resources_pct": say.text("Human resources in science and technology"),
        "patents_per_million": say.text("Patent applications to the EPO per million inhabitants"),
        "joint_projects_per_million": say.text("Joint projects of firms and research per million inhabitants"),
        "cooperation_partners_per_million": say.text("Partners in cooperation projects per million inhabitants"),
        "project_participations_per_million": say.text("Participations in research projects per million inhabitants"),
    }


def readiness_table(
    found: Sequence[Readiness], region: str, *, say: Translator, parameters: Mapping[str, Any]
) -> ResultTable:
    """One row per issue and indicator; a figure of the country is marked, a missing one has its reason and is no zero."""
    words = indicator_words(say)
    levels = {
        "region": say.text("region"),
        "modelled": say.text("modelled"),
        "country": say.text("country, in place of the region"),
        "": "",
    }
    records = []
    for issue in found:
        r = issue.regions.index(region)
        for j, name in enumerate(issue.indicators):
            level = issue.levels[r][j]
            records.append(
                {
                    "issue": issue.issue,
                    "issue_label": issue_words(issue.issue, say),
                    "readiness": plain(issue.readiness[r]),
                    "coverage_pct": plain(issue.coverage_pct[r]),
                    "own_pct": plain(issue.own_pct[r]),
                    "is_ranked": bool(issue.is_ranked[r]),
                    "indicator": name,
                    "label": words[name],
                    "value": plain(issue.raw[r, j]),
                    "unit": unit_words(issue.units[j], say),
                    "score": plain(issue.scores[r, j]),
                    "year": issue.years[r][j],
                    "level": levels[level],
                    "reason": "" if level in ("region", "modelled") else "substituted" if level else "not_available",
                }
            )
    columns = (
        Column(name="issue", words=say.text("Issue"), role="key"),
        Column(name="issue_label", words=say.text("Issue"), role="label"),
        Column(name="readiness", words=say.text("Readiness (0 to 4)"), digits=1),
        Column(name="coverage_pct", words=say.text("Indicators with a figure, %"), unit="%", digits=0),
        Column(name="own_pct", words=say.text("Indicators with the region's own figure, %"), unit="%", digits=0),
        Column(name="is_ranked", words=say.text("Enough to rank"), role="reason"),
        Column(name="indicator", words=say.text("Indicator"), role="key"),
        Column(name="label", words=say.text("Indicator"), role="label"),
        Column(name="value", words=say.text("Value"), digits=1),
        Column(name="unit", words=say.text("Unit"), role="label"),
        Column(name="score", words=say.text("Score (0 to 4)"), digits=1),
        Column(name="year", words=say.text("Year"), role="key", digits=0),
        Column(name="level", words=say.text("Figure of"), role="label"),
        Column(name="reason", words=say.text("Why no figure of its own"), role="reason"),
    )
    return ResultTable.from_records(
        "readiness",
        say.text("Readiness in the cross-cutting issues, 0 to 4"),
        columns,
        records,
        notes=(
            say.text(
                "Each indicator is placed among all regions with a figure of their own. Readiness is the geometric mean of those that are "
                "known; the share that is known stands beside it. It says where a region stands, not whether that is enough."
            ),
        ),
        sources=tuple(dict.fromkeys(source for issue in found for source in issue.sources)),
        parameters=parameters,
    )
