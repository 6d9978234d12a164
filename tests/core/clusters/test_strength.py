"""Star schemes: the cuts as documented, firm and likely kept apart, and missing never taken for failed."""

import numpy as np
import pytest

from clustrat.clusters.strength import FIRM, LIKELY, NO_STAR, SCHEMES, UNKNOWN, award_stars, scheme
from clustrat.errors import ParameterError


def column(*values):
    return np.array(values, dtype=float)[:, None]


def eco(persons, lq, focus, *, chance_of_lq=None):
    return award_stars(
        scheme("eco_v1"),
        indicators={"persons": column(*persons), "lq": column(*lq), "focus": column(*focus)},
        probabilities={} if chance_of_lq is None else {"lq": chance_of_lq},
    )


def panorama(n=10, **given):
    evenly = column(*range(1, n + 1))
    indicators = dict.fromkeys(("persons", "lq", "wages_per_person", "growth"), evenly) | given
    return award_stars(scheme("panorama_v2"), indicators=indicators)


def us(persons, units, lq):
    return award_stars(
        scheme("us_cmp"), indicators={"persons": column(*persons), "local_units": column(*units), "lq": column(*lq)}
    )


def test_the_schemes_hold_the_documented_cuts():
    assert set(SCHEMES) == {"eco_v1", "panorama_v2", "us_cmp"}
    cuts = {c.name: (c.statistic, c.cut, c.scope, c.strict) for c in scheme("eco_v1").criteria}
    assert cuts == {
        "size": ("quantile", 0.9, "category", False),
        "specialisation": ("value", 2.0, "category", False),
        "focus": ("quantile", 0.9, "all", False),
    }
    assert scheme("eco_v1").min_employment == 1000
    assert {(c.statistic, c.cut) for c in scheme("panorama_v2").criteria} == {("quantile", 0.8)}
    base = scheme("us_cmp").criteria[:2]
    assert {(c.cut, c.strict) for c in base} == {(0.25, True)}


def test_every_criterion_says_itself_in_words_and_every_scheme_its_source():
    for found in SCHEMES.values():
        assert found.source
        assert all(criterion.words for criterion in found.criteria)


def test_unchecked_numbers_are_marked_to_verify():
    assert "to verify" in scheme("eco_v1").source
    assert "to verify" in scheme("panorama_v2").source


def test_the_top_fifth_by_linear_quantile():
    # Of 1..10 the type-7 quantile at 0.8 is 8.2: only 9 and 10 pass.
    stars = panorama()
    np.testing.assert_allclose(stars.cuts, 8.2)
    np.testing.assert_array_equal(stars.n_firm.ravel(), [0] * 8 + [4, 4])


def test_the_quantile_is_taken_over_the_regions_of_each_category():
    persons = np.column_stack([np.arange(1.0, 11), np.arange(100.0, 110)])
    stars = award_stars(
        scheme("panorama_v2"), indicators=dict.fromkeys(("persons", "lq", "wages_per_person", "growth"), persons)
    )
    np.testing.assert_allclose(stars.cuts, np.tile([8.2, 107.2], (4, 1)))


def test_focus_is_compared_over_all_cells():
    focus = np.column_stack([np.arange(0.0, 10), np.arange(10.0, 20)])
    persons = np.full((10, 2), 5000.0)
    stars = award_stars(scheme("eco_v1"), indicators={"persons": persons, "lq": persons * 0, "focus": focus})
    assert stars.cuts[2].tolist() == pytest.approx([17.1, 17.1])
    assert (stars.marks[2] == FIRM).sum() == 2


def test_a_missing_indicator_makes_that_star_unknown_and_no_other():
    growth = column(*range(1, 11))
    growth[9] = np.nan
    stars = panorama(growth=growth)
    assert stars.marks[:, 9, 0].tolist() == [FIRM, FIRM, FIRM, UNKNOWN]
    assert (stars.n_firm[9, 0], stars.n_unknown[9, 0]) == (3, 1)
    # The cut is that of the nine known ones: 1 + 0.8 * 8.
    assert stars.cuts[3, 0] == pytest.approx(7.4)


def test_an_indicator_known_nowhere_is_unknown_everywhere():
    stars = panorama(growth=np.full((10, 1), np.nan))
    assert (stars.marks[3] == UNKNOWN).all()
    assert np.isnan(stars.cuts[3]).all()


def test_small_clusters_get_no_star_in_eco_v1():
    stars = eco([999, 1000], [9, 9], [0.5, 0.5])
    assert stars.marks[:, 0, 0].tolist() == [NO_STAR] * 3
    assert stars.marks[1, 1, 0] == FIRM


def test_unknown_size_is_not_small():
    stars = eco([np.nan, 5000], [9, 9], [np.nan, 0.5])
    assert stars.marks[:, 0, 0].tolist() == [UNKNOWN, FIRM, UNKNOWN]


