"""What each topic computes beyond the reference cases, and how it refuses."""

import pytest

from clustrat.decision.case_fields import Case
from clustrat.decision.case_topics import TOPICS
from clustrat.decision.cases import answer_case
from clustrat.errors import EvidenceError

PROJECTS = [{"id": "a", "cost": 3}, {"id": "b", "cost": "1/2"}]


def answer(topic, inputs, **parameters):
    return answer_case(Case(id="t", topic=topic, inputs=inputs, parameters=parameters))


def test_the_topics_are_those_of_the_schema():
    assert set(TOPICS) == {
        "delphi", "ahp", "topsis", "promethee", "mcda", "smaa", "budget", "opinion", "ordering", "rollup",
    }  # fmt: skip


def test_two_snapshots_give_stability():
    found = answer("delphi", {"before": [4, 5, 4, 5, 4], "after": [4, 5, 4, 5, 4]}, scale_max=7)
    assert found["stable"] is True and found["kappa"] == 1.0


def test_a_case_withholds_only_if_it_says_so():
    assert answer("delphi", {"ratings": [3, 3]}, scale_max=5)["median"] == 3
    assert answer("delphi", {"ratings": [3, 3]}, scale_max=5, k_anon=5)["verdict"] == "withheld"


def test_swings_and_weights_of_additive_value():
    anchors = [{"lo": 0, "hi": 10}, {"lo": 0, "hi": 10}]
    found = answer("mcda", {"matrix": [[10, 0]], "swings": [3, 1], "anchors": anchors})
    assert found["value"] == [0.75] and found["weights"] == [0.75, 0.25]
    assert answer("ahp", {"swings": [1, 1]})["weights"] == [0.5, 0.5]


def test_smaa_with_three_criteria_order_and_uncertainty():
    inputs = {
        "matrix": [[3, 0, 0], [0, 0, 3]],
        "directions": ["max", "max", "min"],
        "sd": [[1, None, None], [None, None, None]],
    }
    found = answer("smaa", inputs, order=[1, 2, 3], n=2000, seed=4)
    assert found["n_draws"] == 2000
    assert found["rank_acceptability"][0][0] > 0.95
    again = answer("smaa", inputs, order=[1, 2, 3], n=2000, seed=4)
    assert found == again


def test_weight_vectors_of_participants_replace_the_draws():
    found = answer("smaa", {"matrix": [[1, 0], [0, 1]], "weight_vectors": [[0.9, 0.1], [0.8, 0.2], [0.1, 0.9]]})
    assert found["rank_acceptability"][0][0] == pytest.approx(2 / 3)


def test_budget_with_scores_and_groups():
    inputs = {"budget": 4, "projects": PROJECTS, "ballots": [{"a": 2, "b": 1}, {"a": 1}], "groups": ["x", "y"]}
    found = answer("budget", inputs, group_shares={"x": "3/4", "y": "1/4"})
    assert set(found) == {"score", "sequential_phragmen"}
    assert found["score"]["spent_share"] == {"x": "5/7", "y": "2/7"}
    assert found["score"]["mes_spent"] == "7/2"


def test_rollup_from_votes_and_medians_with_a_missing_region():
    regions = [
        {"region": "A1", "nation": "A", "agree": 9, "seen": 10, "population": 1},
        {"region": "B1", "nation": "B", "median": 5, "scale_max": 9, "n": 8, "population": 1},
        {"region": "C1", "nation": "C", "score": None},
    ]
    found = answer("rollup", {"regions": regions})
    assert found["flat"]["equal"] == pytest.approx((10 / 12 + 0.5) / 2)
    assert found["double_majority"] is None  # the population of C1 is not known
    assert found["dissent"]["lowest"] == "B1"


