"""Laws of linkage, composites, cross-space, skills and the industry space: symmetry, order, unit."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clustrat.relatedness.cluster_links import cluster_links, related_share
from clustrat.relatedness.composite import colocation, composite_relatedness
from clustrat.relatedness.cross_space import cross_density, cross_proximity
from clustrat.relatedness.industry_space import industry_space, max_spanning_tree_weight
from clustrat.relatedness.linkage import direct_linkage, input_output, multipliers
from clustrat.relatedness.skill import skill_relatedness

quick = settings(max_examples=40, deadline=None)


def squares(low, high, *, least=3):
    return st.integers(least, 7).flatmap(
        lambda n: arrays(np.float64, (n, n), elements=st.integers(low, high).map(float))
    )


#: Deliveries, and outputs above all that is bought and sold: the spectral radius is below 1.
deliveries = squares(0, 1000)
presences = st.integers(2, 8).flatmap(
    lambda n: st.tuples(
        *(
            st.integers(2, 5).flatmap(
                lambda p: arrays(np.float64, (n, p), elements=st.sampled_from([0.0, 1.0, np.nan]))
            )
            for _ in range(2)
        )
    )
)


def economy(z):
    return input_output(z, z.sum(axis=0) + z.sum(axis=1) + 1)


def distinct(m):
    """Symmetric, and no two pairs alike, so that no percentile lies on a tie."""
    m = (m + m.T) / 2
    place = np.arange(len(m))
    return m + (place[:, None] * place[None, :]) * 1e-3 + (place[:, None] + place[None, :]) * 1e-2


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


SYMMETRIC = {
    "direct_linkage": lambda z: direct_linkage(economy(z)),
    "skill": skill_relatedness,
    "colocation": colocation,
    "composite": lambda m: composite_relatedness({"a": distinct(m), "b": None}).relatedness,
}
of_symmetric = pytest.mark.parametrize("measure", SYMMETRIC.values(), ids=SYMMETRIC)


def varied(z):
    assume(z[~np.eye(len(z), dtype=bool)].sum() > 0)


@of_symmetric
@quick
@given(z=deliveries)
def test_relatedness_is_symmetric(measure, z):
    varied(z)
    found = measure(z)
    close(found, found.T)


@pytest.mark.parametrize("name", ["direct_linkage", "skill"])
@quick
@given(z=deliveries, data=st.data())
def test_order_moves_pairs_and_changes_none(name, z, data):
    varied(z)
    order = data.draw(st.permutations(range(len(z))))
    places = np.ix_(order, order)
    close(SYMMETRIC[name](z[places]), SYMMETRIC[name](z)[places])


@quick
@given(m=squares(0, 100), data=st.data())
def test_order_moves_composites_and_changes_none(m, data):
    m = distinct(m)
    order = data.draw(st.permutations(range(len(m))))
    places = np.ix_(order, order)
    close(composite_relatedness({"a": m[places]}).relatedness, composite_relatedness({"a": m}).relatedness[places])


@pytest.mark.parametrize("name", ["skill", "colocation"])
@quick
@given(z=deliveries, factor=st.floats(1e-3, 1e6))
def test_the_unit_is_irrelevant(name, z, factor):
    varied(z)
    close(SYMMETRIC[name](z * factor), SYMMETRIC[name](z))


@quick
@given(z=deliveries, factor=st.floats(1e-3, 1e6))
def test_the_currency_is_irrelevant(z, factor):
    x = z.sum(axis=0) + z.sum(axis=1) + 1
    one, other = input_output(z, x), input_output(z * factor, x * factor)
    for name in ("technical", "allocation", "leontief", "ghosh", "backward", "forward"):
        close(getattr(other, name), getattr(one, name))


@quick
@given(z=deliveries)
def test_linkages_are_at_least_one_and_inverses_not_negative(z):
    table = economy(z)
    for values, least in ((table.leontief, 0), (table.ghosh, 0), (table.backward, 1), (table.forward, 1)):
        assert (values >= least - 1e-9).all()


@quick
@given(z=deliveries)
def test_primary_inputs_are_all_that_is_in_a_product(z):
    x = z.sum(axis=0) + z.sum(axis=1) + 1
    close(multipliers(input_output(z, x), (x - z.sum(axis=0)) / x), 1.0)


@quick
@given(m=squares(0, 100), scale=st.floats(0.01, 100), shift=st.floats(-100, 100))
def test_composites_are_blind_to_scale_and_origin(m, scale, shift):
    m = distinct(m)
    close(composite_relatedness({"a": m * scale + shift}).relatedness, composite_relatedness({"a": m}).relatedness)


@quick
@given(m=squares(0, 100))
def test_composites_average_to_zero(m):
    assert abs(np.nanmean(composite_relatedness({"a": distinct(m), "b": distinct(m * m)}).relatedness)) < 1e-9


@quick
@given(m=squares(0, 100, least=4), scale=st.floats(0.1, 10), shift=st.floats(-10, 10))
def test_links_are_blind_to_scale_and_origin(m, scale, shift):
    m, members = distinct(m), {"a": [0, 1], "b": [2], "c": [3]}
    one, other = cluster_links(m, members), cluster_links(m * scale + shift, members)
    close(other.relatedness, one.relatedness * scale + shift)
    close(one.relatedness, one.relatedness.T)
    shares = related_share(m, members)
    assert ((shares >= 0) & (shares <= 1))[~np.eye(3, dtype=bool)].all()


@quick
@given(both=presences)
def test_cross_proximity_turns_with_the_order_of_classifications(both):
    first, second = both
    phi = cross_proximity(first, second)
    np.testing.assert_array_equal(cross_proximity(second, first), phi.T)
    known = phi[~np.isnan(phi)]
    assert ((known >= 0) & (known <= 1)).all()


@quick
@given(both=presences, data=st.data())
def test_order_moves_cross_space_and_changes_nothing(both, data):
    first, second = both
    regions = data.draw(st.permutations(range(len(first))))
    a = data.draw(st.permutations(range(first.shape[1])))
    b = data.draw(st.permutations(range(second.shape[1])))
    phi = cross_proximity(first, second)
    close(cross_proximity(first[np.ix_(regions, a)], second[np.ix_(regions, b)]), phi[np.ix_(a, b)])
    density = cross_density(first, phi)
    close(cross_density(first[np.ix_(regions, a)], phi[np.ix_(a, b)]), density[np.ix_(regions, b)])
    known = density[~np.isnan(density)]
    assert ((known >= -1e-12) & (known <= 1 + 1e-12)).all()


@quick
@given(both=presences)
def test_region_with_nothing_changes_no_cross_proximity(both):
    first, second = (np.pad(m, ((0, 1), (0, 0))) for m in both)
    np.testing.assert_array_equal(cross_proximity(first, second), cross_proximity(*both))


@settings(max_examples=15, deadline=None)
@given(m=squares(0, 100), data=st.data())
def test_order_changes_no_industry_space(m, data):
    m = distinct(m)
    codes = [f"I{i}" for i in range(len(m))]
    order = data.draw(st.permutations(range(len(m))))
    moved = industry_space(m[np.ix_(order, order)], [codes[i] for i in order], edition="e")
    assert moved == industry_space(m, codes, edition="e")


@quick
@given(m=squares(0, 100), factor=st.floats(0.01, 100))
def test_weight_of_the_tree_grows_with_the_scale_and_is_at_most_n_minus_one_links(m, factor):
    m = (m + m.T) / 2
    weight = max_spanning_tree_weight(m)
    close(max_spanning_tree_weight(m * factor), weight * factor)
    assert weight <= (len(m) - 1) * m.max() + 1e-9
