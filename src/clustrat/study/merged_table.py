"""Regions merged across borders: counts added and everything recomputed, for the industries that gain scale by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from clustrat.codes.nuts import region as find_region
from clustrat.evidence.result import Column, ResultTable
from clustrat.matching.merge import MergedArea, merge_regions
from clustrat.publish.language import Translator
from clustrat.study.question import NUTS_VERSION
from clustrat.study.table_words import division_names, plain

if TYPE_CHECKING:
    from clustrat.indicators.shrinkage import ShrunkenQuotients
    from clustrat.matching.combinations import Concept
    from clustrat.matching.partners import PartnerRanking
    from clustrat.study.theme_frame import ThemeFrame

__all__ = ["areas_of", "merged_table"]


def areas_of(ranking: PartnerRanking, concepts: Sequence[Concept]) -> tuple[tuple[str, ...], ...]:
    """Which regions are merged: those of each concept, and the region with each neighbour abroad; each area once.

    Examples
    --------
    See ``tests/core/study/test_merged_table.py``.
    """
    regions, home = ranking.table.regions, ranking.region[:2]
    of_concepts = [tuple(dict.fromkeys(member.region for member in concept.members)) for concept in concepts]
    abroad = [
        (ranking.region, code)
        for code, touches in zip(regions, ranking.frame.borders.tolist(), strict=True)
        if touches and code[:2] != home
    ]
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for area in (*of_concepts, *abroad):
        if len(area) > 1:
            found.setdefault(frozenset(area), area)
    return tuple(found.values())


def merged_table(
    frame: ThemeFrame,
    ranking: PartnerRanking,
    concepts: Sequence[Concept],
    quotients: ShrunkenQuotients,
    *,
    language: str,
    say: Translator,
    sources: tuple[str, ...],
) -> ResultTable:
    """One row per merged area and industry, and one for each of its parts: persons, quotient, interval, chance.

    Shown are the industries of the theme, and those of a concept, that are surely specialised together and in no part alone, and the
    clusters of the concepts as they are together. A missing part makes the sum missing.
    """
    persons = frame.inputs.persons
    weights = dict(zip(persons.industries, frame.weights.values.tolist(), strict=True))
    records = []
    for number, area in enumerate(areas_of(ranking, concepts), start=1):
        merged = merge_regions(persons, quotients, area)
        of_concepts = {m.industry for c in concepts if {m.region for m in c.members} == set(area) for m in c.members}
        gained = set(merged.only_merged)
        wanted = sorted(of_concepts | {code for code in gained if weights[code] > 0 or not of_concepts})
        for code in wanted:
            records += list(_rows(merged, number, code, weight=weights[code], is_new=code in gained, language=language))
    columns = (
        Column(name="area", words=say.text("Area"), role="key", digits=0),
        Column(name="regions", words=say.text("Regions of the area"), role="label"),
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="short_label", words=say.text("Division, short"), role="label"),
        Column(name="theme_weight", words=say.text("Weight in the theme"), role="label", digits=2),
        Column(name="part", words=say.text("Part"), role="key"),
        Column(name="part_name", words=say.text("Region"), role="label"),
        Column(name="is_whole", words=say.text("The whole area"), role="reason"),
        Column(name="only_merged", words=say.text("Surely specialised only together"), role="reason"),
        Column(name="employment_persons", words=say.text("Persons employed"), unit="persons", digits=0),
        Column(name="lq", words=say.text("LQ"), digits=1),
        Column(name="shrunken_lq", words=say.text("LQ, shrunken"), digits=1),
        Column(name="lq_low", words=say.text("from"), role="low", digits=1),
        Column(name="lq_high", words=say.text("to"), role="high", digits=1),
        Column(name="probability_specialised", words=say.text("How sure"), digits=2),
        Column(name="imputed_share", words=say.text("Imputed share"), digits=2),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
    )
    return ResultTable.from_records(
        "merged",
        say.text("Merged across borders: what only the whole area has"),
        columns,
        records,
        sources=sources,
    )


def _rows(
    merged: MergedArea, number: int, code: str, *, weight: float, is_new: bool, language: str
) -> Iterator[dict[str, Any]]:
    i = merged.industry_index(code)
    names = [find_region(part, version=NUTS_VERSION).name for part in merged.parts]
    for row, (part, name) in enumerate(zip(("", *merged.parts), (" + ".join(names), *names), strict=True)):
        persons = plain(merged.persons[row, i])
        yield {
            "area": number,
            "regions": " + ".join(names),
            "nace_code": code,
            "short_label": division_names(code, language)[1],
            "theme_weight": weight,
            "part": part or " ".join(merged.parts),
            "part_name": name,
            "is_whole": not part,
            "only_merged": is_new,
            "employment_persons": persons,
            "lq": plain(merged.lq[row, i]),
            "shrunken_lq": plain(merged.shrunken[row, i]),
            "lq_low": plain(merged.low[row, i]),
            "lq_high": plain(merged.high[row, i]),
            "probability_specialised": plain(merged.probability[row, i]),
            "imputed_share": plain(merged.imputed_share[i]) if not part else None,
            "reason": "" if persons is not None else "not_available",
        }
