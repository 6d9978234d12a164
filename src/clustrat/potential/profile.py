"""The profile of all regions before one theme: every indicator, and what is held fixed while figures vary."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.theme_weights import ThemeWeights
from clustrat.indicators.location_quotient import Totals, expected_counts, location_quotient, reference_totals
from clustrat.indicators.presence import diversity, presence
from clustrat.potential.components import Measure
from clustrat.potential.indicator_series import IndicatorSeries
from clustrat.potential.inputs import PotentialInputs, Technologies, refuse_other_industries
from clustrat.potential.rating_parameters import RatingParameters
from clustrat.potential.scales import like_mask
from clustrat.potential.theme_density import density_of_all, density_of_lacked, near_shares
from clustrat.potential.theme_quotient import QuotientScale, quotient_scale, theme_quotients
from clustrat.relatedness.cross_space import cross_density, cross_proximity
from clustrat.relatedness.proximity import proximity

__all__ = ["DENSITIES", "MEASURED", "Held", "ThemeProfile", "series_measure", "theme_profile"]

FloatArray = NDArray[np.float64]

#: Indicators worked out from the matrices: name, component, words, unit, scale.
MEASURED = (
    ("theme_quotient", "specialisation", "Specialisation in the theme (location quotient)", "", "quotient"),
    ("lacked_density", "relatedness", "Relatedness to what is lacked of the theme (same regions)", "", "percentile"),
    ("linkage_density", "relatedness", "Linkage to what is lacked of the theme (input-output)", "", "percentile"),
    ("enabling_quotient", "enabling", "Specialisation in enabling technology (location quotient)", "", "percentile"),
    ("enabling_density", "enabling", "Relatedness to enabling technology (same regions)", "", "percentile"),
    ("technology_density", "enabling", "Access to technologies (cross-space density)", "", "percentile"),
)

#: Indicators that rise with diversity alone, so that they are placed among regions of like diversity.
DENSITIES = frozenset({"lacked_density", "linkage_density", "enabling_density", "technology_density"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Held:
    """What stays as it is while figures are drawn or withheld: relatedness, and the scales of the quotients."""

    near: FloatArray
    near_by_linkage: FloatArray | None
    theme_scale: QuotientScale
    enabling_scale: QuotientScale | None
    technologies: Technologies | None
    technology_proximity: FloatArray | None

    def figures(
        self, *, theme_values: FloatArray, enabling_values: FloatArray, expected: FloatArray, have: FloatArray
    ) -> dict[str, FloatArray]:
        """Raw values of the measured indicators by name, shape (n_rows,) each.

        Parameters
        ----------
        theme_values, enabling_values, expected, have : ndarray, shape (n_rows, n_industries)
            Persons that enter the theme and the enabling technologies, their expectation, and presence. Rows are regions, or
            variants of one.
        """
        found = {
            "theme_quotient": theme_quotients(theme_values, expected, self.theme_scale).lq,
            **self.densities(have),
        }
        if self.enabling_scale is not None:
            found["enabling_quotient"] = theme_quotients(enabling_values, expected, self.enabling_scale).lq
        return found

    def densities(self, have: FloatArray) -> dict[str, FloatArray]:
        """The indicators that rest on presence alone."""
        found = {"lacked_density": density_of_lacked(have, self.near, self.theme_scale.weights)}
        if self.near_by_linkage is not None:
            found["linkage_density"] = density_of_lacked(have, self.near_by_linkage, self.theme_scale.weights)
        if self.enabling_scale is not None:
            found["enabling_density"] = density_of_all(have, self.near, self.enabling_scale.weights)
        if self.technology_proximity is not None and self.technologies is not None:
            near = cross_density(have, self.technology_proximity)
            weight = np.where(np.isnan(near), 0.0, self.technologies.weights)
            total = weight.sum(axis=1)
            mean = (np.nan_to_num(near) * weight).sum(axis=1) / np.where(total > 0, total, 1.0)
            found["technology_density"] = np.where(total > 0, mean, np.nan)
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThemeProfile:
    """All regions before a theme.

    ``expected`` (persons if every region had the reference structure), ``presence``, ``theme_values`` and ``enabling_values``
    have shape (n_regions, n_industries), ``proximity`` (n_industries, n_industries). ``measures`` hold the raw values of every
    indicator. ``seen`` is the part of the theme of which a region has figures, ``known_share`` that of all industries with
    published figures, shape (n_regions,).
    """

    inputs: PotentialInputs
    weights: ThemeWeights
    parameters: RatingParameters
    totals: Totals
    held: Held
    proximity: FloatArray
    expected: FloatArray
    presence: FloatArray
    theme_values: FloatArray
    enabling_values: FloatArray
    measures: tuple[Measure, ...]
    seen: FloatArray
    known_share: FloatArray


def theme_profile(
    inputs: PotentialInputs,
    weights: ThemeWeights,
    *,
    parameters: RatingParameters,
    totals: Totals = "known",
    will_and_demand: FloatArray | None = None,
) -> ThemeProfile:
    """Measure all regions before a theme.

    Parameters
    ----------
    inputs
        The figures.
    weights
        The theme, for the industries of the figures.
    parameters
        Of the rating.
    totals
        Convention of the margins.
    will_and_demand : ndarray, shape (n_regions,), optional
        Judged scores 0 to 4 from interviews, ``nan`` where nobody was asked.

    Raises
    ------
    EvidenceError
        The weights are of other industries or another version, negative or all zero.
    """
    refuse_other_industries(weights, inputs.persons)
    persons = inputs.persons
    filled = inputs.filled
    margins = reference_totals(replace(persons, values=filled.copy()), totals=totals)
    expected = expected_counts(margins)
    has = presence(location_quotient(persons, totals=totals).lq, threshold=parameters.presence_threshold)
    phi = proximity(has, diagonal="out") if inputs.proximity is None else inputs.proximity
    units = None if inputs.local_units is None else inputs.local_units.values
    values = inputs.values_for(weights.values)
    theme_scale = quotient_scale(
        values, expected, weights=weights.values, reference=margins.industry, local_units=units
    )
    enabling_scale, enabling_values = None, values
    if inputs.enabling:
        enabling = np.max([w.values for w in inputs.enabling], axis=0)
        enabling_values = inputs.values_for(enabling)
        enabling_scale = quotient_scale(
            enabling_values, expected, weights=enabling, reference=margins.industry, local_units=units
        )
    second = inputs.technologies
    held = Held(
        near=near_shares(phi),
        near_by_linkage=None if inputs.linkage is None else near_shares(inputs.linkage),
        theme_scale=theme_scale,
        enabling_scale=enabling_scale,
        technologies=second,
        technology_proximity=None if second is None else cross_proximity(has, second.presence),
    )
    found = held.figures(theme_values=values, enabling_values=enabling_values, expected=expected, have=has)
    exists = ~np.isnan(filled).all(axis=0)
    kinds = diversity(has)
    like = like_mask(kinds, kinds[inputs.peer_mask], n_like=parameters.n_like)
    return ThemeProfile(
        inputs=inputs,
        weights=weights,
        parameters=parameters,
        totals=totals,
        held=held,
        proximity=phi,
        expected=expected,
        presence=has,
        theme_values=values,
        enabling_values=enabling_values,
        measures=(*_measured(found, inputs, like=like), *_given(inputs, will_and_demand)),
        seen=theme_quotients(values, expected, theme_scale).seen,
        known_share=(~np.isnan(persons.values[:, exists])).mean(axis=1),
    )


def series_measure(series: IndicatorSeries, inputs: PotentialInputs, *, component: str) -> Measure:
    """A series as an indicator of all regions: percentiles are taken among the peers' own figures."""
    regions = inputs.persons.regions
    return Measure(
        name=series.name,
        component=component,
        words=series.words,
        unit=series.unit,
        scale="percentile",
        raw=series.aligned(regions),
        among=series.own_values(regions)[inputs.peer_mask],
    )


