"""Conversion between versions of NUTS keeps the sum, is linear, and does not care about order."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.codes.correspondence import LEVELS, NUTS_VERSIONS, convert_counts
from clustrat.codes.nuts import regions

COUNTRIES = ("DE", "HU", "IT", "PL", "SI", "UK", "FR", "FI")
pairs = st.lists(st.sampled_from(NUTS_VERSIONS), min_size=2, max_size=2, unique=True).map(sorted)


@st.composite
def national_counts(draw):
    """Counts of all regions of one country, and the two versions."""
    earlier, later = draw(pairs)
    level = draw(st.sampled_from(LEVELS))
    codes = [r.code for r in regions(version=earlier, level=level, country=draw(st.sampled_from(COUNTRIES)))]
    values = draw(st.lists(st.floats(0, 1e7), min_size=len(codes), max_size=len(codes)))
    return dict(zip(codes, values, strict=True)), {"from_version": earlier, "to_version": later, "level": level}


@given(national_counts())
def test_no_person_is_lost_or_made(case):
    counts, versions = case
    after = convert_counts(counts, **versions)
    assert all(c.value is not None and c.lower == c.value == c.upper for c in after.values())
    assert math.fsum(c.lower for c in after.values()) == pytest.approx(math.fsum(counts.values()), rel=1e-9, abs=1e-9)


@given(national_counts(), st.floats(0.001, 1000))
def test_twice_the_counts_are_twice_the_result(case, factor):
    counts, versions = case
    once = convert_counts(counts, **versions)
    scaled = convert_counts({code: factor * count for code, count in counts.items()}, **versions)
    assert all(scaled[code].lower == pytest.approx(factor * c.lower, rel=1e-9, abs=1e-9) for code, c in once.items())


@given(national_counts(), st.randoms(use_true_random=False))
def test_the_order_of_regions_changes_nothing(case, random):
    counts, versions = case
    shuffled = list(counts.items())
    random.shuffle(shuffled)
    assert convert_counts(dict(shuffled), **versions) == convert_counts(counts, **versions)


@given(national_counts(), st.data())
def test_what_is_unknown_stays_unknown_and_bounds_hold_the_truth(case, data):
    counts, versions = case
    hidden = data.draw(st.sampled_from(sorted(counts)))
    bounds = {hidden: (counts[hidden] / 2, counts[hidden] * 2 + 1)}
    truth = convert_counts(counts, **versions)
    after = convert_counts(counts | {hidden: None}, **versions, bounds=bounds)
    assert any(hidden in c.missing for c in after.values())
    for code, c in after.items():
        assert (c.value is None) == (hidden in c.missing)
        assert c.upper is not None
        assert c.lower <= truth[code].lower * (1 + 1e-12) <= c.upper * (1 + 1e-9) + 1e-9
