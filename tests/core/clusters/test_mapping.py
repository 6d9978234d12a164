"""The cluster map: sizes that add up, hidden cells that stay hidden, stars that say what they rest on."""

import numpy as np
import pytest

from clustrat.clusters.categories import division_weights
from clustrat.clusters.inputs import ClusterInputs
from clustrat.clusters.mapping import cluster_map
from clustrat.clusters.strength import FIRM, NO_STAR, SCHEMES, UNKNOWN, scheme
from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.location_quotient import location_quotient

DIVISIONS = ("C10", "C16", "C21", "C24", "C29", "C31", "G47", "H49", "I55", "J62")
REGIONS = tuple(f"XX{n:02d}" for n in range(1, 15))
WEIGHTS = division_weights(DIVISIONS)


def counts():
    """14 regions x 10 divisions, the first region with three times the furniture of the others."""
    rng = np.random.default_rng(42)
    persons = rng.integers(300, 9000, size=(len(REGIONS), len(DIVISIONS))).astype(float)
    persons[0, DIVISIONS.index("C31")] = 30000
    return persons


def matrix(values, *, hidden=(), measure="employment_persons", totals=None, nace_version="2", year=2014):
    values = np.array(values, dtype=float)
    status = np.where(np.isnan(values), CellStatus.NOT_AVAILABLE, CellStatus.KNOWN).astype(np.uint8)
    status[values == 0] = CellStatus.TRUE_ZERO
    for cell in hidden:
        status[cell] = CellStatus.SUPPRESSED
    return RegionIndustryMatrix.from_values(
        values,
        regions=REGIONS[: len(values)],
        industries=DIVISIONS,
        nuts_version="2013",
        nace_version=nace_version,
        year=year,
        status=status,
        measure=measure,
        industry_totals=totals,
    )


def make_inputs(persons, *, hidden=(), bounds=None, totals=None, base=True, nace_version="2"):
    """Inputs with 20 persons per local unit, 30,000 EUR a person, and a tenth fewer persons in the base year."""
    whole = counts()
    persons = np.array(persons, dtype=float)
    for cell in hidden:
        persons[cell] = np.nan
    extra = {}
    if bounds is not None:
        mask = np.zeros(persons.shape, dtype=bool)
        for cell in hidden:
            mask[cell] = True
        extra = {
            name: np.where(mask, value, np.nan)
            for name, value in zip(("lower", "estimate", "upper"), bounds, strict=True)
        }
    return ClusterInputs(
        persons=matrix(persons, hidden=hidden, totals=totals, nace_version=nace_version),
        local_units=matrix(np.ceil(whole / 20), measure="local_units", nace_version=nace_version),
        wages=matrix(whole * 0.03, measure="wages_meur", nace_version=nace_version),
        base_persons=matrix(whole * 0.9, year=2008, nace_version=nace_version) if base else None,
        **extra,
    )


def make_map(inputs, *, star_scheme="panorama_v2", seed=7, **options):
    return cluster_map(inputs, weights=WEIGHTS, scheme=scheme(star_scheme), rng=np.random.default_rng(seed), **options)


def category(code_or_name):
    for place, found in enumerate(WEIGHTS.categories):
        if code_or_name in (found.code, found.name):
            return place
    raise AssertionError(code_or_name)


FURNITURE = category("Furniture")
C31 = DIVISIONS.index("C31")


def test_divisions_show_the_figures_as_published():
    found = make_map(make_inputs(counts())).divisions
    np.testing.assert_array_equal(found.persons, counts())
    np.testing.assert_array_equal(found.lq, location_quotient(matrix(counts())).lq)
    np.testing.assert_allclose(found.wages_per_person_eur, 30000)
    np.testing.assert_allclose(found.growth_pct, 100 / 9)
    np.testing.assert_array_equal(found.imputed_share, 0)
    np.testing.assert_allclose(found.focus.sum(axis=1), 1)


def test_categories_are_weighted_sums_of_divisions():
    found = make_map(make_inputs(counts())).categories
    np.testing.assert_allclose(found.persons, counts() @ WEIGHTS.weights)
    np.testing.assert_allclose(found.lower, found.persons)
    np.testing.assert_allclose(found.upper, found.persons)
    touched = WEIGHTS.weights.sum(axis=0) > 0
    np.testing.assert_allclose(found.wages_per_person_eur[:, touched], 30000)
    np.testing.assert_allclose(found.growth_pct[:, touched], 100 / 9)


