"""Spatial autocorrelation and hot spots: whether like values lie side by side. The statistics are PySAL's (extra ``spatial``)."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, MissingExtraError, ParameterError
from clustrat.evidence.result import Diagnostic

__all__ = ["LocalMoran", "Moran", "local_moran", "moran"]

FloatArray = NDArray[np.float64]
QUADRANTS = {1: "high among high", 2: "low among high", 3: "low among low", 4: "high among low"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moran:
    """Moran's I with its expectation, z-score and two-sided p-value under randomisation, over ``n`` regions with neighbours."""

    i: float
    expected: float
    z: float
    p: float
    n: int
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocalMoran:
    """Local Moran of each region, in the order given; ``nan`` and ``""`` where a region has no value or no neighbour.

    ``quadrant`` says what lies among what; ``is_significant`` holds the false-discovery rate at ``alpha`` over all regions:
    two-sided p-values up to ``cut`` pass.
    """

    i: FloatArray
    p: FloatArray
    quadrant: tuple[str, ...]
    is_significant: NDArray[np.bool_]
    cut: float
    alpha: float
    n_permutations: int
    diagnostics: tuple[Diagnostic, ...]


def moran(values: ArrayLike, regions: Sequence[str], neighbours: Mapping[str, Set[str]]) -> Moran:
    r"""Moran's I of values over regions, with row-standardised neighbours.

    .. math:: I = \frac{n}{\sum_{rs} w_{rs}} \frac{\sum_{rs} w_{rs} (y_r - \bar y)(y_s - \bar y)}{\sum_r (y_r - \bar y)^2}

    Parameters
    ----------
    values : array_like, shape (n_regions,)
        Such as location quotients or shares (not counts, which follow size); ``nan`` leaves the region out.
    regions
        Their codes.
    neighbours
        The neighbours of each region, such as ``clustrat.codes.adjacency.neighbours`` gives; made mutual.

    Returns
    -------
    Moran
        About -1 to 1; ``expected`` is -1/(n - 1).

    Raises
    ------
    EvidenceError
        Fewer than four regions have a value and a neighbour, or all have one value.
    MissingExtraError
        The extra ``spatial`` is not installed.

    Notes
    -----
    Says that like lies beside like, at the scale of the regions given; other boundaries give another number, and it does not
    say why (:cite:`moran1950`).

    Examples
    --------
    A chain of four regions, low to high:

    >>> chain = {"A": {"B"}, "B": {"A", "C"}, "C": {"B", "D"}, "D": {"C"}}
    >>> round(moran([1.0, 2.0, 3.0, 4.0], list("ABCD"), chain).i, 3)
    0.4
    """
    place, y, graph, found = _graph(values, regions, neighbours)
    esda = _esda()
    result = esda.Moran(y, graph, permutations=0)
    return Moran(
        i=float(result.I), expected=float(result.EI), z=float(result.z_rand), p=float(result.p_rand), n=len(place),
        diagnostics=found,
    )  # fmt: skip


