"""Where could the region go: potential, readiness, partners and concepts for one theme, worked out once and told as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clustrat.codes.nuts import Region
from clustrat.evidence.disclosure import Certificate, certify
from clustrat.evidence.result import Diagnostic, ResultTable
from clustrat.indicators.shrinkage import shrunken_location_quotient
from clustrat.matching.concepts import find_concepts
from clustrat.matching.explanation import obvious_absentees
from clustrat.matching.partners import PartnerRanking, partners
from clustrat.matching.scale import scale_of_concept
from clustrat.potential.cluster_score import rate_clusters
from clustrat.potential.cross_cutting import readiness
from clustrat.potential.explanation import open_score
from clustrat.potential.score import PotentialRating, rate_regions
from clustrat.potential.sensitivity import rank_components
from clustrat.publish.language import Translator
from clustrat.study import partner_tables, potential_tables
from clustrat.study.kept import kept
from clustrat.study.question import NUTS_VERSION, StudyQuestion
from clustrat.study.readiness_table import readiness_table
from clustrat.study.theme_frame import ThemeFrame, theme_frame
from clustrat.study.theme_series import readiness_series

if TYPE_CHECKING:
    from clustrat.study.answer import Prepared

__all__ = ["ThemeStudy", "theme_study"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThemeStudy:
    """The chapters about a theme: tables with their certificates, and what should be known of them."""

    tables: dict[str, ResultTable]
    certificates: dict[str, Certificate]
    diagnostics: tuple[Diagnostic, ...]


def theme_study(question: StudyQuestion, *, prepared: Prepared, region: Region, say: Translator) -> ThemeStudy:
    """Answer the question about the theme.

    Raises
    ------
    EvidenceError
        These statistics show nothing of the theme, or nothing of the region in it.
    CodeListError
        The theme has no list of industries, or one of another version of NACE.
    """
    frame = theme_frame(prepared, question)
    ratings = [_rating(frame, weights, prepared, question) for weights in (frame.weights, *frame.others)]
    tables, diagnostics = _potential(question, prepared, region, frame, ratings, say)
    found, more = _matching(question, prepared, frame, say)
    tables += found
    return ThemeStudy(
        tables={table.name: table for table in tables},
        certificates={table.name: certify(table, **GUARDS.get(table.name, {})) for table in tables},
        diagnostics=(*diagnostics, *more),
    )


#: In these tables a flag guards what is computed of the figure beside it.
GUARDS: dict[str, dict[str, Any]] = {
    "potential_cells": {"hidden": {"flag": ("value", "contribution")}},
    "theme_clusters": {
        "hidden": {"flag": ("employment_persons", "potential", "specialisation", "relatedness", "enabling")}
    },
}


def _rating(frame: ThemeFrame, weights: Any, prepared: Prepared, question: StudyQuestion) -> PotentialRating:
    """The rating of all regions in a theme, drawn with a seed of its own; kept for the next region."""
    key = (
        "rating", weights.theme.code, weights.theme.content_hash, prepared.landscape.level, prepared.year, question.totals,
        question.presence_cut, question.seed,
    )  # fmt: skip
    return kept(
        prepared.edition,
        key,
        lambda: rate_regions(
            frame.inputs, weights, totals=question.totals, rng=np.random.default_rng([question.seed, 1])
        ),
    )


def _potential(
    question: StudyQuestion, prepared: Prepared, region: Region, frame: ThemeFrame, ratings: list[PotentialRating],
    say: Translator,
) -> tuple[list[ResultTable], tuple[Diagnostic, ...]]:  # fmt: skip
    own = ratings[0]
    places = [rating.index(region.code) for rating in ratings]
    stability = rank_components(
        np.array([rating.components[r] for rating, r in zip(ratings, places, strict=True)]),
        labels=[rating.theme for rating in ratings],
        low=[rating.low[r] for rating, r in zip(ratings, places, strict=True)],
        high=[rating.high[r] for rating, r in zip(ratings, places, strict=True)],
        rng=np.random.default_rng([question.seed, 2]),
    )
    clusters = rate_clusters(own, region.code, rng=np.random.default_rng([question.seed, 3]))
    opened = open_score(own, region.code)
    citation = prepared.landscape.provenance.citation
    sources = tuple(dict.fromkeys((citation, *(s.source for s in frame.inputs.research if s.source))))
    base = {
        "theme": own.theme, "theme_version": own.theme_version, "theme_hash": frame.theme.content_hash,
        "rating": own.parameters.version, "year": prepared.year, "nuts_version": NUTS_VERSION,
        "totals": question.totals, "edition": prepared.edition.id, "seed": question.seed,
    }  # fmt: skip
    issues = readiness_series(prepared.edition, regions=prepared.landscape.regions, year=prepared.year)
    ready = [
        readiness(issue, series, regions=prepared.landscape.regions, nuts_version=NUTS_VERSION)
        for issue, series in issues.items()
    ]
    language = question.language
    tables = [
        potential_tables.potential_table(
            question, frame, ratings, stability, say=say, parameters=base, sources=sources
        ),
        potential_tables.components_table(opened, say=say, parameters=base, sources=sources),
        potential_tables.cells_table(opened, prepared, language=language, say=say, sources=sources),
        potential_tables.theme_clusters_table(
            clusters, prepared, region, language=language, say=say, parameters=base, sources=(citation,)
        ),
        potential_tables.quadrants_table(frame, prepared, region, language=language, say=say, sources=(citation,)),
        readiness_table(ready, region.code, say=say, parameters={"rating": own.parameters.version}),
    ]
    return tables, own.diagnostics


def _matching(
    question: StudyQuestion, prepared: Prepared, frame: ThemeFrame, say: Translator
) -> tuple[list[ResultTable], tuple[Diagnostic, ...]]:
    ranking: PartnerRanking = partners(frame.table, region=question.region, weights=frame.weights.values)
    concepts = find_concepts(ranking)
    persons = frame.inputs.persons
    quotients = kept(
        prepared.edition,
        ("quotients", prepared.landscape.level, prepared.year, question.totals),
        lambda: shrunken_location_quotient(persons, local_units=frame.inputs.local_units, totals=question.totals),
    )
    scales = [scale_of_concept(concept, persons, quotients) for concept in concepts]
    absent = obvious_absentees(ranking, sizes=np.nansum(persons.values, axis=1), n=partner_tables.N_PARTNERS)
    sources = (prepared.landscape.provenance.citation,)
    base = {"matching": ranking.parameters.version, "theme": frame.theme.code, "theme_hash": frame.theme.content_hash}
    language = question.language
    tables = [
        partner_tables.partners_table(ranking, say=say, parameters=base, sources=sources),
        partner_tables.partner_reasons_table(ranking, language=language, say=say, sources=sources),
        partner_tables.absentees_table(absent, say=say, sources=sources),
        partner_tables.concepts_table(concepts, language=language, say=say, parameters=base, sources=sources),
        partner_tables.concept_members_table(concepts, scales, language=language, say=say, sources=sources),
    ]
    return tables, ranking.diagnostics
