import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.evidence.sums import SumSystem, two_way_system

NAN = np.nan
REGIONS = ["XX", "XX1", "XX2"]
INDUSTRIES = ["C", "C10", "C11"]
REGION_SUMS = [("XX", ["XX1", "XX2"])]
INDUSTRY_SUMS = [("C", ["C10", "C11"])]


def system_of(values, **options):
    return two_way_system(
        np.array(values),
        regions=REGIONS,
        industries=INDUSTRIES,
        region_sums=REGION_SUMS,
        industry_sums=INDUSTRY_SUMS,
        **options,
    )


def test_a_hidden_pair_stands_in_four_sums():
    system = system_of([[100, 60, 40], [50, NAN, NAN], [50, NAN, NAN]])
    assert system.cells == (("XX1", "C10"), ("XX1", "C11"), ("XX2", "C10"), ("XX2", "C11"))
    assert dict(zip(system.sums, system.residual, strict=True)) == {
        "XX C10 = sum of 2 regions": 60,
        "XX C11 = sum of 2 regions": 40,
        "XX1 C = sum of divisions": 50,
        "XX2 C = sum of divisions": 50,
    }
    assert system.slack.tolist() == [1.5] * 4
    assert system.has_total.all()


def test_a_hidden_total_is_an_unknown_with_the_sign_minus():
    system = system_of([[100, NAN, 40], [50, NAN, 10], [50, 20, 30]])
    row = system.sums.index("XX C10 = sum of 2 regions")
    assert not system.has_total[row]
    assert system.coefficients.toarray()[row].tolist() == [-1.0, 1.0]
    assert system.residual[row] == -20


def test_sums_without_a_missing_figure_are_left_out():
    assert system_of([[100, 60, 40], [50, 30, 20], [50, 30, 20]]).sums == ()


def test_zero_is_a_figure_and_not_missing():
    assert system_of([[100, 100, 0], [50, 50, 0], [50, 50, 0]]).cells == ()


def test_parts_that_share_no_unknown_are_apart():
    values = np.array([[10.0, 20.0], [NAN, NAN], [NAN, NAN]])
    system = two_way_system(
        values, regions=REGIONS, industries=["B05", "S95"], region_sums=REGION_SUMS, industry_sums=[]
    )
    assert [len(columns) for _, columns in system.blocks()] == [2, 2]


def test_an_unknown_without_any_sum_is_a_block_of_its_own():
    system = two_way_system(
        np.array([[NAN, 1.0]]), regions=["XX"], industries=["B05", "S95"], region_sums=[], industry_sums=[]
    )
    ((rows, columns),) = system.blocks()
    assert len(rows) == 0
    assert columns.tolist() == [0]


def test_a_negative_figure_is_named():
    with pytest.raises(EvidenceError, match=r"XX1 x C11 = -5 is below zero"):
        system_of([[100, 60, 40], [50, 55, -5], [50, 5, 45]])


def test_a_sum_over_a_region_that_is_not_there_is_refused():
    with pytest.raises(EvidenceError, match=r"region 'XX9', which is not in the table"):
        two_way_system(
            np.ones((1, 1)), regions=["XX"], industries=["C"], region_sums=[("XX", ["XX9"])], industry_sums=[]
        )


def test_a_sum_over_an_industry_that_is_not_there_is_refused():
    with pytest.raises(EvidenceError, match=r"industry 'C99'"):
        two_way_system(
            np.ones((1, 1)), regions=["XX"], industries=["C"], region_sums=[], industry_sums=[("C", ["C99"])]
        )


def test_negative_slack_is_refused():
    system = system_of([[100, 60, 40], [50, NAN, NAN], [50, NAN, NAN]])
    with pytest.raises(EvidenceError, match=r"slack of the sum"):
        system.with_slack(np.full(4, -10.0))


def test_arrays_that_do_not_fit_are_refused():
    system = system_of([[100, 60, 40], [50, NAN, NAN], [50, NAN, NAN]])
    with pytest.raises(EvidenceError, match=r"one row per sum"):
        SumSystem(
            cells=system.cells[:2],
            sums=system.sums,
            coefficients=system.coefficients,
            residual=system.residual,
            slack=system.slack,
            magnitude=system.magnitude,
            has_total=system.has_total,
        )
    with pytest.raises(EvidenceError, match=r"'residual' must be 4 finite numbers"):
        SumSystem(
            cells=system.cells,
            sums=system.sums,
            coefficients=system.coefficients,
            residual=np.full(4, np.inf),
            slack=system.slack,
            magnitude=system.magnitude,
            has_total=system.has_total,
        )
