"""Complexity over years, with guards: one fixed sample, and a sign that does not jump.

An eigenvector knows only its own year. Ranks within a year can be compared over years if the sample stays; levels cannot,
unless PCI comes from outside (:mod:`clustrat.complexity.external`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.eci import economic_complexity
from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.result import Diagnostic

__all__ = ["ComplexityPanel", "complexity_panel"]

FloatArray = NDArray[np.float64]
Sample = Literal["fixed", "common"]
LEVELS = (
    "ECI of different years are positions within each year: compare ranks and distances from the mean, not levels. Levels are "
    "comparable only under one external PCI."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComplexityPanel:
    """ECI (n_years, n_regions) and PCI (n_years, n_activities), ``nan`` outside the sample; ``note`` says what may be compared."""

    years: tuple[int, ...]
    eci: FloatArray
    pci: FloatArray
    lambda2: FloatArray
    in_sample: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    note: str
    diagnostics: tuple[Diagnostic, ...]
    conventions: dict[str, Any]


def complexity_panel(
    presence: ArrayLike, years: Sequence[int], *, sample: Sample = "fixed", **conventions: Any
) -> ComplexityPanel:
    r"""ECI and PCI of several years on one sample of regions and activities.

    .. math:: ECI_{r,t} \text{ of } M_t \text{ on the fixed sample}, \qquad \mathrm{corr}_r(ECI_{r,t}, ECI_{r,t-1}) > 0

    Parameters
    ----------
    presence : array_like, shape (n_years, n_regions, n_activities)
        Ones and zeros; ``nan`` where not known. Codes of one version.
    years
        In rising order.
    sample
        ``"fixed"``: refuse if a region or activity is empty or unknown in one year and not in another; ``"common"``: use those
        that are there in every year.
    **conventions
        ``pci_scale``, ``ddof``, ``components`` of :func:`clustrat.complexity.eci.economic_complexity`. The first year's sign is
        by diversity, every later one's by its correlation with the year before.

    Raises
    ------
    EvidenceError
        Shapes or years do not fit, or the sample changes and ``sample`` is ``"fixed"`` (sample_changed).
    ParameterError
        There is no such sample.

    Notes
    -----
    A region that moves may have stayed while others moved. Short panels of small tables turn on few cells: show the bootstrap
    interval of each year (:cite:`hidalgo2009`).

    Examples
    --------
    >>> m = [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
    >>> complexity_panel([m, m], [2013, 2014]).eci[1].round(3).tolist()
    [1.225, 0.0, -1.225]
    """
    cube = np.asarray(presence, dtype=np.float64)
    if sample not in get_args(Sample):
        raise ParameterError(f"There is no sample '{sample}'. Choose fixed or common.")
    if cube.ndim != 3 or len(cube) != len(years) or list(years) != sorted(set(years)):
        raise EvidenceError(
            f"Presence has shape {cube.shape} for the years {list(years)}. Give one matrix per year, years rising."
        )
    has = cube == 1
    rows, columns = has.any(axis=2), has.any(axis=1)
    use_rows, use_columns = rows.all(axis=0), columns.all(axis=0)
    changed = _changed(rows, columns, use_rows, use_columns)
    if changed is not None and sample == "fixed":
        raise EvidenceError(
            f"{changed.sentence} (sample_changed). Say sample='common' to use what is there in every year, or mend the codes."
        )
    found = [] if changed is None else [changed]
    eci, pci = np.full(cube.shape[:2], np.nan), np.full((cube.shape[0], cube.shape[2]), np.nan)
    lambda2, before = np.full(len(cube), np.nan), None
    for number, matrix in enumerate(cube):
        own = matrix[np.ix_(use_rows, use_columns)]
        sign = {"sign_rule": "diversity"} if before is None else {"sign_rule": "anchor", "anchor": before}
        result = economic_complexity(own, **{**conventions, **sign})
        eci[number, use_rows], pci[number, use_columns] = result.eci, result.pci
        lambda2[number] = result.lambda2
        found += [replace(d, sentence=f"{years[number]}: {d.sentence}") for d in result.diagnostics]
        before = result.eci if np.isfinite(result.eci).any() else before
    return ComplexityPanel(
        years=tuple(years),
        eci=eci,
        pci=pci,
        lambda2=lambda2,
        in_sample=(use_rows, use_columns),
        note=LEVELS,
        diagnostics=tuple(found),
        conventions={**result.conventions, "sign_rule": "anchor", "sample": sample},
    )


def _changed(
    rows: NDArray[np.bool_], columns: NDArray[np.bool_], use_rows: NDArray[np.bool_], use_columns: NDArray[np.bool_]
) -> Diagnostic | None:
    """What is there in some years and not in others."""
    n_rows = int((rows.any(axis=0) & ~use_rows).sum())
    n_columns = int((columns.any(axis=0) & ~use_columns).sum())
    if not n_rows + n_columns:
        return None
    return Diagnostic(
        code="sample_changed",
        severity="warning",
        axis="year",
        n=n_rows + n_columns,
        parameter="sample",
        value="common",
        sentence=f"{n_rows} regions and {n_columns} activities are present in some years only",
    )
