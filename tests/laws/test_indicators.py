"""Laws of the indicators: labels kept, order and unit irrelevant, an empty row changes nothing, unknown stays unknown."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.concentration import atkinson, gini, locational_gini, schutz, theil
from clustrat.indicators.diversity import (
    entropy,
    hachman,
    herfindahl,
    krugman_specialisation,
    related_variety,
    unrelated_variety,
)
from clustrat.indicators.growth import esteban_marquillas, shift_share
from clustrat.indicators.location_quotient import additive_quotient, location_quotient, symmetric_quotient
from clustrat.indicators.shrinkage import shrunken_location_quotient
from clustrat.indicators.structural_distance import structural_distance

quick = settings(max_examples=40, deadline=None)
shapes = st.tuples(st.integers(2, 7), st.integers(2, 6))
counts = shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=st.integers(0, 5000).map(float)))
positive_counts = shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=st.integers(1, 5000).map(float)))


def matrix(values, *, industry_totals=None):
    return RegionIndustryMatrix.from_values(
        values,
        regions=[f"R{r}" for r in range(values.shape[0])],
        industries=[f"I{i}" for i in range(values.shape[1])],
        nuts_version="2013",
        nace_version="2",
        year=2014,
        industry_totals=industry_totals,
    )


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


#: Measures of a cell, shape (n_regions, n_industries).
CELLS = {
    "lq": lambda x: location_quotient(matrix(x)).lq,
    "symmetric": lambda x: symmetric_quotient(location_quotient(matrix(x)).lq),
    "additive": lambda x: additive_quotient(matrix(x)),
}
#: Measures of an industry, shape (n_industries,).
INDUSTRIES = {
    "gini": gini,
    "locational_gini": locational_gini,
    "theil": lambda x: theil(x).total,
    "atkinson": atkinson,
    "schutz": schutz,
}
#: Measures of a region, shape (n_regions,).
REGIONS = {
    "herfindahl": herfindahl,
    "krugman": krugman_specialisation,
    "hachman": hachman,
    "entropy": entropy,
}
of_cells = pytest.mark.parametrize("measure", CELLS.values(), ids=CELLS)
of_industries = pytest.mark.parametrize("measure", INDUSTRIES.values(), ids=INDUSTRIES)
of_regions = pytest.mark.parametrize("measure", REGIONS.values(), ids=REGIONS)
of_all = pytest.mark.parametrize("measure", [*CELLS.values(), *INDUSTRIES.values(), *REGIONS.values()])


@of_all
@quick
@given(values=counts, factor=st.floats(1e-3, 1e6))
def test_the_unit_is_irrelevant(measure, values, factor):
    assume(values.sum() > 0)
    close(measure(values * factor), measure(values))


@of_cells
@quick
@given(values=counts, data=st.data())
def test_order_moves_cells_and_changes_none(measure, values, data):
    assume(values.sum() > 0)
    rows = data.draw(st.permutations(range(values.shape[0])))
    columns = data.draw(st.permutations(range(values.shape[1])))
    close(measure(values[np.ix_(rows, columns)]), measure(values)[np.ix_(rows, columns)])


@of_industries
@quick
@given(values=counts, data=st.data())
def test_order_of_regions_changes_no_industry(measure, values, data):
    assume(values.sum() > 0)
    close(measure(values[data.draw(st.permutations(range(values.shape[0])))]), measure(values))


@of_regions
@quick
@given(values=counts, data=st.data())
def test_order_of_industries_changes_no_region(measure, values, data):
    assume(values.sum() > 0)
    close(measure(values[:, data.draw(st.permutations(range(values.shape[1])))]), measure(values))


@of_cells
@quick
@given(values=counts)
def test_an_empty_region_or_activity_has_no_result_and_changes_no_other(measure, values):
    assume(values.sum() > 0)
    n_regions, n_industries = values.shape
    larger = measure(np.pad(values, ((0, 1), (0, 1))))
    close(larger[:n_regions, :n_industries], measure(values))
    assert np.isnan(larger[n_regions]).all()


@of_industries
@quick
@given(values=counts)
def test_an_empty_region_changes_no_industry(measure, values):
    assume(values.sum() > 0)
    close(measure(np.pad(values, ((0, 1), (0, 0)))), measure(values))


@of_regions
@quick
@given(values=counts)
def test_an_empty_activity_changes_no_region(measure, values):
    assume(values.sum() > 0)
    close(measure(np.pad(values, ((0, 0), (0, 1)))), measure(values))


@quick
@given(values=counts, data=st.data())
def test_quotients_average_to_one_when_weighted_by_region_size(values, data):
    """Also where cells are unknown: the margins are sums of what is known."""
    unknown = data.draw(arrays(np.bool_, values.shape, elements=st.booleans()))
    values = np.where(unknown, np.nan, values)
    assume(np.nansum(values) > 0)
    result = location_quotient(matrix(values))
    exists = result.totals.industry > 0
    weights = result.totals.region / result.totals.grand
    close(np.nansum(result.lq * weights[:, None], axis=0)[exists], 1.0)


@quick
@given(values=counts, data=st.data())
def test_unknown_stays_unknown_and_is_counted(values, data):
    unknown = data.draw(arrays(np.bool_, values.shape, elements=st.booleans()))
    values = np.where(unknown, np.nan, values)
    assume(np.nansum(values) > 0)
    result = location_quotient(matrix(values))
    assert np.isnan(result.lq[unknown]).all()
    has_margins = np.outer(result.totals.region > 0, result.totals.industry > 0)
    assert np.isfinite(result.lq[~unknown & has_margins]).all()
    counted = [d.n for d in result.diagnostics if d.code == "unknown_cell"]
    assert counted == ([int(unknown.sum())] if unknown.any() else [])


@quick
@given(values=positive_counts, data=st.data())
def test_with_published_margins_an_unknown_cell_moves_its_own_region_only(values, data):
    row = data.draw(st.integers(0, values.shape[0] - 1))
    column = data.draw(st.integers(0, values.shape[1] - 1))
    margins = values.sum(axis=0)
    whole = location_quotient(matrix(values, industry_totals=margins), totals="published").lq
    gap = values.copy()
    gap[row, column] = np.nan
    found = location_quotient(matrix(gap, industry_totals=margins), totals="published").lq
    others = [r for r in range(values.shape[0]) if r != row]
    close(found[others], whole[others])


@quick
@given(values=positive_counts, share=st.floats(0.01, 0.99))
def test_a_region_split_in_two_alike_keeps_its_quotients(values, share):
    """Two parts in proportion have the quotients of the whole, and change no other region."""
    split = np.vstack([values[:1] * share, values[:1] * (1 - share), values[1:]])
    whole, parts = location_quotient(matrix(values)).lq, location_quotient(matrix(split)).lq
    close(parts[0], whole[0])
    close(parts[1], whole[0])
    close(parts[2:], whole[1:])


@quick
@given(values=counts)
def test_bounds(values):
    assume(values.sum() > 0)
    n_regions, n_industries = values.shape
    lq = location_quotient(matrix(values)).lq
    for found, low, high in (
        (lq, 0, np.inf),
        (symmetric_quotient(lq), -1, 1),
        (additive_quotient(matrix(values)), -1, 1),
        (gini(values), 0, 1 - 1 / n_regions),
        (locational_gini(values), 0, 0.5),
        (schutz(values), 0, 1 - 1 / n_regions),
        (theil(values).total, 0, np.log(n_regions)),
        (atkinson(values), 0, 1),
        (herfindahl(values), 1 / n_industries, 1),
        (krugman_specialisation(values), 0, 2),
        (hachman(values), 0, 1),
        (entropy(values), 0, np.log2(n_industries)),
    ):
        known = found[~np.isnan(found)]
        assert (known >= low - 1e-9).all()
        assert (known <= high + 1e-9).all()


@quick
@given(values=counts, data=st.data())
def test_entropy_is_related_plus_unrelated_variety(values, data):
    groups = data.draw(st.lists(st.sampled_from("ABC"), min_size=values.shape[1], max_size=values.shape[1]))
    close(unrelated_variety(values, groups=groups) + related_variety(values, groups=groups), entropy(values))


@quick
@given(values=counts, data=st.data())
def test_theil_is_between_plus_within(values, data):
    groups = data.draw(st.lists(st.sampled_from("ABC"), min_size=values.shape[0], max_size=values.shape[0]))
    parts = theil(values, groups=groups)
    close(parts.between + parts.within, parts.total)
    for part in (parts.between, parts.within):
        assert (part[~np.isnan(part)] >= -1e-9).all()


@quick
@given(years=st.integers(2, 6).flatmap(lambda n: arrays(np.float64, (4, n), elements=st.integers(1, 5000).map(float))))
def test_components_of_change_sum_to_the_change(years):
    own, nation = years[:2], years[2:] + years[:2]
    dunn = shift_share(*own, *nation)
    close(dunn.national + dunn.mix + dunn.regional, dunn.change)
    parts = esteban_marquillas(*own, *nation)
    np.testing.assert_allclose(parts.competitive + parts.allocation, dunn.regional, atol=1e-6)
    # The mix of industries moves persons between industries: over the whole nation it cancels out.
    assert abs(shift_share(*nation, *nation).totals["mix"]) < 1e-6


@quick
@given(values=positive_counts, data=st.data())
def test_distances_are_symmetric_and_blind_to_size(values, data):
    factors = data.draw(arrays(np.float64, (values.shape[0], 1), elements=st.sampled_from([0.5, 2.0, 8.0])))
    distance = data.draw(st.sampled_from(["hellinger", "squared", "krugman"]))
    one = structural_distance(matrix(values), distance=distance).distances
    np.testing.assert_array_equal(one, one.T)
    np.testing.assert_allclose(
        structural_distance(matrix(values * factors), distance=distance).distances, one, atol=1e-7
    )


@quick
@given(values=positive_counts, cut=st.floats(0.1, 5.0))
def test_shrunken_quotients_lie_inside_their_interval_and_between_quotient_and_one(values, cut):
    raw = location_quotient(matrix(values)).lq
    found = shrunken_location_quotient(matrix(values), interval=0.9)
    assert (found.low <= found.high).all()
    assert (found.lq >= np.minimum(raw, 1) - 1e-9).all()
    assert (found.lq <= np.maximum(raw, 1) + 1e-9).all()
    chance = found.probability_at_least(cut)
    assert ((chance >= 0) & (chance <= 1)).all()
