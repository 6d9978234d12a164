"""A new cluster concept of one's own choice: what its clusters reach, who could take their places, what its regions bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clustrat.codes.nuts import region as find_region
from clustrat.evidence.disclosure import Certificate, certify
from clustrat.evidence.result import Column, ResultTable
from clustrat.matching.combinations import ClusterMember, Concept, combine
from clustrat.matching.concept_rating import ConceptRating, rate_concept
from clustrat.matching.concepts import find_concepts
from clustrat.matching.frame import frame_of
from clustrat.matching.partners import partners
from clustrat.matching.scale import ScaleTest, scale_of_concept
from clustrat.matching.swaps import Swap, swaps
from clustrat.potential.rating_parameters import COMPONENTS
from clustrat.potential.score import PotentialRating, rate_regions
from clustrat.publish.language import Translator
from clustrat.study import partner_tables
from clustrat.study.own_files import NOTHING, OwnFiles
from clustrat.study.potential_tables import component_words
from clustrat.study.question import NUTS_VERSION, StudyQuestion
from clustrat.study.table_words import division_names, plain
from clustrat.study.theme_frame import ThemeFrame, rating_parameters, theme_frame

if TYPE_CHECKING:
    from clustrat.study.answer import Prepared

__all__ = ["CONCEPT_TABLES", "ConceptStudy", "concept_study", "member_named", "member_words"]

#: The tables, in the order in which they are read.
CONCEPT_TABLES = ("concepts", "concept_members", "concept_rating", "concept_regions", "concept_swaps")

#: At most so many for each place.
N_SWAPS = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConceptStudy:
    """The concept, its scale tests, its rating, and all of it as tables with their certificates."""

    concept: Concept
    scales: tuple[ScaleTest, ...]
    rating: ConceptRating
    tables: dict[str, ResultTable]
    certificates: dict[str, Certificate]


def member_named(text: str) -> ClusterMember:
    """A cluster out of ``REGION.DIVISION``; :func:`member_words` writes it.

    Examples
    --------
    >>> member_named("ITH4.C31")
    ClusterMember(region='ITH4', industry='C31')
    """
    region, _, industry = text.partition(".")
    return ClusterMember(region=region, industry=industry)


def member_words(member: ClusterMember) -> str:
    """``REGION.DIVISION``, as addresses and commands name a cluster.

    Examples
    --------
    >>> member_words(ClusterMember(region="ITH4", industry="C31"))
    'ITH4.C31'
    """
    return f"{member.region}.{member.industry}"


def concept_study(
    question: StudyQuestion,
    *,
    prepared: Prepared,
    say: Translator,
    members: Sequence[ClusterMember] = (),
    own: OwnFiles = NOTHING,
) -> ConceptStudy | None:
    """Work out a concept for the theme of the question.

    Parameters
    ----------
    question
        With a theme; its region is where the concept is at home.
    prepared
        The landscape and the map of the year.
    say
        Words and numbers.
    members
        Two to four clusters; without any, the first concept that the search finds for the region.
    own
        Files of the user.

    Returns
    -------
    ConceptStudy or None
        ``None`` where no members are given and the search finds no concept.

    Raises
    ------
    ParameterError
        There are too few or too many members, or one stands twice.
    EvidenceError
        A code is not in the table, a region is known not to have an industry, or these statistics show nothing of the theme.
    """
    frame = theme_frame(prepared, question, own)
    if not members:
        ranking = partners(
            frame.table, region=question.region, weights=frame.weights.values, only=question.partner_filter
        )
        found = find_concepts(ranking)
        if not found:
            return None
        members = found[0].members
    concept = combine(frame.table, members=members, weights=frame.weights.values)
    scales = scale_of_concept(concept, frame.inputs.persons, frame.draws.quotients)
    regions = tuple(dict.fromkeys(member.region for member in concept.members))
    potential = rate_regions(
        frame.inputs, frame.weights, parameters=rating_parameters(question), totals=question.totals, drawn_for=()
    )
    places = [potential.index(region) for region in regions]
    rating = rate_concept(concept.coverage, regions=regions, components=potential.components[places])
    sources = (prepared.landscape.provenance.citation,)
    told: dict[str, Any] = {"language": question.language, "say": say, "sources": sources}
    base = {
        "matching": concept.parameters.version, "rating": rating.version, "theme": frame.theme.code,
        "theme_version": frame.theme.version, "theme_hash": frame.theme.content_hash, "year": prepared.year,
        "edition": prepared.edition.id, "members": ",".join(member_words(member) for member in concept.members),
    }  # fmt: skip
    tables = (
        partner_tables.concepts_table([concept], parameters=base, **told),
        partner_tables.concept_members_table([concept], [scales], **told),
        _rating_table(rating, say=say, parameters=base, sources=_all_sources(sources, potential)),
        _regions_table(potential, regions, frame, say=say, sources=_all_sources(sources, potential)),
        _swaps_table(_all_swaps(frame, concept, home=question.region), **told),
    )
    ordered = {table.name: table for table in tables}
    return ConceptStudy(
        concept=concept,
        scales=scales,
        rating=rating,
        tables=ordered,
        certificates={name: certify(table) for name, table in ordered.items()},
    )


def _all_sources(sources: tuple[str, ...], potential: PotentialRating) -> tuple[str, ...]:
    inputs = potential.profile.inputs
    series = [*inputs.research, *([inputs.actors] if inputs.actors is not None else [])]
    return tuple(dict.fromkeys((*sources, *(it.source for it in series if it.source))))


def _all_swaps(frame: ThemeFrame, concept: Concept, *, home: str) -> list[Swap]:
    """For every place the clusters that would do most in it, and those that would add most on top; the home region keeps one place."""
    table, weights = frame.table, frame.weights.values
    away = frame_of(home, regions=table.regions, nuts_version=NUTS_VERSION).distance_km
    nearest = [table.regions[k] for k in np.argsort(away, kind="stable")]
    found: list[Swap] = []
    for member in concept.members:
        others = [it for it in concept.members if it != member]
        only = None if any(it.region == home for it in others) else [home]
        found += swaps(
            table, members=concept.members, weights=weights, leaves=member, regions=only, prefer=nearest, n=N_SWAPS
        )
    return found + list(swaps(table, members=concept.members, weights=weights, prefer=nearest, n=N_SWAPS))


def _rating_table(
    rating: ConceptRating, *, say: Translator, parameters: dict[str, Any], sources: tuple[str, ...]
) -> ResultTable:
    components = component_words(say)
    words = {**components, "reach": say.text("Reach of the theme")}
    words["rating"] = say.text("Rating of the concept")
    records = [
        {
            "part": name,
            "label": words[name],
            "score": plain(value),
            "nuts_code": rating.brought_by.get(name, ""),
            "region": _name(rating.brought_by.get(name, "")),
            "reason": "" if value == value else "not_available",
        }
        for name, value in {**rating.parts, "rating": rating.rating}.items()
    ]
    columns = (
        Column(name="part", words=say.text("Part"), role="key"),
        Column(name="label", words=say.text("Part"), role="label"),
        Column(name="score", words=say.text("Score, 0 to 4"), digits=1),
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Brought by"), role="label"),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
    )
    return ResultTable.from_records(
        "concept_rating",
        say.text("Rating of the concept, opened to its parts"),
        columns,
        records,
        notes=(
            say.text(
                "The geometric mean of the parts that are known (%(share)s of them). In each part but the reach the best region of the "
                "concept counts, since a concept shares what it has. A place to look, not an assessment.",
                share=say.percent(rating.confidence),
            ),
        ),
        sources=sources,
        parameters={**parameters, "confidence": rating.confidence},
    )


def _regions_table(
    potential: PotentialRating, regions: Sequence[str], frame: ThemeFrame, *, say: Translator, sources: tuple[str, ...]
) -> ResultTable:
    actors = frame.inputs.actors
    counted = np.full(len(regions), np.nan) if actors is None else actors.aligned(tuple(regions))
    words = component_words(say)
    records = []
    for region, per_million in zip(regions, counted.tolist(), strict=True):
        place = potential.index(region)
        records.append(
            {
                "nuts_code": region,
                "region": _name(region),
                "potential": plain(potential.potential[place]),
                "confidence": plain(potential.confidence[place]),
                **{
                    name: plain(value)
                    for name, value in zip(COMPONENTS, potential.components[place].tolist(), strict=True)
                },
                "enabling_actors_per_million": plain(per_million),
            }
        )
    columns = (
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="potential", words=say.text("Potential (0 to 4)"), digits=1),
        Column(name="confidence", words=say.text("Share of the parts that is known"), digits=2),
        *(Column(name=name, words=words[name], digits=1) for name in COMPONENTS),
        Column(
            name="enabling_actors_per_million",
            words=say.text("Enabling actors per million inhabitants"),
            unit="per million",
            digits=1,
        ),
    )
    return ResultTable.from_records(
        "concept_regions", say.text("What its regions bring"), columns, records, sources=sources
    )


def _swaps_table(found: Sequence[Swap], *, language: str, say: Translator, sources: tuple[str, ...]) -> ResultTable:
    def named(member: ClusterMember) -> str:
        return say.text(
            "%(industry)s (%(region)s)",
            industry=division_names(member.industry, language)[1],
            region=_name(member.region),
        )

    records = [
        {
            "number": number,
            "leaves": "" if swap.leaves is None else member_words(swap.leaves),
            "leaves_label": say.text("a further cluster") if swap.leaves is None else named(swap.leaves),
            "joins": member_words(swap.joins),
            "joins_label": named(swap.joins),
            "coverage": plain(swap.coverage),
            "change": plain(swap.change),
            "gain": plain(swap.gain),
        }
        for number, swap in enumerate(found, start=1)
    ]
    columns = (
        Column(name="number", words=say.text("No."), role="key", digits=0),
        Column(name="leaves", words=say.text("Leaves"), role="key"),
        Column(name="leaves_label", words=say.text("In the place of"), role="label"),
        Column(name="joins", words=say.text("Joins"), role="key"),
        Column(name="joins_label", words=say.text("Could join"), role="label"),
        Column(name="coverage", words=say.text("Reaches of the theme"), digits=2),
        Column(name="change", words=say.text("Change of the reach"), digits=2),
        Column(name="gain", words=say.text("Gain, what is only within reach counting half"), digits=2),
    )
    return ResultTable.from_records(
        "concept_swaps",
        say.text("Who could take a place, or join"),
        columns,
        records,
        notes=(
            say.text("By what the theme gains, one change at a time; of equal ones the nearest region stands first."),
        ),
        sources=sources,
    )


def _name(code: str) -> str:
    return find_region(code, version=NUTS_VERSION).name if code else ""