def test_quotients_of_categories_are_recomputed_never_averaged():
    found = make_map(make_inputs(counts())).categories
    sums = counts() @ WEIGHTS.weights
    by_hand = (sums[0, FURNITURE] / sums[0].sum()) / (sums[:, FURNITURE].sum() / sums.sum())
    assert found.lq[0, FURNITURE] == pytest.approx(by_hand)


def test_every_region_is_mapped_as_if_alone():
    """Order of regions changes nothing but the order of the rows."""
    inputs = make_inputs(counts())
    turned = ClusterInputs(
        **{
            name: getattr(inputs, name).select(regions=REGIONS[::-1])
            for name in ("persons", "local_units", "wages", "base_persons")
        }
    )
    one, other = make_map(inputs).categories, make_map(turned).categories
    np.testing.assert_allclose(one.lq[::-1], other.lq)
    np.testing.assert_array_equal(one.stars.marks[:, ::-1], other.stars.marks)


def test_the_strongest_cluster_gets_its_stars():
    found = make_map(make_inputs(counts())).divisions
    assert found.lq[0, C31] > 2
    assert found.probability[0, C31] > 0.99
    assert found.low[0, C31] < found.shrunken_lq[0, C31] < found.high[0, C31]
    assert found.stars.marks[:2, 0, C31].tolist() == [FIRM, FIRM]


def test_a_hidden_division_has_no_figure_and_keeps_its_bounds():
    inputs = make_inputs(counts(), hidden=[(0, C31)], bounds=(100, 20000, 40000))
    found = make_map(inputs).divisions
    for name in (
        "persons",
        "lq",
        "shrunken_lq",
        "low",
        "high",
        "probability",
        "focus",
        "wages_per_person_eur",
        "growth_pct",
    ):
        assert np.isnan(getattr(found, name)[0, C31]), name
    assert (found.lower[0, C31], found.upper[0, C31], found.n_hidden[0, C31]) == (100, 40000, 1)
    assert (found.stars.marks[:, 0, C31] == UNKNOWN).all()


def test_a_category_with_one_hidden_part_gives_it_not_back():
    inputs = make_inputs(counts(), hidden=[(0, C31)], bounds=(100, 20000, 40000))
    found = make_map(inputs).categories
    for name in ("persons", "lq", "shrunken_lq", "imputed_share", "focus", "wages_per_person_eur", "growth_pct"):
        assert np.isnan(getattr(found, name)[0, FURNITURE]), name
    weight = WEIGHTS.weights[C31, FURNITURE]
    rest = (np.delete(counts()[0], C31) @ np.delete(WEIGHTS.weights[:, FURNITURE], C31)).item()
    assert found.lower[0, FURNITURE] == pytest.approx(rest + 100 * weight)
    assert found.upper[0, FURNITURE] == pytest.approx(rest + 40000 * weight)
    assert 0 <= found.low[0, FURNITURE] < found.high[0, FURNITURE]
    assert 0 < found.probability[0, FURNITURE] < 1


def test_a_category_with_two_hidden_parts_says_what_is_imputed():
    hidden = [(0, C31), (0, DIVISIONS.index("C16"))]
    found = make_map(make_inputs(counts(), hidden=hidden, bounds=(100, 5000, 9000))).categories
    weights = WEIGHTS.weights[[C31, DIVISIONS.index("C16")], FURNITURE]
    assert (weights > 0).all()
    assert found.persons[0, FURNITURE] == pytest.approx(
        5000 * weights.sum()
        + (
            np.delete(counts()[0], [h[1] for h in hidden])
            @ np.delete(WEIGHTS.weights[:, FURNITURE], [h[1] for h in hidden])
        )
    )
    assert found.imputed_share[0, FURNITURE] == pytest.approx(5000 * weights.sum() / found.persons[0, FURNITURE])
    assert found.n_hidden[0, FURNITURE] == 2
    assert np.isnan(found.growth_pct[0, FURNITURE])
    assert np.isnan(found.wages_per_person_eur[0, FURNITURE])


def test_intervals_of_imputed_categories_include_their_bounds():
    hidden = [(0, C31), (0, DIVISIONS.index("C16"))]
    narrow = make_map(make_inputs(counts(), hidden=hidden, bounds=(4900, 5000, 5100))).categories
    wide = make_map(make_inputs(counts(), hidden=hidden, bounds=(0, 5000, 10000))).categories
    widths = [c.high[0, FURNITURE] - c.low[0, FURNITURE] for c in (narrow, wide)]
    assert widths[1] > widths[0] > 0
    # What has no hidden part is not touched by the draws.
    np.testing.assert_array_equal(narrow.low[1:], wide.low[1:])


