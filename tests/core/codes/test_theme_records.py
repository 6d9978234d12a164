"""Themes as records: what their hash sees, and what changed between two."""

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.codes.nace import activities
from clustrat.codes.theme_records import Theme, ThemeItem, content_hash, difference, item_classes
from clustrat.errors import CodeListError

DIVISIONS = [found.code for found in activities(version="2", level="division")]
weights = st.dictionaries(st.sampled_from(DIVISIONS), st.floats(0, 1), min_size=1, max_size=8)


def a_theme(weight_of: dict[str, float], *, nace_version: str = "2", ring: str = "core") -> Theme:
    return Theme(
        code="mine", version="v1", kind="proposal", field="emerging_industry", title="Mine", nace_version=nace_version,
        items=tuple(ThemeItem(code=c, weight=w, ring=ring, label=f"label {c}") for c, w in weight_of.items()),
    )  # fmt: skip


def test_lists_of_two_versions_of_nace_are_not_compared():
    with pytest.raises(CodeListError, match=r"'mine' is written in NACE Rev\. 2 and 'mine' in NACE Rev\. 2\.1"):
        difference(a_theme({"21": 1.0}), a_theme({"21": 1.0}, nace_version="2.1"))


def test_a_code_of_no_version_has_no_classes():
    with pytest.raises(CodeListError, match="no activity '40'"):
        item_classes("40", "2")


def test_a_theme_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        a_theme({"21": 1.0}).items[0].weight = 0.5  # type: ignore[misc]


def test_added_removed_changed_by_hand():
    old, new = a_theme({"21": 1.0, "26": 0.5, "29": 1.0}), a_theme({"26": 0.75, "29": 1.0, "30": 0.5})
    rows = [(c.code, c.change, c.old_weight, c.new_weight, c.label) for c in difference(old, new)]
    assert rows == [
        ("21", "removed", 1.0, None, "label 21"),
        ("26", "changed", 0.5, 0.75, "label 26"),
        ("30", "added", None, 0.5, "label 30"),
    ]


def test_another_ring_is_a_change_of_the_list_but_not_of_its_ratings():
    old, new = a_theme({"21": 1.0}), a_theme({"21": 1.0}, ring="extended")
    assert [(c.change, c.old_ring, c.new_ring) for c in difference(old, new)] == [("changed", "core", "extended")]
    assert old.content_hash == new.content_hash


@given(weights, weights)
def test_differences_lead_from_the_old_weights_to_the_new(before, after):
    old, new = a_theme(before), a_theme(after)
    replayed = dict(before)
    for change in difference(old, new):
        if change.new_weight is None:
            del replayed[change.code]
        else:
            assert change.old_weight == before.get(change.code)
            replayed[change.code] = change.new_weight
    assert replayed == new.weights
    assert (difference(old, new) == ()) == (old.content_hash == new.content_hash)


@given(weights, st.randoms())
def test_the_order_of_items_does_not_change_the_hash(weight_of, random):
    items = list(a_theme(weight_of).items)
    random.shuffle(items)
    assert content_hash("2", tuple(items)) == a_theme(weight_of).content_hash
    assert content_hash("2.1", tuple(items)) != a_theme(weight_of).content_hash


@given(weights)
def test_any_other_weight_gives_another_hash(weight_of):
    found = a_theme(weight_of)
    first = found.items[0]
    other = replace(first, weight=first.weight / 2 if first.weight else 1.0)
    if other.weight != first.weight:
        assert replace(found, items=(other, *found.items[1:])).content_hash != found.content_hash


def test_classes_of_every_level():
    assert item_classes("C", "2")[0] == "10.11"
    assert len(item_classes("C", "2")) == 230
    assert item_classes("26.5", "2") == ("26.51", "26.52")
    assert sum(len(item_classes(code, "2")) for code in DIVISIONS) == 615
