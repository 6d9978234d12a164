"""The reference cases of decisions, each result to its stated digits, and real conversations recounted."""

import csv
import json
from fractions import Fraction

import numpy as np
import pytest

from clustrat.decision.cases import answer_case, answer_cases, read_cases
from clustrat.decision.opinion import count_votes, group_aware_consensus, opinion_statistics

pytestmark = pytest.mark.extra_data

CASES = (
    "delphi-rand-agreement",
    "delphi-spread-unanimous",
    "delphi-spread-polarised",
    "delphi-spread-uniform",
    "delphi-spread-leaning",
    "delphi-kendall-w-ties",
    "delphi-quantile-type-7",
    "delphi-item-consensus",
    "ahp-3x3-closed-form",
    "ahp-group-aij-aip",
    "ahp-4x4-consistent",
    "topsis-tzeng-huang",
    "topsis-raw-2x3",
    "promethee2-by-hand",
    "additive-value-anchors",
    "smaa-two-criteria-compromise",
    "budget-wieliczka",
    "budget-small-by-hand",
    "opinion-gac-brexit",
    "opinion-gac-number-of-groups",
    "opinion-projection-7x4",
    "opinion-routing-priority",
    "ordering-harmonic",
    "rollup-simpson-trap",
)
CONVERSATIONS = ("austria-climate.5twd2jsnkf.2022-08-08", "brexit-consensus", "london.youth.policing")


@pytest.fixture(scope="module")
def case_file(extra_data):
    return (extra_data / "reference" / "decision_cases.json").read_text(encoding="utf-8")


def agree(found, expected, tolerance, path=""):
    """Every expected value is among the results, within the tolerance; texts that are fractions may stand for numbers."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), path
        for name, value in expected.items():
            assert name in found, f"{path}.{name} is not among {list(found)}"
            agree(found[name], value, tolerance, f"{path}.{name}")
    elif isinstance(expected, list):
        assert isinstance(found, list) and len(found) == len(expected), path
        for n, value in enumerate(expected):
            agree(found[n], value, tolerance, f"{path}[{n}]")
    elif expected is None or isinstance(expected, bool) or (isinstance(expected, str) and isinstance(found, str)):
        assert found == expected, path
    else:
        value = float(Fraction(expected)) if isinstance(expected, str) else expected
        assert abs(found - value) <= tolerance, f"{path}: {found} is not {value}"


def test_the_file_holds_the_cases_that_are_checked(case_file):
    assert tuple(case.id for case in read_cases(case_file)) == CASES


@pytest.mark.parametrize("name", CASES)
def test_case_to_its_stated_digits(name, case_file):
    record = next(record for record in json.loads(case_file)["cases"] if record["id"] == name)
    case = next(case for case in read_cases(case_file) if case.id == name)
    agree(answer_case(case), record["expected"], record["tolerance"]["abs"], name)
    if "closeness_published" in record["source"]:
        agree(answer_case(case)["closeness"], record["source"]["closeness_published"], 1e-4, name)


def test_simulation_of_the_smaa_case_lies_within_its_margin(case_file):
    record = next(record for record in json.loads(case_file)["cases"] if "monte_carlo" in record)
    # Bounds switch the exact route off without cutting anything away.
    record["parameters"] = {"n": record["monte_carlo"]["n"], "lower": [0, 0], "seed": 3}
    found = answer_cases(json.dumps({"cases": [record]}))["cases"][0]["results"]
    assert found["n_draws"] == record["monte_carlo"]["n"]
    agree(found, record["expected"], record["monte_carlo"]["abs"])


def conversation(extra_data, name):
    """Votes with the exported groups; totals are recomputed from the matrix, since published ones differ."""
    with (extra_data / "data" / "polis" / name / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    first = header.index("n-disagree") + 1
    votes = np.array([[float(cell) if cell else np.nan for cell in row[first:]] for row in rows])
    return votes, [row[header.index("group-id")] or None for row in rows], header[first:]


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_consensus_of_real_conversations_is_that_of_counting_by_hand(name, extra_data):
    votes, groups, _ = conversation(extra_data, name)
    counts = count_votes(votes, groups)
    statistics = opinion_statistics(counts.agree, counts.disagree, counts.seen)
    for statement in range(votes.shape[1]):
        product = Fraction(1)
        for group in counts.groups:
            own = [row[statement] for row, label in zip(votes, groups, strict=True) if label == group]
            product *= Fraction(1 + own.count(1.0), 2 + own.count(1.0) + own.count(0.0) + own.count(-1.0))
        assert statistics.gac_agree[statement] == pytest.approx(float(product), abs=1e-12)
        assert group_aware_consensus(counts.agree[statement], counts.seen[statement]) == product


def test_consensus_recounted_from_the_conversation_equals_the_file(extra_data, case_file):
    record = next(record for record in json.loads(case_file)["cases"] if record["id"] == "opinion-gac-brexit")
    votes, groups, names = conversation(extra_data, "brexit-consensus")
    counts = count_votes(votes, groups)
    assert [groups.count(group) for group in counts.groups] == record["inputs"]["group_sizes"]
    statistics = opinion_statistics(counts.agree, counts.disagree, counts.seen)
    for expected in record["expected"]["statements"]:
        n = names.index(str(expected["statement"]))
        assert statistics.gac_agree[n] == pytest.approx(expected["gac_agree"], abs=1e-6)
        assert statistics.gac_agree_geometric[n] == pytest.approx(expected["gac_agree_geometric"], abs=1e-6)
        assert statistics.gac_disagree[n] == pytest.approx(expected["gac_disagree"], abs=1e-6)
        assert str(group_aware_consensus(counts.agree[n], counts.seen[n])) == expected["gac_agree_exact"]
