"""A file of cases: read whole or refused, and answered as plain data."""

import json

import pytest

from clustrat.decision.cases import answer_cases, read_cases
from clustrat.errors import ClustratError, EvidenceError, SourceError

GOOD = {"id": "a", "topic": "delphi", "inputs": {"ratings": [1, 2, 3]}, "parameters": {}}


def test_answers_carry_schema_parameters_and_results_in_the_order_of_the_file():
    found = answer_cases(json.dumps({"cases": [GOOD, {**GOOD, "id": "b"}]}))
    assert found["schema"] == "clustrat/decision-results/1"
    assert found["parameters"]["version"] == "decision.v1"
    assert [case["id"] for case in found["cases"]] == ["a", "b"]
    assert found["cases"][0]["results"]["median"] == 2.0
    json.dumps(found, allow_nan=False)


def test_undefined_is_null_and_never_zero():
    same = {"id": "a", "topic": "topsis", "inputs": {"matrix": [[1], [1]], "directions": ["max"], "weights": [1]}}
    assert answer_cases(json.dumps({"cases": [same]}))["cases"][0]["results"]["closeness"] == [None, None]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ('{"cases": [', SourceError, "line 1, column 12"),
        ("[]", SourceError, 'no list "cases"'),
        ('{"cases": 3}', SourceError, 'no list "cases"'),
        ('{"schema": "other/1", "cases": []}', SourceError, "'other/1'"),
        ('{"cases": [NaN]}', SourceError, "contains NaN"),
        ('{"cases": [{}]}', EvidenceError, "Case number 1 has no id"),
        (json.dumps({"cases": [GOOD, GOOD]}), EvidenceError, "Case 'a', field id: it stands twice"),
        (
            json.dumps({"cases": [{**GOOD, "topic": "tarot"}]}),
            EvidenceError,
            "Case 'a', field topic: .*'tarot'. Choose",
        ),
        (json.dumps({"cases": [{"id": "a", "topic": "delphi"}]}), EvidenceError, "field inputs: None is no object"),
        (json.dumps({"cases": [{**GOOD, "parameters": []}]}), EvidenceError, r"field parameters: \[\] is no object"),
    ],
)
def test_files_that_cannot_be_are_refused(text, error, words):
    with pytest.raises(error, match=words):
        read_cases(text)


def test_one_bad_case_stops_the_whole_file():
    with pytest.raises(ClustratError, match="Case 'bad', field inputs.ratings"):
        answer_cases(json.dumps({"cases": [GOOD, {**GOOD, "id": "bad", "inputs": {"ratings": ["x"]}}]}))
