"""Fields of a case: every refusal names the case, the field, the value and the way out."""

import numpy as np
import pytest

from clustrat.decision.case_fields import Case, parameters_of
from clustrat.errors import EvidenceError, ParameterError


def case(**inputs):
    return Case(
        id="c1", topic="delphi", inputs=inputs, parameters={"k_anon": 3, "consensus_share_within_one": 0.9, "own": 1}
    )


def test_numbers_fractions_and_gaps():
    found = case(x=[1, "1/2", 0.25, None]).numbers("inputs.x")
    assert found[:3].tolist() == [1, 0.5, 0.25] and np.isnan(found[3])


@pytest.mark.parametrize(
    ("read", "value", "words"),
    [
        ("numbers", [1, "x"], r"field inputs\.x\[1\]: \"x\" is no number\. Write a number"),
        ("numbers", [True], r"inputs\.x\[0\]: True is no number"),
        ("numbers", ["1/0"], "is no number"),
        ("numbers", [], "empty one"),
        ("numbers", 3, "3 is no list"),
        ("numbers", None, "it is missing"),
        ("number", [1], r"\[1\] is no number"),
        ("whole", 1.5, "1.5 is no whole number"),
        ("text", 1, "1 is no text"),
        ("texts", [1.5], r"inputs\.x\[0\]: 1.5 is no name"),
        ("table", [[1, 2], [1]], r"inputs\.x\[1\]: \[1\] is no row"),
        ("table", [[1], ["y"]], r"inputs\.x\[1\]\[0\]: \"y\""),
        ("records", [1], "1 is no object"),
    ],
)
def test_what_cannot_be_read_is_named(read, value, words):
    with pytest.raises(EvidenceError, match=f"^Case 'c1', .*{words}"):
        getattr(case(x=value), read)("inputs.x")


def test_a_part_names_its_place_in_the_case():
    part = case().part("inputs.regions[2]", {"score": "high"})
    with pytest.raises(EvidenceError, match=r"Case 'c1', field inputs\.regions\[2\]\.score: \"high\" is no number"):
        part.number("score")


def test_the_refusal_of_a_computation_gets_its_field_once():
    one = case()
    with (
        pytest.raises(EvidenceError, match=r"^Case 'c1', field inputs\.x: Too small\.$"),
        one.about("inputs.y"),
        one.about("inputs.x"),
    ):
        raise ParameterError("Too small.")


def test_parameters_of_a_case_change_the_set_under_another_version():
    found = parameters_of(case())
    assert (found.version, found.k_anon, found.consensus_share) == ("decision.v1+case", 3, 0.9)
    assert parameters_of(Case(id="c", topic="delphi", inputs={}, parameters={})).k_anon == 0
