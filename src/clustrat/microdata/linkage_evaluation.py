"""How good a deduplication is: precision, recall and F1 on labelled pairs, and B-cubed on groups."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from clustrat.errors import EvidenceError

__all__ = ["LabelledPair", "LinkageScores", "b_cubed", "pairwise_scores", "read_labelled_pairs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """Two records of a list, whether they are one organisation, and the rule by which that was said."""

    left: str
    right: str
    same: bool
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkageScores:
    """Pairs counted; a share is ``None`` where there is nothing to take it of."""

    n_pairs: int
    n_same: int
    true_positive: int
    false_positive: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Of the pairs said to be one, those that are."""
        said = self.true_positive + self.false_positive
        return self.true_positive / said if said else None

    @property
    def recall(self) -> float | None:
        """Of the pairs that are one, those found."""
        return self.true_positive / self.n_same if self.n_same else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        twice = 2 * self.true_positive
        total = twice + self.false_positive + self.missed
        return twice / total if total else None


def read_labelled_pairs(text: str, *, name: str = "The labels") -> tuple[LabelledPair, ...]:
    """Pairs of a CSV with the columns ``list, row_a, row_b, same, rule``; a record is named ``list:row``.

    Raises
    ------
    EvidenceError
        A column is missing, a label is neither 0 nor 1, or a pair comes twice.

    Examples
    --------
    >>> read_labelled_pairs("list,row_a,row_b,same,rule\\nAT,3,9,1,R1\\n")[0]
    LabelledPair(left='AT:3', right='AT:9', same=True, rule='R1')
    """
    rows = csv.DictReader(io.StringIO(text))
    if absent := sorted({"list", "row_a", "row_b", "same", "rule"} - set(rows.fieldnames or ())):
        raise EvidenceError(f"{name} have no column '{absent[0]}'. They need list, row_a, row_b, same, rule.")
    pairs: dict[tuple[str, str], LabelledPair] = {}
    for row in rows:
        left, right = sorted((f"{row['list']}:{row['row_a']}", f"{row['list']}:{row['row_b']}"))
        if row["same"] not in ("0", "1"):
            raise EvidenceError(f"{name}, line {rows.line_num}: '{row['same']}' is no label. Write 0 or 1.")
        if (left, right) in pairs or left == right:
            raise EvidenceError(
                f"{name}, line {rows.line_num}: the pair {left}, {right} comes twice, or is one record."
            )
        pairs[left, right] = LabelledPair(left=left, right=right, same=row["same"] == "1", rule=row["rule"])
    return tuple(pairs.values())


def pairwise_scores(found: Iterable[tuple[str, str]], pairs: Iterable[LabelledPair]) -> LinkageScores:
    """Count how the pairs found stand to the labelled ones; pairs without a label count for nothing.

    Examples
    --------
    >>> pairs = read_labelled_pairs("list,row_a,row_b,same,rule\\nAT,1,2,1,R1\\nAT,1,3,0,R5\\nAT,4,5,1,R1\\n")
    >>> scores = pairwise_scores([("AT:2", "AT:1"), ("AT:1", "AT:3"), ("AT:8", "AT:9")], pairs)
    >>> scores.precision, scores.recall, scores.f1
    (0.5, 0.5, 0.5)
    """
    said = {tuple(sorted(pair)) for pair in found}
    listed = list(pairs)
    hits = sum(pair.same and (pair.left, pair.right) in said for pair in listed)
    n_same = sum(pair.same for pair in listed)
    return LinkageScores(
        n_pairs=len(listed),
        n_same=n_same,
        true_positive=hits,
        false_positive=sum(not pair.same and (pair.left, pair.right) in said for pair in listed),
        missed=n_same - hits,
    )


def b_cubed(groups: Iterable[Collection[str]], truth: Mapping[str, str]) -> tuple[float, float]:
    """B-cubed precision and recall of groups: for each record, the share of its group that belongs to it, and of its own that is there.

    Parameters
    ----------
    groups
        Groups found; a record in none is a group of its own.
    truth
        Record -> organisation.

    Raises
    ------
    EvidenceError
        There is no record.

    Examples
    --------
    >>> b_cubed([{"a", "b", "c"}], {"a": "1", "b": "1", "c": "2", "d": "2"})
    (0.6666666666666666, 0.75)
    """
    if not truth:
        raise EvidenceError("There is no record to score. Give the organisation of each.")
    of: dict[str, frozenset[str]] = {}
    for group in groups:
        members = frozenset(record for record in group if record in truth)
        of |= dict.fromkeys(members, members)
    own: dict[str, set[str]] = {}
    for record, organisation in truth.items():
        own.setdefault(organisation, set()).add(record)
    precision = recall = 0.0
    for record, organisation in truth.items():
        group = of.get(record, frozenset([record]))
        right = len(group & own[organisation])
        precision += right / len(group)
        recall += right / len(own[organisation])
    return precision / len(truth), recall / len(truth)
