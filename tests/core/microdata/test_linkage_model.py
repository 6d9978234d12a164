"""The model: shares that add up, thresholds that cannot fall below the rule, evidence in the right direction."""

import math

import pytest

from clustrat.errors import ParameterError
from clustrat.microdata.linkage_model import COMPARISONS, LinkageParameters


@pytest.mark.parametrize("field", COMPARISONS)
def test_shares_of_each_field_sum_to_about_one_and_agreement_speaks_for_disagreement_against(field):
    levels = [level for level in COMPARISONS[field] if level.name != "not given"]
    assert sum(level.m for level in levels) == pytest.approx(1, abs=0.1)
    assert sum(level.u for level in levels) == pytest.approx(1, abs=0.01)
    bits = [math.log2(level.m / level.u) for level in levels]
    assert bits[0] > 0 > bits[-1]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"automatic": 0.98}, "nothing is merged without a person below 0.99"),
        ({"prior": 0.0}, "prior=0"),
        ({"suggest": 1.5}, "suggest=1.5"),
        ({"shared_domain_names_min": 1}, "shared_domain_names_min=1"),
    ],
)
def test_thresholds_that_cannot_be_are_refused(changed, message):
    with pytest.raises(ParameterError, match=message):
        LinkageParameters(**changed)