@pytest.mark.parametrize(
    ("topic", "inputs", "parameters", "words"),
    [
        ("delphi", {"ratings": [9]}, {"scale_max": 5}, r"field inputs\.ratings: A rating of 9"),
        ("delphi", {"ratings": [9]}, {"quantile_type": 6}, r"field parameters\.quantile_type: only"),
        ("delphi", {"counts": [1, 2], "scale": [1]}, {}, r"field inputs\.counts: The scale"),
        ("delphi", {}, {}, r"field inputs\.ratings: it is missing"),
        ("ahp", {"matrix": [[1, 2], [2, 1]]}, {}, r"field inputs\.matrix: Criterion 0 over 1"),
        ("ahp", {"matrix": [[1]]}, {"ri_tables": ["x"]}, "no table of random indices 'x'"),
        ("topsis", {"matrix": [[1]], "directions": ["up"], "weights": [1]}, {}, r"field inputs\.directions: \['up'\]"),
        ("topsis", {"matrix": [[1]], "directions": ["max"], "weights": [-1]}, {}, r"field inputs\.weights: weights="),
        ("topsis", {"matrix": [[1]], "directions": ["max"], "weights": [1]}, {"normalisation": "x"}, "there is no 'x'"),
        ("promethee", {}, {"preference": [{"type": "gauss"}]}, r"field parameters\.preference\[0\]: There is no"),
        ("promethee", {}, {"preference": [{"type": "linear", "q": 2, "p": 1}]}, "0 <= q < p"),
        ("mcda", {"matrix": [[1]], "weights": [1], "anchors": [{"lo": 2, "hi": 1}]}, {}, r"inputs\.anchors\[0\]"),
        (
            "mcda",
            {"matrix": [[1]], "weights": [2], "anchors": [{"lo": 0, "hi": 1}]},
            {},
            r"field inputs\.weights: .*add up to 2",
        ),
        ("smaa", {"matrix": [[1, 2]], "directions": ["up", "max"]}, {}, r"field inputs\.directions"),
        ("smaa", {"matrix": [[1, 2, 3]]}, {"n": 0}, "n_draws=0"),
        (
            "budget",
            {"budget": 1, "projects": PROJECTS, "ballots": [["z"]]},
            {},
            r"field inputs\.ballots: Ballot 0 names project 'z'",
        ),
        (
            "budget",
            {"budget": 1, "projects": PROJECTS * 2, "ballots": [["a"]]},
            {},
            r"projects\[2\]\.id: the project 'a'",
        ),
        ("budget", {"budget": 1, "projects": PROJECTS, "ballots": [3]}, {}, r"ballots\[0\]: 3 is no ballot"),
        ("budget", {"budget": 1, "projects": PROJECTS, "ballots": [["a"]]}, {"utilities": ["x"]}, "no utility 'x'"),
        ("budget", {"budget": -1, "projects": PROJECTS, "ballots": [["a"]]}, {}, r"field inputs\.budget: it is -1"),
        ("budget", {"budget": "x", "projects": PROJECTS, "ballots": [["a"]]}, {}, r"field inputs\.budget: it is 'x'"),
        (
            "budget",
            {"budget": 1, "projects": [{"id": "a", "cost": 0}], "ballots": [["a"]]},
            {},
            r"\[0\]\.cost: it is 0",
        ),
        ("budget", {"budget": 1, "projects": [{"id": "a"}], "ballots": [["a"]]}, {}, r"projects\[0\]\.cost: it is"),
        ("ordering", {"proposals": [{"id": "a"}]}, {}, r"proposals\[0\]\.supporters: None is no list"),
        ("rollup", {"regions": [{"region": "A", "nation": "N", "score": 2}]}, {}, "score of A is 2"),
        ("rollup", {"regions": [{"region": "A"}]}, {}, r"regions\[0\]\.nation: it is missing"),
        ("rollup", {"regions": [{"region": "A", "nation": "N", "agree": 2, "seen": 1}]}, {}, r"regions\[0\]"),
        ("rollup", {"regions": [{"region": "A", "nation": "N"}]}, {"schemes": ["gdp"]}, "no weight scheme 'gdp'"),
    ],
)
def test_each_topic_names_case_field_and_value(topic, inputs, parameters, words):
    with pytest.raises(EvidenceError, match=f"^Case 't', .*{words}"):
        answer(topic, inputs, **parameters)
