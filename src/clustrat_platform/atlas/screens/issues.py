"""The cross-cutting issues: one dashboard for each over all regions, and all of them for one region, with what is known and what not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clustrat.codes.nuts import region as find_region
from clustrat.codes.themes import themes
from clustrat.evidence.disclosure import certify
from clustrat.publish.language import EnglishText, translator
from clustrat.study.issue_tables import coverage_table, issue_map, issue_of, issues_of, regions_table
from clustrat.study.question import NUTS_VERSION
from clustrat.study.readiness_table import issue_words, readiness_table
from clustrat_platform.atlas.registry import Screen
from clustrat_platform.atlas.results import Ask, Choice, Headline, ScreenResult, Section
from clustrat_platform.atlas.screens import shared
from clustrat_platform.atlas.screens.potential import why_not
from clustrat_platform.atlas.studies import check_region, refusals_of_the_core
from clustrat_platform.base.problems import NotFound

if TYPE_CHECKING:
    from clustrat.evidence.result import ResultTable
    from clustrat.publish.language import Translator
    from clustrat.study.issue_tables import IssueAnswer

__all__ = ["DASHBOARD", "OF_REGION", "all_issues"]

NAMES = ("year", "area", "sort", "tab", "part", "v")


def all_issues() -> dict[str, str]:
    """The issues by code, with what they are measured by in the words of the package (English)."""
    return {it.code: " ".join(it.coverage_notes) for it in themes("cross_cutting_issue")}


def _check_issue(ask: Ask) -> None:
    if ask.address.code not in all_issues():
        raise NotFound(
            detail=_("There is no cross-cutting issue '%(name)s'.") % {"name": ask.address.code[:40]},
            near=list(all_issues()),
        )


def _check_region(ask: Ask) -> None:
    check_region(ask)
    if reason := why_not(ask.address.code):
        raise NotFound(detail=reason)


def build_dashboard(ask: Ask) -> ScreenResult:
    """One issue: what is known of its indicators, and every region with its readiness and its coverage."""
    say, code, area = translator(ask.language), ask.address.code, ask.address.state["area"]
    with refusals_of_the_core():
        answer = issue_of(ask.edition, code, year=ask.address.state.integer("year"))
        regions, coverage = regions_table(answer, say=say, area=area), coverage_table(answer, say=say, area=area)
    tables: dict[str, ResultTable] = {table.name: table for table in (regions, coverage)}
    names = tuple(column.name for column in regions.columns[9:])
    notes = all_issues()[code]
    return ScreenResult(
        ask=ask,
        title=_("Where does each region stand, and how much is known?"),
        subject=issue_words(code, say),
        kicker=_("Cross-cutting issue · %(year)s") % {"year": answer.year},
        sentence=_sentence(regions, say),
        tables=tables,
        certificates={name: certify(table) for name, table in tables.items()},
        main_table="issue_regions",
        headlines=_headlines(regions, coverage, say),
        sketches={"issue_map": partial(issue_map, answer, say=say, table=regions)},
        sections=(
            Section(
                anchor="regions",
                heading=_("Region by region"),
                lead=_(
                    "Readiness is the geometric mean of the indicators that are known, each placed among all regions from 0 to 4. It says "
                    "where a region stands, not whether that is enough; where less than half is known, there is no place."
                ),
                figures=("issue_map",),
                table="issue_regions",
                columns=("region", "nuts_code", "country", "readiness", "place", "coverage_pct", "own_pct", *names),
                link_column="nuts_code",
                row_address=f"/{ask.language}/region/{{code}}/issues",
                empty=_("No region has a figure."),
            ),
            Section(
                anchor="coverage",
                heading=_("How much is known"),
                lead=_(
                    "For each indicator: regions with a figure of their own, those that show the figure of their country instead, and those "
                    "without any. What is missing lowers the coverage and is never zero."
                ),
                table="issue_coverage",
                columns=("label", "unit", "n_own", "n_country", "n_missing", "known_share", "year_from", "year_to"),
                sortable=False,
                is_open=True,
            ),
        ),
        choices=(_year_choice(answer), _area_choice()),
        notes=(*(str(EnglishText(it)) for it in (notes,) if it),),
        sources=shared.sources_of(ask.edition, tables.values()),
        terms=shared.terms("readiness", "coverage"),
        parameters=dict(regions.parameters),
    )


def _sentence(regions: ResultTable, say: Translator) -> str:
    rows = regions.as_records()
    placed = [row for row in rows if row["place"] is not None]
    if not placed:
        return _(
            "This edition holds no figures for this issue: nothing is known, which is not the same as nothing being there. A data "
            "desk can bring them in."
        )
    params = {
        "n": say.number(len(placed)),
        "all": say.number(len(rows)),
        "first": placed[0]["region"],
        "score": say.number(placed[0]["readiness"], 1),
    }
    return (
        ngettext(
            "%(n)s of %(all)s regions is known well enough for a place; %(first)s is first with %(score)s of 4.",
            "%(n)s of %(all)s regions are known well enough for a place; %(first)s is first with %(score)s of 4.",
            len(placed),
        )
        % params
    )


def _headlines(regions: ResultTable, coverage: ResultTable, say: Translator) -> tuple[Headline, ...]:
    rows, known = regions.as_records(), coverage.as_records()
    n_placed = sum(row["place"] is not None for row in rows)
    n_there = sum(row["known_share"] > 0 for row in known)
    shares = [row["known_share"] for row in known]
    return (
        Headline(
            value=say.number(n_placed),
            label=_("regions with a place"),
            note=_("of %(all)s") % {"all": say.number(len(rows))},
        ),
        Headline(
            value=say.number(n_there),
            label=_("indicators with figures"),
            note=_("of %(all)s") % {"all": say.number(len(known))},
        ),
        Headline(
            value=say.percent(sum(shares) / len(shares)),
            label=_("of all figures are there"),
            note=_("over regions and indicators"),
        ),
    )


def build_region(ask: Ask) -> ScreenResult:
    """All issues for one region: readiness with coverage, every indicator with its year, and whose figure it is."""
    say, code = translator(ask.language), ask.address.code
    with refusals_of_the_core():
        answers = issues_of(ask.edition, year=ask.address.state.integer("year"))
        if code not in next(iter(answers.values())).found.regions:
            raise NotFound(detail=_("The edition has no figures for %(code)s.") % {"code": code})
        found = [answer.found for answer in answers.values()]
        ready = readiness_table(found, code, say=say, parameters={"rating": found[0].parameters.version})
    year = next(iter(answers.values())).year
    places = {issue: _own(regions_table(answer, say=say), code) for issue, answer in answers.items()}
    tables = {ready.name: ready}
    region = find_region(code, version=NUTS_VERSION)
    rows = ready.as_records()
    return ScreenResult(
        ask=ask,
        title=_("How ready is the region across issues?"),
        subject=region.name,
        kicker=f"{code} · {shared.country_of(code)} · {_('NUTS 2')} · {year}",
        sentence=_region_sentence(rows, say, region=region.name),
        tables=tables,
        certificates={name: certify(table) for name, table in tables.items()},
        main_table="readiness",
        headlines=tuple(_headline(issue, places[issue], say) for issue in answers),
        sections=tuple(
            Section(
                anchor=issue.replace("_", "-"),
                heading=issue_words(issue, say),
                table="readiness",
                columns=("label", "value", "unit", "year", "level", "score"),
                rows=tuple(number for number, row in enumerate(rows) if row["issue"] == issue),
                sortable=False,
                after=f"/{ask.language}/issue/{issue}/dashboard",
            )
            for issue in answers
        ),
        choices=(_year_choice(next(iter(answers.values()))),),
        notes=ready.notes,
        sources=shared.sources_of(ask.edition, tables.values()),
        terms=shared.terms("readiness", "coverage"),
        parameters=dict(ready.parameters),
    )


def _own(table: ResultTable, code: str) -> dict[str, Any]:
    """The row of a region; a region outside the area has no place in it."""
    return next((row for row in table.as_records() if row["nuts_code"] == code), {})


def _headline(issue: str, row: dict[str, Any], say: Translator) -> Headline:
    readiness = row.get("readiness")
    if readiness is None:
        return Headline(value="–", label=issue_words(issue, say), note=_("no figure"))
    coverage = say.percent(row["coverage_pct"] / 100)
    if row["place"] is None:
        note = _("%(share)s known, too little for a place") % {"share": coverage}
    else:
        note = _("of 4; place %(place)s of %(n)s, %(share)s known") % {
            "place": say.number(row["place"]),
            "n": say.number(row["n_ranked"]),
            "share": coverage,
        }
    return Headline(value=say.number(readiness, 1), label=issue_words(issue, say), note=note)


def _region_sentence(rows: list[dict[str, Any]], say: Translator, *, region: str) -> str:
    n_known = sum(row["value"] is not None for row in rows)
    n_own = sum(row["reason"] == "" for row in rows)
    return _(
        "%(known)s of %(all)s indicators have a figure for %(region)s, %(own)s of them its own; the others show the country or "
        "stay open."
    ) % {"known": say.number(n_known), "all": say.number(len(rows)), "own": say.number(n_own), "region": region}


def _siblings(language: str) -> tuple[tuple[str, str], ...]:
    say = translator(language)
    return tuple((code, issue_words(code, say)) for code in all_issues())


def _year_choice(answer: IssueAnswer) -> Choice:
    options = tuple((str(year), str(year)) for year in sorted(answer.years, reverse=True))
    return Choice(name="year", label=_("Year"), options=(("", _("latest with figures (default)")), *options))


def _area_choice() -> Choice:
    return Choice(
        name="area",
        label=_("Regions"),
        options=(("", _("nine Central European countries")), ("eu", _("all regions with figures"))),
    )


DASHBOARD = Screen(
    noun="issue",
    name="dashboard",
    label=gettext_lazy("Dashboard"),
    names=NAMES,
    build=build_dashboard,
    check=_check_issue,
    siblings=_siblings,
    order=10,
)
OF_REGION = Screen(
    noun="region",
    name="issues",
    label=gettext_lazy("Cross-cutting"),
    names=("year", "sort", "tab", "part", "v"),
    build=build_region,
    check=_check_region,
    why_not=why_not,
    order=45,
)
