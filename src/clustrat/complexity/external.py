"""Complexity of regions by a yardstick from outside: a world's PCI, or the eigenvector of a core sample.

Only with the same yardstick in every year can levels of complexity be compared over time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.eci import EconomicComplexity, economic_complexity
from clustrat.errors import EvidenceError
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.presence import known

__all__ = ["CoreComplexity", "ExternalComplexity", "core_complexity", "external_complexity"]

FloatArray = NDArray[np.float64]
#: Below this share of what a region has, its mean is over too little to be shown without a warning.
COVERAGE_WARN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExternalComplexity:
    """Complexity of regions in the unit of the PCI given, and the share of what each has that the PCI covers, (n_regions,)."""

    eci: FloatArray
    coverage: FloatArray
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CoreComplexity:
    """The core's own complexity, and that of all regions on its scale, (n_regions,)."""

    core: EconomicComplexity
    eci: FloatArray
    coverage: FloatArray
    diagnostics: tuple[Diagnostic, ...]


def external_complexity(presence: ArrayLike, activity_complexity: ArrayLike) -> ExternalComplexity:
    r"""Complexity of regions by a PCI from elsewhere, :math:`ECI_r = \sum_i M_{ri} PCI_i / k_r`.

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; ``nan`` counts as not present.
    activity_complexity : array_like, shape (n_activities,)
        PCI of another sample, such as the world; ``nan`` where it has none: such activities are left out of *k* too.

    Returns
    -------
    ExternalComplexity
        ``nan`` where a region has nothing that the PCI knows.

    Raises
    ------
    EvidenceError
        Shapes do not fit, or no activity has a PCI.

    Notes
    -----
    The same yardstick for all regions and years, so levels can be compared. It is the yardstick of another sample: what is
    complex in world trade need not be so among regions (:cite:`hausmann2014`).

    Examples
    --------
    >>> external_complexity([[1, 1, 0], [0, 1, 1]], [2.0, 0.0, float("nan")]).eci.tolist()
    [1.0, 0.0]
    """
    have, pci = known(presence), np.asarray(activity_complexity, dtype=np.float64)
    if pci.shape != have.shape[1:]:
        raise EvidenceError(f"The PCI has shape {pci.shape} for {have.shape[1]} activities. Give one per activity.")
    is_covered = np.isfinite(pci)
    if not is_covered.any():
        raise EvidenceError("No activity has a PCI. Check that both use one classification and version.")
    covered = have @ is_covered.astype(np.float64)
    k = have.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        eci = np.where(covered > 0, have @ np.where(is_covered, pci, 0.0) / covered, np.nan)
        coverage = np.where(k > 0, covered / k, np.nan)
    return ExternalComplexity(eci=eci, coverage=coverage, diagnostics=_coverage(coverage))


def core_complexity(
    presence: ArrayLike, core: ArrayLike, *, ddof: int = 0, sizes: ArrayLike | None = None
) -> CoreComplexity:
    r"""Complexity from the eigenvector of core regions, with the other regions placed on its scale by their averages.

    .. math:: PCI = PCI^{\text{core}}, \qquad ECI_r = \frac{1}{k_r} \sum_i M_{ri} PCI_i \quad \text{for every region}

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; ``nan`` counts as not present.
    core : array_like of bool, shape (n_regions,)
        The regions whose data decide, such as those that are large and well covered; at least three.
    ddof, sizes
        As in :func:`clustrat.complexity.eci.economic_complexity`.

    Returns
    -------
    CoreComplexity
        ``eci`` in the mean and deviation of the core; equal to the core's own where a region belongs to it.

    Raises
    ------
    EvidenceError
        The core has fewer than three regions, or shapes do not fit.

    Notes
    -----
    Keeps small or badly covered regions from turning the vector, and still places them. The choice of the core is a choice of
    the result: report it (:cite:`hausmann2014`).

    Examples
    --------
    >>> m = [[1, 1, 1], [0, 1, 1], [0, 0, 1], [1, 0, 0]]
    >>> core_complexity(m, [True, True, True, False]).eci.round(3).tolist()
    [1.225, 0.0, -1.225, 3.674]
    """
    have, is_core = known(presence), np.asarray(core, dtype=bool)
    if is_core.shape != have.shape[:1]:
        raise EvidenceError(
            f"The core has shape {is_core.shape} for {len(have)} regions. Say of each whether it belongs."
        )
    if is_core.sum() < 3:
        raise EvidenceError(
            f"The core has {int(is_core.sum())} regions; an eigenvector that says anything needs three."
        )
    size = None if sizes is None else np.asarray(sizes, dtype=np.float64)[is_core]
    own = economic_complexity(have[is_core], ddof=ddof, sizes=size)
    if not np.isfinite(own.pci).any():
        nothing = np.full(len(have), np.nan)
        return CoreComplexity(core=own, eci=nothing, coverage=nothing.copy(), diagnostics=own.diagnostics)
    placed = external_complexity(have, own.pci)
    return CoreComplexity(
        core=own,
        eci=placed.eci,
        coverage=placed.coverage,
        diagnostics=(*own.diagnostics, *placed.diagnostics),
    )


def _coverage(coverage: FloatArray) -> tuple[Diagnostic, ...]:
    few = np.flatnonzero(coverage < COVERAGE_WARN)
    if not len(few):
        return ()
    return (
        Diagnostic(
            code="low_coverage",
            severity="warning",
            axis="region",
            keys=tuple(str(r) for r in few[:20].tolist()),
            n=len(few),
            share=float(np.nanmin(coverage)),
            parameter="coverage_warn",
            value=COVERAGE_WARN,
            sentence=f"In {len(few)} regions the yardstick covers less than half of the activities they have.",
        ),
    )
