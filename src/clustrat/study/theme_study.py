"""Where could the region go: potential, readiness, partners and concepts for one theme, worked out once and told as tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clustrat.codes.nuts import Region
from clustrat.codes.theme_weights import ThemeWeights
from clustrat.evidence.disclosure import Certificate, certify
from clustrat.evidence.result import Diagnostic, ResultTable
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
from clustrat.study import outlook_tables, partner_tables, potential_tables
from clustrat.study.merged_table import merged_table
from clustrat.study.own_files import NOTHING, OwnFiles, with_own
from clustrat.study.question import NUTS_VERSION, StudyQuestion
from clustrat.study.readiness_table import readiness_table
from clustrat.study.theme_frame import ThemeFrame, rating_parameters, theme_frame
from clustrat.study.theme_series import readiness_series

if TYPE_CHECKING:
    from clustrat.study.answer import Prepared

__all__ = ["THEME_TABLES", "ThemeStudy", "of_region", "theme_study"]

#: The tables of these chapters, in the order in which they are read.
THEME_TABLES = (
    "potential", "potential_components", "potential_reasons", "potential_cells", "theme_clusters", "quadrants", "outlook",
    "readiness", "partners", "partner_reasons", "partners_absent", "concepts", "concept_members", "merged", "backtest",
)  # fmt: skip
#: In these tables a flag guards what is computed of the figure beside it.
GUARDS: dict[str, dict[str, Any]] = {
    "potential_cells": {"hidden": {"flag": ("value", "contribution")}},
    "theme_clusters": {
        "hidden": {"flag": ("employment_persons", "potential", "specialisation", "relatedness", "enabling")}
    },
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThemeStudy:
    """The chapters about a theme: tables with their certificates, and what should be known of them."""

    tables: dict[str, ResultTable]
    certificates: dict[str, Certificate]
    diagnostics: tuple[Diagnostic, ...]


def theme_study(
    question: StudyQuestion, *, prepared: Prepared, region: Region, say: Translator, own: OwnFiles = NOTHING
) -> ThemeStudy:
    """Answer the question about the theme.

    Parameters
    ----------
    question
        With a theme.
    prepared
        The landscape and the map of the year.
    region
        The region asked for.
    say
        Words and numbers.
    own
        Files of the user; what they do not give is missing, lowers the confidence, and is told.

    Raises
    ------
    EvidenceError
        These statistics show nothing of the theme, or nothing of the region in it.
    CodeListError
        The theme has no list of industries, or one of another version of NACE.
    """
    frame = theme_frame(prepared, question, own)
    ratings = [_rating(frame, weights, question) for weights in (frame.weights, *frame.others)]
    tables, diagnostics = _potential(question, prepared, region, frame, ratings, own, say)
    found, more = _matching(question, prepared, frame, say)
    by_name = {table.name: table for table in (*tables, *found)}
    by_name["outlook"] = outlook_tables.outlook_table(prepared, region, frame, language=question.language, say=say)
    by_name["backtest"] = outlook_tables.backtest_table(prepared.edition, say=say)
    ordered = {name: by_name[name] for name in THEME_TABLES}
    return ThemeStudy(
        tables=ordered,
        certificates={name: certify(table, **GUARDS.get(name, {})) for name, table in ordered.items()},
        diagnostics=(*diagnostics, *more),
    )


def _rating(frame: ThemeFrame, weights: ThemeWeights, question: StudyQuestion) -> PotentialRating:
    """The rating of all regions in a theme; the interval is drawn for the region asked for, with a seed of its own."""
    return rate_regions(
        frame.inputs,
        weights,
        parameters=rating_parameters(question),
        totals=question.totals,
        rng=np.random.default_rng([question.seed, 2]),
        figures=frame.draws,
        drawn_for=(question.region,),
    )


def _potential(
    question: StudyQuestion, prepared: Prepared, region: Region, frame: ThemeFrame, ratings: list[PotentialRating],
    own: OwnFiles, say: Translator,
) -> tuple[list[ResultTable], tuple[Diagnostic, ...]]:  # fmt: skip
    first = ratings[0]
    places = [rating.index(region.code) for rating in ratings]
    stability = rank_components(
        np.array([rating.components[r] for rating, r in zip(ratings, places, strict=True)]),
        labels=[rating.theme for rating in ratings],
        low=[rating.low[r] for rating, r in zip(ratings, places, strict=True)],
        high=[rating.high[r] for rating, r in zip(ratings, places, strict=True)],
        rng=np.random.default_rng([question.seed, 3]),
        parameters=first.parameters,
    )
    clusters = rate_clusters(first, region.code, rng=np.random.default_rng([question.seed, 4]))
    opened = open_score(first, region.code)
    citation = prepared.landscape.provenance.citation
    sources = tuple(dict.fromkeys((citation, *(s.source for s in frame.inputs.research if s.source), *_sources(own))))
    base = {
        "theme": first.theme, "theme_version": first.theme_version, "theme_hash": frame.theme.content_hash,
        "rating": first.parameters.version, "year": prepared.year, "nuts_version": NUTS_VERSION,
        "totals": question.totals, "edition": prepared.edition.id, "seed": question.seed,
    }  # fmt: skip
    regions, language = prepared.landscape.regions, question.language
    issues = with_own(
        readiness_series(prepared.edition, regions=regions, year=prepared.year),
        own.series(prepared.edition, regions=regions, year=prepared.year),
    )
    ready = [readiness(issue, series, regions=regions, nuts_version=NUTS_VERSION) for issue, series in issues.items()]
    told: dict[str, Any] = {"language": language, "say": say}
    tables = [
        potential_tables.potential_table(
            question, frame, ratings, stability, say=say, parameters=base, sources=sources
        ),
        potential_tables.components_table(opened, say=say, parameters=base, sources=sources),
        potential_tables.reasons_table(opened, sources=sources, known=prepared.landscape.industries, **told),
        potential_tables.cells_table(opened, prepared, sources=sources, **told),
        potential_tables.theme_clusters_table(clusters, prepared, region, parameters=base, sources=(citation,), **told),
        potential_tables.quadrants_table(frame, prepared, region, sources=(citation,), **told),
        readiness_table(ready, region.code, say=say, parameters={"rating": first.parameters.version}),
    ]
    return tables, of_region(first, region.code)


def of_region(rating: PotentialRating, region: str) -> tuple[Diagnostic, ...]:
    """The diagnostics of a rating that concern one region: lists of other regions are left out, its own share is said.

    Returns
    -------
    tuple of Diagnostic
        ``few_industries`` and ``theme_seen`` name the region alone, with its own share of figures.
    """
    shares = {"few_industries": rating.known_share, "theme_seen": rating.seen}
    found = []
    for diagnostic in rating.diagnostics:
        if diagnostic.code not in shares:
            found.append(diagnostic)
            continue
        share = float(shares[diagnostic.code][rating.index(region)])
        cut = float(diagnostic.value or 0)
        if share < cut and diagnostic.code not in [one.code for one in found]:
            of = "industries" if diagnostic.code == "few_industries" else "theme"
            sentence = f"{region} has figures for {100 * share:.0f} % of the {of}, less than {100 * cut:.0f} %: its numbers are marked."
            found.append(replace(diagnostic, keys=(region,), n=1, share=share, sentence=sentence))
    return tuple(found)


def _sources(own: OwnFiles) -> tuple[str, ...]:
    """Files of the user that the potential rests on."""
    return () if own.table is None else (own.table_citation,)


def _matching(
    question: StudyQuestion, prepared: Prepared, frame: ThemeFrame, say: Translator
) -> tuple[list[ResultTable], tuple[Diagnostic, ...]]:
    ranking: PartnerRanking = partners(
        frame.table, region=question.region, weights=frame.weights.values, only=question.partner_filter
    )
    concepts = find_concepts(ranking)
    persons, quotients = frame.inputs.persons, frame.draws.quotients
    scales = [scale_of_concept(concept, persons, quotients) for concept in concepts]
    absent = obvious_absentees(ranking, sizes=np.nansum(persons.values, axis=1), n=partner_tables.N_PARTNERS)
    sources = (prepared.landscape.provenance.citation,)
    base = {"matching": ranking.parameters.version, "theme": frame.theme.code, "theme_hash": frame.theme.content_hash}
    told: dict[str, Any] = {"language": question.language, "say": say, "sources": sources}
    tables = [
        partner_tables.partners_table(ranking, say=say, parameters=base, sources=sources),
        partner_tables.partner_reasons_table(ranking, **told),
        partner_tables.absentees_table(absent, say=say, sources=sources),
        partner_tables.concepts_table(concepts, parameters=base, **told),
        partner_tables.concept_members_table(concepts, scales, **told),
        merged_table(frame, ranking, concepts, quotients, **told),
    ]
    return tables, ranking.diagnostics
