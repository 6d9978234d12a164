"""Industry space: activities as a network of what is found together, with its communities and a layout that stays.

The strongest tree keeps everything connected, the strongest further links show what is close. Graph algorithms are networkx's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError

if TYPE_CHECKING:
    import networkx

__all__ = ["IndustrySpace", "industry_space", "max_spanning_tree_weight"]

FloatArray = NDArray[np.float64]
#: Digits kept of a coordinate between -1 and 1, so that machines agree.
LAYOUT_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustrySpace:
    """A network of activities: nodes with community and place, and the links drawn.

    ``community`` counts from 0, the largest first; ``x`` and ``y`` lie in -1 .. 1. ``links`` are (place, place, relatedness,
    whether it belongs to the strongest tree). An activity that nobody has is left out of ``nodes``. The layout is made once for
    ``edition`` from ``seed`` and goes with the version of the library that made it.
    """

    nodes: tuple[str, ...]
    community: tuple[int, ...]
    x: tuple[float, ...]
    y: tuple[float, ...]
    links: tuple[tuple[int, int, float, bool], ...]
    modularity: float
    cut: float
    edition: str
    seed: int
    library: str


def industry_space(
    relatedness: ArrayLike,
    activities: Sequence[str],
    *,
    edition: str,
    links_per_activity: float = 3.0,
    seed: int = 20261123,
) -> IndustrySpace:
    """The industry space of a relatedness matrix.

    Parameters
    ----------
    relatedness : array_like, shape (n, n)
        Symmetric, not negative, such as proximity; ``nan`` for activities that nobody has, which are left out.
    activities
        Their codes, in order.
    edition
        The edition of the data: one edition has one layout.
    links_per_activity
        How many links are drawn for each activity on average: the strongest tree, then the strongest of the rest; at least 1.
    seed
        Of communities and layout.

    Returns
    -------
    IndustrySpace
        The same from the same matrix, edition, seed and library version.

    Raises
    ------
    EvidenceError
        The matrix is not square and symmetric, negative or infinite, codes do not fit, or fewer than three activities exist.
    ParameterError
        ``links_per_activity`` is below 1, or there is no edition.

    Notes
    -----
    A picture to find one's way, not a map with distances: only links mean something, places do not. Communities are found by
    the Louvain method on all links, which has many almost equal solutions; ``modularity`` says how clear this one is
    (:cite:`hidalgo2007`, :cite:`blondel2008`).

    Examples
    --------
    >>> phi = [[1, 0.9, 0.1, 0.1], [0.9, 1, 0.2, 0.1], [0.1, 0.2, 1, 0.8], [0.1, 0.1, 0.8, 1]]
    >>> space = industry_space(phi, ["A", "B", "C", "D"], edition="2015.1", links_per_activity=1)
    >>> space.community, [(a, b) for a, b, _, _ in space.links]
    ((0, 0, 1, 1), [(0, 1), (0, 2), (1, 2), (2, 3)])
    """
    import networkx as nx

    phi = _checked(relatedness, activities)
    if not links_per_activity >= 1:
        raise ParameterError(f"links_per_activity={links_per_activity:g} must be at least 1; 3 is usual.")
    if not edition:
        raise ParameterError("A layout belongs to an edition. Give edition=.")
    exists = np.flatnonzero(~np.isnan(phi).all(axis=1))
    if len(exists) < 3:
        raise EvidenceError(f"Only {len(exists)} activities exist: a network needs three. Check the presence matrix.")
    names = tuple(activities[i] for i in exists.tolist())
    own = np.nan_to_num(phi[np.ix_(exists, exists)])
    np.fill_diagonal(own, 0.0)
    whole = _graph(own)
    tree = nx.maximum_spanning_tree(whole)
    drawn, cut = _drawn(own, tree, n_links=round(links_per_activity * len(names)))
    groups = sorted(
        nx.community.louvain_communities(whole, weight="weight", seed=seed), key=lambda g: (-len(g), min(g))
    )
    member = {node: number for number, group in enumerate(groups) for node in group}
    graph = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    graph.add_weighted_edges_from((a, b, w) for a, b, w, _ in drawn)
    place = _layout(graph, seed)
    return IndustrySpace(
        nodes=names,
        community=tuple(member[i] for i in range(len(names))),
        x=tuple(float(place[i][0]) for i in range(len(names))),
        y=tuple(float(place[i][1]) for i in range(len(names))),
        links=tuple(drawn),
        modularity=float(nx.community.modularity(whole, groups, weight="weight")) if whole.number_of_edges() else 0.0,
        cut=cut,
        edition=edition,
        seed=seed,
        library=f"networkx {nx.__version__}",
    )


def max_spanning_tree_weight(relatedness: ArrayLike) -> float:
    """Sum of the relatedness along the strongest tree (or trees, one for each connected part).

    >>> max_spanning_tree_weight([[1, 0.9, 0.1], [0.9, 1, 0.2], [0.1, 0.2, 1]])
    1.1
    """
    import networkx as nx

    phi = _checked(relatedness, None)
    own = np.nan_to_num(phi)
    np.fill_diagonal(own, 0.0)
    return float(nx.maximum_spanning_tree(_graph(own)).size(weight="weight"))


def _checked(relatedness: ArrayLike, activities: Sequence[str] | None) -> FloatArray:
    phi = np.array(relatedness, dtype=np.float64)
    if phi.ndim != 2 or phi.shape[0] != phi.shape[1] or (activities is not None and len(activities) != len(phi)):
        raise EvidenceError(
            f"The relatedness has shape {phi.shape} for {len(activities or ())} activities. Give a square matrix and its codes."
        )
    np.fill_diagonal(phi, np.nan)
    if np.isinf(phi).any() or (phi < 0).any():
        raise EvidenceError("A network needs a relatedness that is finite and not negative. Take proximity.")
    if not np.allclose(phi, phi.T, equal_nan=True, rtol=1e-9, atol=1e-12):
        raise EvidenceError(
            "The relatedness is not symmetric: a link has no direction here. Take the smaller of both ways."
        )
    return phi


def _graph(phi: FloatArray) -> networkx.Graph[Any]:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(phi)))
    rows, columns = np.nonzero(np.triu(phi, 1))
    graph.add_weighted_edges_from(zip(rows.tolist(), columns.tolist(), phi[rows, columns].tolist(), strict=True))
    return graph


def _drawn(
    phi: FloatArray, tree: networkx.Graph[Any], *, n_links: int
) -> tuple[list[tuple[int, int, float, bool]], float]:
    """The tree and the strongest other links, and the relatedness of the weakest of those."""
    on_tree = {(min(a, b), max(a, b)) for a, b in tree.edges}
    rows, columns = np.nonzero(np.triu(phi, 1))
    order = np.lexsort((columns, rows, -phi[rows, columns]))
    links = [(a, b, float(phi[a, b]), True) for a, b in sorted(on_tree)]
    cut = 0.0
    for a, b in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if len(links) >= n_links:
            break
        if (a, b) not in on_tree:
            cut = float(phi[a, b])
            links.append((a, b, cut, False))
    return sorted(links), cut


def _layout(graph: networkx.Graph[Any], seed: int) -> dict[int, FloatArray]:
    import networkx as nx

    place = nx.forceatlas2_layout(graph, seed=seed, weight="weight", max_iter=200)
    xy = np.array([place[i] for i in range(len(place))], dtype=np.float64)
    xy -= (xy.max(axis=0) + xy.min(axis=0)) / 2
    xy /= float(np.abs(xy).max()) or 1.0
    return {i: np.round(xy[i], LAYOUT_DIGITS) for i in range(len(xy))}
