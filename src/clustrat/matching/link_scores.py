"""Scores by which partners are foretold: ours, and the baselines that it has to beat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from clustrat.matching.capabilities import CapabilityTable
from clustrat.matching.collaborations import TemporalSplit
from clustrat.matching.complementarity import complementarity, same_capability

__all__ = ["BASELINES", "Scorer", "adamic_adar", "als", "capabilities_of", "common_neighbours", "complementary", "popularity", "same_region",
           "topic_cosine"]  # fmt: skip

FloatArray = NDArray[np.float64]
#: What is asked: the row of an organisation; the answer: a score of every organisation, higher is better.
Scorer = Callable[[int], FloatArray]
N_FACTORS, N_SWEEPS, REGULARISATION, CONFIDENCE = 32, 8, 0.1, 20.0


def popularity(split: TemporalSplit) -> Scorer:
    """How many partners each has already."""
    degree = _degree(split)
    return lambda asker: degree


def common_neighbours(split: TemporalSplit) -> Scorer:
    """How many partners both have."""
    known = _known(split)
    return lambda asker: np.asarray(known @ known[[asker]].toarray()[0])


def adamic_adar(split: TemporalSplit) -> Scorer:
    r"""Common partners, each by :math:`1/\ln` of how many partners it has (:cite:`adamic2003`)."""
    known = _known(split)
    degree = _degree(split)
    weight = np.divide(1.0, np.log(np.maximum(degree, 2.0)), out=np.zeros_like(degree), where=degree > 1)
    weighted = csr_array(known @ diags_array(weight))
    return lambda asker: np.asarray(weighted @ known[[asker]].toarray()[0])


def same_region(split: TemporalSplit) -> Scorer:
    """Those of the same NUTS-2 region, then of the same country, popular ones first."""
    regions = np.array([a.region[:4] for a in split.attributes])
    countries = np.array([a.country for a in split.attributes])
    part = _degree(split) / (1.0 + _degree(split).max(initial=0.0))

    def score(asker: int) -> FloatArray:
        near = (regions == regions[asker]) & (regions != "")
        home = (countries == countries[asker]) & (countries != "")
        return np.asarray(2.0 * near + 1.0 * home + part)

    return score


def topic_cosine(split: TemporalSplit) -> Scorer:
    """Cosine of topics, rare ones weighing more (TF-IDF)."""
    counts = split.topic_counts
    in_use = np.asarray((counts > 0).sum(axis=0), dtype=np.float64).reshape(-1)
    weighted = csr_array(counts @ diags_array(np.log((1 + counts.shape[0]) / (1 + in_use)) + 1))
    norm = np.sqrt(np.asarray(weighted.power(2).sum(axis=1), dtype=np.float64).reshape(-1))
    unit = csr_array(diags_array(np.divide(1.0, norm, out=np.zeros_like(norm), where=norm > 0)) @ weighted)
    return lambda asker: np.asarray(unit @ unit[[asker]].toarray()[0])


def als(split: TemporalSplit, *, seed: int = 20_141_127) -> Scorer:
    """Implicit alternating least squares on who worked with whom (:cite:`hu2008`); one with no partner gets the mean of those that ask."""
    counts = split.together
    rng = np.random.default_rng(seed)
    n = counts.shape[0]
    k = min(N_FACTORS, max(2, n // 4))
    asks, gives = (rng.normal(0, 0.1, size=(n, k)) for _ in range(2))
    for _ in range(N_SWEEPS):
        asks = _half_step(counts, gives)
        gives = _half_step(counts, asks)
    known = _degree(split) > 0
    mean = asks[known].mean(axis=0) if known.any() else np.zeros(k)
    return lambda asker: np.asarray(gives @ (asks[asker] if known[asker] else mean))


def _half_step(counts: csr_array, fixed: FloatArray) -> FloatArray:
    k = fixed.shape[1]
    base = fixed.T @ fixed + REGULARISATION * np.eye(k)
    solved = np.zeros_like(fixed)
    for row in range(counts.shape[0]):
        begin, end = counts.indptr[row], counts.indptr[row + 1]
        if begin == end:
            continue
        near, weight = fixed[counts.indices[begin:end]], CONFIDENCE * counts.data[begin:end]
        solved[row] = np.linalg.solve(base + (near.T * weight) @ near, near.T @ (1.0 + weight))
    return solved


def capabilities_of(split: TemporalSplit) -> CapabilityTable:
    """Profiles out of topics: an offer is the share of a topic among an organisation's projects; needs are inferred by topics that go together in projects."""
    counts = split.topic_counts
    most = np.asarray(counts.max(axis=1).todense(), dtype=np.float64).reshape(-1) if counts.shape[1] else np.zeros(0)
    scale = np.divide(1.0, most, out=np.zeros_like(most), where=most > 0)
    offer = csr_array(diags_array(scale) @ counts) if counts.shape[1] else csr_array(counts)
    n = len(split.organisations)
    table = CapabilityTable(
        organisations=split.organisations,
        capabilities=split.topics,
        need=csr_array(offer.shape, dtype=np.float64),
        offer=offer,
        need_is_inferred=np.zeros(n, dtype=bool),
        countries=tuple(a.country for a in split.attributes),
        age_days=np.full(n, np.nan),
    )
    if not counts.shape[1]:
        return table
    return table.with_inferred_needs(_partner_topics(split))


