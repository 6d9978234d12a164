"""Industry space of an edition, its layout and groups made once, with what one region has in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustrat.codes.nuts import Region
from clustrat.evidence.disclosure import Certificate, certify
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.result import Column, Diagnostic, ResultTable
from clustrat.indicators.location_quotient import location_quotient
from clustrat.indicators.presence import presence
from clustrat.publish.language import Translator
from clustrat.relatedness.density import relatedness_density
from clustrat.relatedness.industry_space import IndustrySpace, industry_space
from clustrat.relatedness.proximity import proximity
from clustrat.study.kept import kept
from clustrat.study.table_words import REASONS, division_names, plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from clustrat.study.answer import Prepared
    from clustrat.study.question import StudyQuestion

__all__ = ["SpaceTables", "industry_space_tables"]

PERSONS = "employment_persons"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpaceTables:
    """The industry space as tables: ``industry_space`` (one row per industry) and ``neighbours`` (one per direction of a link)."""

    tables: dict[str, ResultTable]
    certificates: dict[str, Certificate]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Space:
    """What all regions share."""

    space: IndustrySpace
    has: NDArray[np.float64]
    density: NDArray[np.float64]


def industry_space_tables(
    question: StudyQuestion, *, prepared: Prepared, region: Region, say: Translator
) -> SpaceTables:
    """The industry space of the year and level, and where the region stands in it.

    Proximity is that of presence in all regions of the level (location quotient at or above ``presence_cut``); layout and groups
    depend on edition, year, level and convention alone, so that the picture of two regions can be laid side by side.
    """
    key = ("space", prepared.landscape.level, prepared.year, question.totals, question.presence_cut)
    shared = kept(prepared.edition, key, lambda: _space(question, prepared))
    space, landscape = shared.space, prepared.landscape
    r = landscape.region_index(region.code)
    strengths = prepared.map.divisions
    status = landscape.status[PERSONS][landscape.year_index(prepared.year), r]
    flags = landscape.flags[PERSONS][landscape.year_index(prepared.year), r]
    names = {code: division_names(code, question.language) for code in space.nodes}
    centres = _centres(space)
    degree = dict.fromkeys(space.nodes, 0)
    for a, b, _, _ in space.links:
        degree[space.nodes[a]] += 1
        degree[space.nodes[b]] += 1
    records = []
    for number, code in enumerate(space.nodes):
        i = landscape.industries.index(code)
        reason = REASONS.get(CellStatus(int(status[i])), "")
        is_hidden = reason == "confidential_source"
        records.append(
            {
                "nace_code": code,
                "label": names[code][0],
                "short_label": names[code][1],
                "community": space.community[number] + 1,
                "community_label": say.text("around %(industry)s", industry=names[centres[space.community[number]]][1]),
                "x": space.x[number],
                "y": space.y[number],
                "n_links": degree[code],
                "employment_persons": plain(strengths.persons[r, i]),
                "flag": str(flags[i]),
                "reason": reason,
                "lq": plain(strengths.lq[r, i]),
                "is_present": None if reason else bool(shared.has[r, i] == 1),
                "density": None if is_hidden else plain(shared.density[r, i]),
            }
        )
    present = {row["nace_code"]: row["is_present"] for row in records}
    pairs = sorted(
        [
            (space.nodes[first], space.nodes[second], weight, in_tree)
            for a, b, weight, in_tree in space.links
            for first, second in ((a, b), (b, a))
        ],
        key=lambda link: (link[0], -link[2], link[1]),
    )
    sources = (landscape.provenance.citation,)
    parameters = {
        "year": prepared.year, "totals": question.totals, "presence_cut": question.presence_cut, "edition": space.edition,
        "seed": space.seed, "library": space.library, "cut": space.cut, "modularity": space.modularity,
    }  # fmt: skip
    nodes = ResultTable.from_records(
        "industry_space",
        say.text("Industry space, and what %(region)s has in it, %(year)s", region=region.name, year=prepared.year),
        (
            Column(name="nace_code", words=say.text("NACE"), role="key"),
            Column(name="label", words=say.text("Division"), role="label"),
            Column(name="short_label", words=say.text("Division, short"), role="label"),
            Column(name="community", words=say.text("Group"), role="key", digits=0),
            Column(name="community_label", words=say.text("Group of related industries"), role="label"),
            Column(name="x", words=say.text("Place to the right"), digits=4),
            Column(name="y", words=say.text("Place upwards"), digits=4),
            Column(name="n_links", words=say.text("Links drawn"), digits=0),
            Column(name="employment_persons", words=say.text("Persons employed"), unit="persons", digits=0),
            Column(name="flag", words=say.text("Flag"), role="flag"),
            Column(name="reason", words=say.text("Why no figure"), role="reason"),
            Column(name="lq", words=say.text("LQ"), digits=1),
            Column(name="is_present", words=say.text("Present"), role="label"),
            Column(name="density", words=say.text("Fit with what is here (relatedness density)"), digits=2),
        ),
        records,
        sources=sources,
        parameters=parameters,
        notes=(
            say.text(
                "Links join industries that are found together: the strongest tree, and the strongest further links. Layout and groups "
                "are the same for every region."
            ),
        ),
    )
    links = ResultTable(
        name="neighbours",
        title=say.text("What is related to what, %(year)s", year=prepared.year),
        columns=(
            Column(name="nace_code", words=say.text("NACE"), role="key"),
            Column(name="short_label", words=say.text("Industry"), role="label"),
            Column(name="neighbour", words=say.text("NACE of the neighbour"), role="key"),
            Column(name="neighbour_label", words=say.text("Related industry"), role="label"),
            Column(name="proximity", words=say.text("Proximity"), digits=2),
            Column(name="is_in_tree", words=say.text("In the strongest tree"), role="label"),
            Column(name="neighbour_is_present", words=say.text("Present here"), role="label"),
        ),
        rows=tuple(
            (code, names[code][1], other, names[other][1], weight, in_tree, present[other])
            for code, other, weight, in_tree in pairs
        ),
        sources=sources,
        parameters=parameters,
    )
    certificates = {
        "industry_space": certify(nodes, hidden={"flag": (PERSONS, "lq", "is_present", "density")}),
        "neighbours": certify(links),
    }
    return SpaceTables(
        tables={"industry_space": nodes, "neighbours": links}, certificates=certificates, diagnostics=space.diagnostics
    )


def _space(question: StudyQuestion, prepared: Prepared) -> _Space:
    persons = prepared.landscape.matrix(PERSONS, prepared.year)
    has = presence(location_quotient(persons, totals=question.totals).lq, threshold=question.presence_cut)
    phi = proximity(has, diagonal="out")
    return _Space(
        space=industry_space(phi, persons.industries, edition=prepared.edition.id),
        has=has,
        density=relatedness_density(has, phi),
    )


def _centres(space: IndustrySpace) -> dict[int, str]:
    """The industry of each group with the strongest links inside it, by which the group is called."""
    inside: dict[int, dict[int, float]] = {}
    for a, b, weight, _ in space.links:
        if space.community[a] == space.community[b]:
            sums = inside.setdefault(space.community[a], {})
            sums[a] = sums.get(a, 0.0) + weight
            sums[b] = sums.get(b, 0.0) + weight
    found: dict[int, str] = {}
    for number, group in enumerate(space.community):
        found.setdefault(group, space.nodes[number])
    for group, sums in inside.items():
        best = max(sorted(sums), key=lambda node: sums[node])
        found[group] = space.nodes[best]
    return found
