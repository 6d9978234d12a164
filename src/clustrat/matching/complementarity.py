"""Complementarity of organisations: what one offers is what the other needs; beside it same capability, and bridges, never mixed."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.matching.capabilities import CapabilityTable

__all__ = [
    "NO_NAMES",
    "ComplementarityReason",
    "bridge",
    "complementarity",
    "complementarity_reasons",
    "same_capability",
    "why_undefined",
]

FloatArray = NDArray[np.float64]
NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplementarityReason:
    """One part of a complementarity: ``giver`` offers ``capabilities``, which ``receiver`` needs.

    ``meets_need`` has one code; ``further`` gathers all that is beyond the largest, so that the contributions sum to the score. Where the giver no
    longer offered these codes, needs as they are, the score would fall by exactly ``contribution``. ``sources`` are the records behind offer and need.
    """

    kind: Literal["meets_need", "further"]
    parts: tuple[tuple[str, str, str], ...]
    contribution: float
    share: float
    need_is_inferred: bool
    sources: tuple[str, ...]
    sentence: str

    @property
    def giver(self) -> str:
        """Who offers, in the largest part."""
        return self.parts[0][0]

    @property
    def receiver(self) -> str:
        """Who needs, in the largest part."""
        return self.parts[0][1]

    @property
    def capabilities(self) -> tuple[str, ...]:
        """The codes, each once."""
        return tuple(dict.fromkeys(code for _, _, code in self.parts))


def complementarity(table: CapabilityTable, *, organisation: str) -> FloatArray:
    r"""How far an organisation and each other one fill each other's needs.

    .. math:: comp(a,b) = \tfrac12 \left[ \frac{\sum_k need_a(k)\,offer_b(k)}{\sum_k need_a(k)} +
              \frac{\sum_k need_b(k)\,offer_a(k)}{\sum_k need_b(k)} \right]

    Returns
    -------
    ndarray of float, shape (n_organisations,)
        0 to 1; ``nan`` for the organisation itself, and where a side has no recorded need (:func:`why_undefined` tells which).

    Examples
    --------
    a needs x and offers y, b the reverse; c is a clone of a.

    >>> table = CapabilityTable.from_records([("a", "need", "x"), ("a", "offer", "y"), ("b", "need", "y"), ("b", "offer", "x"),
    ...     ("c", "need", "x"), ("c", "offer", "y")])
    >>> complementarity(table, organisation="a").tolist()
    [nan, 1.0, 0.0]
    """
    a = table.index(organisation)
    totals = np.asarray(table.need.sum(axis=1), dtype=np.float64).reshape(-1)
    received = np.asarray(table.offer @ _row(table.need, a), dtype=np.float64)
    given = np.asarray(table.need @ _row(table.offer, a), dtype=np.float64)
    known = (totals > 0) & (totals[a] > 0)
    known[a] = False
    score = np.full(len(totals), np.nan)
    if totals[a] > 0:
        score[known] = (received[known] / totals[a] + given[known] / totals[known]) / 2
    return score


def same_capability(table: CapabilityTable, *, organisation: str) -> FloatArray:
    """Cosine of what an organisation and each other one offer: peers.

    Returns
    -------
    ndarray of float, shape (n_organisations,)
        0 to 1; ``nan`` for the organisation itself, and where a side has no recorded offer.

    Examples
    --------
    >>> table = CapabilityTable.from_records([("a", "offer", "y"), ("b", "offer", "x"), ("c", "offer", "x"), ("c", "offer", "y")])
    >>> [round(float(value), 4) for value in same_capability(table, organisation="a")]
    [nan, 0.0, 0.7071]
    """
    a = table.index(organisation)
    norms = np.sqrt(np.asarray(table.offer.power(2).sum(axis=1), dtype=np.float64).reshape(-1))
    product = np.asarray(table.offer @ _row(table.offer, a), dtype=np.float64)
    norm = norms * norms[a]
    cosine = np.divide(product, norm, out=np.full(len(norms), np.nan), where=norm > 0)
    cosine[a] = np.nan
    return np.asarray(np.minimum(cosine, 1.0))


def bridge(
    table: CapabilityTable,
    *,
    organisation: str,
    traditional: Collection[str],
    emerging: Collection[str],
    relatedness: ArrayLike | None = None,
) -> FloatArray:
    r"""Whether one side stands in a traditional cluster and the other in an emerging industry, near to each other.

    .. math:: bridge(a,b) = \max_{(p,q) \in \{(a,b),(b,a)\}} \sum_{k \in T} \sum_{l \in E} o_p(k)\,\varphi_{kl}\,o_q(l)

    with *o* the shares of an organisation's offers, *T* and *E* the codes of the traditional cluster and of the emerging industry.

    Parameters
    ----------
    table
        Profiles.
    organisation
        Who asks.
    traditional, emerging
        Codes; none stands in both.
    relatedness : array_like, shape (n_capabilities, n_capabilities), optional
        In [0, 1]; without it all pairs count fully.

    Returns
    -------
    ndarray of float, shape (n_organisations,)
        0 to 1; ``nan`` for the organisation itself, where a side has no recorded offer, and for all where no codes are given.

    Raises
    ------
    ParameterError
        A code stands on both sides.
    EvidenceError
        The relatedness has another shape or lies outside 0 to 1.
    """
    if both := sorted(set(traditional) & set(emerging)):
        raise ParameterError(f"'{both[0]}' is named as traditional and as emerging. Choose one side for it.")
    a, n = table.index(organisation), len(table.capabilities)
    sums = np.asarray(table.offer.sum(axis=1), dtype=np.float64).reshape(-1)
    score = np.full(len(sums), np.nan)
    t = np.array([code in traditional for code in table.capabilities], dtype=bool)
    e = np.array([code in emerging for code in table.capabilities], dtype=bool)
    if not (t.any() and e.any() and sums[a] > 0):
        return score
    phi = np.ones((n, n)) if relatedness is None else np.asarray(relatedness, dtype=np.float64)
    if phi.shape != (n, n) or not ((phi >= 0) & (phi <= 1)).all():
        raise EvidenceError(
            f"The relatedness must be {n} by {n} and lie between 0 and 1; it has the shape {phi.shape}."
        )
    own = _row(table.offer, a) / sums[a]
    toward_emerging = np.where(e, (own * t) @ phi, 0.0)
    toward_traditional = np.where(t, phi @ (own * e), 0.0)
    known = sums > 0
    known[a] = False
    best = np.maximum(np.asarray(table.offer @ toward_emerging), np.asarray(table.offer @ toward_traditional))
    score[known] = best[known] / sums[known]
    return score


def complementarity_reasons(
    table: CapabilityTable, *, organisation: str, partner: str, n: int = 5, names: Mapping[str, str] = NO_NAMES
) -> tuple[ComplementarityReason, ...]:
    """Why two organisations complement each other: at most ``n`` reasons, whose contributions sum to the score.

    Parameters
    ----------
    table
        Profiles.
    organisation, partner
        The two; their order changes nothing but the order of equal reasons.
    n
        Most reasons; what is beyond them is gathered into the last.
    names
        Words for codes and organisations in the sentences; what has none stands for itself.

    Returns
    -------
    tuple of ComplementarityReason
        Largest first; empty where the score is 0 or undefined.

    Raises
    ------
    ParameterError
        ``n`` is below 1, or both are the same.
    """
    if n < 1:
        raise ParameterError(f"n={n} reasons cannot be given. Ask for 1 or more.")
    if organisation == partner:
        raise ParameterError(f"{organisation} is never its own partner. Name another organisation.")
    if why_undefined(table, organisation=organisation, partner=partner):
        return ()
    parts = [
        (amount, giver, receiver, code)
        for giver, receiver in ((partner, organisation), (organisation, partner))
        for code, amount in _amounts(table, giver, receiver)
    ]
    if not parts:
        return ()
    parts.sort(key=lambda part: (-round(part[0], 12), part[3], part[1]))
    total = math.fsum(part[0] for part in parts)
    groups = [[part] for part in parts] if len(parts) <= n else [*([part] for part in parts[: n - 1]), parts[n - 1 :]]
    return tuple(_reason(table, group, total, names) for group in groups)


def why_undefined(
    table: CapabilityTable, *, organisation: str, partner: str, names: Mapping[str, str] = NO_NAMES
) -> str:
    """The sentence that says why two organisations have no complementarity; empty where they have one."""
    silent = [side for side in (organisation, partner) if not table.need[[table.index(side)]].sum() > 0]
    if not silent:
        return ""
    return f"There is no score, since no need is recorded of {' and '.join(names.get(side, side) for side in silent)}."


def _amounts(table: CapabilityTable, giver: str, receiver: str) -> list[tuple[str, float]]:
    """What each code adds in one direction."""
    need, offer = _row(table.need, table.index(receiver)), _row(table.offer, table.index(giver))
    amount = need * offer / (2 * need.sum())
    return [(table.capabilities[k], float(amount[k])) for k in np.flatnonzero(amount)]


def _reason(
    table: CapabilityTable, group: list[tuple[float, str, str, str]], total: float, names: Mapping[str, str]
) -> ComplementarityReason:
    contribution = math.fsum(part[0] for part in group)
    parts = tuple((giver, receiver, code) for _, giver, receiver, code in group)
    inferred = any(table.need_is_inferred[table.index(receiver)] for _, receiver, _ in parts)
    sources = [
        table.sources[key]
        for giver, receiver, code in parts
        for key in ((giver, "offer", code), (receiver, "need", code))
        if key in table.sources
    ]
    giver, receiver, code = (names.get(word, word) for word in parts[0])
    share = contribution / total
    if len(parts) == 1:
        needs = "probably needs, by what it offers" if inferred else "needs"
        sentence = f"{giver} offers {code}, which {receiver} {needs}: {share:.0%} of the score."
    else:
        codes = ", ".join(dict.fromkeys(names.get(c, c) for _, _, c in parts))
        sentence = f"{len(parts)} further needs are met, of {codes}: {share:.0%} of the score."
    return ComplementarityReason(
        kind="meets_need" if len(parts) == 1 else "further",
        parts=parts,
        contribution=contribution,
        share=share,
        need_is_inferred=inferred,
        sources=tuple(dict.fromkeys(sources)),
        sentence=sentence,
    )


def _row(matrix: object, place: int) -> FloatArray:
    row: FloatArray = matrix[[place]].toarray()[0]  # type: ignore[index]
    return row
