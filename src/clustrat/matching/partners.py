"""Partners of a region for a theme, ranked by what they add beyond chance, less what both have already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.evidence.result import Diagnostic
from clustrat.matching.added import density_kernel, level_by_diversity, needs, random_additions
from clustrat.matching.frame import Frame, PartnerFilter, frame_of
from clustrat.matching.parameters import MATCHING_V1, MatchingParameters
from clustrat.matching.presence_table import PresenceTable

__all__ = ["Partner", "PartnerRanking", "partners"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
N_KEYS = 20
#: Below this standard deviation random additions do not differ, and nothing can be said beside chance.
NO_SPREAD = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """One region as a partner; ``None`` is missing, ``rank`` ``None`` where it is filtered out or cannot be scored.

    ``added`` (0 to 1) is the share of what is missing that it brings, between ``added_low`` and ``added_high`` where cells are hidden;
    ``by_chance`` what random additions of as many activities (``n_added``) bring, ``z`` how many standard deviations it is above them.
    ``redundancy`` (0 to 1) is what both have; ``score`` the rank score, between ``score_low`` and ``score_high``; ``mutuality``
    (0 to 1) whether the gain is on both sides. ``added_density`` and ``similarity`` are for comparison and never enter.
    """

    region: str
    rank: int | None
    score: float | None
    score_low: float | None
    score_high: float | None
    z: float | None
    added: float | None
    added_low: float | None
    added_high: float | None
    n_added: int
    by_chance: float | None
    mutuality: float | None
    redundancy: float | None
    added_density: float | None
    similarity: float | None
    distance_km: float | None
    borders: bool
    macro_regions: tuple[str, ...]
    known_share: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartnerRanking:
    """All regions as partners of one; arrays of shape (n_regions,) in the order of ``table.regions``, as in :class:`Partner`.

    ``needs`` (n_industries,) is what each activity would add, ``kernel`` the neighbourhoods it rests on; ``passes`` says for each filter
    in use who passes it; ``rank`` is 0 where there is none. ``chance_mean`` and ``chance_sd`` are those of random additions of as many
    activities; ``levelled`` is what was taken from the score for diversity.
    """

    table: PresenceTable
    region: str
    weights: FloatArray
    kernel: FloatArray
    needs: FloatArray
    added: FloatArray
    added_low: FloatArray
    added_high: FloatArray
    n_added: NDArray[np.int64]
    chance_mean: FloatArray
    chance_sd: FloatArray
    z: FloatArray
    redundancy: FloatArray
    levelled: FloatArray
    score: FloatArray
    score_low: FloatArray
    score_high: FloatArray
    mutuality: FloatArray
    added_density: FloatArray
    similarity: FloatArray
    frame: Frame
    passes: dict[str, BoolArray]
    rank: NDArray[np.int64]
    parameters: MatchingParameters
    diagnostics: tuple[Diagnostic, ...]

    @property
    def n_ranked(self) -> int:
        """How many regions have a rank."""
        return int((self.rank > 0).sum())

    @property
    def lacks(self) -> tuple[str, ...]:
        """Activities of the theme that the region is known to lack, heaviest first."""
        r = self.table.region_index(self.region)
        gap = self.weights * (self.table.presence[r] == 0)
        order = sorted(np.flatnonzero(gap), key=lambda i: (-gap[i], self.table.industries[i]))
        return tuple(self.table.industries[i] for i in order)

    def partner(self, region: str) -> Partner:
        """One region as a partner."""
        s = self.table.region_index(region)
        rank = int(self.rank[s])
        return Partner(
            region=region,
            rank=rank or None,
            score=_plain(self.score[s]),
            score_low=_plain(self.score_low[s]),
            score_high=_plain(self.score_high[s]),
            z=_plain(self.z[s]),
            added=_plain(self.added[s]),
            added_low=_plain(self.added_low[s]),
            added_high=_plain(self.added_high[s]),
            n_added=int(self.n_added[s]),
            by_chance=_plain(self.chance_mean[s]),
            mutuality=_plain(self.mutuality[s]),
            redundancy=_plain(self.redundancy[s]),
            added_density=_plain(self.added_density[s]),
            similarity=_plain(self.similarity[s]),
            distance_km=_plain(self.frame.distance_km[s]),
            borders=bool(self.frame.borders[s]),
            macro_regions=self.frame.macro_regions[s],
            known_share=float(self.table.known_share[s]),
        )

    def top(self, n: int = 10) -> tuple[Partner, ...]:
        """The first ``n`` partners, fewer where fewer are ranked."""
        first = np.argsort(np.where(self.rank > 0, self.rank, len(self.rank) + 1), kind="stable")[
            : min(n, self.n_ranked)
        ]
        return tuple(self.partner(self.table.regions[s]) for s in first)


def partners(
    table: PresenceTable,
    *,
    region: str,
    weights: ArrayLike,
    only: PartnerFilter | None = None,
    parameters: MatchingParameters = MATCHING_V1,
) -> PartnerRanking:
    r"""Rank all other regions as partners of one, for a theme or a cluster.

    .. math:: z_s = \frac{C_{r \leftarrow s} - \overline{C}(n_s)}{\sigma(n_s)}, \qquad
       \text{score}_s = z_s\,(1 \mp \tfrac12\,\text{redundancy}_s) - b\,d_s

    :math:`C` is the share of what *r* lacks that *s* brings (:mod:`clustrat.matching.added`); mean and standard deviation are those of
    ``n_random`` random additions of as many activities as *s* adds, drawn by prevalence. Redundancy is the cosine of the two presence rows,
    weighted by relatedness to the theme; it lowers the score whichever sign *z* has. :math:`b\,d_s` levels the score over diversity.

    Parameters
    ----------
    table
        Presence and relatedness of all regions.
    region
        The region that asks; never its own partner.
    weights : array_like, shape (n_industries,)
        Weights of the theme, or of a cluster (:func:`clustrat.matching.added.cluster_weights`), in the order of ``table.industries``. To
        prefer complex industries, multiply them by the percentile of PCI.
    only
        Filters; the scores do not depend on them.
    parameters
        The versioned set of thresholds.

    Returns
    -------
    PartnerRanking
        ``nan`` where nothing can be said: the region itself, a region without any figure, and all regions if nothing is missing
        (diagnostic ``nothing_missing``).

    Raises
    ------
    ParameterError
        Weights or filters cannot be.
    EvidenceError
        The region is not in the table, or the theme has no coverage.

    Notes
    -----
    Says where what is missing is found, and not that firms there would cooperate. C alone favours diverse regions whatever the theme,
    hence the comparison with chance. A match is a place to look, not an assessment.

    Examples
    --------
    R1 lacks B and C, of which the theme needs B; R2 has B, R3 has C.

    >>> table = PresenceTable(presence=[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]],
    ...     relatedness=[[1, 0.5, 0, 0.1], [0.5, 1, 0.1, 0], [0, 0.1, 1, 0], [0.1, 0, 0, 1]],
    ...     regions=("R1", "R2", "R3"), industries=("A", "B", "C", "D"))
    >>> found = partners(table, region="R1", weights=[0, 1, 0, 0])
    >>> [(p.region, round(p.added, 4)) for p in found.top()]
    [('R2', 0.625), ('R3', 0.0625)]
    """
    w = table.refuse_weights(weights)
    r = table.region_index(region)
    kernel = table.neighbourhoods(k_near=parameters.k_near)
    v_all = needs(table.presence, w, kernel)
    others = np.arange(len(table.regions)) != r
    is_seen = table.known_share > 0
    usable = others & is_seen & ~np.isnan(v_all[r]).any()
    hidden = np.isnan(table.presence).astype(np.float64)
    v = np.nan_to_num(v_all[r])
    low = np.where(usable, table.has @ v, np.nan)
    high = np.where(usable, low + hidden @ v, np.nan)
    pool = _pool(table, r, w)
    n_low = table.has[:, pool].sum(axis=1).astype(np.int64)
    mean, sd = random_additions(
        v[pool],
        table.has.sum(axis=0)[pool],
        n_random=parameters.n_random,
        rng=np.random.default_rng(parameters.seed),
    )
    z = _beside_chance(low, n_low, mean, sd)
    z_low, z_high = _open_range(z, low, n_low, hidden[:, pool] > 0, v[pool], mean, sd)
    redundancy = np.where(usable, _redundancy(table, r, w), np.nan)
    before, lowest, highest = (
        _less_redundancy(x, redundancy, parameters.redundancy_weight) for x in (z, z_low, z_high)
    )
    levelled = (
        level_by_diversity(before, table.diversity) if parameters.level_diversity else np.zeros(len(table.regions))
    )
    score = before - levelled
    frame = frame_of(region, regions=table.regions, nuts_version=table.nuts_version)
    wanted = PartnerFilter() if only is None else only
    passes = frame.allows(wanted, own=r, regions=table.regions, nuts_version=table.nuts_version)
    return PartnerRanking(
        table=table,
        region=region,
        weights=w,
        kernel=kernel,
        needs=v_all[r],
        added=low,
        added_low=low,
        added_high=high,
        n_added=n_low,
        chance_mean=np.where(usable, mean[np.minimum(n_low, len(pool))], np.nan),
        chance_sd=np.where(usable, sd[np.minimum(n_low, len(pool))], np.nan),
        z=z,
        redundancy=redundancy,
        levelled=levelled,
        score=score,
        score_low=lowest - levelled,
        score_high=highest - levelled,
        mutuality=np.where(usable, _mutuality(low, v_all, table.has[r]), np.nan),
        added_density=np.where(
            usable, table.has @ np.nan_to_num(needs(table.presence, w, density_kernel(table.relatedness))[r]), np.nan
        ),
        similarity=np.full(len(table.regions), np.nan) if table.similarity is None else table.similarity[r],
        frame=frame,
        passes=passes,
        rank=_ranks(score, passes, table.regions),
        parameters=parameters,
        diagnostics=_diagnostics(
            table, r, w, nothing_missing=bool(np.isnan(v_all[r]).any()), warn=parameters.unknown_warn
        ),
    )


def _pool(table: PresenceTable, r: int, w: FloatArray) -> NDArray[np.intp]:
    """Activities that could be added: known to be missing, and of the theme or related to something; in the order of codes."""
    matters = (table.presence[r] == 0) & (table.related | (w > 0))
    return np.asarray(table.canonical[matters[table.canonical]])


def _beside_chance(added: FloatArray, n: NDArray[np.int64], mean: FloatArray, sd: FloatArray) -> FloatArray:
    """Standard deviations above random additions of as many; 0 where chance has no spread (nothing added, or everything)."""
    n = np.minimum(n, len(mean) - 1)
    spread = np.where(sd[n] > NO_SPREAD, sd[n], np.inf)
    return np.asarray((added - mean[n]) / spread)


def _open_range(
    z: FloatArray,
    added: FloatArray,
    n: NDArray[np.int64],
    is_hidden: BoolArray,
    v: FloatArray,
    mean: FloatArray,
    sd: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """The least and the largest z over all that the hidden cells of each region may be.

    For every number of hidden cells that may be there, the extremes are those that add least and most.
    """
    low, high = z.copy(), z.copy()
    for s in np.flatnonzero(is_hidden.any(axis=1) & ~np.isnan(z)):
        gains = np.sort(v[is_hidden[s]])
        counts = n[s] + np.arange(1, len(gains) + 1)
        low[s] = min(z[s], _beside_chance(added[s] + np.cumsum(gains), counts, mean, sd).min())
        high[s] = max(z[s], _beside_chance(added[s] + np.cumsum(gains[::-1]), counts, mean, sd).max())
    return low, high


def _less_redundancy(z: FloatArray, redundancy: FloatArray, weight: float) -> FloatArray:
    return np.asarray(z * (1 - weight * np.sign(z) * redundancy))


def _redundancy(table: PresenceTable, r: int, w: FloatArray) -> FloatArray:
    """Cosine of presence rows, weighted by relatedness to the theme, 0 to 1; 0 where a region has nothing related to it."""
    phi = np.nan_to_num(table.relatedness)
    phi = phi - np.diag(np.diag(phi)) + np.eye(len(phi))
    nearness = w @ phi
    common, own = table.has @ (nearness * table.has[r]), table.has @ nearness
    size = np.sqrt(own * own[r])
    return np.asarray(np.divide(common, size, out=np.zeros_like(common), where=size > 0))


def _mutuality(gain: FloatArray, v_all: FloatArray, has: FloatArray) -> FloatArray:
    """The smaller of the two gains over the larger, 0 to 1; 0 where neither gains, ``nan`` where one side lacks nothing."""
    back = v_all @ has
    larger = np.fmax(gain, back)
    both = np.isnan(gain) | np.isnan(back)
    return np.where(both, np.nan, np.divide(np.fmin(gain, back), larger, out=np.zeros_like(larger), where=larger > 0))


def _ranks(score: FloatArray, passes: dict[str, BoolArray], regions: tuple[str, ...]) -> NDArray[np.int64]:
    """Ranks from 1 among those that pass all filters, ties by code; 0 where there is none."""
    ranked = ~np.isnan(score)
    for passing in passes.values():
        ranked &= passing
    places = np.flatnonzero(ranked)
    by_code = np.argsort(np.argsort(np.array(regions)))
    order = places[np.lexsort((by_code[places], -np.round(score[places], 10)))]
    rank = np.zeros(len(score), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    return rank


def _diagnostics(
    table: PresenceTable, r: int, w: FloatArray, *, nothing_missing: bool, warn: float
) -> tuple[Diagnostic, ...]:
    found = []
    region = table.regions[r]
    if nothing_missing:
        found.append(
            Diagnostic(
                code="nothing_missing",
                severity="warning",
                axis="region",
                keys=(region,),
                n=1,
                sentence=f"{region} is not known to lack any industry of the theme, so no partner can add one. Ask about a cluster "
                "and what is near it.",
            )
        )
    unknown = 1 - float(table.known_share[r])
    if unknown >= warn:
        found.append(
            Diagnostic(
                code="unknown_cell",
                severity="warning",
                axis="region",
                keys=(region,),
                n=int(np.isnan(table.presence[r]).sum()),
                share=unknown,
                parameter="unknown_warn",
                value=warn,
                sentence=f"Of {region}, {unknown:.0%} of the industries have no figure: what it lacks is known in part only.",
            )
        )
    thin = [s for s in np.flatnonzero(1 - table.known_share >= warn) if s != r]
    if thin:
        names = [table.regions[s] for s in thin]
        found.append(
            Diagnostic(
                code="unknown_cell",
                severity="info",
                axis="partner",
                keys=tuple(names[:N_KEYS]),
                n=len(names),
                share=len(names) / max(len(table.regions) - 1, 1),
                parameter="unknown_warn",
                value=warn,
                sentence=f"Of {len(names)} possible partners at least {warn:.0%} of the industries have no figure; the interval of their "
                f"score says what that leaves open: {', '.join(names[:5])}.",
            )
        )
    hidden = (w > 0) & np.isnan(table.presence[r])
    if hidden.any():
        names = [table.industries[i] for i in np.flatnonzero(hidden)]
        found.append(
            Diagnostic(
                code="unknown_cell",
                severity="info",
                axis="industry",
                keys=tuple(names[:N_KEYS]),
                n=len(names),
                share=float(w[hidden].sum() / w.sum()),
                sentence=f"Whether {region} has {', '.join(names[:5])} is not known, so it counts as neither had nor missing.",
            )
        )
    return tuple(found)


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
