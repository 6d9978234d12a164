"""The region beside others as tables: its peers, its strongest divisions among them, and one division on the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from clustrat.codes.nuts import Region, regions
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import Translator
from clustrat.study.question import NUTS_VERSION, StudyQuestion
from clustrat.study.table_words import REASONS, division_names, plain

if TYPE_CHECKING:
    from clustrat.indicators.structural_distance import Peers
    from clustrat.study.answer import Prepared

__all__ = ["map_table", "peer_comparison_table", "peers_table"]


def peers_table(prepared: Prepared, peers: Peers | None, *, codes: Sequence[str], say: Translator) -> ResultTable:
    """One row per peer; distance and coverage are given where the peers were chosen by structure."""
    distance = dict(zip(peers.codes, peers.distances, strict=True)) if peers else {}
    coverage = dict(zip(peers.codes, peers.coverage, strict=True)) if peers else {}
    names = _region_names(prepared)
    persons = prepared.map.divisions.persons
    records = [
        {
            "nuts_code": code,
            "region": names[code],
            "distance": plain(distance.get(code)),
            "coverage": plain(coverage.get(code)),
            "employment_persons": plain(np.nansum(persons[prepared.landscape.region_index(code)])),
        }
        for code in codes
    ]
    columns = (
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="distance", words=say.text("Structural distance"), digits=3),
        Column(name="coverage", words=say.text("Share of the economy compared"), digits=2),
        Column(name="employment_persons", words=say.text("Persons employed, published"), unit="persons", digits=0),
    )
    return ResultTable.from_records(
        "peers", say.text("Peer regions"), columns, records, sources=(prepared.landscape.provenance.citation,)
    )


def peer_comparison_table(
    question: StudyQuestion,
    prepared: Prepared,
    region: Region,
    *,
    strong: Sequence[str],
    peer_codes: Sequence[str],
    say: Translator,
) -> ResultTable:
    """The divisions named, in the region and in each of its peers."""
    strengths, landscape = prepared.map.divisions, prepared.landscape
    names = _region_names(prepared)
    flags = landscape.flags["employment_persons"][landscape.year_index(prepared.year)]
    records = []
    for code in strong:
        i = strengths.keys.index(code)
        for other in (region.code, *peer_codes):
            r = landscape.region_index(other)
            records.append(
                {
                    "nace_code": code,
                    "short_label": division_names(code, question.language)[1],
                    "nuts_code": other,
                    "region": names[other],
                    "is_study_region": other == region.code,
                    "employment_persons": plain(strengths.persons[r, i]),
                    "flag": str(flags[r, i]),
                    "lq": plain(strengths.lq[r, i]),
                    "lq_low": plain(strengths.low[r, i]),
                    "lq_high": plain(strengths.high[r, i]),
                }
            )
    columns = (
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="short_label", words=say.text("Division, short"), role="label"),
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="is_study_region", words=say.text("Region of the study"), role="reason"),
        Column(name="employment_persons", words=say.text("Persons employed"), unit="persons", digits=0),
        Column(name="flag", words=say.text("Flag"), role="flag"),
        Column(name="lq", words=say.text("LQ"), digits=1),
        Column(name="lq_low", words=say.text("from"), role="low", digits=1),
        Column(name="lq_high", words=say.text("to"), role="high", digits=1),
    )
    return ResultTable.from_records(
        "peer_comparison",
        say.text(
            "The strongest industries of %(region)s among its peers, %(year)s", region=region.name, year=prepared.year
        ),
        columns,
        records,
        sources=(landscape.provenance.citation,),
    )


def map_table(prepared: Prepared, code: str | None, *, language: str, say: Translator) -> ResultTable:
    """One division in all regions of the landscape; without a division, a table without rows."""
    strengths, landscape = prepared.map.divisions, prepared.landscape
    names = _region_names(prepared)
    records = []
    if code is not None:
        i = strengths.keys.index(code)
        flags = landscape.flags["employment_persons"][landscape.year_index(prepared.year)]
        status = landscape.status["employment_persons"][landscape.year_index(prepared.year)]
        records = [
            {
                "nuts_code": region,
                "region": names[region],
                "nace_code": code,
                "employment_persons": plain(strengths.persons[r, i]),
                "flag": str(flags[r, i]),
                "reason": REASONS.get(CellStatus(int(status[r, i])), ""),
                "lq": plain(strengths.lq[r, i]),
                "lq_low": plain(strengths.low[r, i]),
                "lq_high": plain(strengths.high[r, i]),
            }
            for r, region in enumerate(landscape.regions)
        ]
    columns = (
        Column(name="nuts_code", words=say.text("NUTS"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="employment_persons", words=say.text("Persons employed"), unit="persons", digits=0),
        Column(name="flag", words=say.text("Flag"), role="flag"),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
        Column(name="lq", words=say.text("LQ"), digits=1),
        Column(name="lq_low", words=say.text("from"), role="low", digits=1),
        Column(name="lq_high", words=say.text("to"), role="high", digits=1),
    )
    industry = division_names(code, language)[0] if code else "–"
    return ResultTable.from_records(
        "map",
        say.text("%(industry)s in all regions, %(year)s", industry=industry, year=prepared.year),
        columns,
        records,
        sources=(landscape.provenance.citation,),
    )


def _region_names(prepared: Prepared) -> Mapping[str, str]:
    return {region.code: region.name for region in regions(version=NUTS_VERSION, level=prepared.landscape.level)}
