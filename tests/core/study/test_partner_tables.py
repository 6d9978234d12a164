"""Tables of partners and concepts: sentences for every reason and every refusal, numbers as the ranking has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from clustrat.publish.language import translator
from clustrat.study.answer import Study
from clustrat.study.partner_tables import form_words, scale_text, why_not_text


@dataclass
class Absent:
    """As much of an absentee as a sentence needs."""

    factor: str
    added: float | None = 0.07
    by_chance: float | None = 0.16
    filters: tuple[str, ...] = ("border",)


@dataclass
class Test:
    """As much of a scale test as a sentence needs."""

    __test__ = False
    form: str
    regions: tuple[str, ...] = field(default=("ITH4", "AT21"))


@pytest.mark.parametrize(
    ("factor", "sentence"),
    [
        ("filtered", "Left out by the filter: border."),
        ("no_figures", "Too little is known of it"),
        ("redundant", "but for what both have already"),
        ("hidden_cells", "figures that its source hides leave it open"),
        ("diverse", "It adds much because it has much"),
        ("others_stand_out", "more than chance, but others stand out more"),
        ("not_beyond_chance", "hardly more than chance"),
        ("adds_little", "It brings only 7% of what is missing; random additions bring 16%."),
    ],
)
def test_every_factor_has_its_sentence(factor: str, sentence: str) -> None:
    assert sentence in why_not_text(Absent(factor=factor), say=translator("en"))  # type: ignore[arg-type]


FORMS = ("cluster", "joint_cluster", "innovation_partnership", "initiative", "bilateral_agreement", "not_known")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_its_words(form: str) -> None:
    say = translator("en")
    assert scale_text(Test(form=form), say=say)  # type: ignore[arg-type]
    assert form_words(form, say)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(KeyError):
        form_words("cartel", translator("en"))


def test_partners_come_by_rank_and_bring_at_most_everything(themed: Study) -> None:
    rows = themed.tables["partners"].as_records()
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    scores = [row["score"] for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= row["added"] <= 1 and row["added_low"] <= row["added_high"] for row in rows)
    assert all(row["score_low"] <= row["score"] <= row["score_high"] for row in rows)


def test_reasons_are_of_the_first_five_and_say_what_is_lost(themed: Study) -> None:
    first = themed.tables["partners"].column("nuts_code")[:5]
    rows = themed.tables["partner_reasons"].as_records()
    assert list(dict.fromkeys(row["nuts_code"] for row in rows)) == first
    lacks = set(themed.tables["quadrants"].column("nace_code"))
    for row in rows:
        assert row["missing"] in lacks
        assert row["industry"] in lacks
        assert (row["kind"] == "has_missing") == (row["industry"] == row["missing"])
        assert row["score_change"] > 0


def test_the_obvious_one_that_is_missing_is_named_with_its_factor(themed: Study) -> None:
    first = themed.tables["partners"].column("nuts_code")[:10]
    rows = themed.tables["partners_absent"].as_records()
    assert rows
    assert not {row["nuts_code"] for row in rows} & set(first)


def test_concepts_join_the_region_with_others_and_no_cluster_is_redundant(themed: Study) -> None:
    members: dict[int, list[dict[str, Any]]] = {}
    for row in themed.tables["concept_members"].as_records():
        members.setdefault(row["concept"], []).append(row)
    assert members
    for rows in members.values():
        assert 2 <= len(rows) <= 4
        regions = {row["nuts_code"] for row in rows}
        assert "ITH4" in regions
        assert len(regions) > 1
        assert not any(row["is_redundant"] for row in rows)


def test_a_region_that_lacks_nothing_known_has_no_partner_and_no_concept(few: Study) -> None:
    for name in ("partners", "partner_reasons", "concepts", "concept_members"):
        assert few.tables[name].rows == ()
