"""Another list of a theme: the ratings that change, and none where the list is the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clustrat.codes.themes import theme
from clustrat.errors import CodeListError, EditionError, EvidenceError, ParameterError
from clustrat.store.catalog import Edition
from clustrat.study.theme_ratings import rating_changes

OLD = theme("smart_mobility")


def test_equal_lists_have_equal_ratings(edition: Edition) -> None:
    found = rating_changes(edition, OLD, OLD)
    assert found.year == 2014
    assert {one.change for one in found.changes} <= {0.0, None}


def test_a_changed_weight_changes_ratings_the_largest_first(edition: Edition) -> None:
    lighter = replace(OLD.items[0], weight=0.2)
    found = rating_changes(edition, OLD, replace(OLD, version="mine", items=(lighter, *OLD.items[1:])))
    sizes = [abs(one.change) for one in found.changes if one.change is not None]
    assert sizes[0] > 0
    assert sizes == sorted(sizes, reverse=True)
    for one in found.changes:
        if one.old is not None and one.new is not None and one.change:
            assert one.change == pytest.approx(one.new - one.old)


def test_a_theme_without_a_list_is_refused(edition: Edition) -> None:
    with pytest.raises(ParameterError, match="has no list of industries"):
        rating_changes(edition, OLD, theme("photonics"))


def test_a_list_of_another_version_is_refused(edition: Edition) -> None:
    with pytest.raises(CodeListError, match="A list of one version is never applied to another"):
        rating_changes(edition, OLD, replace(OLD, nace_version="2.1"))


def test_a_list_that_nothing_shows_is_refused(edition: Edition) -> None:
    with pytest.raises(EvidenceError, match="there is no rating, and no zero either"):
        rating_changes(edition, OLD, replace(OLD, items=(replace(OLD.items[0], code="86"),)))


def test_a_year_that_is_not_there_is_refused(edition: Edition) -> None:
    with pytest.raises(EditionError, match="1999"):
        rating_changes(edition, OLD, OLD, year=1999)
