r"""Economic complexity of regions (ECI) and of activities (PCI), by the eigenvector.

.. math:: PCI_i = \frac{1}{u_i} \sum_r M_{ri} \kappa_r, \qquad ECI_r = \frac{1}{k_r} \sum_i M_{ri} PCI_i

with :math:`\kappa` the second eigenvector of :math:`D_k^{-1} M D_u^{-1} M'`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.presets import PciScale, Rounding, SignRule
from clustrat.complexity.spectrum import ComponentChoice, components_of, rounded_vectors, second_vector
from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.presence import known

__all__ = ["EconomicComplexity", "complexity_of", "economic_complexity", "orient", "standardise"]

FloatArray = NDArray[np.float64]
#: A correlation nearer to zero than this does not tell the sign.
NO_CORRELATION = 1e-12
WORDS = {
    "no_second_eigenvector": "Presence has rank one: every region has the same activities, so complexity is not determined.",
    "degenerate_eigenvalue": "The second eigenvalue occurs twice: more than one order is equally right, so none is given.",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EconomicComplexity:
    """ECI and PCI with what they rest on.

    ``eci``, ``eci_raw`` and ``component_of_region`` have shape (n_regions,); ``pci``, ``pci_raw`` and
    ``component_of_activity`` (n_activities,). Standard deviations from the mean; ``nan`` where a region or activity is empty at
    the cut or outside the connected part. ``lambda2`` and ``lambda3`` are of the largest part. ``pci_raw`` has the
    ubiquity-weighted mean 0, ``eci_raw`` is its mean over what a region has.
    """

    eci: FloatArray
    pci: FloatArray
    eci_raw: FloatArray
    pci_raw: FloatArray
    lambda2: float
    lambda3: float
    component_of_region: NDArray[np.int64]
    component_of_activity: NDArray[np.int64]
    diagnostics: tuple[Diagnostic, ...]
    conventions: dict[str, Any]


def economic_complexity(
    presence: ArrayLike,
    *,
    pci_scale: PciScale = "eci",
    ddof: int = 0,
    sign_rule: SignRule = "diversity",
    components: ComponentChoice = "largest",
    rounding: Rounding = "none",
    gap_warn: float = 0.02,
    sizes: ArrayLike | None = None,
    anchor: ArrayLike | None = None,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
) -> EconomicComplexity:
    r"""Economic complexity index of regions and activities.

    .. math:: S = D_k^{-1/2} M D_u^{-1} M' D_k^{-1/2}, \quad S v = \lambda_2 v, \quad \kappa = D_k^{-1/2} v

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; ``nan`` counts as not present. Empty rows and columns are left out and restored as ``nan``.
    pci_scale, ddof, sign_rule, components, rounding, gap_warn
        See :class:`clustrat.complexity.presets.Conventions`. Under ``rounding="econgeo"`` ECI and PCI are each in their own mean
        and deviation, since they are vectors of two matrices.
    sizes : array_like, shape (n_regions,), optional
        Totals of the regions: they decide between parts of one size, and the sign where diversity does not vary.
    anchor : array_like, shape (n_regions,), optional
        A former year's ECI, for ``sign_rule="anchor"``.
    regions, activities
        Codes for the diagnostics.

    Returns
    -------
    EconomicComplexity
        Under ``pci_scale="eci"`` the ECI of a region is the mean PCI of what it has, exactly.

    Raises
    ------
    EvidenceError
        The presence matrix or ``sizes`` does not fit.
    ParameterError
        A convention has a value that cannot be, or ``anchor`` is missing.

    Notes
    -----
    Says which regions have what few, and diverse, regions have. It is a position among the regions and activities given, not a
    level: another sample, cut or year moves it, and at some 270 regions small changes move ranks, so show it with its
    bootstrap interval only. It cannot say that an activity is desirable (:cite:`hidalgo2009`, :cite:`hausmann2014`).

    Examples
    --------
    Three regions: the first has everything, the third only what all have.

    >>> result = economic_complexity([[1, 1, 1], [0, 1, 1], [0, 0, 1]])
    >>> result.eci.round(4).tolist(), result.pci.round(4).tolist()
    ([1.2247, 0.0, -1.2247], [3.6742, 1.2247, -1.2247])
    """
    return complexity_of(
        known(presence), pci_scale=pci_scale, ddof=ddof, sign_rule=sign_rule, components=components,
        rounding=rounding, gap_warn=gap_warn, sizes=sizes, anchor=anchor, regions=regions, activities=activities,
    )  # fmt: skip


def complexity_of(
    have: NDArray[Any], *, pci_scale: PciScale, ddof: int, sign_rule: SignRule, components: ComponentChoice,
    rounding: Rounding, gap_warn: float, sizes: ArrayLike | None, anchor: ArrayLike | None, regions: Sequence[str] | None,
    activities: Sequence[str] | None,
) -> EconomicComplexity:  # fmt: skip
    """:func:`economic_complexity` of a matrix that is known to be ones and zeros, of any precision."""
    _check(have, pci_scale, ddof, sign_rule, sizes, anchor)
    parts = components_of(have, sizes=sizes, components=components, regions=regions, activities=activities)
    n_regions, n_activities = have.shape
    eci, eci_raw = np.full(n_regions, np.nan), np.full(n_regions, np.nan)
    pci, pci_raw = np.full(n_activities, np.nan), np.full(n_activities, np.nan)
    found = list(parts.diagnostics)
    lambdas = [float("nan"), float("nan")]
    for part in np.unique(parts.region_of[parts.kept_regions]).tolist():
        rows, columns = parts.region_of == part, parts.activity_of == part
        own = have if rows.all() and columns.all() else have[np.ix_(rows, columns)]
        spectrum = second_vector(own)
        if part == 0:
            lambdas = [spectrum.lambda2, spectrum.lambda3]
        found += _about(spectrum.code, spectrum.lambda2, spectrum.lambda3, gap_warn)
        if spectrum.code:
            continue
        k, u = own.sum(axis=1, dtype=np.float64), own.sum(axis=0, dtype=np.float64)
        size = None if sizes is None else np.asarray(sizes, dtype=np.float64)[rows]
        before = None if anchor is None else np.asarray(anchor, dtype=np.float64)[rows]
        sign, was_fallback = orient(spectrum.region, spectrum.activity, k=k, sizes=size, anchor=before)
        found += _fallback() if was_fallback else []
        mean, raw = sign * spectrum.region, sign * spectrum.activity
        eci_raw[rows], pci_raw[columns] = mean, raw
        eci[rows] = standardise(mean, ddof=ddof)
        scaled = (raw - mean.mean()) / mean.std(ddof=ddof) if pci_scale == "eci" else standardise(raw, ddof=ddof)
        if rounding == "econgeo":
            eci[rows], scaled = (
                standardise(_towards(vector, right), ddof=ddof)
                for vector, right in zip(rounded_vectors(own), (mean, raw), strict=True)
            )
        if sign_rule == "ubiquity" and np.corrcoef(scaled, u)[0, 1] > 0:
            scaled = -scaled
        pci[columns] = scaled
    return EconomicComplexity(
        eci=eci,
        pci=pci,
        eci_raw=eci_raw,
        pci_raw=pci_raw,
        lambda2=lambdas[0],
        lambda3=lambdas[1],
        component_of_region=parts.region_of,
        component_of_activity=parts.activity_of,
        diagnostics=tuple(found),
        conventions={
            "pci_scale": pci_scale,
            "ddof": ddof,
            "sign_rule": sign_rule,
            "components": components,
            "rounding": rounding,
        },
    )


def orient(
    eci: FloatArray,
    activity: FloatArray,
    *,
    k: FloatArray,
    sizes: FloatArray | None = None,
    anchor: FloatArray | None = None,
) -> tuple[int, bool]:
    """The sign that a vector gets, 1 or -1: ECI rises with diversity (or with ``anchor``); and whether a fallback had to decide.

    Where diversity does not vary, ECI rises with the regions' totals; where they do not tell either, the largest entry of the
    vector is positive.
    """
    for number, guide in enumerate((k if anchor is None else anchor, sizes)):
        if guide is None:
            continue
        both = ~np.isnan(guide)
        covariance = float(np.sum((eci[both] - eci[both].mean()) * (guide[both] - guide[both].mean())))
        scale = float(np.std(eci[both]) * np.std(guide[both]) * both.sum())
        if (
            scale > 0
            and abs(covariance) > NO_CORRELATION * scale
            and np.std(guide[both]) > 1e-12 * abs(guide[both].mean())
        ):
            return (1 if covariance > 0 else -1), number > 0
    largest = activity[np.argmax(np.abs(activity).round(12))]
    return (1 if largest > 0 else -1), True


def _towards(vector: FloatArray, right: FloatArray) -> FloatArray:
    """A vector with the sign that makes it rise with another."""
    return vector if np.sum((vector - vector.mean()) * (right - right.mean())) >= 0 else -vector


def standardise(values: FloatArray, *, ddof: int = 0) -> FloatArray:
    """Distance from the mean in standard deviations; ``nan`` stays ``nan`` and does not count.

    >>> standardise(np.array([1.0, 3.0, float("nan")])).tolist()
    [-1.0, 1.0, nan]
    """
    if np.isfinite(values).sum() <= ddof:
        return np.full(values.shape, np.nan)
    spread = np.nanstd(values, ddof=ddof)
    return np.asarray((values - np.nanmean(values)) / (spread if spread > 0 else np.nan))


def _check(
    have: NDArray[Any], pci_scale: str, ddof: int, sign_rule: str, sizes: ArrayLike | None, anchor: ArrayLike | None
) -> None:
    from clustrat.complexity.presets import Conventions

    Conventions(pci_scale=pci_scale, ddof=ddof, sign_rule=sign_rule)  # type: ignore[arg-type]
    if min(have.shape) < 2:
        raise EvidenceError(
            f"Complexity compares regions and activities: {have.shape[0]} regions and {have.shape[1]} activities are too few. "
            "Give at least two of each."
        )
    if (anchor is None) == (sign_rule == "anchor"):
        raise ParameterError("sign_rule='anchor' needs anchor=, a former year's ECI, and no other rule takes one.")
    for name, values in (("sizes", sizes), ("anchor", anchor)):
        if values is not None and np.shape(values) != (have.shape[0],):
            raise EvidenceError(
                f"{name} has shape {np.shape(values)} for {have.shape[0]} regions. Give one per region."
            )


def _about(code: str, lambda2: float, lambda3: float, gap_warn: float) -> list[Diagnostic]:
    if code:
        return [Diagnostic(code=code, severity="warning", parameter="lambda2", value=lambda2, sentence=WORDS[code])]
    if lambda2 - lambda3 < gap_warn:
        return [
            Diagnostic(
                code="small_gap",
                severity="warning",
                parameter="gap_warn",
                value=lambda2 - lambda3,
                sentence=(
                    f"Second and third eigenvalue lie close ({lambda2:.4f} and {lambda3:.4f}): small changes of the data can "
                    "turn the order of regions. Show bootstrap ranks."
                ),
            )
        ]
    return []


def _fallback() -> list[Diagnostic]:
    return [
        Diagnostic(
            code="sign_fallback",
            severity="warning",
            sentence="Diversity does not tell which end is the complex one; the sign follows the regions' totals or a fixed rule.",
        )
    ]
