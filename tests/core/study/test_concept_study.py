"""Concepts of one's own choice: the same figures as the search has found, swaps that hold, and refusals."""

from __future__ import annotations

import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.study.answer import Prepared, Study
from clustrat.study.concept_study import CONCEPT_TABLES, ConceptStudy, concept_study, member_named, member_words
from clustrat.study.question import StudyQuestion

QUESTION = StudyQuestion(region="ITH4", theme="active_ageing")


@pytest.fixture(scope="module")
def found(prepared: Prepared, themed: Study) -> ConceptStudy:
    """The first concept that the search finds for Friuli-Venezia Giulia."""
    answer = concept_study(QUESTION, prepared=prepared, say=themed.translator)
    assert answer is not None
    return answer


def test_without_members_it_is_the_first_of_the_search(found: ConceptStudy, themed: Study) -> None:
    assert tuple(found.tables) == CONCEPT_TABLES
    (mine,) = found.tables["concepts"].as_records()
    assert mine == themed.tables["concepts"].as_records()[0]
    first = [row for row in themed.tables["concept_members"].as_records() if row["concept"] == 1]
    assert found.tables["concept_members"].as_records() == first


def test_named_members_give_the_same_as_found_ones(found: ConceptStudy, prepared: Prepared, themed: Study) -> None:
    named = [member_named(member_words(member)) for member in found.concept.members]
    again = concept_study(QUESTION, prepared=prepared, say=themed.translator, members=named)
    assert again is not None
    assert {name: table.sha256 for name, table in again.tables.items()} == {
        name: table.sha256 for name, table in found.tables.items()
    }


def test_a_swap_taken_reaches_what_it_said(found: ConceptStudy, prepared: Prepared, themed: Study) -> None:
    swap = found.tables["concept_swaps"].as_records()[0]
    members = [
        member_named(swap["joins"]) if member_words(member) == swap["leaves"] else member
        for member in found.concept.members
    ]
    changed = concept_study(QUESTION, prepared=prepared, say=themed.translator, members=members)
    assert changed is not None
    assert changed.concept.coverage == pytest.approx(swap["coverage"])


def test_a_place_of_the_home_region_stays_in_it(found: ConceptStudy) -> None:
    own = [m for m in found.concept.members if m.region == "ITH4"]
    assert len(own) == 1
    rows = [r for r in found.tables["concept_swaps"].as_records() if r["leaves"] == member_words(own[0])]
    assert rows
    assert {row["joins"].split(".")[0] for row in rows} == {"ITH4"}


def test_what_cannot_be_combined_is_refused(prepared: Prepared, themed: Study) -> None:
    def ask(*members: str) -> None:
        concept_study(
            QUESTION, prepared=prepared, say=themed.translator, members=[member_named(text) for text in members]
        )

    with pytest.raises(ParameterError, match="two to 4 clusters; given: 1"):
        ask("ITH4.C31")
    with pytest.raises(ParameterError, match="stands twice"):
        ask("ITH4.C31", "ITH4.C31")
    with pytest.raises(EvidenceError, match="no more than its share of C21"):
        ask("ITH4.C31", "ITH4.C21")
    with pytest.raises(EvidenceError, match="XX99"):
        ask("ITH4.C31", "XX99.C21")
