r"""The potential of the clusters of one region in a theme: its industries, or its cluster categories.

The scale and the rule are those of regions; the components say of the cluster :math:`c` with shares :math:`v_{ic}` of industries:

.. math:: k_1: \widehat{LQ}_{rc}, \qquad k_2: \frac{\sum_i v_{ic} x_{ri}\, a_i}{\sum_i v_{ic} x_{ri}} \text{ with the closeness }
   a_i = \frac{\sum_j w_j \phi_{ij}}{\sum_j w_j}, \qquad k_3: \text{the same for enabling technology, with the region's access}

R&D strength is the region's, because it is not published by industry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.clusters.categories import DivisionWeights
from clustrat.errors import EvidenceError
from clustrat.evidence.disclosure import SDC_V1
from clustrat.indicators.shrinkage import fit_alpha
from clustrat.potential.cluster_basis import ClusterBasis, industry_mix
from clustrat.potential.components import Measure, component_scores, score_measure
from clustrat.potential.profile import ThemeProfile
from clustrat.potential.scales import HIGHEST
from clustrat.potential.score import PotentialRating, rating_of
from clustrat.potential.theme_density import closeness

__all__ = ["rate_clusters"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
#: What a cluster has from its region, not from its own industries.
OF_THE_REGION = ("enabling_quotient", "technology_density", "enabling_actors")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Clusters:
    """Persons, expectation, posterior of all clusters in all regions, shape (n_regions, n_clusters); shares (n_industries, n_clusters)."""

    codes: tuple[str, ...]
    shares: FloatArray
    persons: FloatArray
    shape: FloatArray
    rate: FloatArray
    unit: FloatArray
    alpha: FloatArray
    is_lone: BoolArray

    @property
    def lq(self) -> FloatArray:
        """Shrunken quotients; 0 where nobody works in the cluster."""
        return np.where(self.persons == 0, 0.0, self.shape / self.rate)


def rate_clusters(
    rating: PotentialRating,
    region: str,
    *,
    categories: DivisionWeights | None = None,
    will_and_demand: ArrayLike | None = None,
    rng: np.random.Generator | None = None,
) -> PotentialRating:
    """Rate the clusters of a region before the theme of a rating of regions.

    Parameters
    ----------
    rating
        Of regions before the theme, from :func:`~clustrat.potential.score.rate_regions`.
    region
        Whose clusters.
    categories
        Shares of the industries in cluster categories; without them every industry is a cluster.
    will_and_demand : array_like, shape (n_clusters,), optional
        Judged scores 0 to 4 from interviews, ``nan`` where nobody was asked.
    rng
        Where chance comes from; without it no interval is drawn.

    Returns
    -------
    PotentialRating
        ``kind`` is ``cluster``. ``details`` hold ``persons`` (``nan`` where a hidden figure would be given back),
        ``theme_share`` (part of the cluster's persons in the theme, 0 to 1), ``closeness_to_had`` and ``closeness_to_lacked``
        (to the items of the theme that the region has, and lacks): reported, not scored.

    Raises
    ------
    EvidenceError
        The rating is not of regions, the region is not in it, or categories or judged scores do not fit.

    Notes
    -----
    A cluster in the theme stands near to it by itself; one outside can stand near because it is found in the same regions. That is
    an occasion to ask, not a finding that firms work together. Closeness is placed among all clusters of the kind, each with
    the mix of industries of the reference area.
    """
    if rating.kind != "region":
        raise EvidenceError("Clusters are rated from a rating of regions. Make it by rate_regions first.")
    r, profile = rating.index(region), rating.profile
    known = _known_clusters(profile, categories)
    judged = np.full(len(known.codes), np.nan)
    if will_and_demand is not None:
        judged = np.asarray(will_and_demand, dtype=np.float64)
        if judged.shape != (len(known.codes),) or ((judged < 0) | (judged > HIGHEST)).any():
            raise EvidenceError(
                f"Judged scores must be {len(known.codes)} numbers from 0 to {HIGHEST:g}, or nan; shape {judged.shape} is given."
            )
    measures, details = _measures(rating, known, r, judged)
    return rating_of(
        profile,
        measures,
        kind="cluster",
        cases=known.codes,
        drawn=None if rng is None else _draws(profile, known, measures, r, rng),
        known_share=np.full(len(known.codes), rating.known_share[r]),
        seen=np.full(len(known.codes), rating.seen[r]),
        is_marked=np.full(len(known.codes), rating.is_marked[r]),
        demand=None,
        hidden_raw={"cluster_quotient": known.is_lone[r]},
        details=details,
        basis=ClusterBasis(
            region=region,
            shares=known.shares,
            mix=industry_mix(
                profile.inputs.persons.values[r],
                known.shares,
                exists=np.asarray(~np.isnan(profile.proximity).all(axis=1)),
            ),
            unit=known.unit,
            rate=known.rate[r],
            is_lone=known.is_lone[r],
        ),
    )


def _known_clusters(profile: ThemeProfile, categories: DivisionWeights | None) -> _Clusters:
    inputs = profile.inputs
    persons = inputs.persons
    if categories is None:
        codes, shares = persons.industries, np.eye(len(persons.industries))
    else:
        if categories.divisions != persons.industries or categories.nace_version != persons.nace_version:
            raise EvidenceError(
                "The categories are not made for the industries of the rating, in their order and version. "
                "Make them by division_weights(matrix.industries)."
            )
        codes, shares = tuple(category.code for category in categories.categories), categories.weights
    touches = (shares > 0).astype(np.int64)
    hidden = persons.is_suppressed
    is_lone = (hidden.astype(np.int64) @ touches) == 1
    filled = inputs.filled
    sums = _sums(filled, shares)
    # A hidden figure that enters alone counts with the middle of its bounds, if those are wide enough to be shown.
    middle = np.full(persons.shape, np.nan)
    if inputs.lower is not None and inputs.upper is not None:
        wide = (inputs.upper > inputs.lower) & (
            inputs.upper - inputs.lower >= SDC_V1.inherit_width_rel * (inputs.lower + inputs.upper) / 2
        )
        middle = np.where(inputs.is_bounded & wide, (inputs.lower + inputs.upper) / 2, np.nan)
    sums = np.where(is_lone, _sums(np.where(hidden, middle, filled), shares), sums)
    expected = profile.expected @ shares
    unit = np.ones(shares.shape[1])
    if inputs.local_units is not None:
        both = ~(np.isnan(persons.values) | np.isnan(inputs.local_units.values))
        heads = (np.where(both, persons.values, 0.0) @ shares).sum(axis=0)
        units = (np.where(both, inputs.local_units.values, 0.0) @ shares).sum(axis=0)
        unit = np.where(units > 0, np.maximum(heads / np.where(units > 0, units, 1.0), 1.0), 1.0)
    expected = np.where(expected > 0, expected, np.nan)
    alpha, _ = fit_alpha(sums / unit, expected / unit)
    shape, rate = sums / unit + alpha, expected / unit + alpha
    return _Clusters(
        codes=codes,
        shares=shares,
        persons=sums,
        shape=np.where(np.isnan(rate), np.nan, shape),
        rate=rate,
        unit=unit,
        alpha=alpha,
        is_lone=is_lone,
    )


def _measures(
    rating: PotentialRating, known: _Clusters, r: int, judged: FloatArray
) -> tuple[tuple[Measure, ...], MappingProxyType[str, FloatArray]]:
    profile = rating.profile
    weights, has = profile.held.theme_scale.weights, profile.presence[r]
    values, reference = profile.inputs.persons.values[r], profile.held.theme_scale.reference
    quotient = known.lq[r]
    is_there = ~np.isnan(quotient) & (known.persons[r] > 0)

    def near(name: str, component: str, words: str, matrix: FloatArray | None, items: FloatArray | None) -> Measure:
        nothing = np.full(len(known.codes), np.nan)
        if matrix is None or items is None:
            return Measure(
                name=name, component=component, words=words, unit="", scale="percentile", raw=nothing, among=nothing,
                reason="not_given",
            )  # fmt: skip
        to_theme = closeness(matrix, items)
        return Measure(
            name=name,
            component=component,
            words=words,
            unit="",
            scale="percentile",
            raw=np.where(is_there, _mean(to_theme, values, known.shares), np.nan),
            among=_mean(to_theme, reference, known.shares),
        )

    enabling = None if profile.held.enabling_scale is None else profile.held.enabling_scale.weights
    own = (
        Measure(
            name="cluster_quotient",
            component="specialisation",
            words="Specialisation in the cluster (location quotient)",
            unit="",
            scale="quotient",
            raw=quotient,
            among=quotient,
        ),
        near("closeness", "relatedness", "Closeness to the theme (same regions)", profile.proximity, weights),
        near("linkage", "relatedness", "Closeness to the theme (input-output)", profile.inputs.linkage, weights),
        near("enabling_closeness", "enabling", "Closeness to enabling technology", profile.proximity, enabling),
    )
    of_region = tuple(
        replace(
            measure,
            raw=np.where(is_there, measure.raw[r], np.nan),
            mask=None
            if measure.mask is None
            else np.broadcast_to(measure.mask[r], (len(known.codes), measure.mask.shape[1])),
        )
        for measure in profile.measures
        if measure.name in OF_THE_REGION or measure.component == "rd_strength"
    )
    will = replace(profile.measures[-1], raw=judged, among=judged, reason="not_given" if np.isnan(judged).all() else "")
    details = {
        "persons": np.where(known.is_lone[r], np.nan, known.persons[r]),
        "theme_share": np.where(is_there & ~known.is_lone[r], _mean(weights, values, known.shares), np.nan),
    }
    for name, part in (("closeness_to_had", weights * (has == 1)), ("closeness_to_lacked", weights * (has == 0))):
        raw = np.full(len(known.codes), np.nan)
        if part.any():
            raw = np.where(is_there, _mean(closeness(profile.proximity, part), values, known.shares), np.nan)
        details[name] = raw
    return (*own, *of_region, will), MappingProxyType(details)


def _draws(
    profile: ThemeProfile, known: _Clusters, measures: tuple[Measure, ...], r: int, rng: np.random.Generator
) -> FloatArray:
    """Draws of the components of the clusters of one region, shape (n_draws, n_clusters, 5): their quotients vary."""
    inputs, parameters = profile.inputs, profile.parameters
    fixed = np.column_stack([score_measure(measure, measure.raw, parameters) for measure in measures])
    place = [measure.name for measure in measures].index("cluster_quotient")
    owners = [measure.component for measure in measures]
    found = np.empty((parameters.n_draws, len(known.codes), 5))
    bounded = inputs.is_bounded[r]
    for number in range(parameters.n_draws):
        shape = known.shape[r]
        if bounded.any() and inputs.lower is not None and inputs.upper is not None:
            values = inputs.filled[r].copy()
            least = inputs.lower[r, bounded]
            values[bounded] = least + (inputs.upper[r, bounded] - least) * rng.random(least.size)
            drawn = _sums(values[None], known.shares)[0] / known.unit + known.alpha
            shape = np.where(np.isnan(shape) | np.isnan(drawn), shape, drawn)
        quotient = rng.standard_gamma(np.where(np.isnan(shape), 1.0, shape)) / known.rate[r]
        quotient = np.where(np.isnan(shape), np.nan, np.where(known.persons[r] == 0, 0.0, quotient))
        scores = fixed.copy()
        scores[:, place] = score_measure(measures[place], quotient, parameters)
        found[number] = component_scores(scores, owners)
    return found


def _sums(values: FloatArray, shares: FloatArray) -> FloatArray:
    """Sums over the industries of each cluster; ``nan`` where one that enters is not known."""
    missing = ~np.isfinite(values)
    sums = np.where(missing, 0.0, values) @ shares
    return np.where((missing.astype(np.int64) @ (shares > 0).astype(np.int64)) > 0, np.nan, sums)


def _mean(of: FloatArray, size: FloatArray, shares: FloatArray) -> FloatArray:
    """Mean over the industries of each cluster; ``nan`` where nothing is known."""
    mix = industry_mix(size, shares, exists=~np.isnan(of))
    return np.where(mix.sum(axis=0) > 0, np.nan_to_num(of) @ mix, np.nan)