def test_hidden_cells_without_bounds_leave_interval_and_stars_unknown():
    hidden = [(0, C31), (0, DIVISIONS.index("C16"))]
    found = make_map(make_inputs(counts(), hidden=hidden, bounds=(0, 5000, np.inf))).categories
    assert np.isnan([found.low[0, FURNITURE], found.high[0, FURNITURE], found.probability[0, FURNITURE]]).all()
    assert (found.stars.marks[:, 0, FURNITURE] == UNKNOWN).all()
    assert np.isnan(found.upper[0, FURNITURE])
    assert np.isfinite(found.upper[1:]).all()


def test_an_infinite_bound_touches_only_the_categories_of_its_division():
    found = make_map(make_inputs(counts(), hidden=[(0, C31)], bounds=(0, 5000, np.inf))).categories
    touched = WEIGHTS.weights[C31] > 0
    assert np.isnan(found.upper[0, touched]).all()
    assert np.isfinite(found.upper[0, ~touched]).all()


def test_hidden_cells_without_an_allocation_have_no_figure():
    found = make_map(make_inputs(counts(), hidden=[(0, C31), (0, 1)])).categories
    assert np.isnan([found.persons[0, FURNITURE], found.lq[0, FURNITURE], found.imputed_share[0, FURNITURE]]).all()
    assert (found.stars.marks[:, 0, FURNITURE] == UNKNOWN).all()


def test_a_star_that_rests_on_wide_bounds_is_not_firm():
    hidden = [(0, C31), (0, DIVISIONS.index("C16"))]
    firm = make_map(make_inputs(counts(), hidden=hidden, bounds=(29900, 30000, 30100))).categories.stars
    shaky = make_map(make_inputs(counts(), hidden=hidden, bounds=(0, 8000, 16000))).categories.stars
    size = [c.name for c in SCHEMES["panorama_v2"].criteria].index("size")
    assert firm.marks[size, 0, FURNITURE] == FIRM
    assert shaky.marks[size, 0, FURNITURE] != FIRM


def test_a_missing_cell_that_is_not_hidden_leaves_its_categories_missing():
    persons = counts()
    persons[2, C31] = np.nan
    found = make_map(make_inputs(persons)).categories
    assert np.isnan(found.persons[2, FURNITURE])
    assert found.n_hidden[2, FURNITURE] == 0
    untouched = WEIGHTS.weights[C31] == 0
    np.testing.assert_allclose(found.persons[:, untouched], (counts() @ WEIGHTS.weights)[:, untouched])


def test_an_empty_region_is_missing_and_changes_no_other():
    persons = counts()
    persons[3] = 0
    everyone = make_map(make_inputs(persons)).divisions
    assert np.isnan(everyone.lq[3]).all()
    assert np.isnan(everyone.focus[3]).all()
    others = [r for r in range(len(REGIONS)) if r != 3]
    np.testing.assert_allclose(
        everyone.lq[others], location_quotient(matrix(persons).select(regions=[REGIONS[r] for r in others])).lq
    )


def test_published_margins_serve_categories_too_and_a_missing_one_only_its_own():
    totals = counts().sum(axis=0) * 1.1
    found = make_map(make_inputs(counts(), totals=totals), totals="published")
    assert found.totals == "published"
    np.testing.assert_allclose(found.categories.reference_known_share[FURNITURE], 1 / 1.1)
    totals[C31] = np.nan
    found = make_map(make_inputs(counts(), totals=totals), totals="published").categories
    assert np.isnan(found.lq[:, FURNITURE]).all()
    others = (WEIGHTS.weights.sum(axis=0) > 0) & (WEIGHTS.weights[C31] == 0)
    assert others.any()
    assert np.isfinite(found.lq[:, others]).all()


def test_without_a_base_year_growth_and_its_star_are_unknown():
    found = make_map(make_inputs(counts(), base=False)).divisions
    assert np.isnan(found.growth_pct).all()
    assert (found.stars.marks[3] == UNKNOWN).all()


