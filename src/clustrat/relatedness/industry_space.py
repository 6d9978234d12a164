"""Industry space: activities as a network of what is found together, with its communities and a layout that stays.

The strongest tree keeps everything connected, the strongest further links show what is close. Graph algorithms are networkx's.
A layout depends on the library that made it: save it once for an edition (:meth:`IndustrySpace.to_json`) and read it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EditionError, EvidenceError, ParameterError
from clustrat.evidence.result import Column, Diagnostic, ResultTable, canonical_json

if TYPE_CHECKING:
    import networkx

__all__ = ["IndustrySpace", "industry_space", "max_spanning_tree_weight", "read_industry_space"]

FloatArray = NDArray[np.float64]
#: Digits kept of a coordinate between -1 and 1, so that machines agree.
LAYOUT_DIGITS = 4
#: How far the linked activities reach where some have no link at all; those stand in a row below, at -1.
REACH_ABOVE_ROW = 0.9
LAYOUT_ROUNDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustrySpace:
    """A network of activities: nodes with community and place, and the links drawn.

    ``nodes`` are codes in ascending order; ``community`` counts from 0, the largest first; ``x`` and ``y`` lie in -1 .. 1.
    ``links`` are (number of a node, of another, relatedness, whether it belongs to the strongest tree); ``cut`` is the
    relatedness of the weakest link beside the tree, ``None`` where the tree is all. The layout is made once for ``edition`` from
    ``seed``, and goes with the version of the library that made it. ``diagnostics`` name activities that nobody has
    (``empty_activity``: not among the nodes) and activities in more than one part (``disconnected``).
    """

    nodes: tuple[str, ...]
    community: tuple[int, ...]
    x: tuple[float, ...]
    y: tuple[float, ...]
    links: tuple[tuple[int, int, float, bool], ...]
    modularity: float
    cut: float | None
    edition: str
    seed: int
    library: str
    diagnostics: tuple[Diagnostic, ...]

    def to_json(self) -> str:
        """All of it as text, the same on every machine; :func:`read_industry_space` reads it back."""
        return canonical_json({**asdict(self), "diagnostics": [d.as_dict() for d in self.diagnostics]})

    def node_table(self) -> ResultTable:
        """One row per activity: its code, community, place, and how many links are drawn to it."""
        degree = [0] * len(self.nodes)
        for a, b, _, _ in self.links:
            degree[a] += 1
            degree[b] += 1
        return ResultTable(
            name="industry_space_nodes",
            title="Industry space: activities",
            columns=(
                Column(name="activity", words="Activity", role="key"),
                Column(name="community", words="Community, the largest first"),
                Column(name="x", words="Place to the right", digits=LAYOUT_DIGITS),
                Column(name="y", words="Place upwards", digits=LAYOUT_DIGITS),
                Column(name="n_links", words="Links drawn"),
            ),
            rows=tuple(zip(self.nodes, self.community, self.x, self.y, degree, strict=True)),
            parameters={"edition": self.edition, "seed": self.seed, "library": self.library},
        )

    def link_table(self) -> ResultTable:
        """One row per link drawn: its two activities, their relatedness, and whether it is of the strongest tree."""
        return ResultTable(
            name="industry_space_links",
            title="Industry space: links",
            columns=(
                Column(name="activity_1", words="Activity", role="key"),
                Column(name="activity_2", words="Other activity", role="key"),
                Column(name="relatedness", words="Relatedness"),
                Column(name="is_in_tree", words="In the strongest tree"),
            ),
            rows=tuple((self.nodes[a], self.nodes[b], w, in_tree) for a, b, w, in_tree in self.links),
            parameters={"edition": self.edition, "cut": self.cut},
        )


def industry_space(
    relatedness: ArrayLike,
    activities: Sequence[str],
    *,
    edition: str,
    links_per_activity: float = 3.0,
    threshold: float | None = None,
    seed: int = 20261123,
) -> IndustrySpace:
    r"""The industry space of a relatedness matrix: its strongest tree, its strongest other links, and its communities.

    Communities are those that make large

    .. math:: Q = \frac{1}{2m} \sum_{ij} \Bigl(\phi_{ij} - \frac{d_i d_j}{2m}\Bigr) [c_i = c_j], \quad d_i = \sum_j \phi_{ij},\; 2m = \sum_i d_i

    Parameters
    ----------
    relatedness : array_like, shape (n, n)
        Symmetric, not negative, such as proximity; the diagonal is not read. A row of ``nan`` is an activity that nobody has
        and is left out; a single ``nan`` is no link.
    activities
        Their codes, in the order of the matrix, each once. The order itself changes nothing.
    edition
        The edition of the data: one edition has one layout.
    links_per_activity
        How many links are drawn for each activity on average: the strongest tree, then the strongest of the rest; at least 1.
    threshold
        Instead of that: draw the strongest tree and every link at or above this relatedness; above 0.
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
        ``links_per_activity`` is below 1, ``threshold`` is not above 0, or there is no edition.

    Notes
    -----
    A picture to find one's way, not a map with distances: only links mean something, places do not. Communities are found by
    the Louvain method on all links, which has many almost equal solutions; ``modularity`` says how clear this one is
    (:cite:`hidalgo2007`, :cite:`blondel2008`, :cite:`jacomy2014`).

    Examples
    --------
    Two close pairs; the tree joins them by the strongest link between, B with C.

    >>> phi = [[1, 0.9, 0.1, 0.1], [0.9, 1, 0.2, 0.1], [0.1, 0.2, 1, 0.8], [0.1, 0.1, 0.8, 1]]
    >>> space = industry_space(phi, ["A", "B", "C", "D"], edition="2015.1", threshold=0.5)
    >>> space.community, [(a, b) for a, b, _, _ in space.links]
    ((0, 0, 1, 1), [(0, 1), (1, 2), (2, 3)])
    """
    import networkx as nx

    phi = _checked(relatedness, activities)
    if not links_per_activity >= 1:
        raise ParameterError(f"links_per_activity={links_per_activity:g} must be at least 1; 3 is usual.")
    if threshold is not None and not threshold > 0:
        raise ParameterError(
            f"threshold={threshold:g} must be above 0: a relatedness of 0 is no link. Take such as 0.55."
        )
    if not edition:
        raise ParameterError("A layout belongs to an edition. Give edition=.")
    order = sorted(range(len(phi)), key=lambda i: activities[i])
    is_there: list[bool] = np.asarray(np.isfinite(phi).any(axis=1)).tolist()
    exists = [i for i in order if is_there[i]]
    if len(exists) < 3:
        raise EvidenceError(f"Only {len(exists)} activities exist: a network needs three. Check the presence matrix.")
    names = tuple(activities[i] for i in exists)
    phi = phi[np.ix_(exists, exists)]
    own = np.where(np.isnan(phi), 0.0, phi)
    whole = _graph(own)
    tree = nx.maximum_spanning_tree(whole)
    n_links = round(links_per_activity * len(names)) if threshold is None else None
    drawn, cut = _drawn(own, tree, n_links=n_links, threshold=threshold)
    groups = sorted(
        nx.community.louvain_communities(whole, weight="weight", seed=seed), key=lambda g: (-len(g), min(g))
    )
    member = {node: number for number, group in enumerate(groups) for node in group}
    xy = _layout(len(names), drawn, seed)
    return IndustrySpace(
        nodes=names,
        community=tuple(member[i] for i in range(len(names))),
        x=tuple(xy[:, 0].tolist()),
        y=tuple(xy[:, 1].tolist()),
        links=tuple(drawn),
        modularity=float(nx.community.modularity(whole, groups, weight="weight")) if whole.number_of_edges() else 0.0,
        cut=cut,
        edition=edition,
        seed=seed,
        library=f"networkx {nx.__version__}",
        diagnostics=_diagnostics(
            names, [activities[i] for i in order if not is_there[i]], nx.connected_components(whole)
        ),
    )


def read_industry_space(text: str, *, edition: str) -> IndustrySpace:
    """An industry space as :meth:`IndustrySpace.to_json` wrote it, if it is that of this edition.

    Raises
    ------
    EditionError
        The text is no industry space, not whole, or of another edition.
    """
    way_out = "Make the industry space anew with industry_space()."
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise EditionError(f"The saved industry space is no JSON ({error}). {way_out}") from error
    expected = {field.name for field in fields(IndustrySpace)}
    if not isinstance(found, dict) or set(found) != expected:
        given = set(found) if isinstance(found, dict) else set()
        odd = ", ".join(sorted(expected ^ given))
        raise EditionError(f"The saved industry space has not the fields it should have: {odd}. {way_out}")
    if found["edition"] != edition:
        raise EditionError(f"The saved industry space is that of edition {found['edition']}, not {edition}. {way_out}")
    n = len(found["nodes"])
    is_whole = all(len(found[name]) == n for name in ("community", "x", "y")) and all(
        len(link) == 4 and 0 <= link[0] < link[1] < n for link in found["links"]
    )
    if not is_whole:
        raise EditionError(f"The saved industry space of edition {edition} is damaged: its parts do not fit. {way_out}")
    lists = {name: tuple(found[name]) for name in ("nodes", "community", "x", "y")}
    return IndustrySpace(
        **{
            **found,
            **lists,
            "links": tuple((a, b, w, in_tree) for a, b, w, in_tree in found["links"]),
            "diagnostics": tuple(Diagnostic(**{**d, "keys": tuple(d["keys"])}) for d in found["diagnostics"]),
        }
    )


def max_spanning_tree_weight(relatedness: ArrayLike) -> float:
    r"""Sum of the relatedness along the strongest tree, or trees: one for each connected part.

    .. math:: W = \max_{T} \sum_{(i,j) \in T} \phi_{ij}

    Parameters
    ----------
    relatedness : array_like, shape (n, n)
        As in :func:`industry_space`.

    Returns
    -------
    float
        In the unit of the relatedness, 0 to n - 1 for a proximity.

    Notes
    -----
    One number for how tightly the whole space hangs together; it grows with the number of activities and says nothing of which
    (:cite:`hidalgo2007`).

    Examples
    --------
    The links 0.9 and 0.2 join all three, and 0.1 is not needed.

    >>> round(max_spanning_tree_weight([[1, 0.9, 0.1], [0.9, 1, 0.2], [0.1, 0.2, 1]]), 12)
    1.1
    """
    import networkx as nx

    phi = _checked(relatedness, None)
    return float(nx.maximum_spanning_tree(_graph(np.where(np.isnan(phi), 0.0, phi))).size(weight="weight"))


def _checked(relatedness: ArrayLike, activities: Sequence[str] | None) -> FloatArray:
    phi = np.array(relatedness, dtype=np.float64)
    if phi.ndim != 2 or phi.shape[0] != phi.shape[1]:
        raise EvidenceError(f"The relatedness has shape {phi.shape}. Give a square matrix.")
    if activities is not None and len(activities) != len(phi):
        raise EvidenceError(f"There are {len(activities)} codes for {len(phi)} activities. Give one each.")
    if activities is not None and len(set(activities)) < len(activities):
        twice = next(code for code in activities if list(activities).count(code) > 1)
        raise EvidenceError(f"The code {twice} stands for two activities. Give each its own.")
    np.fill_diagonal(phi, np.nan)
    bad = np.isinf(phi) | (phi < 0)
    if bad.any():
        i, j = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The relatedness of activities {i} and {j} is {phi[i, j]:g}; links are finite and not negative. Take proximity."
        )
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
    phi: FloatArray, tree: networkx.Graph[Any], *, n_links: int | None, threshold: float | None
) -> tuple[list[tuple[int, int, float, bool]], float | None]:
    """The tree and the strongest other links, and the relatedness of the weakest of those."""
    on_tree = {(min(a, b), max(a, b)) for a, b in tree.edges}
    rows, columns = np.nonzero(np.triu(phi, 1))
    strength = phi[rows, columns]
    rest = [place for place in np.lexsort((columns, rows, -strength)) if (rows[place], columns[place]) not in on_tree]
    if threshold is not None:
        rest = [place for place in rest if strength[place] >= threshold]
    elif n_links is not None:
        rest = rest[: max(n_links - len(on_tree), 0)]
    links = [(a, b, float(phi[a, b]), True) for a, b in on_tree]
    links += [(int(rows[place]), int(columns[place]), float(strength[place]), False) for place in rest]
    return sorted(links), float(strength[rest[-1]]) if rest else None


def _layout(n: int, links: list[tuple[int, int, float, bool]], seed: int) -> FloatArray:
    """Places in -1 .. 1: the linked activities by their forces, the others, which none holds, in a row below."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(sorted({node for a, b, _, _ in links for node in (a, b)}))
    graph.add_weighted_edges_from((a, b, w) for a, b, w, _ in links)
    xy = np.full((n, 2), np.nan)
    if links:
        place = nx.forceatlas2_layout(graph, seed=seed, weight="weight", max_iter=LAYOUT_ROUNDS)
        linked = np.array([place[node] for node in graph], dtype=np.float64)
        linked -= (linked.max(axis=0) + linked.min(axis=0)) / 2
        xy[list(graph)] = (1.0 if len(linked) == n else REACH_ABOVE_ROW) * linked / np.abs(linked).max()
    alone = np.isnan(xy[:, 0])
    xy[alone] = np.column_stack([np.linspace(-1, 1, alone.sum()), np.full(alone.sum(), -1.0)])
    return np.asarray(np.round(xy, LAYOUT_DIGITS) + 0.0)


def _diagnostics(names: Sequence[str], empty: Sequence[str], parts: Iterable[set[int]]) -> tuple[Diagnostic, ...]:
    found = []
    if empty:
        found.append(
            Diagnostic(
                code="empty_activity",
                severity="info",
                axis="activity",
                keys=tuple(empty[:20]),
                n=len(empty),
                sentence=f"{len(empty)} activities that no region has are not part of the industry space.",
            )
        )
    by_size = sorted(parts, key=lambda part: (-len(part), min(part)))
    apart = sorted(names[node] for part in by_size[1:] for node in part)
    if apart:
        found.append(
            Diagnostic(
                code="disconnected",
                severity="warning",
                axis="activity",
                keys=tuple(apart[:20]),
                n=len(apart),
                share=len(apart) / len(names),
                sentence=f"The industry space falls into {len(by_size)} parts: {len(apart)} of {len(names)} activities have no "
                "way to the largest one.",
            )
        )
    return tuple(found)
