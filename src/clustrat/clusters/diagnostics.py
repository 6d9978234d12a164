"""What someone should know of a cluster map: hidden cells, figures that rest on them, quotients set to zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clustrat.clusters.categories import DivisionWeights
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.evidence.result import Diagnostic

__all__ = ["imputed_categories", "quotients_set_zero", "suppressed_cells"]

N_KEYS = 20


def suppressed_cells(persons: RegionIndustryMatrix) -> tuple[Diagnostic, ...]:
    """Say how many cells the source hides."""
    places = np.argwhere(persons.is_suppressed)
    if not len(places):
        return ()
    return (
        Diagnostic(
            code="suppressed_cell",
            severity="info",
            axis="cell",
            keys=tuple(f"{persons.regions[r]} x {persons.industries[i]}" for r, i in places[:N_KEYS]),
            n=len(places),
            share=len(places) / persons.values.size,
            sentence=f"{len(places)} of {persons.values.size} cells are hidden at source; they stay missing and keep their flag.",
        ),
    )


def imputed_categories(n_hidden: NDArray[np.int64]) -> tuple[Diagnostic, ...]:
    """Say how many category figures rest on hidden cells, given how many hidden cells enter each."""
    rests = n_hidden > 0
    if not rests.any():
        return ()
    return (
        Diagnostic(
            code="imputed_share",
            severity="warning",
            axis="cell",
            n=int(rests.sum()),
            share=float(rests.mean()),
            sentence=(
                f"{int(rests.sum())} of {rests.size} category figures rest on hidden cells and say which share is imputed; "
                f"{int((n_hidden == 1).sum())} of them rest on a single one and stay without a figure."
            ),
        ),
    )


def quotients_set_zero(matrix: RegionIndustryMatrix, weights: DivisionWeights) -> tuple[Diagnostic, ...]:
    """Known cells whose quotient within traded or local categories is not finite, which ``us_cmp`` sets to 0."""
    is_set = np.zeros(matrix.shape, dtype=np.bool_)
    for kind in ("traded", "local"):
        members = np.array([category.kind == kind for category in weights.categories])
        part = matrix.values[:, members]
        is_empty = (np.nansum(part, axis=1, keepdims=True) == 0) | (np.nansum(part, axis=0) == 0)
        is_set[:, members] = ~np.isnan(part) & is_empty
    if not is_set.any():
        return ()
    return (
        Diagnostic(
            code="lq_set_zero",
            severity="info",
            axis="cell",
            keys=tuple(f"{matrix.regions[r]} x {matrix.industries[c]}" for r, c in np.argwhere(is_set)[:N_KEYS]),
            n=int(is_set.sum()),
            sentence=f"{int(is_set.sum())} quotients are not finite and count as 0, as the scheme us_cmp has it.",
        ),
    )
