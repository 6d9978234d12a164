"""All tables of a study of one region, put together and certified to give back no hidden figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from clustrat.codes.nuts import Region
from clustrat.evidence.disclosure import Certificate, certify
from clustrat.evidence.result import ResultTable
from clustrat.publish.language import Translator
from clustrat.study.answer import strongest_divisions
from clustrat.study.context import context_table
from clustrat.study.hidden_figures import hidden_table
from clustrat.study.industry_tables import categories_table, divisions_table, timeline_table
from clustrat.study.peer_tables import map_table, peer_comparison_table, peers_table
from clustrat.study.question import StudyQuestion
from clustrat.study.shift_share_tables import shift_share_tables

if TYPE_CHECKING:
    from clustrat.indicators.structural_distance import Peers
    from clustrat.study.answer import Prepared

__all__ = ["N_STRONG", "OF_PERSONS", "region_tables"]

#: Divisions followed through the years, on the map and among the peers.
N_STRONG = 6
#: Columns of the divisions table that are made of the persons employed.
OF_PERSONS = (
    "employment_persons", "share_of_region_pct", "lq", "shrunken_lq", "lq_low", "lq_high", "probability_specialised",
    "wages_per_person_eur", "growth_pct", "n_stars_firm", "n_stars_likely", "n_stars_unknown",
)  # fmt: skip


def region_tables(
    question: StudyQuestion,
    *,
    prepared: Prepared,
    region: Region,
    peers: Peers | None,
    peer_codes: Sequence[str],
    say: Translator,
) -> tuple[dict[str, ResultTable], dict[str, Certificate]]:
    """All tables of one study, each certified to give back no hidden figure."""
    divisions = divisions_table(question, prepared, region, say=say)
    strong = [row["nace_code"] for row in strongest_divisions(divisions, question)[:N_STRONG]]
    tables = [
        divisions,
        categories_table(question, prepared, region, say=say),
        hidden_table(prepared, region, language=question.language, say=say),
        timeline_table(question, prepared, region, strong=strong, say=say),
        *shift_share_tables(prepared, region, language=question.language, say=say),
        peers_table(prepared, peers, codes=peer_codes, say=say),
        peer_comparison_table(question, prepared, region, strong=strong, peer_codes=peer_codes, say=say),
        map_table(prepared, strong[0] if strong else None, language=question.language, say=say),
        context_table(prepared, region, say=say),
    ]
    guards: dict[str, dict[str, Any]] = {
        # Local units and the reference are published in their own right; all else in the row comes of the persons.
        "divisions": {"hidden": {"flag": OF_PERSONS}},
        "categories": {"rests_on": {"n_hidden": ("employment_persons", "lq", "shrunken_lq")}},
    }
    certificates = {table.name: certify(table, **guards.get(table.name, {})) for table in tables}
    return {table.name: table for table in tables}, certificates
