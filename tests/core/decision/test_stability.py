"""Stability of a panel: against SciPy where it has the test, by hand where it has not."""

import numpy as np
import pytest
from scipy import stats

from clustrat.decision.stability import pitman_morgan, stability, stop_rule, weighted_kappa, wilcoxon_signed_rank
from clustrat.errors import EvidenceError

RNG = np.random.default_rng(3)
BEFORE = RNG.integers(1, 8, 30)
AFTER = np.clip(BEFORE + RNG.integers(-2, 3, 30), 1, 7)
NAN = float("nan")


def test_wilcoxon_is_that_of_scipy():
    expected = stats.wilcoxon(BEFORE, AFTER, zero_method="wilcox", correction=False, method="asymptotic").pvalue
    assert wilcoxon_signed_rank(BEFORE, AFTER) == pytest.approx(expected)
    assert wilcoxon_signed_rank([1, 2], [1, 2]) is None


def test_fligner_is_that_of_scipy():
    result = stability(BEFORE, AFTER, scale_min=1, scale_max=7)
    assert result.fligner_p == pytest.approx(stats.fligner(BEFORE, AFTER, center="median").pvalue)


def test_pitman_morgan_is_the_correlation_of_sum_and_difference():
    t, p = pitman_morgan(BEFORE, AFTER)
    r, expected = stats.pearsonr(BEFORE + AFTER, BEFORE - AFTER)
    assert p == pytest.approx(expected)
    assert t == pytest.approx(r * np.sqrt(28 / (1 - r**2)))
    assert pitman_morgan([1, 2, 3], [1, 2, 3]) == (None, None)
    assert pitman_morgan([2, 2, 2], [1, 2, 3])[1] == 0.0


def test_kappa_by_hand():
    # Observed (x-y)^2: 0, 0, 1, 1 -> 1/2; expected from margins (1/2, 1/2, 0) and (1/2, 1/4, 1/4).
    expected = 0.5 * (0.25 * 1 + 0.25 * 4) + 0.5 * (0.5 * 1 + 0.25 * 1)
    assert weighted_kappa([1, 1, 2, 2], [1, 1, 1, 3], scale_min=1, scale_max=3) == pytest.approx(1 - 0.5 / expected)
    assert weighted_kappa([2, 2], [2, 2], scale_min=1, scale_max=3) is None


def test_only_panellists_in_both_snapshots_count():
    result = stability([4, NAN, 5, 5, 4, 6, 5], [4, 3, NAN, 5, 4, 6, 5], scale_min=1, scale_max=7)
    assert result.n == 5
    assert result.stable is True and result.changed_share == 0.0


def test_fewer_than_k_anon_are_withheld():
    result = stability([4, 5], [4, 5], scale_min=1, scale_max=7)
    assert (result.n, result.stable, result.changed_share) == (2, None, None)


def test_a_panel_that_moved_is_not_stable():
    before = [3, 4, 3, 4, 3, 4, 3, 4, 3, 4]
    assert stability(before, [x + 2 for x in before], scale_min=1, scale_max=7).stable is False


def test_stable_dissent_is_stable():
    split = [1] * 10 + [7] * 10
    assert stability(split, split, scale_min=1, scale_max=7).stable is True


def test_snapshots_that_do_not_fit_are_refused():
    with pytest.raises(EvidenceError, match="same people"):
        stability([1], [1, 2], scale_min=1, scale_max=7)
    with pytest.raises(EvidenceError, match="8 is not on the scale"):
        stability([8], [1], scale_min=1, scale_max=7)


@pytest.mark.parametrize(
    ("snapshots", "answered", "stop", "words"),
    [
        ([True, True, True], {"a": 7, "b": 7}, True, "Stop"),
        ([True, True, False], {"a": 7, "b": 7}, False, "0 of 3"),
        ([True, None, True, True], {"a": 7, "b": 7}, False, "2 of 3"),
        ([True, True, True], {"a": 7, "b": 6}, False, "fewer than 70% answered in b"),
        ([True, True, True], {"a": 7}, False, "answered in b"),
    ],
)
def test_stop_needs_stability_and_answers_of_every_group(snapshots, answered, stop, words):
    result = stop_rule(snapshots, answered=answered, invited={"a": 10, "b": 10})
    assert result.stop is stop
    assert words in result.sentence


def test_more_answers_than_invitations_are_refused():
    with pytest.raises(EvidenceError, match="11 answered of 10"):
        stop_rule([], answered={"a": 11}, invited={"a": 10})
