"""The potential of all regions in a theme: components 0 to 4, their geometric mean, confidence and interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.codes.theme_weights import ThemeWeights
from clustrat.errors import EvidenceError
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.location_quotient import Totals
from clustrat.potential.cluster_basis import ClusterBasis
from clustrat.potential.components import IndicatorScores, Measure, component_scores, score_measure
from clustrat.potential.diagnostics import profile_diagnostics
from clustrat.potential.indicator_series import IndicatorSeries
from clustrat.potential.inputs import PotentialInputs
from clustrat.potential.profile import ThemeProfile, series_measure, theme_profile
from clustrat.potential.rating_parameters import COMPONENTS, POTENTIAL_RATING_V1, RatingParameters
from clustrat.potential.scales import join_components, log_contributions
from clustrat.potential.simulation import FigureDraws, component_draws, interval_of

__all__ = ["PotentialRating", "rate_regions", "rating_of"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PotentialRating:
    """The ratings of all cases before one theme; a case is a region, or a cluster of one region.

    Attributes
    ----------
    kind
        ``region`` or ``cluster``.
    theme, theme_version, theme_kind
        The theme, and what its list is (official, derived, proposal).
    cases
        Codes, in order.
    year
        Of the persons employed; series carry their own years.
    indicators
        What the components are made of; a missing one says why.
    components : ndarray, shape (n_cases, 5)
        0 to 4 in the order of ``COMPONENTS``; ``nan`` where not known.
    potential, low, high : ndarray, shape (n_cases,)
        The rating 0 to 4 and its interval; ``low`` and ``high`` are ``nan`` where nothing was drawn.
    confidence : ndarray, shape (n_cases,)
        Known share of the weights, 0 to 1.
    contributions : ndarray, shape (n_cases, 5)
        ``w_k ln x_k / sum w``, which add to ``ln P``.
    known_share, seen : ndarray, shape (n_cases,)
        Part of all industries, and part of the theme, of which the case has figures.
    is_ranked, is_marked : ndarray of bool, shape (n_cases,)
        Confident enough to rank; resting on too few figures.
    demand
        The demand reading, beside the supply reading and never added to it.
    coverage
        Part of the theme in industries with figures.
    profile
        What the rating was made from, to open it.
    details
        Further arrays, shape (n_cases,), that are reported and not scored.
    basis
        Of clusters: the region and its clusters, to open them.
    """

    kind: Literal["region", "cluster"]
    theme: str
    theme_version: str
    theme_kind: str
    cases: tuple[str, ...]
    year: int
    indicators: tuple[IndicatorScores, ...]
    components: FloatArray
    potential: FloatArray
    low: FloatArray
    high: FloatArray
    confidence: FloatArray
    contributions: FloatArray
    known_share: FloatArray
    seen: FloatArray
    is_ranked: BoolArray
    is_marked: BoolArray
    demand: IndicatorScores | None
    coverage: float
    parameters: RatingParameters
    diagnostics: tuple[Diagnostic, ...]
    profile: ThemeProfile
    details: Mapping[str, FloatArray] = field(default_factory=lambda: MappingProxyType({}))
    basis: ClusterBasis | None = None

    def index(self, case: str) -> int:
        """The place of a case; refused with a sentence if it is not there."""
        if case not in self.cases:
            raise EvidenceError(
                f"The {self.kind} '{case}' is not among the {len(self.cases)} rated, which begin {', '.join(self.cases[:5])}. "
                "Check the code and its version."
            )
        return self.cases.index(case)

    def order(self) -> tuple[str, ...]:
        """The ranked cases, best first; equal ratings in the order of their codes."""
        places = sorted(
            (i for i in range(len(self.cases)) if self.is_ranked[i]), key=lambda i: (-self.potential[i], self.cases[i])
        )
        return tuple(self.cases[i] for i in places)

    def component(self, name: str) -> FloatArray:
        """Scores of one component by its name, shape (n_cases,)."""
        return self.components[:, COMPONENTS.index(name)]


def rate_regions(
    inputs: PotentialInputs,
    weights: ThemeWeights,
    *,
    parameters: RatingParameters = POTENTIAL_RATING_V1,
    totals: Totals = "known",
    will_and_demand: ArrayLike | None = None,
    demand: IndicatorSeries | None = None,
    rng: np.random.Generator | None = None,
    figures: FigureDraws | None = None,
    drawn_for: Sequence[str] | None = None,
) -> PotentialRating:
    r"""Rate the potential of all regions in a theme.

    .. math:: P = \Bigl(\prod_k x_k^{w_k}\Bigr)^{1/\sum w_k} \text{ over the known of: specialisation, relatedness, enabling
       technology, R\&D strength, judged will and demand}

    Parameters
    ----------
    inputs
        The figures of all regions.
    weights
        ``theme_weights(theme, inputs.persons.industries)``; a theme without coverage is refused there.
    parameters
        Versioned set of scales and weights.
    totals
        Convention of the margins.
    will_and_demand : array_like, shape (n_regions,), optional
        Judged scores from interviews, 0 to 4, ``nan`` where nobody was asked; never computed.
    demand
        Demand reading of the theme, such as the share of persons of 65 and older; scored by percentile, reported beside the
        rating, never added.
    rng
        Where chance comes from; without it no interval is drawn.
    figures
        Draws of these figures (:func:`clustrat.potential.simulation.draw_figures`), to be shared between themes.
    drawn_for
        Regions whose interval is wanted; all if not given. The others have none.

    Returns
    -------
    PotentialRating
        Of every region; missing components lower the confidence.

    Raises
    ------
    EvidenceError
        Weights or series do not fit the figures, none of the theme's industries has a figure, or a judged score is not 0 to 4.

    Notes
    -----
    The rating, its scale and its rule are this project's own and no official assessment. Percentiles say where a region
    stands among its peers, not how far from them; density rises with diversity alone. The interval is of chance in counts and of
    hidden cells, not of the choice of theme, weights or indicators: for the weights see
    :func:`clustrat.potential.sensitivity.rank_stability`.
    """
    regions = inputs.persons.regions
    judged = None if will_and_demand is None else _judged(will_and_demand, regions)
    profile = theme_profile(inputs, weights, parameters=parameters, totals=totals, will_and_demand=judged)
    if not (profile.seen > 0).any():
        raise EvidenceError(
            f"No region has a figure for any industry of the theme '{weights.theme.title}', so there is no rating, and no zero "
            "either. Choose another year, or a theme that these statistics show."
        )
    drawn = None if rng is None else _draws(profile, rng, figures, drawn_for)
    is_marked = (
        (profile.known_share < parameters.known_share_warn)
        | (profile.seen < parameters.coverage_warn)
        | (weights.coverage < parameters.coverage_warn)
    )
    return rating_of(
        profile,
        profile.measures,
        kind="region",
        cases=regions,
        drawn=drawn,
        known_share=profile.known_share,
        seen=profile.seen,
        is_marked=is_marked,
        demand=None if demand is None else _scored(series_measure(demand, inputs, component="demand"), parameters),
        hidden_raw={"theme_quotient": np.asarray(inputs.lone_hidden(weights.values).any(axis=1))},
    )


def rating_of(
    profile: ThemeProfile,
    measures: tuple[Measure, ...],
    *,
    kind: Literal["region", "cluster"],
    cases: tuple[str, ...],
    drawn: FloatArray | None,
    known_share: FloatArray,
    seen: FloatArray,
    is_marked: BoolArray,
    demand: IndicatorScores | None,
    hidden_raw: Mapping[str, BoolArray],
    details: Mapping[str, FloatArray] = MappingProxyType({}),
    basis: ClusterBasis | None = None,
) -> PotentialRating:
    """Join measures into ratings; ``drawn`` has shape (n_draws, n_cases, 5), ``hidden_raw`` says which raw values to withhold."""
    parameters = profile.parameters
    weights = np.array([parameters.weights[name] for name in COMPONENTS])
    indicators = tuple(_scored(measure, parameters, hidden=hidden_raw.get(measure.name)) for measure in measures)
    components = component_scores(
        np.column_stack([indicator.scores for indicator in indicators]),
        [indicator.component for indicator in indicators],
    )
    joined = join_components(components, weights)
    low, high = interval_of(drawn, joined.potential, weights, parameters)
    theme = profile.weights.theme
    return PotentialRating(
        kind=kind,
        theme=theme.code,
        theme_version=theme.version,
        theme_kind=theme.kind,
        cases=cases,
        year=profile.inputs.persons.year,
        indicators=indicators,
        components=components,
        potential=joined.potential,
        low=low,
        high=high,
        confidence=joined.confidence,
        contributions=log_contributions(components, weights),
        known_share=known_share,
        seen=seen,
        is_ranked=(joined.confidence >= parameters.min_confidence) & ~np.isnan(joined.potential),
        is_marked=is_marked,
        demand=demand,
        coverage=profile.weights.coverage,
        parameters=parameters,
        diagnostics=profile_diagnostics(profile),
        profile=profile,
        details=details,
        basis=basis,
    )


def _draws(
    profile: ThemeProfile, rng: np.random.Generator, figures: FigureDraws | None, wanted: Sequence[str] | None
) -> FloatArray:
    """Draws of the components, shape (n_draws, n_regions, 5); ``nan`` for regions that are not wanted."""
    if wanted is None:
        return component_draws(profile, rng=rng, figures=figures)
    regions = profile.inputs.persons.regions
    if unknown := [region for region in wanted if region not in regions]:
        raise EvidenceError(
            f"The region '{unknown[0]}' is not among the {len(regions)} with figures. Ask for draws of those that are rated."
        )
    places = [regions.index(region) for region in wanted]
    found = np.full((profile.parameters.n_draws, len(regions), len(COMPONENTS)), np.nan)
    found[:, places] = component_draws(profile, rng=rng, figures=figures, cases=places)
    return found


def _scored(measure: Measure, parameters: RatingParameters, *, hidden: BoolArray | None = None) -> IndicatorScores:
    scores = score_measure(measure, measure.raw, parameters)
    known = ~np.isnan(measure.raw)
    too_few = measure.scale == "percentile" and known.any() and not (~np.isnan(scores)).any()
    return IndicatorScores(
        name=measure.name,
        component=measure.component,
        words=measure.words,
        unit=measure.unit,
        scale=measure.scale,
        raw=measure.raw if hidden is None else np.where(hidden, np.nan, measure.raw),
        scores=scores,
        reason="too_few_peers" if too_few else measure.reason,
    )


def _judged(given: ArrayLike, regions: tuple[str, ...]) -> FloatArray:
    scores = np.asarray(given, dtype=np.float64)
    if scores.shape != (len(regions),):
        raise EvidenceError(f"There are {scores.size} judged scores for {len(regions)} regions. Give one each, or nan.")
    bad = np.flatnonzero((scores < 0) | (scores > 4))
    if bad.size:
        raise EvidenceError(
            f"The judged score of {regions[bad[0]]} is {scores[bad[0]]:g}; judged scores go from 0 to 4."
        )
    return scores
