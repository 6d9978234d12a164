"""Roll-up by hand: missing units, coverage, quorum, thresholds met exactly, and where units part."""

import pytest

from clustrat.decision.rollup import dissent_map, double_majority, roll_up
from clustrat.decision.rollup_inputs import RegionScore, score_from_votes
from clustrat.errors import EvidenceError, ParameterError


def unit(region, score, *, n=10, population=1.0, variance=None):
    return RegionScore(region=region, nation=region[:2], score=score, n=n, population=population, variance=variance)


def test_a_missing_region_is_not_filled_in_and_lowers_the_coverage():
    result = roll_up(
        [unit("AT1", 0.8, population=4.0), unit("AT2", None, population=1.0), unit("SI1", 0.4, population=5.0)]
    )
    assert result.staged["equal"] == pytest.approx(0.6)
    assert result.staged["population"] == pytest.approx(0.6)  # Austria weighs 5 with the missing region
    assert result.flat["population"] == pytest.approx((0.8 * 4 + 0.4 * 5) / 9)
    assert result.nation_coverage["population"]["AT"] == pytest.approx(0.8)
    assert result.coverage["population"] == pytest.approx((5 * 0.8 + 5 * 1) / 10)
    assert result.coverage["participants"] == result.coverage["equal"] == pytest.approx(0.75)
    assert result.remarks[0].code == "regions_missing" and result.remarks[0].keys == ("AT2",)


def test_penrose_takes_the_root_of_the_whole_nation():
    result = roll_up(
        [unit("AT1", 1.0, population=1.0), unit("AT2", 1.0, population=8.0), unit("SI1", 0.0, population=4.0)]
    )
    assert result.staged["penrose"] == pytest.approx(3 / (3 + 2))


def test_a_nation_without_any_score_is_null_and_left_out():
    result = roll_up([unit("AT1", None), unit("SI1", 0.4)])
    assert result.nations["equal"] == {"AT": None, "SI": 0.4}
    assert result.staged["equal"] == pytest.approx(0.4)


def test_nobody_present_is_undefined():
    result = roll_up([unit("AT1", None)])
    assert result.staged["equal"] is None and result.majority_sign_differs is None


def test_an_unknown_population_leaves_its_schemes_undefined_and_the_others_alone():
    result = roll_up([unit("AT1", 0.8, population=None), unit("SI1", 0.4)])
    assert result.staged["population"] is None and result.coverage["penrose"] is None
    assert result.staged["equal"] == pytest.approx(0.6)


def test_the_interval_by_hand():
    result = roll_up([unit("AT1", 0.8, variance=0.01), unit("SI1", 0.4, variance=0.03)])
    half = 1.645 * (0.25 * 0.01 + 0.25 * 0.03) ** 0.5
    assert result.interval["equal"] == pytest.approx((0.6 - half, 0.6 + half))
    assert roll_up([unit("AT1", 0.8, variance=0.01), unit("SI1", 0.4)]).interval["equal"] is None


def test_schemes_on_both_sides_are_flagged():
    result = roll_up([unit("AT1", 0.9, n=90), unit("SI1", 0.2, n=5), unit("PL1", 0.2, n=5)])
    assert result.majority_sign_differs is True
    assert result.remarks[-1].code == "majority_sign_differs"


def test_an_unknown_scheme_is_refused():
    with pytest.raises(ParameterError, match="no weight scheme 'gdp'"):
        roll_up([unit("AT1", 0.5)], schemes=["gdp"])


def nations(scores, populations, *, n=10):
    return [
        RegionScore(region=f"R{k}", nation=f"N{k}", score=score, n=n, population=population)
        for k, (score, population) in enumerate(zip(scores, populations, strict=True))
    ]


def test_thresholds_met_exactly_count():
    # 11 of 20 nations (0.55) with exactly 65 % of the weight, each at exactly tau.
    units = nations([0.5] * 11 + [0.4] * 9, [65 / 11] * 11 + [35 / 9] * 9)
    assert double_majority(units).verdict == "adopted"
    assert double_majority(units[1:]).verdict == "not_adopted"


def test_enough_nations_without_enough_weight_are_not_enough():
    result = double_majority(nations([0.9, 0.9, 0.1], [1.0, 1.0, 8.0]))
    assert (result.verdict, result.share_of_weight) == ("not_adopted", pytest.approx(0.2))


def test_coverage_comes_before_quorum_and_quorum_before_majorities():
    blocked = [*nations([0.9, 0.9], [1.0, 1.0], n=2), unit("X1", None), unit("Y1", None)]
    assert double_majority(blocked).verdict == "blocked_coverage"
    few = double_majority(nations([0.9, 0.9], [1.0, 1.0], n=4))
    assert (few.verdict, few.below_quorum) == ("blocked_quorum", ("N0", "N1"))
    assert double_majority(nations([0.9, 0.9], [1.0, 1.0], n=5)).verdict == "adopted"


def test_the_second_majority_needs_its_weights():
    with pytest.raises(EvidenceError, match="population of a region is not known"):
        double_majority([unit("AT1", 0.9, population=None)])


def test_where_units_part_by_hand():
    result = dissent_map([unit("AT1", 0.75, n=4), unit("SI1", 0.25, n=4)])
    assert (result.score_range, result.lowest, result.highest) == (0.5, "SI1", "AT1")
    assert result.eta_squared == pytest.approx(8 * 0.25**2 / (8 * 0.25))
    assert result.green_everywhere is False


def test_single_answers_give_their_own_sum_of_squares():
    units = [unit("AT1", 0.5), unit("SI1", 0.5)]
    result = dissent_map(units, answers={"AT1": [1, 2, 3], "SI1": [4, 5, 6]})
    assert result.eta_squared == pytest.approx(13.5 / 17.5)
    assert dissent_map(units, answers={"AT1": [2, 2]}).eta_squared is None


def test_green_everywhere_needs_every_nation():
    assert dissent_map([unit("AT1", 0.5), unit("SI1", 0.6)]).green_everywhere is True
    assert dissent_map([unit("AT1", 0.9), unit("SI1", None)]).green_everywhere is None
    assert dissent_map([unit("AT1", None)]).score_range is None


def test_votes_and_roll_up_fit_together():
    units = [score_from_votes("AT1", "AT", agree=9, seen=10), score_from_votes("SI1", "SI", agree=0, seen=0)]
    assert roll_up(units).flat["participants"] == pytest.approx(10 / 12)
