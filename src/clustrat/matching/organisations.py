"""Partners of an organisation: three scores side by side, and one order by a stated weighted sum that the reader can change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import ParameterError
from clustrat.matching.capabilities import CapabilityTable
from clustrat.matching.complementarity import (
    NO_NAMES,
    ComplementarityReason,
    bridge,
    complementarity,
    complementarity_reasons,
    same_capability,
    why_undefined,
)

__all__ = ["ACTOR_WEIGHTS_V1", "ActorWeights", "OrganisationMatch", "OrganisationMatches", "organisation_matches"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorWeights:
    """How the order of partners is made, of the set ``actors.v1``; a changed weight needs a ``version`` of its own.

    Attributes
    ----------
    complementary, same_capability, bridge, cross_border, freshness
        Weights of the terms, 0 or more, not all 0; only their proportions matter.
    stale_days
        An entry confirmed so many days ago has freshness 0; one confirmed today 1, linear between.
    """

    version: str = "actors.v1"
    complementary: float = 0.6
    same_capability: float = 0.1
    bridge: float = 0.1
    cross_border: float = 0.1
    freshness: float = 0.1
    stale_days: float = 548.0

    def __post_init__(self) -> None:
        """Refuse weights that cannot be."""
        for name in TERMS:
            value = getattr(self, name)
            if not (np.isfinite(value) and value >= 0):
                raise ParameterError(f"The weight {name}={value:g} must be 0 or more.")
        if not self.stale_days > 0:
            raise ParameterError(f"stale_days={self.stale_days:g} must be above 0.")
        if not sum(self.of(name) for name in TERMS) > 0:
            raise ParameterError("All weights are 0, so there is no order. Give one of them some weight.")

    def of(self, term: str) -> float:
        """The weight of one term."""
        return float(getattr(self, term))


#: Terms of the order, in the order in which they are shown.
TERMS = tuple(field.name for field in fields(ActorWeights) if field.name not in ("version", "stale_days"))
#: The set in use.
ACTOR_WEIGHTS_V1 = ActorWeights()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationMatch:
    """One organisation as a partner; a term that is not known is ``None`` and leaves the order between ``score`` and ``score_high``."""

    organisation: str
    rank: int
    score: float
    score_high: float
    complementary: float | None
    same_capability: float | None
    bridge: float | None
    cross_border: float | None
    freshness: float | None
    need_is_inferred: bool
    undefined: str
    reasons: tuple[ComplementarityReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OrganisationMatches:
    """All organisations as partners of one; arrays of shape (n_organisations,) in the order of ``table.organisations``.

    ``terms`` holds the five terms by name, each 0 to 1 or ``nan``; ``score`` takes what is not known at its lowest, ``score_high`` at its highest;
    ``rank`` runs from 1 and is 0 for the organisation itself and for those of which neither a need nor an offer is recorded.
    """

    table: CapabilityTable
    organisation: str
    terms: Mapping[str, FloatArray]
    score: FloatArray
    score_high: FloatArray
    rank: NDArray[np.int64]
    weights: ActorWeights

    @property
    def n_ranked(self) -> int:
        """How many organisations have a rank."""
        return int((self.rank > 0).sum())

    def match(self, organisation: str, *, names: Mapping[str, str] = NO_NAMES) -> OrganisationMatch:
        """One organisation as a partner, with its reasons.

        Raises
        ------
        ParameterError
            It is the one that asks.
        """
        if organisation == self.organisation:
            raise ParameterError(f"{organisation} is never its own partner. Name another organisation.")
        b = self.table.index(organisation)
        inferred = self.table.need_is_inferred
        values = {name: None if np.isnan(self.terms[name][b]) else float(self.terms[name][b]) for name in TERMS}
        return OrganisationMatch(
            organisation=organisation,
            rank=int(self.rank[b]),
            score=float(self.score[b]),
            score_high=float(self.score_high[b]),
            need_is_inferred=bool(inferred[b] or inferred[self.table.index(self.organisation)]),
            undefined=why_undefined(self.table, organisation=self.organisation, partner=organisation, names=names),
            reasons=complementarity_reasons(
                self.table, organisation=self.organisation, partner=organisation, names=names
            ),
            **values,
        )

    def top(self, n: int = 10, *, names: Mapping[str, str] = NO_NAMES) -> tuple[OrganisationMatch, ...]:
        """The first ``n``, fewer where fewer are ranked."""
        ranked = np.flatnonzero((self.rank > 0) & (self.rank <= n))
        first = ranked[np.argsort(self.rank[ranked])]
        return tuple(self.match(self.table.organisations[b], names=names) for b in first)


def organisation_matches(
    table: CapabilityTable,
    *,
    organisation: str,
    traditional: Collection[str] = (),
    emerging: Collection[str] = (),
    relatedness: ArrayLike | None = None,
    weights: ActorWeights = ACTOR_WEIGHTS_V1,
) -> OrganisationMatches:
    """Rank all other organisations as partners of one.

    Parameters
    ----------
    table
        Need and offer of all; call :meth:`~clustrat.matching.capabilities.CapabilityTable.with_inferred_needs` first to fill in what none declared.
    organisation
        Who asks; never its own partner.
    traditional, emerging, relatedness
        For bridges, see :func:`clustrat.matching.complementarity.bridge`; without codes that term is not known of anybody.
    weights
        Of the order.

    Returns
    -------
    OrganisationMatches
        Ties of the order fall by identifier.

    Raises
    ------
    EvidenceError
        The organisation has no profile.

    Examples
    --------
    >>> table = CapabilityTable.from_records([("a", "need", "x"), ("a", "offer", "y"), ("b", "need", "y"), ("b", "offer", "x"),
    ...     ("c", "need", "x"), ("c", "offer", "y")], countries={"a": "AT", "b": "SI", "c": "AT"})
    >>> first = organisation_matches(table, organisation="a").top(1)[0]
    >>> first.organisation, first.complementary, first.freshness, [reason.sentence for reason in first.reasons][0]
    ('b', 1.0, None, 'b offers x, which a needs: 50% of the score.')
    """
    a = table.index(organisation)
    terms = {
        "complementary": complementarity(table, organisation=organisation),
        "same_capability": same_capability(table, organisation=organisation),
        "bridge": bridge(
            table, organisation=organisation, traditional=traditional, emerging=emerging, relatedness=relatedness
        ),
        "cross_border": _cross_border(table, a),
        "freshness": np.clip(1 - table.age_days / weights.stale_days, 0.0, 1.0),
    }
    # A term that is known of nobody, such as the bridge where no codes were given, takes no part.
    used = [name for name in TERMS if not np.isnan(np.delete(terms[name], a)).all()]
    total = sum(weights.of(name) for name in used) or 1.0
    low, high = np.zeros(len(table.organisations)), np.zeros(len(table.organisations))
    for name in used:
        unknown = np.isnan(terms[name])
        low += weights.of(name) / total * np.where(unknown, 0.0, terms[name])
        high += weights.of(name) / total * np.where(unknown, 1.0, terms[name])
    ranked = (table.need.sum(axis=1) + table.offer.sum(axis=1)) > 0
    ranked[a] = False
    by_name = np.argsort(np.argsort(np.array(table.organisations)))
    places = np.flatnonzero(ranked)
    order = places[np.lexsort((by_name[places], -np.round(low[places], 10)))]
    rank = np.zeros(len(low), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    return OrganisationMatches(
        table=table, organisation=organisation, terms=terms, score=low, score_high=high, rank=rank, weights=weights
    )


def _cross_border(table: CapabilityTable, a: int) -> FloatArray:
    """1 where the other is of another country, 0 where of the same, ``nan`` where one is not known."""
    of = np.array(table.countries)
    known = (of != "") & (of[a] != "")
    return np.where(known, (of != of[a]).astype(np.float64), np.nan)