@pytest.mark.parametrize("version", sorted(SCHEMES))
def test_every_scheme_marks_divisions_and_categories(version):
    found = make_map(make_inputs(counts()), star_scheme=version)
    n = len(scheme(version).criteria)
    assert found.divisions.stars.marks.shape == (n, len(REGIONS), len(DIVISIONS))
    assert found.categories.stars.marks.shape == (n, len(REGIONS), 67)
    assert (found.divisions.stars.marks == FIRM).any()


def test_us_cmp_compares_traded_with_traded_and_calls_no_local_cluster_strong():
    found = make_map(make_inputs(counts()), star_scheme="us_cmp").categories
    local = np.array([c.kind == "local" for c in WEIGHTS.categories])
    assert (found.stars.marks[2][:, local] == NO_STAR).all()
    sums = counts() @ WEIGHTS.weights
    traded = sums[:, ~local]
    lq = (traded / traded.sum(axis=1, keepdims=True)) / (traded.sum(axis=0) / traded.sum() + (traded.sum(axis=0) == 0))
    column = np.flatnonzero(~local).tolist().index(FURNITURE)
    assert found.stars.cuts[2, FURNITURE] == pytest.approx(np.quantile(lq[:, column], 0.75))


def test_us_cmp_says_which_quotients_it_set_to_zero():
    persons = counts()
    persons[3] = 0
    codes = {d.code for d in make_map(make_inputs(persons), star_scheme="us_cmp").diagnostics}
    assert "lq_set_zero" in codes
    assert "lq_set_zero" not in {d.code for d in make_map(make_inputs(persons)).diagnostics}


def test_us_cmp_keeps_a_missing_cell_unknown():
    found = make_map(make_inputs(counts(), hidden=[(0, C31), (0, 1)]), star_scheme="us_cmp").categories
    assert (found.stars.marks[:, 0, FURNITURE] == UNKNOWN).all()


def test_what_rests_on_hidden_cells_is_said():
    hidden = [(0, C31), (0, 1)]
    diagnostics = {d.code: d for d in make_map(make_inputs(counts(), hidden=hidden, bounds=(0, 50, 100))).diagnostics}
    assert diagnostics["suppressed_cell"].keys == ("XX01 x C16", "XX01 x C31")
    assert diagnostics["imputed_share"].n > 0
    clean = {d.code for d in make_map(make_inputs(counts())).diagnostics}
    assert not clean & {"suppressed_cell", "imputed_share"}


def test_same_seed_same_map():
    inputs = make_inputs(counts(), hidden=[(0, C31), (0, 1)], bounds=(0, 50, 100))
    one, other = (make_map(inputs, seed=5).categories for _ in range(2))
    for name in ("low", "high", "probability"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    np.testing.assert_array_equal(one.stars.marks, other.stars.marks)


def test_inputs_are_not_changed():
    inputs = make_inputs(counts(), hidden=[(0, C31), (0, 1)], bounds=(0, 50, 100))
    before = inputs.persons.values.copy(), inputs.lower.copy(), inputs.estimate.copy()
    make_map(inputs)
    for kept, now in zip(before, (inputs.persons.values, inputs.lower, inputs.estimate), strict=True):
        np.testing.assert_array_equal(kept, now)


def test_identified_share_is_what_lies_in_whole_divisions():
    found = make_map(make_inputs(counts())).categories
    whole = np.where(WEIGHTS.wholly, WEIGHTS.weights, 0)
    sums = counts() @ WEIGHTS.weights
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(found.identified_share, np.where(sums > 0, counts() @ whole / sums, np.nan))


def test_weights_of_other_divisions_are_refused():
    with pytest.raises(EvidenceError, match=r"division_weights\(matrix.industries\)"):
        cluster_map(
            make_inputs(counts()),
            weights=division_weights(DIVISIONS[::-1]),
            scheme=scheme("eco_v1"),
            rng=np.random.default_rng(1),
        )


def test_figures_of_another_classification_are_refused():
    with pytest.raises(EvidenceError, match=r"made of NACE Rev\. 2, the figures of NACE Rev\. 2\.1"):
        make_map(make_inputs(counts(), nace_version="2.1"))


@pytest.mark.parametrize(
    ("option", "value"),
    [("presence_cut", 0), ("presence_cut", -1), ("interval", 1.0), ("n_draws", 0), ("totals", "mine")],
)
def test_impossible_options_are_refused(option, value):
    with pytest.raises(ParameterError):
        make_map(make_inputs(counts()), **{option: value})