def _measured(found: dict[str, FloatArray], inputs: PotentialInputs, *, like: NDArray[np.bool_]) -> list[Measure]:
    measures = []
    for name, component, words, unit, scale in MEASURED:
        raw = found.get(name)
        nothing = np.full(len(inputs.persons.regions), np.nan)
        measures.append(
            Measure(
                name=name,
                component=component,
                words=words,
                unit=unit,
                scale="quotient" if scale == "quotient" else "percentile",
                raw=nothing if raw is None else raw,
                among=nothing[inputs.peer_mask] if raw is None else raw[inputs.peer_mask],
                mask=like if name in DENSITIES else None,
                reason="not_given" if raw is None else "",
            )
        )
    return measures


def _given(inputs: PotentialInputs, will_and_demand: FloatArray | None) -> list[Measure]:
    """Indicators that come as series, and the judged one; each that is not there says so."""
    nothing = np.full(len(inputs.persons.regions), np.nan)

    def absent(name: str, component: str, words: str) -> Measure:
        return Measure(
            name=name, component=component, words=words, unit="", scale="percentile", raw=nothing, among=nothing,
            reason="not_given",
        )  # fmt: skip

    found = [
        absent("enabling_actors", "enabling", "Enabling actors")
        if inputs.actors is None
        else series_measure(inputs.actors, inputs, component="enabling")
    ]
    found += [series_measure(series, inputs, component="rd_strength") for series in inputs.research]
    if not inputs.research:
        found.append(absent("research", "rd_strength", "R&D strength"))
    judged = nothing if will_and_demand is None else np.asarray(will_and_demand, dtype=np.float64)
    found.append(
        Measure(
            name="will_and_demand",
            component="will_and_demand",
            words="Will and demand of actors, judged in interviews",
            unit="",
            scale="judged",
            raw=judged,
            among=judged,
            reason="not_given" if will_and_demand is None else "",
        )
    )
    return found
