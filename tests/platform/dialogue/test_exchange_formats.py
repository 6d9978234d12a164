"""Formats of others: read with a refusal by line, written so that they are read again, and equal to what Polis itself says."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from clustrat_platform.base.problems import Invalid
from clustrat_platform.dialogue.analysis import analyse
from clustrat_platform.dialogue.exchange_formats import (
    polis_document,
    polis_votes_text,
    read_pabulib,
    read_polis,
    read_workshop,
)
from clustrat_platform.dialogue.rule_sets import checked_rules

PB = "META\nkey;value\nbudget;100\nPROJECTS\nproject_id;cost;name\n1;60;A\n2;50;B\nVOTES\nvoter_id;vote\n0;1,2\n1;2\n"


def test_a_budget_is_read_with_its_ballots() -> None:
    found = read_pabulib(PB)
    assert found.projects == {"1": ("A", "60"), "2": ("B", "50")}
    assert found.ballots == (("1", "2"), ("2",))


@pytest.mark.parametrize(("before", "after", "says"), [
    ("0;1,2", "0;1,9", "line 10: The vote names a project"), ("1;60;A", "1;sixty;A", "line 6: The cost is a number"),
    ("META\n", "", "stands before it"), ("VOTES\nvoter_id;vote\n0;1,2\n1;2\n", "", "section VOTES is missing"),
    ("project_id;cost", "project;cost", "'project_id' is missing"),
])  # fmt: skip
def test_a_budget_that_cannot_be_is_refused_by_line(before: str, after: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_pabulib(PB.replace(before, after))


@pytest.mark.parametrize(("comments", "votes", "says"), [
    ("id,text\n0,A\n", "participant,0\n1,1\n", "comments.csv, line 2"),
    ("comment-id,comment-body\n0,A\n", "participant,0\n1,1\n2,5\n", "participants-votes.csv, line 3: A vote is 1, 0, -1"),
    ("", "participant,0\n1,1\n", "no rows"),
])  # fmt: skip
def test_a_conversation_that_cannot_be_is_refused_by_line(comments: str, votes: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_polis(comments, votes)


def test_what_is_written_is_read_again_without_any_id() -> None:
    comments = "comment-id,comment-body\n0,A\n1,B\n"
    votes = "participant,xid,group-id,n-votes,0,1\n7,secret,0,99,1,-1\n8,secret2,1,99,0,\n"
    document = polis_document(read_polis(comments, votes), rules=checked_rules({}))
    text = polis_votes_text(document)
    assert "secret" not in text and "99" not in text
    assert sorted(read_polis(comments, text).people) == [("0", {0: 1, 1: -1}), ("1", {0: 0})]


@pytest.mark.full
@pytest.mark.extra_data
def test_group_aware_consensus_of_a_real_conversation_is_that_of_its_groups(extra_data: Path) -> None:
    """Over the exported groups the product is (agree + 1) / (seen + 2), group by group, counted here once more."""
    folder = extra_data / "data" / "polis" / "brexit-consensus"
    found = read_polis(
        (folder / "comments.csv").read_text(encoding="utf-8"),
        (folder / "participants-votes.csv").read_text(encoding="utf-8"),
    )
    document = polis_document(found, rules=checked_rules({}))
    document["statements"] = document["statements"][:12]
    output = analyse(document)
    for row in output["statements"]:
        if row["gac_agree"] is None:
            continue
        product = 1.0
        for name in output["groups"]:
            given = [it["votes"].get(str(row["number"])) for it in document["people"] if it["group"] == name]
            seen = [it for it in given if it is not None]
            product *= (sum(it == 1 for it in seen) + 1) / (len(seen) + 2)
        assert row["gac_agree"] == pytest.approx(product, abs=1e-8)


def workbook(rows: list[list[object]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workshop_sheet_is_read_from_both_kinds_of_files() -> None:
    rows: list[list[object]] = [["helix", "choice"], ["business", "1, 3"], ["civil", 2], ["public", ""]]
    expected = [
        {"helix": "business", "choice": [1, 3]},
        {"helix": "civil", "choice": [2]},
        {"helix": "public", "choice": []},
    ]
    assert read_workshop(workbook(rows), "sheet.xlsx") == expected
    assert read_workshop(b"helix;choice\nbusiness;1,3\ncivil;2\npublic;\n", "sheet.csv") == expected


@pytest.mark.parametrize(("data", "name", "says"), [
    (b"helix;choice\nking;1\n", "a.csv", "a.csv, line 2: The part of society is one of"),
    (b"helix;choice\ncivil;=1+1\n", "a.csv", "line 2: The choice is numbers"), (b"who;what\n", "a.csv", "first row"),
    (b"\xff\xfe", "a.csv", "not in UTF-8"), (b"no zip", "a.xlsx", "no XLSX that can be read"), (b"", "a.csv", "first row"),
])  # fmt: skip
def test_a_workshop_sheet_that_cannot_be_is_refused_by_line(data: bytes, name: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_workshop(data, name)
