"""Partners: by hand, what is hidden, what is refused, and what never changes the answer."""

import dataclasses
import itertools

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.matching.frame import PartnerFilter
from clustrat.matching.parameters import MATCHING_V1, MatchingParameters
from clustrat.matching.partners import partners

PLAIN = MatchingParameters(version="plain", level_diversity=False)


def test_added_by_hand(table):
    # R1 lacks B, the theme; the neighbourhood of B is B (1), A (0.5, which R1 has) and C (0.1), together 1.6.
    found = partners(table([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 1, 1, 1]]), region="R1", weights=[0, 1, 0, 0])
    assert np.isnan(found.added[0])
    np.testing.assert_allclose(found.added[1:], [1 / 1.6, 0.1 / 1.6, 1.1 / 1.6])
    assert found.lacks == ("B",)


def test_only_what_is_missing_of_the_theme_counts_and_weights_are_shares_of_it(table):
    presence = [[1, 0, 0, 0], [0, 1, 0, 0]]
    one = partners(table(presence), region="R1", weights=[5, 1, 3, 0])
    scaled = partners(table(presence), region="R1", weights=[0, 2, 6, 0])
    np.testing.assert_allclose(one.added, scaled.added)
    # B adds its own neighbourhood's 1/1.6 with weight 1/4, and 0.1/1.3 of the neighbourhood of C with weight 3/4.
    np.testing.assert_allclose(one.added[1], 0.25 / 1.6 + 0.75 * 0.1 / 1.3)


def test_beside_chance_by_hand(table):
    """Two activities can be added; drawn one at a time with prevalence 1 and 1 the mean of one addition is the plain mean."""
    m = [[0, 0], [1, 0], [0, 1]]
    found = partners(
        table(m, relatedness=[[1, 0.25], [0.25, 1]]),
        region="R1",
        weights=[1, 0],
        parameters=MatchingParameters(version="many", n_random=20_000, level_diversity=False),
    )
    # A adds 0.8, B 0.2: mean 0.5, standard deviation 0.3.
    np.testing.assert_allclose(found.added[1:], [0.8, 0.2])
    np.testing.assert_allclose(found.z[1:], [1, -1], atol=0.05)
    assert found.redundancy[1] == 0
    np.testing.assert_allclose(found.score[1:], found.z[1:])


def test_a_region_is_never_its_own_partner(random_table):
    full = random_table()
    for region in full.regions[:5]:
        found = partners(full, region=region, weights=np.ones(12))
        assert found.partner(region).rank is None
        assert region not in [p.region for p in found.top(100)]
        assert found.n_ranked == len(full.regions) - 1


def test_a_twin_adds_nothing_and_is_wholly_redundant(table):
    found = partners(table([[1, 0, 1, 0], [1, 0, 1, 0], [0, 1, 0, 0]]), region="R1", weights=[0, 1, 0, 1])
    assert found.added[1] == 0
    assert found.z[1] == 0
    np.testing.assert_allclose(found.redundancy[1], 1)


def test_redundancy_lowers_the_score_whatever_its_sign(random_table):
    plain = partners(random_table(), region="R00", weights=np.ones(12), parameters=PLAIN)
    none = partners(
        random_table(),
        region="R00",
        weights=np.ones(12),
        parameters=dataclasses.replace(PLAIN, redundancy_weight=0.0),
    )
    both = ~np.isnan(plain.score)
    assert (plain.score[both] <= none.score[both] + 1e-12).all()
    assert (plain.score[both] < 0).any()


def test_hidden_cells_of_a_partner_make_an_interval(table):
    hidden = table([[1, 0, 0, 0], [0, np.nan, 0, 1], [0, 1, 0, 1], [0, 0, 0, 1]])
    found = partners(hidden, region="R1", weights=[0, 1, 0, 0], parameters=PLAIN)
    p = found.partner("R2")
    assert (p.added_low, p.added_high) == (0, pytest.approx(1 / 1.6))
    assert p.score_low < p.score_high
    assert found.partner("R3").added_low == found.partner("R3").added_high
    with_it = partners(
        table([[1, 0, 0, 0], [0, 1, 0, 1], [0, 1, 0, 1], [0, 0, 0, 1]]), region="R1", weights=[0, 1, 0, 0]
    )
    np.testing.assert_allclose(p.added_high, with_it.added[1])


def test_the_interval_of_what_is_added_holds_over_all_that_hidden_cells_may_be(random_table):
    full = random_table(n=20)
    lacks = np.flatnonzero(full.presence[0] == 0)[:4]
    presence = full.presence.copy()
    presence[1, lacks] = np.nan

    def ask(cells):
        changed = presence.copy()
        changed[1, lacks] = cells
        return partners(
            dataclasses.replace(full, presence=changed), region="R00", weights=np.arange(12), parameters=PLAIN
        )

    hidden = ask(np.nan).partner("R01")
    assert hidden.score_low < hidden.score < hidden.score_high
    assert hidden.n_added == int(full.has[1][full.presence[0] == 0].sum() - full.has[1][lacks].sum())
    for cells in itertools.product((0.0, 1.0), repeat=4):
        found = ask(cells).partner("R01")
        assert hidden.added_low - 1e-12 <= found.added <= hidden.added_high + 1e-12


