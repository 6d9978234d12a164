"""From themes to industries: worked by hand, refused with a sentence, and true for any shares."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.codes.nace import activities
from clustrat.codes.theme_records import Theme, ThemeItem, item_classes
from clustrat.codes.theme_weights import theme_weights
from clustrat.codes.themes import theme, themes
from clustrat.errors import CodeListError, EvidenceError, ParameterError

DIVISIONS = tuple(found.table_code for found in activities(version="2", level="division"))
#: Divisions of the regional business statistics 2008-2015.
STATISTICS = tuple(d for d in DIVISIONS if d[0] in "BCDEFGHIJLMN" or d == "S95")
AGEING = theme("active_ageing")


def a_theme(**weight_of: float) -> Theme:
    items = tuple(
        ThemeItem(code=code[1:].replace("_", "."), weight=w, ring="core", label=code) for code, w in weight_of.items()
    )
    return Theme(
        code="mine",
        version="v1",
        kind="proposal",
        field="emerging_industry",
        title="Mine",
        nace_version="2",
        items=items,
    )


@pytest.mark.parametrize(
    ("industries", "sentence"),
    [
        ([], r"No industry was given\. Give the codes of the industries with data, such as C21"),
        (["C21", "C21"], "The industry 'C21' stands twice"),
        (["C21", "C"], r"The industries 'C21' and 'C' share the class 21\.10, which would count twice"),
        (["C", "C21"], r"The industries 'C' and 'C21' share the class 21\.10"),
        (["C40"], "There is no activity 'C40' in NACE Rev. 2"),
        (["K62"], "62 is in section J of NACE Rev. 2, not in K"),
    ],
)
def test_industries_that_cannot_be_are_refused(industries, sentence):
    with pytest.raises(CodeListError, match=sentence):
        theme_weights(AGEING, industries)


def test_a_list_of_one_version_is_never_applied_to_another():
    with pytest.raises(
        CodeListError, match=r"'active_ageing' is written in NACE Rev\. 2, the industries in NACE Rev\. 2\.1"
    ):
        theme_weights(AGEING, ["C21"], nace_version="2.1")
    with pytest.raises(CodeListError, match=r"written in NACE Rev\. 2\.1, the industries in NACE Rev\. 2\."):
        theme_weights(replace(AGEING, nace_version="2.1"), ["C21"])


def test_a_name_without_a_list_is_refused_with_the_reason():
    with pytest.raises(CodeListError, match=r"'Blue growth industries' .* has no list of industries.*not public"):
        theme_weights(theme("blue_growth_industries"), STATISTICS)
    with pytest.raises(CodeListError, match=r"'Photonics' .*Take the theme key_enabling_technologies"):
        theme_weights(theme("photonics"), STATISTICS)
    with pytest.raises(CodeListError, match=r"A cross-cutting issue is measured by indicators, not by industries"):
        theme_weights(theme("internationalisation"), STATISTICS)


def test_no_coverage_is_a_sentence_and_not_zeros():
    with pytest.raises(
        EvidenceError, match=r"None of the 30 industries of the theme 'Active ageing' .* no zero either"
    ):
        theme_weights(AGEING, ["C10", "C11"])


def test_only_an_item_of_weight_zero_is_no_coverage():
    with pytest.raises(EvidenceError, match="no rating, and no zero either"):
        theme_weights(a_theme(_21=0.0, _86=1.0), ["C21"])


@pytest.mark.parametrize(
    ("shares", "kind", "sentence"),
    [
        (
            {"21.10": 0.4},
            CodeListError,
            r"Of the 2 classes of C21, 1 have a share; 21\.20 has none, and missing is not zero",
        ),
        (
            {"21.10": 0.4, "21.20": 0.4},
            ParameterError,
            r"The class shares of C21 sum to 0\.8\. Give shares that sum to 1",
        ),
        ({"21.10": -0.2, "21.20": 1.2}, ParameterError, r"The share of class 21\.10 is -0\.2"),
        ({"21.10": np.inf, "21.20": 0.0}, ParameterError, r"The share of class 21\.10 is inf"),
        ({"21.30": 1.0}, CodeListError, "There is no activity"),
    ],
)
def test_shares_that_cannot_be_are_refused(shares, kind, sentence):
    with pytest.raises(kind, match=sentence):
        theme_weights(AGEING, ["C21"], class_shares=shares)


def test_a_negative_size_is_refused():
    with pytest.raises(ParameterError, match="The size of C21 is -1. Give a finite number"):
        theme_weights(AGEING, ["C21"], industry_sizes={"C21": -1})


def test_equal_classes_by_hand():
    """Three of the 8 classes of C30 are core of smart mobility ... and all weights of C29 are 1."""
    found = theme_weights(theme("smart_mobility"), ["C29", "C30", "C31", "H49"])
    # C30: 30.11, 30.20, 30.30, 30.91, 30.92, 30.99 of 30.11 30.12 30.20 30.30 30.40 30.91 30.92 30.99
    # H49: 49.10 49.20 49.31 49.39 with 1, 49.41 with 0.5, of 8 classes
    assert found.values.tolist() == pytest.approx([1.0, 6 / 8, 0.0, 4.5 / 8])
    assert (found.allocation, found.apportioned) == ("equal_classes", ("C30", "H49"))


def test_class_shares_by_hand():
    shares = dict.fromkeys(item_classes("26", "2"), 0.0) | {"26.60": 0.3, "26.51": 0.5, "26.11": 0.2}
    found = theme_weights(AGEING, ["C21", "C26"], class_shares=shares)
    assert found.values.tolist() == pytest.approx([1.0, 0.3 * 1.0 + 0.5 * 0.5])
    assert (found.allocation, found.apportioned) == ("class_shares", ())


def test_unknown_shares_are_as_if_not_given():
    shares = dict.fromkeys(item_classes("26", "2"), np.nan)
    found = theme_weights(AGEING, ["C26"], class_shares=shares)
    assert found.allocation == "equal_classes"
    assert found.values[0] == pytest.approx(0.15)


def test_coverage_of_active_ageing_in_the_statistics():
    """21.5 of weight in all; hospitals to social work (9.0), insurance, pensions, fitness, well-being (2.0) are absent."""
    found = theme_weights(AGEING, STATISTICS)
    assert found.coverage == pytest.approx(10.5 / 21.5)
    assert found.coverage_basis == "weight"
    assert {item.code[:2] for item in found.missing} == {"86", "87", "88", "65", "93", "96"}
    assert len(found.missing) == 13


@pytest.mark.parametrize(("code", "n_missing"), [("active_ageing", 13), ("green_economy", 2), ("smart_mobility", 0)])
def test_missing_items_are_those_whose_note_says_so(code, n_missing):
    found = theme_weights(theme(code), STATISTICS)
    assert set(found.missing) == {item for item in theme(code).items if "not in the regional business" in item.note}
    assert len(found.missing) == n_missing


def test_coverage_by_size_by_hand():
    """Weights 1 and 0.5, sizes 100 and 400: 100 of 300 is seen."""
    mine = a_theme(_21=1.0, _86=0.5)
    found = theme_weights(mine, ["C21"], industry_sizes={"C21": 100, "86": 400})
    assert (found.coverage, found.coverage_basis) == (pytest.approx(1 / 3), "size")


def test_a_size_that_is_not_known_leaves_the_weights_alone():
    mine = a_theme(_21=1.0, _86=0.5)
    for sizes in ({"C21": 100}, {"C21": 100, "86": np.nan}, {"C21": 0.0, "Q86": 0.0}):
        found = theme_weights(mine, ["C21"], industry_sizes=sizes)
        assert (found.coverage, found.coverage_basis) == (pytest.approx(1 / 1.5), "weight")


def test_the_size_of_a_class_is_its_part_of_the_division():
    mine = a_theme(_21_10=1.0, _86=1.0)
    equal = theme_weights(mine, ["C21"], industry_sizes={"21": 200, "86": 100})
    assert equal.coverage == pytest.approx(100 / 200)
    shares = {"21.10": 0.25, "21.20": 0.75}
    known = theme_weights(mine, ["C21"], industry_sizes={"21": 200, "86": 100}, class_shares=shares)
    assert known.coverage == pytest.approx(50 / 150)


def test_part_of_an_item_with_data_counts_in_part():
    """Of the two classes of 21 one is given: half the item."""
    found = theme_weights(a_theme(_21=1.0), ["21.10"])
    assert (found.coverage, found.missing, found.values.tolist()) == (0.5, (), [1.0])


def test_industries_may_be_sections_and_the_answer_keeps_their_order():
    found = theme_weights(theme("high_technology"), ["F", "C"])
    assert found.industries == ("F", "C")
    assert found.values.tolist() == pytest.approx([0.0, 12 / 230])


def test_values_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        theme_weights(AGEING, ["C21"]).values[0] = 0.0


@given(st.permutations(DIVISIONS), st.sampled_from([t.code for t in themes() if t.items]))
def test_values_follow_their_labels(order, code):
    first, other = theme_weights(theme(code), DIVISIONS), theme_weights(theme(code), order)
    assert dict(zip(other.industries, other.values, strict=True)) == dict(zip(DIVISIONS, first.values, strict=True))
    assert other.coverage == pytest.approx(1.0)
    assert ((other.values >= 0) & (other.values <= 1)).all()


@given(st.lists(st.sampled_from(DIVISIONS), unique=True, min_size=1), st.sampled_from(DIVISIONS))
def test_another_industry_never_lowers_coverage(some, one_more):
    smaller = ["C21", *(d for d in some if d not in ("C21", one_more))]
    larger = [*smaller, one_more] if one_more != "C21" else smaller
    assert theme_weights(AGEING, larger).coverage >= theme_weights(AGEING, smaller).coverage - 1e-12


@given(st.lists(st.floats(0.01, 1), min_size=10, max_size=10))
def test_mass_is_kept_whatever_the_shares(parts):
    """A division's weight lies between the smallest and the largest weight of its classes."""
    shares = dict(zip(item_classes("26", "2"), np.array(parts) / np.sum(parts), strict=True))
    value = theme_weights(AGEING, ["C26"], class_shares=shares).values[0]
    assert value == pytest.approx(shares["26.60"] + 0.5 * shares["26.51"])
