"""Laws of matching: order changes nothing, no region is its own partner, more partners never cover less."""

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clustrat.errors import EvidenceError
from clustrat.matching.combinations import ClusterMember, combine, theme_coverage
from clustrat.matching.concepts import find_concepts
from clustrat.matching.explanation import added_terms
from clustrat.matching.parameters import MatchingParameters
from clustrat.matching.partners import partners
from clustrat.matching.presence_table import PresenceTable

quick = settings(max_examples=25, deadline=None)
FEW = MatchingParameters(version="few", n_random=20)


def symmetric(phi):
    return (phi + phi.T) / 2


@st.composite
def tables(draw, cells=(0.0, 1.0, np.nan)):
    n, m = draw(st.integers(3, 8)), draw(st.integers(3, 7))
    presence = draw(arrays(np.float64, (n, m), elements=st.sampled_from(cells)))
    phi = draw(arrays(np.float64, (m, m), elements=st.integers(0, 20).map(lambda k: k / 20)))
    return PresenceTable(
        presence=presence,
        relatedness=symmetric(phi),
        regions=tuple(f"R{r}" for r in range(n)),
        industries=tuple(f"C{i}" for i in range(m)),
    )


@st.composite
def questions(draw, **options):
    table = draw(tables(**options))
    weights = draw(arrays(np.float64, len(table.industries), elements=st.integers(0, 4).map(float)))
    assume(weights.any())
    assume(not np.isnan(table.presence[:, weights > 0]).all())
    return table, weights


def by_region(ranking):
    """All that is said of each region; the strategies of regions of one's own are none."""
    rows = {region: dataclasses.asdict(ranking.partner(region)) for region in ranking.table.regions}
    return {
        region: {k: v for k, v in row.items() if k not in ("region", "macro_regions")} for region, row in rows.items()
    }


@quick
@given(question=questions(), data=st.data())
def test_the_order_of_regions_and_industries_changes_nothing(question, data):
    table, w = question
    rows = data.draw(st.permutations(range(len(table.regions))))
    columns = data.draw(st.permutations(range(len(table.industries))))
    turned = PresenceTable(
        presence=table.presence[np.ix_(rows, columns)],
        relatedness=table.relatedness[np.ix_(columns, columns)],
        regions=tuple(table.regions[r] for r in rows),
        industries=tuple(table.industries[i] for i in columns),
    )
    one = partners(table, region="R0", weights=w, parameters=FEW)
    other = partners(turned, region="R0", weights=w[columns], parameters=FEW)
    for region, row in by_region(one).items():
        assert by_region(other)[region] == pytest.approx(row, abs=1e-8, nan_ok=True)
    assert [c.members for c in find_concepts(one)] == [c.members for c in find_concepts(other)]


@quick
@given(question=questions())
def test_no_region_is_its_own_partner_and_shares_are_shares(question):
    table, w = question
    for region in table.regions:
        found = partners(table, region=region, weights=w, parameters=FEW)
        assert found.partner(region).rank is None
        assert found.partner(region).added is None
        for values in (found.added_low, found.added_high, found.redundancy, found.mutuality):
            known = values[~np.isnan(values)]
            assert ((known >= -1e-12) & (known <= 1 + 1e-12)).all()
        ok = ~np.isnan(found.score)
        assert (found.added_low[ok] <= found.added_high[ok] + 1e-12).all()
        assert (found.score_low[ok] <= found.score[ok] + 1e-12).all()
        assert (found.score[ok] <= found.score_high[ok] + 1e-12).all()


@quick
@given(question=questions(), scale=st.sampled_from([0.5, 2.0, 1024.0]))
def test_the_unit_of_the_weights_changes_nothing(question, scale):
    table, w = question
    one, other = (partners(table, region="R0", weights=x, parameters=FEW) for x in (w, scale * w))
    np.testing.assert_allclose(one.score, other.score, atol=1e-9)


@quick
@given(question=questions())
def test_terms_sum_to_what_is_added(question):
    table, w = question
    found = partners(table, region="R0", weights=w, parameters=FEW)
    for s, region in enumerate(table.regions):
        if not np.isnan(found.added[s]):
            np.testing.assert_allclose(added_terms(found, region).sum(), found.added[s], atol=1e-12)


@quick
@given(question=questions(), data=st.data())
def test_an_industry_without_weight_and_relatedness_changes_nothing(question, data):
    table, w = question
    n, m = table.presence.shape
    extra = data.draw(arrays(np.float64, (n, 1), elements=st.sampled_from([0.0, 1.0, np.nan])))
    phi = np.zeros((m + 1, m + 1))
    phi[:m, :m] = table.relatedness
    wider = PresenceTable(
        presence=np.hstack([table.presence, extra]),
        relatedness=phi,
        regions=table.regions,
        # Before, among or after the others by code.
        industries=(*table.industries, data.draw(st.sampled_from(["A", "C1b", "Z"]))),
    )
    one = partners(table, region="R0", weights=w, parameters=FEW)
    other = partners(wider, region="R0", weights=[*w, 0.0], parameters=FEW)
    seen = one.table.known_share > 0
    for name in ("score", "score_low", "score_high", "added", "added_high", "redundancy", "mutuality"):
        np.testing.assert_allclose(getattr(one, name)[seen], getattr(other, name)[seen], atol=1e-9)


@quick
@given(question=questions(cells=(0.0, 1.0)), data=st.data())
def test_adding_a_partner_never_lowers_coverage(question, data):
    table, w = question
    places = [tuple(int(n) for n in place) for place in np.argwhere(table.presence == 1)]
    assume(len(places) >= 3)
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=3, max_size=4, unique=True))
    members = [ClusterMember(region=table.regions[r], industry=table.industries[i]) for r, i in chosen]
    fewer, more = (combine(table, members=some, weights=w) for some in (members[:-1], members))
    assert more.coverage >= fewer.coverage - 1e-12
    assert set(more.missing) <= set(fewer.missing)
    assert all(part.adds >= -1e-12 for part in more.parts)


@quick
@given(question=questions(), density=st.sampled_from([0.0, 0.3, 0.5, 1.0]), data=st.data())
def test_coverage_is_monotone_in_what_is_held(question, density, data):
    table, w = question
    m = len(w)
    less = data.draw(arrays(np.float64, m, elements=st.sampled_from([0.0, 1.0])))
    more = np.maximum(less, data.draw(arrays(np.float64, m, elements=st.sampled_from([0.0, 1.0]))))
    kernel = table.neighbourhoods(k_near=3)
    a, b = (theme_coverage(held, w, kernel, coverage_density=density) for held in (less, more))
    assert 0 <= a <= b <= 1


@quick
@given(table=tables())
def test_a_theme_without_coverage_is_refused_with_a_sentence(table):
    with pytest.raises(EvidenceError, match=r"no coverage.*\.$"):
        partners(table, region="R0", weights=np.zeros(len(table.industries)))