def _partner_topics(split: TemporalSplit) -> FloatArray:
    """How often partners that worked together bring two topics: lift over chance less one, at least 0."""
    has = csr_array((split.topic_counts > 0).astype(np.float64))
    linked = csr_array((split.together > 0).astype(np.float64))
    pairs = (has.T @ linked @ has).toarray()
    total = pairs.sum()
    if total == 0:
        return np.zeros_like(pairs)
    share = pairs.sum(axis=1) / total
    expected = np.outer(share, share) * total
    lift = np.divide(pairs, expected, out=np.zeros_like(pairs), where=expected > 0)
    return np.asarray(np.maximum(lift - 1.0, 0.0))


def complementary(split: TemporalSplit) -> Scorer:
    """Ours: complementarity first, a little for the same capability and for many partners; whoever has no profile gets what newcomers of its kind found."""
    table = capabilities_of(split)
    popular = _degree(split) / (1.0 + _degree(split).max(initial=0.0))
    by_kind = _partners_of_kind(split)

    def score(asker: int) -> FloatArray:
        name = split.organisations[asker]
        comp = np.nan_to_num(complementarity(table, organisation=name), nan=0.0)
        peers = np.nan_to_num(same_capability(table, organisation=name), nan=0.0)
        return np.asarray(comp + 0.1 * peers + 0.05 * popular + 0.05 * by_kind(asker))

    return score


def _partners_of_kind(split: TemporalSplit) -> Scorer:
    """How many partners of the asker's kind each had, as a share of the most."""
    kinds = np.array([a.kind for a in split.attributes])
    known = _known(split)
    shares: dict[str, FloatArray] = {}
    for kind in sorted(set(kinds)):
        of = np.asarray(known @ (kinds == kind).astype(np.float64))
        shares[kind] = of / max(of.max(initial=0.0), 1.0)
    return lambda asker: shares[kinds[asker]]


def _known(split: TemporalSplit) -> csr_array:
    return csr_array((split.together > 0).astype(np.float64))


def _degree(split: TemporalSplit) -> FloatArray:
    return np.asarray((split.together > 0).sum(axis=1), dtype=np.float64).reshape(-1)


#: The baselines by name, in the order in which they are shown.
BASELINES: Mapping[str, Callable[[TemporalSplit], Scorer]] = MappingProxyType(
    {
        "popularity": popularity,
        "common neighbours": common_neighbours,
        "Adamic-Adar": adamic_adar,
        "same region": same_region,
        "topic TF-IDF": topic_cosine,
        "implicit ALS": als,
    }
)
