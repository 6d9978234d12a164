"""From words to codes: labels of code lists in many languages, found by their character n-grams, so that no stemmer is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from clustrat.errors import ParameterError

__all__ = ["LabelHit", "LabelIndex"]

#: Lengths of the n-grams.
SHORTEST, LONGEST = 3, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelHit:
    """A code whose label is like the words: ``score`` is the cosine of their n-grams, 1 for the same text."""

    code: str
    label: str
    score: float


@dataclass(frozen=True, kw_only=True, eq=False)
class LabelIndex:
    """Labels with their codes; a code may have any number of labels, in any language.

    Attributes
    ----------
    codes, labels
        One code and one label for each row.
    grams
        N-gram -> column.
    weights : sparse array, shape (n_labels, n_grams)
        TF-IDF of each label, of length 1.
    idf : ndarray of float, shape (n_grams,)
    """

    codes: tuple[str, ...]
    labels: tuple[str, ...]
    grams: Mapping[str, int]
    weights: csr_array
    idf: np.ndarray[tuple[int], np.dtype[np.float64]]

    @classmethod
    def of(cls, labels: Iterable[tuple[str, str]]) -> LabelIndex:
        """An index of (code, label); labels come folded (without case and marks), as the words asked for will.

        Raises
        ------
        ParameterError
            There is no label.

        Examples
        --------
        >>> index = LabelIndex.of([("C31", "manufacture of furniture"), ("C31", "herstellung von moebeln"),
        ...     ("C10", "manufacture of food products"), ("C10", "herstellung von nahrungsmitteln")])
        >>> [hit.code for hit in index.find("moebel")]
        ['C31']
        """
        rows = [(code, label) for code, label in labels if label]
        if not rows:
            raise ParameterError("An index of labels needs at least one label.")
        counts = [Counter(_grams(label)) for _code, label in rows]
        seen = Counter(gram for found in counts for gram in found)
        grams = {gram: column for column, gram in enumerate(sorted(seen))}
        idf = np.array([np.log((1 + len(rows)) / (1 + seen[gram])) + 1.0 for gram in grams])
        matrix = _matrix(counts, grams, idf)
        return cls(
            codes=tuple(code for code, _label in rows),
            labels=tuple(label for _code, label in rows),
            grams=grams,
            weights=matrix,
            idf=idf,
        )

    def find(self, words: str, *, n: int = 5, least: float = 0.3) -> tuple[LabelHit, ...]:
        """The codes whose labels are most like ``words``, the best first; the best label of each code counts.

        A label holds more than was asked ("manufacture of furniture" for "furniture"), so that the score is the share of the
        words' own n-grams (by weight) that the label has, and the cosine decides between equals.

        Parameters
        ----------
        least
            Shares below are no hit.

        Examples
        --------
        >>> index = LabelIndex.of([("A", "abcdef"), ("B", "xyzxyz")])
        >>> index.find("abcdef")[0].score, index.find("qqqqqq")
        (1.0, ())
        """
        asked = Counter(_grams(words))
        total = sum(count * self._idf_of(gram) for gram, count in asked.items())
        known = Counter({gram: count for gram, count in asked.items() if gram in self.grams})
        if not known:
            return ()
        columns = np.array([self.grams[gram] for gram in known])
        has = self.weights[:, columns].toarray() > 0
        share = has @ np.array([known[gram] * self.idf[self.grams[gram]] for gram in known]) / total
        vector = _matrix([known], self.grams, self.idf)
        cosine = (self.weights @ vector.T).toarray().ravel()
        best: dict[str, LabelHit] = {}
        for row in np.lexsort((-cosine, -share)):
            if share[row] < least:
                break
            code = self.codes[row]
            if code not in best:
                best[code] = LabelHit(code=code, label=self.labels[row], score=round(float(share[row]), 6))
                if len(best) == n:
                    break
        return tuple(best.values())

    def _idf_of(self, gram: str) -> float:
        column = self.grams.get(gram)
        return float(np.log(1 + len(self.codes)) + 1.0) if column is None else float(self.idf[column])


def _grams(text: str) -> list[str]:
    """The n-grams of each word, with its bounds marked, so that beginnings weigh more than middles."""
    found = []
    for word in text.split():
        bounded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            found += [bounded[at : at + length] for at in range(max(1, len(bounded) - length + 1))]
    return found


def _matrix(
    counts: Sequence[Mapping[str, int]], grams: Mapping[str, int], idf: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> csr_array:
    rows, columns, values = [], [], []
    for row, found in enumerate(counts):
        at = [grams[gram] for gram in found]
        weight = np.array([found[gram] for gram in found]) * idf[at]
        length = np.sqrt((weight**2).sum()) or 1.0
        rows += [row] * len(at)
        columns += at
        values += list(weight / length)
    return csr_array((values, (rows, columns)), shape=(len(counts), len(grams)))