def test_a_region_without_figures_has_no_rank(table):
    found = partners(table([[1, 0, 0, 0], [np.nan] * 4, [0, 1, 0, 1]]), region="R1", weights=[0, 1, 0, 0])
    assert found.partner("R2").score is None
    assert found.partner("R2").rank is None
    assert [d.keys for d in found.diagnostics if d.axis == "partner"] == [("R2",)]


def test_a_region_with_half_of_its_industries_hidden_is_warned_of_with_the_share(table):
    found = partners(table([[1, 0, np.nan, np.nan], [0, 1, 0, 1]]), region="R1", weights=[0, 1, 1, 0])
    (warning,) = [d for d in found.diagnostics if d.axis == "region"]
    assert (warning.code, warning.share, warning.severity) == ("unknown_cell", 0.5, "warning")
    assert "50%" in warning.sentence
    (hidden,) = [d for d in found.diagnostics if d.axis == "industry"]
    assert hidden.keys == ("C",)
    assert hidden.share == 0.5


def test_where_nothing_is_missing_it_says_so_and_ranks_nobody(table):
    found = partners(table([[0, 1, 0, 0], [0, 1, 0, 1]]), region="R1", weights=[0, 1, 0, 0])
    assert found.n_ranked == 0
    assert found.diagnostics[0].code == "nothing_missing"
    assert found.top() == ()


def test_mutuality_by_hand(table):
    # R1 lacks B; R2 lacks A, C and D. R1 has A: R2 gains A, in a theme of A and B alone 1/1.6 of what it lacks.
    found = partners(table([[1, 0, 1, 1], [0, 1, 1, 1]]), region="R1", weights=[1, 1, 0, 0])
    np.testing.assert_allclose(found.mutuality[1], 1.0)


def test_raw_density_is_shown_and_gives_nothing_for_the_item_itself(table):
    found = partners(table([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]), region="R1", weights=[0, 1, 0, 0])
    assert found.added_density[1] == 0
    np.testing.assert_allclose(found.added_density[2], 0.1 / 0.6)


CODES = ("AT21", "AT31", "DE11", "FR10", "HU22", "ITH3", "ITH4", "SI04")


@pytest.mark.parametrize(
    ("only", "left"),
    [
        (PartnerFilter(countries=("AT", "SI")), {"AT21", "AT31", "SI04"}),
        (PartnerFilter(border=True), {"AT21", "ITH3", "SI04"}),
        (PartnerFilter(border=True, abroad=True), {"AT21", "SI04"}),
        (PartnerFilter(macro_region="EUSAIR"), {"ITH3", "SI04"}),
        (PartnerFilter(macro_region="shared"), {"AT21", "AT31", "DE11", "ITH3", "SI04"}),
        (PartnerFilter(programme_area="central_europe_2014"), set(CODES) - {"FR10", "ITH4"}),
        (PartnerFilter(max_km=150), {"AT21", "ITH3", "SI04"}),
    ],
)
def test_filters_leave_scores_and_change_who_is_ranked(only, left, random_table):
    full = random_table(n=8, nuts=CODES)
    found, all_of_them = (partners(full, region="ITH4", weights=np.ones(12), only=f) for f in (only, None))
    assert {p.region for p in found.top(8)} == left
    np.testing.assert_array_equal(found.score, all_of_them.score)
    order = [p.region for p in all_of_them.top(8) if p.region in left]
    assert [p.region for p in found.top(8)] == order


@pytest.mark.parametrize(
    ("only", "words"),
    [
        (PartnerFilter(countries=("XX",)), "No region with figures is in XX"),
        (PartnerFilter(macro_region="EUSXYZ"), "macro-regional strategy"),
        (PartnerFilter(programme_area="alpine_space"), "no programme area"),
        (PartnerFilter(max_km=0), "max_km=0"),
    ],
)
def test_filters_that_cannot_be_are_refused(only, words, random_table):
    with pytest.raises(ParameterError, match=words):
        partners(random_table(n=8, nuts=CODES), region="ITH4", weights=np.ones(12), only=only)


@pytest.mark.parametrize(
    ("weights", "error", "words"),
    [
        ([0, 0, 0, 0], EvidenceError, "no coverage"),
        ([0, -1, 0, 0], ParameterError, "weighs B with -1"),
        ([0, np.nan, 0, 0], ParameterError, "weighs B with nan"),
        ([1, 1], ParameterError, "one weight per industry"),
    ],
)
def test_weights_that_cannot_be_are_refused(weights, error, words, table):
    with pytest.raises(error, match=words):
        partners(table([[1, 0, 0, 0], [0, 1, 0, 0]]), region="R1", weights=weights)


def test_a_theme_of_which_no_region_is_known_is_refused(table):
    with pytest.raises(EvidenceError, match="no coverage"):
        partners(table([[1, np.nan, 0, 0], [0, np.nan, 0, 0]]), region="R1", weights=[0, 1, 0, 0])


def test_an_unknown_region_is_refused(table):
    with pytest.raises(EvidenceError, match="'R9' is not among the 2"):
        partners(table([[1, 0, 0, 0], [0, 1, 0, 0]]), region="R9", weights=[0, 1, 0, 0])


def test_the_result_carries_its_parameters_and_repeats(random_table):
    first, second = (partners(random_table(hidden=0.1), region="R00", weights=np.ones(12)) for _ in range(2))
    assert first.parameters is MATCHING_V1
    np.testing.assert_array_equal(first.score, second.score)
