"""The invented set: its truth, its traps, and that websites shared by many do not mislead."""

import numpy as np
import pytest

from clustrat.errors import ParameterError
from clustrat.microdata.linkage import find_duplicates
from clustrat.microdata.linkage_evaluation import pairwise_scores
from clustrat.microdata.linkage_synthetic import synthetic_organisations


def test_the_same_chance_gives_the_same_set_and_pairs_follow_the_truth():
    one, two = (synthetic_organisations(60, rng=np.random.default_rng(3)) for _ in range(2))
    assert one.records == two.records
    assert one.pairs == two.pairs
    assert all((one.truth[p.left] == one.truth[p.right]) == p.same for p in one.pairs)
    assert {r.country for r in one.records} == {"AT", "CZ", "DE", "HR", "HU", "IT", "PL", "SI", "SK"}


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_namesakes_under_shared_websites_do_not_mislead(share):
    made = synthetic_organisations(240, rng=np.random.default_rng(5), shared_domain_share=share)
    found = find_duplicates(made.records)
    scores = pairwise_scores([(s.left, s.right) for s in found], made.pairs)
    assert scores.precision >= 0.97
    assert all(made.truth[s.left] == made.truth[s.right] for s in found if s.may_be_automatic)


@pytest.mark.parametrize(("n", "share", "message"), [(0, 0.2, "n=0"), (5, 1.5, "shared_domain_share=1.5")])
def test_a_set_that_cannot_be_is_refused(n, share, message):
    with pytest.raises(ParameterError, match=message):
        synthetic_organisations(n, rng=np.random.default_rng(0), shared_domain_share=share)
