"""The published figures under an indicator: region, code, year, value, flag, unit, and what each adds to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustrat.evidence.flags import CellStatus
from clustrat.potential.cluster_basis import ClusterBasis
from clustrat.potential.profile import ThemeProfile
from clustrat.potential.theme_density import closeness_terms, lacked_terms

__all__ = ["EvidenceCell", "cells_of_cluster", "cells_of_region"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCell:
    """One published figure that an indicator rests on.

    ``value`` is ``None`` where it is not known or hidden at source. ``contribution`` is its part of the indicator's raw value
    (the parts of a quotient add up with the prior's, those of a density or closeness by themselves); ``None`` where it would give back a
    hidden figure. ``role`` is ``item`` (of the theme or of enabling technology), ``neighbour`` (present, near items that the
    region lacks), ``lacked`` (item of the theme that is not present), ``part`` (industry of a cluster) or ``series``.
    """

    region: str
    code: str
    year: int | None
    value: float | None
    flag: str
    status: str
    unit: str
    role: str
    weight: float | None = None
    contribution: float | None = None


def cells_of_region(profile: ThemeProfile, name: str, r: int) -> tuple[EvidenceCell, ...]:
    """The figures that an indicator of region number *r* rests on, the largest contribution first."""
    region = profile.inputs.persons.regions[r]
    inputs, held = profile.inputs, profile.held
    for series in (*inputs.research, *([inputs.actors] if inputs.actors else [])):
        if series.name == name:
            value = _plain(series.aligned((region,))[0])
            return (
                EvidenceCell(
                    region=region, code=series.name, year=series.year_of(region), value=value,
                    flag=series.flag_of(region), status=series.status_of(region), unit=series.unit, role="series",
                    contribution=value,
                ),
            )  # fmt: skip
    if name == "theme_quotient":
        return _items(profile, r, held.theme_scale.weights, profile.theme_values[r])
    if name == "enabling_quotient" and held.enabling_scale is not None:
        return _items(profile, r, held.enabling_scale.weights, profile.enabling_values[r], enabling=True)
    parts = _density_parts(profile, name, r)
    if parts is None:
        return ()
    cells = [
        _cell(profile, r, int(i), role="neighbour", contribution=float(parts[i]))
        for i in np.argsort(-parts, kind="stable")
        if parts[i] > 0
    ]
    if name in ("lacked_density", "linkage_density"):
        weights = held.theme_scale.weights
        lacks = np.flatnonzero((weights > 0) & (profile.presence[r] == 0))
        cells += [_cell(profile, r, int(i), role="lacked", weight=float(weights[i])) for i in lacks]
    return tuple(cells)


def _density_parts(profile: ThemeProfile, name: str, r: int) -> FloatArray | None:
    """What each industry that is present adds to a density, shape (n_industries,): densities are linear in presence."""
    held, has = profile.held, profile.presence[r]
    present = np.flatnonzero(has == 1)
    if not present.size:
        return None
    # A density of what is lacked keeps its items when a neighbour is dropped, so its parts come from the terms themselves.
    if name == "lacked_density":
        return np.asarray(lacked_terms(has, held.near, held.theme_scale.weights).sum(axis=0))
    if name == "linkage_density" and held.near_by_linkage is not None:
        return np.asarray(lacked_terms(has, held.near_by_linkage, held.theme_scale.weights).sum(axis=0))
    single = np.zeros((len(present), len(has)))
    single[np.arange(len(present)), present] = 1.0
    found = held.densities(single).get(name)
    if found is None:
        return None
    parts = np.zeros(len(has))
    parts[present] = np.nan_to_num(found)
    return parts


def _items(
    profile: ThemeProfile, r: int, weights: FloatArray, values: FloatArray, *, enabling: bool = False
) -> tuple[EvidenceCell, ...]:
    """The items of a theme with their part of the quotient."""
    scale = profile.held.enabling_scale if enabling else profile.held.theme_scale
    known = ~(np.isnan(values) | np.isnan(profile.expected[r]))
    if scale is None or not (known & (weights > 0)).any():
        return tuple(
            _cell(profile, r, int(i), role="item", weight=float(weights[i])) for i in np.flatnonzero(weights > 0)
        )
    rate = float(np.where(known, profile.expected[r], 0.0) @ weights) / scale.unit + scale.alpha
    parts = np.where(known, weights * np.where(known, values, 0.0) / scale.unit / rate, np.nan)
    items = np.flatnonzero(weights > 0)
    order = items[np.argsort(-np.nan_to_num(parts[items]), kind="stable")]
    return tuple(
        _cell(profile, r, int(i), role="item", weight=float(weights[i]), contribution=_plain(parts[i])) for i in order
    )


def _cell(
    profile: ThemeProfile, r: int, i: int, *, role: str, weight: float | None = None, contribution: float | None = None
) -> EvidenceCell:
    persons = profile.inputs.persons
    flags = profile.inputs.flags
    status = CellStatus(int(persons.status[r, i]))
    return EvidenceCell(
        region=persons.regions[r],
        code=persons.industries[i],
        year=persons.year,
        value=_plain(persons.values[r, i]),
        flag="" if flags is None else str(flags[r, i]),
        status=status.name.lower(),
        unit=persons.unit,
        role=role,
        weight=weight,
        contribution=None if status == CellStatus.SUPPRESSED else contribution,
    )


def cells_of_cluster(profile: ThemeProfile, basis: ClusterBasis, name: str, c: int) -> tuple[EvidenceCell, ...]:
    """The figures that an indicator of cluster number *c* of a region rests on, the largest contribution first."""
    r = profile.inputs.persons.regions.index(basis.region)
    shares = basis.shares[:, c]
    if name == "cluster_quotient":
        rate = basis.rate[c]
        values = profile.inputs.filled[r]
        parts = np.where(basis.is_lone[c] | np.isnan(values), np.nan, shares * values / basis.unit[c] / rate)
        inside = np.flatnonzero(shares > 0)
        order = inside[np.argsort(-np.nan_to_num(parts[inside]), kind="stable")]
        return tuple(
            _cell(profile, r, int(i), role="part", weight=float(shares[i]), contribution=_plain(parts[i]))
            for i in order
        )
    matrix = profile.inputs.linkage if name == "linkage" else profile.proximity
    scale = profile.held.enabling_scale if name == "enabling_closeness" else profile.held.theme_scale
    if name not in ("closeness", "linkage", "enabling_closeness"):
        return cells_of_region(profile, name, r)
    if matrix is None or scale is None:
        return ()
    terms = basis.mix[:, c] @ np.nan_to_num(closeness_terms(matrix, scale.weights))
    items = np.flatnonzero(terms > 0)
    return tuple(
        _cell(
            profile, r, int(j), role="lacked" if profile.presence[r, j] == 0 else "item", weight=float(scale.weights[j]),
            contribution=float(terms[j]),
        )
        for j in items[np.argsort(-terms[items], kind="stable")]
    )  # fmt: skip


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
