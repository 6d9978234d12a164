"""The industry space of an edition: one layout for all regions, links in both directions, nothing hidden given back."""

from __future__ import annotations

from clustrat.codes.nuts import region
from clustrat.evidence.result import ResultTable
from clustrat.publish.language import translator
from clustrat.study.answer import Prepared
from clustrat.study.industry_space_tables import SpaceTables, industry_space_tables
from clustrat.study.question import StudyQuestion


def space_of(prepared: Prepared, code: str) -> SpaceTables:
    return industry_space_tables(
        StudyQuestion(region=code), prepared=prepared, region=region(code, version="2013"), say=translator("en")
    )


def column(table: ResultTable, name: str) -> dict[str, object]:
    return dict(zip(table.column("nace_code"), table.column(name), strict=True))


def test_layout_and_groups_are_the_same_for_every_region(prepared: Prepared) -> None:
    here, there = (space_of(prepared, code).tables["industry_space"] for code in ("ITH4", "SI04"))
    for name in ("x", "y", "community", "n_links"):
        assert column(here, name) == column(there, name)
    assert column(here, "lq") != column(there, "lq")


def test_links_run_both_ways_and_the_nearest_come_first(prepared: Prepared) -> None:
    links = space_of(prepared, "ITH4").tables["neighbours"].as_records()
    pairs = {(it["nace_code"], it["neighbour"]): it["proximity"] for it in links}
    assert all(pairs[second, first] == nearness for (first, second), nearness in pairs.items())
    furniture = [it["proximity"] for it in links if it["nace_code"] == "C31"]
    assert furniture == sorted(furniture, reverse=True)
    assert all(0 <= nearness <= 1 for nearness in furniture)


def test_present_is_the_cut_of_the_quotient(prepared: Prepared) -> None:
    rows = space_of(prepared, "ITH4").tables["industry_space"].as_records()
    known = [it for it in rows if it["lq"] is not None]
    assert all(it["is_present"] == (it["lq"] >= 1) for it in known)


def test_hidden_industries_give_nothing_back(prepared: Prepared) -> None:
    found = space_of(prepared, "ITH4")
    rows = {it["nace_code"]: it for it in found.tables["industry_space"].as_records()}
    hidden = rows["H50"]
    assert hidden["reason"] == "confidential_source"
    assert all(hidden[name] is None for name in ("employment_persons", "lq", "is_present", "density"))
    links = found.tables["neighbours"].as_records()
    assert all(it["neighbour_is_present"] is None for it in links if it["neighbour"] == "H50")
    assert found.certificates["industry_space"].n_hidden == 2


def test_groups_are_named_after_an_industry_of_theirs(prepared: Prepared) -> None:
    rows = space_of(prepared, "ITH4").tables["industry_space"].as_records()
    for row in rows:
        members = {it["short_label"] for it in rows if it["community"] == row["community"]}
        assert any(row["community_label"] == f"around {name}" for name in members)
