"""Cases of opinion: counts, votes, priorities; and counts that do not fit."""

import pytest

from clustrat.decision.case_fields import Case
from clustrat.decision.cases import answer_case
from clustrat.errors import EvidenceError


def answer(inputs, **parameters):
    return answer_case(Case(id="o", topic="opinion", inputs=inputs, parameters=parameters))


def test_counts_give_consensus_exactly_and_per_group():
    statement = {"statement": "s1", "groups": [{"na": 3, "nd": 0, "ns": 3}, {"na": 0, "nd": 4, "ns": 4}]}
    found = answer({"statements": [statement]})
    assert found["statements"][0]["gac_agree_exact"] == "2/15"
    assert [cell["direction"] for cell in found["statements"][0]["per_group"]] == ["agree", "disagree"]
    assert found["consensus_agree"] == []


def test_votes_give_a_map_and_with_groups_statistics():
    votes = [[1, -1], [1, None], [-1, 1], [-1, 1]]
    found = answer({"votes": votes, "groups": ["a", "a", "b", None]}, seed=1)
    assert len(found["projection"]) == 4
    assert found["groups"] == ["a", "b"]
    assert found["statements"][0]["gac_agree_exact"] == "1/4"
    assert "group" in found and found["included"] == [True, False, True, True]


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, r"inputs\.statements: it is missing"),
        ({"statements": [{"groups": []}]}, r"inputs\.statements\[0\]\.statement: it is missing"),
        ({"statements": [{"statement": 1, "groups": []}]}, r"statements\[0\]\.groups: \[\] is no list of groups"),
        ({"statements": [{"statement": 1, "groups": [{"na": 1, "nd": 0}]}]}, r"groups\[0\]\.ns: it is missing"),
        ({"statements": [{"statement": 1, "groups": [{"na": 2, "nd": 0, "ns": 1}]}]}, "2 agreements"),
        ({"votes": [[2]]}, r"inputs\.votes: The vote of person 0"),
        ({"cases": [{"agree": 1, "pass": 0, "seen": 0, "extremity": 0}]}, r"inputs\.cases: .*more than the votes"),
        ({"smoothed_support_per_group": 1.5, "n_groups": [2]}, "1.5 must lie"),
    ],
)
def test_what_does_not_fit_is_named(inputs, words):
    with pytest.raises(EvidenceError, match=f"^Case 'o', field .*{words}|^Case 'o', field {words}"):
        answer(inputs)
