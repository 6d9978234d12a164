"""One cross-cutting issue over all regions: readiness with its coverage, and what is known of each indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustrat.codes.nuts import CENTRAL_EUROPE
from clustrat.codes.nuts import region as find_region
from clustrat.errors import ParameterError
from clustrat.evidence.result import Column, ResultTable
from clustrat.potential.cross_cutting import ISSUES, Readiness, readiness
from clustrat.publish import tile_scores
from clustrat.publish.language import Translator
from clustrat.study.kept import kept
from clustrat.study.landscape import Landscape, read_landscape
from clustrat.study.potential_tables import unit_words
from clustrat.study.question import NUTS_VERSION, THEME_LEVEL
from clustrat.study.readiness_table import indicator_words, issue_words
from clustrat.study.table_words import plain, source_words
from clustrat.study.theme_series import readiness_series

if TYPE_CHECKING:
    from clustrat.publish.figures import Figure
    from clustrat.store.catalog import Edition

__all__ = ["IssueAnswer", "coverage_table", "issue_map", "issue_of", "issues_of", "regions_table"]

AREAS = ("ce9", "eu")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IssueAnswer:
    """Readiness of all regions in one issue, in the year of a study and with the years that can be chosen."""

    found: Readiness
    year: int
    years: tuple[int, ...]


def issues_of(edition: Edition, *, year: int | None = None) -> dict[str, IssueAnswer]:
    """Readiness of all regions in every issue; kept for the next who asks.

    Raises
    ------
    EditionError
        No figures of that year.
    """
    landscape: Landscape = kept(edition, ("landscape", THEME_LEVEL), lambda: read_landscape(edition, level=THEME_LEVEL))
    # Any region does: the year is that in which all nine countries have figures.
    chosen = landscape.choose_year(landscape.regions[0] if "ITH4" not in landscape.regions else "ITH4", year)

    def make() -> dict[str, IssueAnswer]:
        series = readiness_series(edition, regions=landscape.regions, year=chosen)
        return {
            name: IssueAnswer(
                found=readiness(name, given, regions=landscape.regions, nuts_version=NUTS_VERSION),
                year=chosen,
                years=tuple(landscape.years),
            )
            for name, given in series.items()
        }

    return kept(edition, ("issues", chosen), make)


def issue_of(edition: Edition, issue: str, *, year: int | None = None) -> IssueAnswer:
    """One issue of :func:`issues_of`.

    Raises
    ------
    ParameterError
        There is no such issue.
    """
    if issue not in ISSUES:
        raise ParameterError(f"There is no cross-cutting issue '{issue}'. Choose one of: {', '.join(ISSUES)}.")
    return issues_of(edition, year=year)[issue]


def regions_table(answer: IssueAnswer, *, say: Translator, area: str = "ce9") -> ResultTable:
    """Every region with its readiness, its place among the ranked of the area, and the coverage; the best first.

    Parameters
    ----------
    answer
        See :func:`issue_of`.
    say
        Words.
    area
        ``ce9``, the regions of nine Central European countries, or ``eu``, all of them.
    """
    if area not in AREAS:
        raise ParameterError(f"There is no area '{area}'. Choose one of: {', '.join(AREAS)}.")
    found = answer.found
    inside = [r for r, code in enumerate(found.regions) if area == "eu" or code[:2] in CENTRAL_EUROPE]
    ranked = sorted((r for r in inside if found.is_ranked[r]), key=lambda r: (-found.readiness[r], found.regions[r]))
    places = {r: place for place, r in enumerate(ranked, start=1)}
    words = indicator_words(say)
    records: list[dict[str, Any]] = [
        {
            "region": find_region(found.regions[r], version=NUTS_VERSION).name,
            "nuts_code": found.regions[r],
            "country": find_region(found.regions[r][:2], version=NUTS_VERSION).name.title(),
            "readiness": plain(found.readiness[r]),
            "place": places.get(r),
            "n_ranked": len(ranked),
            "coverage_pct": plain(found.coverage_pct[r]),
            "own_pct": plain(found.own_pct[r]),
            "place_reason": "" if r in places else "too_little_coverage" if found.coverage_pct[r] else "not_available",
            **{name: plain(found.raw[r, j]) for j, name in enumerate(found.indicators)},
        }
        for r in sorted(inside, key=lambda r: (r not in places, places.get(r, 0), found.regions[r]))
    ]
    columns = (
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="country", words=say.text("Country"), role="label"),
        Column(name="readiness", words=say.text("Readiness (0 to 4)"), digits=1),
        Column(name="place", words=say.text("Place among regions"), digits=0),
        Column(name="n_ranked", words=say.text("Regions ranked"), digits=0),
        Column(name="coverage_pct", words=say.text("Indicators with a figure, %"), unit="%", digits=0),
        Column(name="own_pct", words=say.text("Indicators with the region's own figure, %"), unit="%", digits=0),
        Column(name="place_reason", words=say.text("Why no place"), role="reason"),
        *(Column(name=name, words=words[name], unit=unit_words(found.units[j], say), digits=1)
          for j, name in enumerate(found.indicators)),
    )  # fmt: skip
    return ResultTable.from_records(
        "issue_regions",
        say.text("%(issue)s: readiness by region, 0 to 4", issue=issue_words(found.issue, say)),
        columns,
        records,
        sources=found.sources,
        parameters={"issue": found.issue, "rating": found.parameters.version, "year": answer.year, "area": area,
                    "nuts_version": NUTS_VERSION},
    )  # fmt: skip


def coverage_table(answer: IssueAnswer, *, say: Translator, area: str = "ce9") -> ResultTable:
    """What is known of each indicator: regions with a figure of their own, with that of their country, and without one."""
    found = answer.found
    inside = [r for r, code in enumerate(found.regions) if area == "eu" or code[:2] in CENTRAL_EUROPE]
    words = indicator_words(say)
    records = []
    for j, name in enumerate(found.indicators):
        levels = [found.levels[r][j] for r in inside]
        years = sorted({found.years[r][j] or 0 for r in inside} - {0})
        n_own = sum(level in ("region", "modelled") for level in levels)
        n_country = levels.count("country")
        records.append(
            {
                "indicator": name,
                "label": words[name],
                "unit": unit_words(found.units[j], say),
                "n_own": n_own,
                "n_country": n_country,
                "n_missing": len(inside) - n_own - n_country,
                "known_share": (n_own + n_country) / len(inside),
                "year_from": years[0] if years else None,
                "year_to": years[-1] if years else None,
            }
        )
    columns = (
        Column(name="indicator", words=say.text("Indicator"), role="key"),
        Column(name="label", words=say.text("Indicator"), role="label"),
        Column(name="unit", words=say.text("Unit"), role="label"),
        Column(name="n_own", words=say.text("Regions with a figure of their own"), digits=0),
        Column(name="n_country", words=say.text("With that of their country"), digits=0),
        Column(name="n_missing", words=say.text("Without a figure"), digits=0),
        Column(name="known_share", words=say.text("Coverage"), digits=2),
        Column(name="year_from", words=say.text("Oldest year"), role="key", digits=0),
        Column(name="year_to", words=say.text("Newest year"), role="key", digits=0),
    )
    return ResultTable.from_records(
        "issue_coverage",
        say.text("%(issue)s: what is known of each indicator", issue=issue_words(found.issue, say)),
        columns,
        records,
        sources=found.sources,
        parameters={"issue": found.issue, "year": answer.year, "area": area, "n_regions": len(inside)},
    )


def issue_map(answer: IssueAnswer, *, say: Translator, table: ResultTable) -> Figure:
    """One tile per region of Central Europe with its readiness; ``table`` is the one beside the map."""
    found = answer.found
    tiles = {
        code: tile_scores.ScoreTile(
            name=find_region(code, version=NUTS_VERSION).name,
            score=plain(found.readiness[r]),
            is_marked=not bool(found.is_ranked[r]),
        )
        for r, code in enumerate(found.regions)
        if code[:2] in CENTRAL_EUROPE
    }
    issue = issue_words(found.issue, say)
    known = [tile for tile in tiles.values() if tile.score is not None]
    return tile_scores.score_tiles(
        tiles,
        name="issue_map",
        title=say.text("%(issue)s: readiness, one tile per region of Central Europe", issue=issue),
        alt=say.text(
            "Readiness from 0 to 4 of %(n)s regions of Central Europe; the figures stand in the table.", n=len(known)
        ),
        say=say,
        table=table.name,
        source=source_words(table.sources, say) if table.sources else "",
    )
