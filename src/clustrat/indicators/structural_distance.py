"""Structural distance: how far apart the industry structures of regions lie, and which regions are nearest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.evidence.result import Diagnostic

__all__ = ["Distance", "Peers", "StructuralDistances", "nearest_regions", "structural_distance"]

FloatArray = NDArray[np.float64]
Distance = Literal["hellinger", "squared", "krugman"]
#: Rules by which peers of a region may be chosen.
RULES = ("nearest",)
MIN_COVERAGE = 0.8
N_KEYS = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StructuralDistances:
    """Distances between regions, and how much of the economy each comparison sees.

    ``distances`` and ``coverage`` have shape (n_regions, n_regions) and are symmetric; ``distances`` is 0 on the diagonal and
    ``nan`` where ``coverage`` is below ``min_coverage`` or one of the regions has no activity in the industries both know.
    ``coverage`` is the weight of those industries in all regions together, 0 to 1.
    """

    regions: tuple[str, ...]
    distances: FloatArray
    coverage: FloatArray
    distance: Distance
    min_coverage: float
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """The regions that are structurally nearest to one region, nearest first.

    ``coverage`` is, for each peer, the weight of the industries known in both regions, 0 to 1; ``not_compared`` are the
    candidates that share too few known industries to be compared.
    """

    region: str
    codes: tuple[str, ...]
    distances: tuple[float, ...]
    coverage: tuple[float, ...]
    not_compared: tuple[str, ...]
    n_candidates: int
    rule: str
    distance: Distance
    min_coverage: float
    diagnostics: tuple[Diagnostic, ...]


def structural_distance(
    matrix: RegionIndustryMatrix, *, distance: Distance = "hellinger", min_coverage: float = MIN_COVERAGE
) -> StructuralDistances:
    r"""How far apart the industry structures of all pairs of regions lie.

    With :math:`K` the industries known in both regions and :math:`p, q` the shares of these industries in each of them:

    .. math:: d_{\mathrm{hellinger}} = \sqrt{\tfrac12 \sum_{i \in K} (\sqrt{p_i} - \sqrt{q_i})^2}, \quad
       d_{\mathrm{squared}} = \sum_{i \in K} (p_i - q_i)^2, \quad
       d_{\mathrm{krugman}} = \tfrac12 \sum_{i \in K} |p_i - q_i|

    Parameters
    ----------
    matrix
        Counts by region and industry; a missing cell leaves its industry out of the pairs it belongs to.
    distance
        ``"hellinger"`` gives small industries a say; in ``"squared"`` the two or three largest decide.
    min_coverage
        Weight that the industries known in both regions must have in the known total of all regions, above 0, at most 1.

    Returns
    -------
    StructuralDistances
        Dimensionless; ``hellinger`` and ``krugman`` lie between 0 (same structure) and 1 (nothing in common), ``squared``
        between 0 and 2.

    Raises
    ------
    ParameterError
        ``distance`` is unknown or ``min_coverage`` out of range.
    EvidenceError
        Fewer than two regions, or no activity at all.

    Notes
    -----
    This is the industry dimension only. The regional benchmarking of :cite:t:`navarro2014` adds geography, human resources,
    technology, firm size, openness and institutions; its numbers are not ours, its nearest regions mostly are.

    Examples
    --------
    >>> matrix = RegionIndustryMatrix.from_values([[36, 64], [64, 36], [9, 16]], regions=["R1", "R2", "R3"],
    ...     industries=["C10", "C31"], nuts_version="2013", nace_version="2", year=2014)
    >>> structural_distance(matrix, distance="krugman").distances.round(3).tolist()
    [[0.0, 0.28, 0.0], [0.28, 0.0, 0.28], [0.0, 0.28, 0.0]]
    """
    weights = _weights(matrix, distance=distance, min_coverage=min_coverage)
    rows = [
        _from_region(matrix.values, row, weights, distance=distance, min_coverage=min_coverage)
        for row in range(len(matrix.regions))
    ]
    distances, coverage = (np.array(part) for part in zip(*rows, strict=True))
    missing = [region for region, line in zip(matrix.regions, distances, strict=True) if np.isnan(line).any()]
    return StructuralDistances(
        regions=matrix.regions,
        distances=distances,
        coverage=coverage,
        distance=distance,
        min_coverage=min_coverage,
        diagnostics=_low_coverage(tuple(missing), min_coverage, "cannot be compared with some other region"),
    )


def nearest_regions(
    matrix: RegionIndustryMatrix,
    region: str,
    *,
    k: int = 10,
    rule: str = "nearest",
    distance: Distance = "hellinger",
    min_coverage: float = MIN_COVERAGE,
    candidates: Collection[str] | None = None,
    same_country: bool = True,
) -> Peers:
    """The ``k`` regions whose industry structure is nearest to that of a region.

    Parameters
    ----------
    matrix
        Counts by region and industry.
    region
        The region that looks for peers; never its own peer.
    k
        How many peers, at least 1; fewer, down to none, come back where fewer can be compared, with a diagnostic.
    rule
        ``"nearest"``: by structural distance alone; equal distances go by code.
    distance, min_coverage
        As in :func:`structural_distance`.
    candidates
        Regions to choose from; all of the matrix if not given.
    same_country
        Whether regions with the same first two letters may be peers.

    Raises
    ------
    ParameterError
        ``rule`` or ``distance`` is unknown, ``k`` below 1, ``min_coverage`` out of range.
    EvidenceError
        The region or a candidate is not in the matrix, or the region has no figures.

    Notes
    -----
    The smallest :math:`d_{rs}` of :func:`structural_distance` first. Regions that are alike in structure, whatever their
    place; peers for comparison, not for partnership. The order of regions at nearly one distance is not to be relied on
    (:cite:`navarro2014`).

    Examples
    --------
    >>> matrix = RegionIndustryMatrix.from_values([[36, 64], [64, 36], [9, 16]], regions=["R1", "R2", "R3"],
    ...     industries=["C10", "C31"], nuts_version="2013", nace_version="2", year=2014)
    >>> nearest_regions(matrix, "R1", k=2, distance="krugman").codes
    ('R3', 'R2')
    """
    if rule not in RULES:
        raise ParameterError(f"There is no rule '{rule}' for peers. Choose one of: {', '.join(RULES)}.")
    if k < 1:
        raise ParameterError(f"k={k} peers cannot be. Ask for at least 1.")
    row = matrix.region_index(region)
    weights = _weights(matrix, distance=distance, min_coverage=min_coverage)
    if not np.nansum(matrix.values[row]) > 0:
        raise EvidenceError(
            f"The region '{region}' has no figures in {matrix.year}, so it has no peers. Choose another year."
        )
    chosen = matrix.regions if candidates is None else tuple(sorted(set(candidates)))
    for code in chosen:
        matrix.region_index(code)
    chosen = tuple(code for code in chosen if code != region and (same_country or code[:2] != region[:2]))
    if not chosen:
        raise EvidenceError(f"There are no candidates for peers of '{region}' but itself. Give other candidates.")
    places = {code: place for place, code in enumerate(matrix.regions)}
    distances, coverage = _from_region(matrix.values, row, weights, distance=distance, min_coverage=min_coverage)
    not_compared = tuple(sorted(code for code in chosen if np.isnan(distances[places[code]])))
    compared = [code for code in chosen if not np.isnan(distances[places[code]])]
    peers = sorted(compared, key=lambda code: (distances[places[code]], code))[:k]
    diagnostics = list(_low_coverage(not_compared, min_coverage, f"cannot be compared with {region}"))
    if len(peers) < k:
        diagnostics.append(
            Diagnostic(
                code="fewer_peers",
                severity="info",
                axis="region",
                n=len(peers),
                parameter="k",
                value=k,
                sentence=f"{len(peers) or 'None'} of the {k} peers asked for can be compared with {region}.",
            )
        )
    return Peers(
        region=region,
        codes=tuple(peers),
        distances=tuple(float(distances[places[code]]) for code in peers),
        coverage=tuple(float(coverage[places[code]]) for code in peers),
        not_compared=not_compared,
        n_candidates=len(chosen),
        rule=rule,
        distance=distance,
        min_coverage=min_coverage,
        diagnostics=tuple(diagnostics),
    )


def _weights(matrix: RegionIndustryMatrix, *, distance: str, min_coverage: float) -> FloatArray:
    """Weight of each industry in the known total of all regions, after the options have been checked."""
    if distance not in get_args(Distance):
        raise ParameterError(f"There is no distance '{distance}'. Choose one of: {', '.join(get_args(Distance))}.")
    if not 0 < min_coverage <= 1:
        raise ParameterError(f"min_coverage={min_coverage:g} must lie above 0 and at most at 1; 0.8 is usual.")
    if len(matrix.regions) < 2:
        raise EvidenceError("A distance compares regions: the matrix holds only one. Give at least two.")
    industry = np.nansum(matrix.values, axis=0)
    if not industry.sum() > 0:
        raise EvidenceError("All cells are zero or missing: there is nothing to compare. Check the year and the table.")
    return np.asarray(industry / industry.sum())


def _from_region(
    values: FloatArray, row: int, weights: FloatArray, *, distance: Distance, min_coverage: float
) -> tuple[FloatArray, FloatArray]:
    """Distance and coverage from one region to every region."""
    in_both = ~(np.isnan(values) | np.isnan(values[row]))
    coverage = in_both @ weights
    own = np.where(in_both, values[row], 0.0)
    other = np.where(in_both, values, 0.0)
    own_total, other_total = own.sum(axis=1), other.sum(axis=1)
    # Rounding of the weights' sum must not refuse a comparison that sees everything.
    comparable = (coverage >= min_coverage - 1e-12) & (own_total > 0) & (other_total > 0)
    p = own / np.where(own_total > 0, own_total, 1.0)[:, None]
    q = other / np.where(other_total > 0, other_total, 1.0)[:, None]
    if distance == "hellinger":
        apart = np.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum(axis=1) / 2)
    elif distance == "squared":
        apart = ((p - q) ** 2).sum(axis=1)
    else:
        apart = np.abs(p - q).sum(axis=1) / 2
    return np.where(comparable, apart, np.nan), coverage


def _low_coverage(regions: tuple[str, ...], min_coverage: float, fate: str) -> tuple[Diagnostic, ...]:
    if not regions:
        return ()
    return (
        Diagnostic(
            code="low_coverage",
            severity="warning",
            axis="region",
            keys=regions[:N_KEYS],
            n=len(regions),
            parameter="min_coverage",
            value=min_coverage,
            sentence=(
                f"{len(regions)} regions {fate}, because industries known in both weigh less than "
                f"{100 * min_coverage:.0f} % of the economy: {', '.join(regions[:5])}."
            ),
        ),
    )