@pytest.mark.parametrize(
    ("chance", "mark"), [(1.0, FIRM), (0.9, FIRM), (0.8999, LIKELY), (0.5, LIKELY), (0.4999, NO_STAR), (0.0, NO_STAR)]
)
def test_firm_from_nine_tenths_likely_from_a_half(chance, mark):
    stars = eco([5000], [3], [0.5], chance_of_lq=lambda cut: np.full((1, 1), chance))
    assert stars.marks[1, 0, 0] == mark


def test_the_chance_is_asked_at_the_cut_of_the_scheme():
    seen = []
    eco([5000, 5000], [3, 1], [0.5, 0.5], chance_of_lq=lambda cut: seen.append(cut) or np.ones((2, 1)))
    np.testing.assert_array_equal(seen, [[2.0]])


def test_a_chance_does_not_make_a_missing_figure_known():
    stars = eco([5000], [np.nan], [0.5], chance_of_lq=lambda cut: np.ones((1, 1)))
    assert stars.marks[1, 0, 0] == UNKNOWN


def test_where_no_chance_is_given_the_figure_counts_as_exact():
    stars = eco([5000, 5000], [3, 1], [0.5, 0.5], chance_of_lq=lambda cut: np.full((2, 1), np.nan))
    assert stars.marks[1].ravel().tolist() == [FIRM, NO_STAR]


def test_us_cmp_strong_by_hand():
    # Five regions: e25 = 20, n25 = 2, q75 of the LQs = 2; strong needs E > 20 and N > 2 and LQ >= 2.
    stars = us([10, 20, 30, 40, 50], [1, 2, 3, 4, 5], [3.0, 0.5, 1.0, 2.0, 0.2])
    np.testing.assert_allclose(stars.cuts.ravel(), [20, 2, 2.0])
    assert stars.marks[0].ravel().tolist() == [NO_STAR, NO_STAR, FIRM, FIRM, FIRM]  # strict
    assert stars.marks[2].ravel().tolist() == [NO_STAR, NO_STAR, NO_STAR, FIRM, NO_STAR]


def test_us_cmp_strong_needs_a_quotient_of_one():
    stars = us([10, 20, 30, 40, 50], [1, 2, 3, 4, 5], [0.1, 0.2, 0.3, 0.4, 0.9])
    assert (stars.marks[2] == NO_STAR).all()


def test_us_cmp_takes_quantiles_over_regions_with_employment_only():
    with_empty = us([0, 0, 10, 20, 30, 40, 50], [0, 0, 1, 2, 3, 4, 5], [0, 0, 3.0, 0.5, 1.0, 2.0, 0.2])
    np.testing.assert_allclose(with_empty.cuts.ravel(), [20, 2, 2.0])


def test_us_cmp_without_local_units_is_unknown_unless_another_test_fails():
    units = [np.nan] * 5
    stars = us([10, 20, 30, 40, 50], units, [3.0, 0.5, 1.0, 2.0, 0.2])
    assert (stars.marks[1] == UNKNOWN).all()
    assert stars.marks[2].ravel().tolist() == [NO_STAR, NO_STAR, NO_STAR, UNKNOWN, NO_STAR]


def test_us_cmp_with_a_missing_quotient_is_unknown():
    stars = us([10, 20, 30, 40, 50], [1, 2, 3, 4, 5], [3.0, 0.5, 1.0, np.nan, 0.2])
    assert stars.marks[2, 3, 0] == UNKNOWN


def test_an_unknown_scheme_is_refused_with_the_schemes_there_are():
    with pytest.raises(ParameterError, match=r"no star scheme 'eco'. Choose one of: eco_v1, panorama_v2, us_cmp\."):
        scheme("eco")


def test_an_indicator_that_the_scheme_needs_is_named():
    with pytest.raises(ParameterError, match="'panorama_v2' needs the indicator 'wages_per_person'"):
        award_stars(scheme("panorama_v2"), indicators={"persons": column(1), "lq": column(1)})


def test_persons_are_always_needed():
    with pytest.raises(ParameterError, match="needs the indicator 'persons'"):
        award_stars(scheme("eco_v1"), indicators={"lq": column(1), "focus": column(1)})


def test_shapes_that_differ_are_refused():
    with pytest.raises(ParameterError, match=r"'lq' has shape \(2, 1\), the persons \(1, 1\)"):
        award_stars(scheme("eco_v1"), indicators={"persons": column(1), "lq": column(1, 2), "focus": column(1)})


def test_marks_do_not_depend_on_the_order_of_regions():
    rng = np.random.default_rng(1)
    values = {name: rng.random((9, 4)) for name in ("persons", "lq", "wages_per_person", "growth")}
    order = rng.permutation(9)
    one = award_stars(scheme("panorama_v2"), indicators=values).marks
    other = award_stars(scheme("panorama_v2"), indicators={n: v[order] for n, v in values.items()}).marks
    np.testing.assert_array_equal(one[:, order], other)
