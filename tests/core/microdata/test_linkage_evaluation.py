"""Scores by hand, labels that cannot be, and the measure on real beneficiary lists."""

from importlib.resources import files

import numpy as np
import pytest

from clustrat.cli.linkage import LISTS, labelled_records
from clustrat.errors import EvidenceError
from clustrat.microdata.linkage import find_duplicates, groups
from clustrat.microdata.linkage_evaluation import b_cubed, pairwise_scores, read_labelled_pairs
from clustrat.microdata.linkage_synthetic import synthetic_organisations

LABELS = files("clustrat.microdata").joinpath("data", "beneficiary_pairs.csv").read_text(encoding="utf-8")
HEAD = "list,row_a,row_b,same,rule\n"


def test_shares_of_nothing_are_unknown():
    scores = pairwise_scores([], read_labelled_pairs(HEAD + "AT,1,2,0,R5\n"))
    assert (scores.precision, scores.recall, scores.f1) == (None, None, None)


def test_b_cubed_of_the_truth_is_one_and_of_one_heap_is_the_share_of_pairs():
    truth = {"a": "1", "b": "1", "c": "2"}
    assert b_cubed([{"a", "b"}], truth) == (1, 1)
    assert b_cubed([{"a", "b", "c"}], truth)[0] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)
    with pytest.raises(EvidenceError, match="no record"):
        b_cubed([], {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("list,row_a\nAT,1\n", "no column 'row_b'"),
        (HEAD + "AT,1,2,yes,R1\n", "'yes' is no label"),
        (HEAD + "AT,1,2,1,R1\nAT,2,1,0,R1\n", "comes twice"),
        (HEAD + "AT,1,1,1,R1\n", "is one record"),
    ],
)
def test_labels_that_cannot_be_are_refused(text, message):
    with pytest.raises(EvidenceError, match=message):
        read_labelled_pairs(text)


def test_the_labels_hold_keys_and_labels_only_and_two_thousand_of_them():
    pairs = read_labelled_pairs(LABELS)
    assert len(pairs) >= 2_000
    assert all(part.split(":")[1].isdigit() for pair in pairs for part in (pair.left, pair.right))
    assert {pair.rule for pair in pairs} == {"H1", "H2", "R1", "R3", "R5"}


@pytest.mark.extra_data
def test_on_real_lists_and_invented_organisations_the_goals_are_reached(extra_data):
    pairs, said = read_labelled_pairs(LABELS), []
    for key in LISTS:
        wanted = {r for p in pairs for r in (p.left, p.right) if r.startswith(f"{key}:")}
        records = labelled_records(extra_data / "data" / "structural_funds", key, wanted)
        assert len(records) == len(wanted)
        said += [(s.left, s.right) for s in find_duplicates(records)]
    real = pairwise_scores(said, pairs)
    assert real.precision >= 0.98
    # Names alone, without place or number: one in seven of the same bodies cannot be known again.
    assert real.f1 >= 0.91
    made = synthetic_organisations(1_200, rng=np.random.default_rng(20_141_127))
    found = find_duplicates(made.records)
    both = pairwise_scores([*said, *((s.left, s.right) for s in found)], [*pairs, *made.pairs])
    assert both.n_pairs >= 3_900
    assert both.precision >= 0.98
    assert both.f1 >= 0.96
    assert min(b_cubed(groups(found), made.truth)) >= 0.95