def local_moran(
    values: ArrayLike,
    regions: Sequence[str],
    neighbours: Mapping[str, Set[str]],
    *,
    seed: int,
    alpha: float = 0.05,
    n_permutations: int = 999,
) -> LocalMoran:
    r"""Local Moran of each region, with hot and cold spots at a controlled false-discovery rate.

    .. math:: I_r = \frac{(n - 1)\,(y_r - \bar y)}{\sum_s (y_s - \bar y)^2} \sum_s w_{rs} (y_s - \bar y)

    Parameters
    ----------
    values, regions, neighbours
        As in :func:`moran`.
    seed
        Of the conditional permutations; the same seed gives the same p-values.
    alpha
        False-discovery rate, between 0 and 1 (Benjamini and Hochberg).
    n_permutations
        At least 99.

    Raises
    ------
    EvidenceError, MissingExtraError
        As in :func:`moran`.
    ParameterError
        ``alpha`` or ``n_permutations`` cannot be.

    Notes
    -----
    With some 270 regions a dozen would pass 5 % by chance; controlling the rate of false discoveries keeps that share of those
    found, not of all. Neighbouring hot spots share neighbours and are no independent findings (:cite:`anselin1995`,
    :cite:`benjamini1995`).

    Examples
    --------
    A chain of four regions, low to high, is too short for any to be significant:

    >>> chain = {"A": {"B"}, "B": {"A", "C"}, "C": {"B", "D"}, "D": {"C"}}
    >>> found = local_moran([1.0, 2.0, 3.0, 4.0], list("ABCD"), chain, seed=1, n_permutations=99)
    >>> found.quadrant[0], found.i.round(2).tolist(), bool(found.is_significant.any())
    ('low among low', [0.45, 0.15, 0.15, 0.45], False)
    """
    if not 0 < alpha < 1:
        raise ParameterError(f"alpha={alpha:g} must lie between 0 and 1; 0.05 is usual.")
    if n_permutations < 99:
        raise ParameterError(f"n_permutations={n_permutations} is too few for a p-value; take at least 99.")
    place, y, graph, found = _graph(values, regions, neighbours)
    esda = _esda()
    with warnings.catch_warnings():
        # It announces two-sided p-values for its next major version; ours are two-sided already, as twice its one-sided ones.
        warnings.simplefilter("ignore", DeprecationWarning)
        result = esda.Moran_Local(y, graph, permutations=n_permutations, seed=seed, keep_simulations=False)
    two_sided = np.minimum(1.0, 2 * result.p_sim)
    cut = float(esda.fdr(two_sided, alpha))
    i, p = np.full(len(regions), np.nan), np.full(len(regions), np.nan)
    i[place], p[place] = result.Is, two_sided
    quadrant = [""] * len(regions)
    for r, q in zip(place.tolist(), result.q.tolist(), strict=True):
        quadrant[r] = QUADRANTS[q]
    passes = np.zeros(len(regions), dtype=bool)
    passes[place] = two_sided <= cut
    return LocalMoran(
        i=i, p=p, quadrant=tuple(quadrant), is_significant=passes, cut=cut, alpha=alpha, n_permutations=n_permutations,
        diagnostics=found,
    )  # fmt: skip


def _esda() -> Any:
    try:
        with warnings.catch_warnings():
            # Its import speaks of optional libraries, which are none of the reader's business.
            warnings.simplefilter("ignore")
            import esda
    except ImportError as error:
        raise MissingExtraError(
            "Spatial autocorrelation needs PySAL, which is not installed. Install clustrat[spatial]."
        ) from error
    return esda


def _graph(
    values: ArrayLike, regions: Sequence[str], neighbours: Mapping[str, Set[str]]
) -> tuple[NDArray[np.int64], FloatArray, Any, tuple[Diagnostic, ...]]:
    """Places of the regions that enter, their values, their graph, and who was left out."""
    y = np.asarray(values, dtype=np.float64)
    if y.shape != (len(regions),) or len(set(regions)) < len(regions):
        raise EvidenceError(
            f"There are {y.size} values for {len(regions)} regions, or a code stands twice. Give one each."
        )
    if np.isinf(y).any():
        raise EvidenceError("A value is infinite. Correct it, or mark it as missing.")
    known = {region for region, value in zip(regions, y, strict=True) if not np.isnan(value)}
    mutual: dict[str, set[str]] = {region: set() for region in known}
    for region, near in neighbours.items():
        for other in near:
            if region in known and other in known and region != other:
                mutual[region].add(other)
                mutual[other].add(region)
    alone = sorted(region for region in known if not mutual[region])
    enters = np.array([r for r, region in enumerate(regions) if mutual.get(region)], dtype=np.int64)
    if len(enters) < 4:
        raise EvidenceError(
            f"{len(enters)} regions have a value and a neighbour with one; at least four are needed. Check codes and neighbours."
        )
    if not np.ptp(y[enters]) > 0:
        raise EvidenceError("All regions have the same value: there is nothing to correlate.")
    names = [regions[r] for r in enters.tolist()]
    number = {name: n for n, name in enumerate(names)}
    _esda()
    from libpysal.graph import Graph

    graph = Graph.from_dicts({number[name]: sorted(number[o] for o in mutual[name]) for name in names})
    return enters, y[enters], graph, _left_out(alone, len(regions) - len(known))


def _left_out(alone: list[str], n_unknown: int) -> tuple[Diagnostic, ...]:
    found = []
    if alone:
        found.append(
            Diagnostic(
                code="island", severity="info", axis="region", keys=tuple(alone[:20]), n=len(alone),
                sentence=f"{len(alone)} regions have no neighbour with a value and are left out: {', '.join(alone[:5])}.",
            )
        )  # fmt: skip
    if n_unknown:
        found.append(
            Diagnostic(
                code="unknown_cell", severity="info", axis="region", n=n_unknown,
                sentence=f"{n_unknown} regions have no value and are left out.",
            )
        )  # fmt: skip
    return tuple(found)
