"""Partners and new cluster concepts of a region as tables, each with the reasons that stand behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clustrat.codes.nuts import region as find_region
from clustrat.evidence.result import Column, ResultTable
from clustrat.matching.explanation import Reason, WhyNot, reasons
from clustrat.publish.language import Translator
from clustrat.study.question import NUTS_VERSION
from clustrat.study.table_words import division_names, plain

if TYPE_CHECKING:
    from clustrat.matching.combinations import Concept
    from clustrat.matching.partners import PartnerRanking
    from clustrat.matching.scale import ScaleTest

__all__ = [
    "N_PARTNERS",
    "absentees_table",
    "concept_members_table",
    "concepts_table",
    "partner_reasons_table",
    "partners_table",
]

N_PARTNERS = 10
N_REASONED = 5


def _name(code: str) -> str:
    return find_region(code, version=NUTS_VERSION).name


def _listed(codes: Sequence[str], language: str) -> str:
    return "; ".join(division_names(code, language)[1] for code in codes)


def partners_table(
    ranking: PartnerRanking, *, say: Translator, parameters: Mapping[str, Any], sources: tuple[str, ...]
) -> ResultTable:
    """All ranked regions, best first: what they add, beside what they have in common with the region, which never enters."""
    records = [
        {
            "rank": partner.rank,
            "nuts_code": partner.region,
            "region": _name(partner.region),
            "country": partner.region[:2],
            "score": partner.score,
            "score_low": partner.score_low,
            "score_high": partner.score_high,
            "added": partner.added,
            "added_low": partner.added_low,
            "added_high": partner.added_high,
            "by_chance": partner.by_chance,
            "n_added": partner.n_added,
            "mutuality": partner.mutuality,
            "redundancy": partner.redundancy,
            "added_density": partner.added_density,
            "similarity": partner.similarity,
            "distance_km": partner.distance_km,
            "borders": partner.borders,
            "macro_regions": " ".join(partner.macro_regions),
            "known_share": partner.known_share,
        }
        for partner in ranking.top(ranking.n_ranked)
    ]
    columns = (
        Column(name="rank", words=say.text("Rank"), role="key", digits=0),
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="country", words=say.text("Country"), role="label"),
        Column(name="score", words=say.text("Score"), digits=1),
        Column(name="score_low", words=say.text("from"), role="low", digits=1),
        Column(name="score_high", words=say.text("to"), role="high", digits=1),
        Column(name="added", words=say.text("Brings of what is missing"), digits=2),
        Column(name="added_low", words=say.text("from"), role="low", digits=2),
        Column(name="added_high", words=say.text("to"), role="high", digits=2),
        Column(name="by_chance", words=say.text("As many by chance would bring"), digits=2),
        Column(name="n_added", words=say.text("Industries it adds"), digits=0),
        Column(name="mutuality", words=say.text("Gain on both sides"), digits=2),
        Column(name="redundancy", words=say.text("What both have"), digits=2),
        Column(name="added_density", words=say.text("Plain added density"), digits=2),
        Column(name="similarity", words=say.text("Similarity (never counts)"), digits=2),
        Column(name="distance_km", words=say.text("Distance, km"), unit="km", digits=0),
        Column(name="borders", words=say.text("Borders on the region"), role="reason"),
        Column(name="macro_regions", words=say.text("Macro-regional strategies in common"), role="label"),
        Column(name="known_share", words=say.text("Share of industries with a figure"), digits=2),
    )
    return ResultTable.from_records(
        "partners",
        say.text("Regions that add what is missing"),
        columns,
        records,
        notes=(
            say.text(
                "The score says by how many standard deviations a region brings more of what is missing than random additions of as "
                "many industries, less what both have, beside regions of like diversity. A place to look, not an assessment."
            ),
        ),
        sources=sources,
        parameters=parameters,
    )


def reason_text(reason: Reason, *, language: str, say: Translator) -> str:
    """One reason for a partner as a sentence."""
    if reason.kind == "has_missing":
        return say.text(
            "It has %(industry)s, which the theme needs and the region lacks: %(share)s of all it brings.",
            industry=division_names(reason.industry, language)[1],
            share=say.percent(reason.share),
        )
    return say.text(
        "It has %(industry)s, which the region lacks and which is found together with %(missing)s (proximity %(phi)s): %(share)s of all "
        "it brings.",
        industry=division_names(reason.industry, language)[1],
        missing=division_names(reason.missing, language)[1],
        phi=say.number(reason.relatedness, 2),
        share=say.percent(reason.share),
    )


def partner_reasons_table(
    ranking: PartnerRanking, *, language: str, say: Translator, sources: tuple[str, ...]
) -> ResultTable:
    """At most five reasons for each of the first partners; without one, the score falls by what its row says."""
    records = [
        {
            "nuts_code": partner.region,
            "region": _name(partner.region),
            "number": number,
            "kind": reason.kind,
            "industry": reason.industry,
            "industry_label": division_names(reason.industry, language)[1],
            "missing": reason.missing,
            "missing_label": say.text("the same")
            if reason.kind == "has_missing"
            else division_names(reason.missing, language)[1],
            "relatedness": reason.relatedness,
            "amount": reason.amount,
            "share": reason.share,
            "score_change": reason.score_change,
            "sentence": reason_text(reason, language=language, say=say),
        }
        for partner in ranking.top(N_REASONED)
        for number, reason in enumerate(reasons(ranking, partner.region), start=1)
    ]
    columns = (
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="number", words=say.text("Reason"), role="key", digits=0),
        Column(name="kind", words=say.text("Kind"), role="label"),
        Column(name="industry", words=say.text("What it has"), role="key"),
        Column(name="industry_label", words=say.text("What it has and the region lacks"), role="label"),
        Column(name="missing", words=say.text("What is missing here"), role="key"),
        Column(name="missing_label", words=say.text("For what is missing"), role="label"),
        Column(name="relatedness", words=say.text("Proximity"), digits=2),
        Column(name="amount", words=say.text("Part of what is missing"), digits=3),
        Column(name="share", words=say.text("Share of what it brings"), digits=2),
        Column(name="score_change", words=say.text("The score falls without it by"), digits=2),
        Column(name="sentence", words=say.text("Why"), role="label"),
    )
    return ResultTable.from_records(
        "partner_reasons", say.text("Why these partners"), columns, records, sources=sources
    )


def why_not_text(absent: WhyNot, *, say: Translator) -> str:
    """Why an obvious candidate is not among the first partners, as a sentence."""
    numbers = {"added": say.percent(absent.added or 0.0), "chance": say.percent(absent.by_chance or 0.0)}
    if absent.factor == "filtered":
        return say.text("Left out by the filter: %(filters)s.", filters=", ".join(absent.filters))
    if absent.factor == "no_figures":
        return say.text("Too little is known of it to say what it adds.")
    if absent.factor == "redundant":
        return say.text("It would be in the list but for what both have already.")
    if absent.factor == "hidden_cells":
        return say.text("It may belong in the list: figures that its source hides leave it open.")
    if absent.factor == "diverse":
        return say.text("It adds much because it has much: beside regions of like diversity it does not stand out.")
    if absent.factor == "others_stand_out":
        return say.text(
            "It brings %(added)s of what is missing, random additions %(chance)s: more than chance, but others stand out more.",
            **numbers,
        )
    if absent.factor == "not_beyond_chance":
        return say.text(
            "It brings %(added)s of what is missing, and random additions of as many industries %(chance)s: hardly more than chance.",
            **numbers,
        )
    return say.text("It brings only %(added)s of what is missing; random additions bring %(chance)s.", **numbers)


def absentees_table(absent: Sequence[WhyNot], *, say: Translator, sources: tuple[str, ...]) -> ResultTable:
    """The candidates that a reader expects and does not find among the first, each with the factor that failed."""
    relations = {
        "most_similar": say.text("the most similar region"),
        "largest_neighbour": say.text("the largest neighbour"),
        "most_diverse_offer": say.text("the region with most of what is near"),
        "asked": say.text("asked for"),
    }
    records = [
        {
            "nuts_code": one.region,
            "region": _name(one.region),
            "relation": relations[one.relation],
            "factor": one.factor,
            "rank": one.rank,
            "score": one.score,
            "added": one.added,
            "by_chance": one.by_chance,
            "redundancy": one.redundancy,
            "sentence": why_not_text(one, say=say),
        }
        for one in absent
    ]
    columns = (
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="relation", words=say.text("What it is"), role="label"),
        Column(name="factor", words=say.text("Factor"), role="key"),
        Column(name="rank", words=say.text("Rank"), digits=0),
        Column(name="score", words=say.text("Score"), digits=1),
        Column(name="added", words=say.text("Brings of what is missing"), digits=2),
        Column(name="by_chance", words=say.text("As many by chance would bring"), digits=2),
        Column(name="redundancy", words=say.text("What both have"), digits=2),
        Column(name="sentence", words=say.text("Why not"), role="label"),
    )
    return ResultTable.from_records(
        "partners_absent", say.text("Why not the obvious one"), columns, records, sources=sources
    )


def concepts_table(
    concepts: Sequence[Concept],
    *,
    language: str,
    say: Translator,
    parameters: Mapping[str, Any],
    sources: tuple[str, ...],
) -> ResultTable:
    """New cluster concepts: combinations of clusters for the theme, with what they share and what none of them has."""
    records = [
        {
            "concept": number,
            "members": " + ".join(
                say.text(
                    "%(industry)s (%(region)s)",
                    industry=division_names(m.industry, language)[1],
                    region=_name(m.region),
                )
                for m in concept.members
            ),
            "n_members": len(concept.members),
            "coverage": plain(concept.coverage),
            "coverage_high": plain(concept.coverage_high),
            "present": _listed(concept.present, language),
            "within_reach": _listed(concept.within_reach, language),
            "shared": _listed(concept.shared, language),
            "missing": _listed(concept.missing, language),
        }
        for number, concept in enumerate(concepts, start=1)
    ]
    columns = (
        Column(name="concept", words=say.text("Concept"), role="key", digits=0),
        Column(name="members", words=say.text("Clusters"), role="label"),
        Column(name="n_members", words=say.text("How many"), role="label", digits=0),
        Column(name="coverage", words=say.text("Reaches of the theme"), digits=2),
        Column(name="coverage_high", words=say.text("at most, if hidden figures are there"), digits=2),
        Column(name="present", words=say.text("There"), role="label"),
        Column(name="within_reach", words=say.text("Within reach"), role="label"),
        Column(name="shared", words=say.text("What they share"), role="label"),
        Column(name="missing", words=say.text("Still missing"), role="label"),
    )
    return ResultTable.from_records(
        "concepts",
        say.text("Combinations of clusters for the theme"),
        columns,
        records,
        sources=sources,
        parameters=parameters,
    )


def scale_text(test: ScaleTest, *, say: Translator) -> str:
    """The form of working together that the scale of a cluster allows, as a sentence."""
    regions = " + ".join(_name(code) for code in test.regions)
    return {
        "cluster": say.text("Large and specialised enough for a cluster of its own."),
        "joint_cluster": say.text("Large and specialised enough together: %(regions)s.", regions=regions),
        "innovation_partnership": say.text("Specialised but small: an innovation partnership fits better."),
        "initiative": say.text("Large but with no more than its share: an initiative in a wider network fits better."),
        "bilateral_agreement": say.text("Neither large nor specialised: agreements between firms fit better."),
        "not_known": say.text("Not known: a figure is missing."),
    }[test.form]


def form_words(form: str, say: Translator) -> str:
    """A form of working together in a few words."""
    return {
        "cluster": say.text("cluster of its own"),
        "joint_cluster": say.text("joint cluster"),
        "innovation_partnership": say.text("innovation partnership"),
        "initiative": say.text("initiative in a network"),
        "bilateral_agreement": say.text("agreements between firms"),
        "not_known": say.text("not known"),
    }[form]


def concept_members_table(
    concepts: Sequence[Concept],
    scales: Sequence[Sequence[ScaleTest]],
    *,
    language: str,
    say: Translator,
    sources: tuple[str, ...],
) -> ResultTable:
    """What each cluster of each concept adds, whether it is redundant, and the scale test, alone or merged over the regions."""
    records = []
    for number, (concept, tests) in enumerate(zip(concepts, scales, strict=True), start=1):
        for part, test in zip(concept.parts, tests, strict=True):
            persons, chance = (
                next(c.value for c in test.criteria if c.name == name)
                for name in ("min_employment", "scale_probability")
            )
            records.append(
                {
                    "concept": number,
                    "nuts_code": part.member.region,
                    "nace_code": part.member.industry,
                    "region": _name(part.member.region),
                    "short_label": division_names(part.member.industry, language)[1],
                    "adds": plain(part.adds),
                    "adds_present": plain(part.adds_present),
                    "only_here": _listed(part.only_here, language),
                    "is_redundant": part.redundant,
                    "is_uncertain": part.uncertain,
                    "form": test.form,
                    "form_label": form_words(test.form, say),
                    "scale_of": " ".join(test.regions),
                    "scale_persons": plain(persons),
                    "scale_probability": plain(chance),
                    "sentence": scale_text(test, say=say),
                }
            )
    columns = (
        Column(name="concept", words=say.text("Concept"), role="key", digits=0),
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="short_label", words=say.text("Division, short"), role="label"),
        Column(name="adds", words=say.text("Reach of the theme lost without it"), digits=2),
        Column(name="adds_present", words=say.text("Theme itself lost without it"), digits=2),
        Column(name="only_here", words=say.text("Brings alone"), role="label"),
        Column(name="is_redundant", words=say.text("Redundant"), role="reason"),
        Column(name="is_uncertain", words=say.text("Not known whether it is there"), role="reason"),
        Column(name="form", words=say.text("Form that fits"), role="key"),
        Column(name="form_label", words=say.text("Form that fits"), role="label"),
        Column(name="scale_of", words=say.text("Scale tested of"), role="label"),
        Column(name="scale_persons", words=say.text("Persons employed"), unit="persons", digits=0),
        Column(name="scale_probability", words=say.text("Chance of LQ 1 or more"), digits=2),
        Column(name="sentence", words=say.text("Scale"), role="label"),
    )
    return ResultTable.from_records(
        "concept_members", say.text("What each cluster adds, and at what scale"), columns, records, sources=sources
    )
