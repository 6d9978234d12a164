"""The spectrum of a presence matrix: its connected parts, and the eigenvector behind complexity.

Complexity is the second eigenvector of the random walk between regions and activities. It exists only within one connected
part, and is determined only where the second eigenvalue stands apart from the third: both are answered here, as data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.links import sparse_links, there_and_back
from clustrat.errors import ParameterError
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.presence import known
from clustrat.relatedness.products import common_counts

__all__ = [
    "ComponentChoice",
    "Components",
    "Spectrum",
    "components_of",
    "connected_components",
    "largest_component",
    "rounded_vectors",
    "second_vector",
]

FloatArray = NDArray[np.float64]
ComponentChoice = Literal["largest", "each"]
#: A part with fewer regions or activities has no second eigenvector that says anything.
MIN_SIDE = 3
#: Up to this size of the smaller side the dense solver is faster than Lanczos.
DENSE_UP_TO = 160
#: Below this the second eigenvalue is zero up to rounding: presence has rank one.
ZERO_EIGENVALUE = 1e-10
#: Below this distance of second and third eigenvalue the vector is not determined.
DEGENERATE_GAP = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Components:
    """The connected parts of a presence matrix, the largest first.

    ``region_of`` (n_regions,) and ``activity_of`` (n_activities,) hold the number of the part, from 0; -1 where nothing is
    present. ``kept_regions`` and ``kept_activities`` are true in the parts that are used; ``n`` is how many parts there are.
    """

    region_of: NDArray[np.int64]
    activity_of: NDArray[np.int64]
    n: int
    kept_regions: NDArray[np.bool_]
    kept_activities: NDArray[np.bool_]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spectrum:
    """The second eigenvector of one connected part, and the eigenvalues about it.

    ``activity`` has shape (n_activities,), weighted mean 0 by ubiquity, without scale or sign; ``region`` (n_regions,) is its mean
    over what each region has. Both are empty where they are not determined, and ``code`` then says why
    (``no_second_eigenvector``, ``degenerate_eigenvalue``). By Lanczos ``lambda3`` is good to some 1e-8.
    """

    activity: FloatArray
    region: FloatArray
    lambda2: float
    lambda3: float
    code: str = ""


def is_connected(have: NDArray[Any]) -> bool:
    """Whether everything hangs together, told by walking out from the most diverse region; no row or column may be empty."""
    counts = have.sum(axis=1)
    row = have[int(np.argmax(counts))]
    n_before, n_now = 0, int(np.count_nonzero(row))
    while n_now > n_before:
        if n_now == have.shape[1]:
            return True
        rows = have @ row > 0
        row = (rows.astype(have.dtype) @ have > 0).astype(have.dtype)
        n_before, n_now = n_now, int(np.count_nonzero(row))
    return False


def connected_components(have: NDArray[Any], *, sizes: ArrayLike | None = None) -> tuple[Any, Any, int]:
    """Parts of regions and activities that are linked by presence, the one with most of both first.

    Parameters
    ----------
    have : ndarray, shape (n_regions, n_activities)
        Ones and zeros.
    sizes : array_like, shape (n_regions,), optional
        Totals of the regions, which decide between parts of equal size; after them the first region does.

    Returns
    -------
    region_of, activity_of, n
        As in :class:`Components`.
    """
    n_regions, n_activities = have.shape
    if have.any(axis=1).all() and have.any(axis=0).all() and is_connected(have):
        return np.zeros(n_regions, dtype=np.int64), np.zeros(n_activities, dtype=np.int64), 1
    from scipy.sparse import bmat
    from scipy.sparse.csgraph import connected_components as parts_of

    links = sparse_links(have)
    _, label = parts_of(bmat([[None, links], [links.T, None]], format="csr"), directed=False)
    is_used = np.concatenate([have.any(axis=1), have.any(axis=0)])
    labels = np.unique(label[is_used])
    weight = np.zeros(n_regions) if sizes is None else np.nan_to_num(np.asarray(sizes, dtype=np.float64))
    members = np.bincount(label[is_used], minlength=label.max() + 1)
    total = np.bincount(label[:n_regions], weights=weight, minlength=label.max() + 1)
    first = {int(part): int(np.argmax(label[:n_regions] == part)) for part in labels} if len(labels) < 1000 else {}
    order = sorted(labels.tolist(), key=lambda part: (-members[part], -total[part], first.get(part, part)))
    rank = np.full(label.max() + 1, -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    part = np.where(is_used, rank[label], -1)
    return part[:n_regions], part[n_regions:], len(order)


def largest_component(
    presence: ArrayLike,
    *,
    sizes: ArrayLike | None = None,
    components: ComponentChoice = "largest",
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
) -> Components:
    """The parts of a presence matrix, which of them are used, and what someone should know of it.

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; ``nan`` counts as not present.
    sizes
        Totals of the regions, to decide between parts of equal size.
    components
        ``"largest"``: only the largest part is used; ``"each"``: every part with at least three regions and activities.
    regions, activities
        Codes for the diagnostics; positions if not given.

    Examples
    --------
    Two islands: regions 0-2 share activities 0-2, region 3 alone has activity 3.

    >>> m = np.zeros((4, 4)); m[:3, :3] = 1.0; m[3, 3] = 1.0
    >>> parts = largest_component(m)
    >>> parts.region_of.tolist(), parts.kept_regions.tolist(), [d.code for d in parts.diagnostics]
    ([0, 0, 0, 1], [True, True, True, False], ['disconnected'])
    """
    return components_of(known(presence), sizes=sizes, components=components, regions=regions, activities=activities)


def components_of(
    have: NDArray[Any],
    *,
    sizes: ArrayLike | None,
    components: ComponentChoice,
    regions: Sequence[str] | None,
    activities: Sequence[str] | None,
) -> Components:
    """:func:`largest_component` of a matrix that is known to be ones and zeros, of any precision."""
    if components not in get_args(ComponentChoice):
        raise ParameterError(f"There is no components '{components}'. Choose largest or each.")
    region_of, activity_of, n = connected_components(have, sizes=sizes)
    found = list(_empty_at_threshold(have, regions, activities))
    usable = [
        part
        for part in range(n if components == "each" else min(n, 1))
        if min((region_of == part).sum(), (activity_of == part).sum()) >= MIN_SIDE
    ]
    if n > 1:
        found.append(_disconnected(region_of, activity_of, n, components, regions))
    if n and not usable:
        found.append(
            Diagnostic(
                code="too_small",
                severity="warning",
                n=n,
                sentence=(
                    f"No connected part has at least {MIN_SIDE} regions and {MIN_SIDE} activities: complexity is not determined."
                ),
            )
        )
    return Components(
        region_of=region_of,
        activity_of=activity_of,
        n=n,
        kept_regions=np.isin(region_of, usable),
        kept_activities=np.isin(activity_of, usable),
        diagnostics=tuple(found),
    )


def second_vector(have: NDArray[Any]) -> Spectrum:
    r"""The second eigenvector of one connected part, on the side of the activities, with its eigenvalues.

    With *n* the smaller side, :math:`S = D_k^{-1/2} M D_u^{-1} M' D_k^{-1/2}` (or its twin) has the known top vector
    :math:`\sqrt{k / \sum k}` at eigenvalue 1. It is taken out, and Lanczos (by matrix-vector products only, from a fixed
    start) or, if *n* is small, the dense solver finds what comes next.

    Parameters
    ----------
    have : ndarray of ones and zeros, shape (n_regions, n_activities)
        Connected, without empty rows or columns.

    Examples
    --------
    >>> spectrum = second_vector(np.array([[1, 1, 1, 0], [1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 1, 1]], dtype=float))
    >>> round(spectrum.lambda2, 4), spectrum.activity.shape, spectrum.region.shape
    (0.531, (4,), (4,))
    """
    n_regions, n_activities = have.shape
    by_regions = n_regions <= n_activities
    matrix = have if by_regions else have.T
    small, large = (np.asarray(matrix.sum(axis=axis, dtype=np.float64)) for axis in (1, 0))
    there, back = there_and_back(matrix)
    if len(small) <= DENSE_UP_TO:
        vector, lambda2, lambda3 = _dense(matrix, small, large)
    else:
        from scipy.sparse.linalg import ArpackNoConvergence

        try:
            vector, lambda2, lambda3 = _lanczos(there, back, small, large)
        except ArpackNoConvergence:
            # Eigenvalues that lie too close for Lanczos: slower, but sure.
            vector, lambda2, lambda3 = _dense(matrix, small, large)
    code = "no_second_eigenvector" if lambda2 <= ZERO_EIGENVALUE else ""
    code = code or ("degenerate_eigenvalue" if lambda2 - lambda3 <= DEGENERATE_GAP else "")
    if code:
        return Spectrum(activity=np.empty(0), region=np.empty(0), lambda2=lambda2, lambda3=lambda3, code=code)
    kappa = vector / np.sqrt(small)
    beyond = np.asarray(back @ kappa / large)
    return Spectrum(
        activity=beyond if by_regions else kappa,
        region=np.asarray(there @ beyond / small) if by_regions else beyond,
        lambda2=lambda2,
        lambda3=lambda3,
    )


def rounded_vectors(have: NDArray[Any], *, digits: int = 4) -> tuple[FloatArray, FloatArray]:
    r"""Second eigenvectors of the transition matrices of regions and of activities, each rounded first.

    For compatibility only: a package that rounds :math:`D_k^{-1} M D_u^{-1} M'` inside finds the vector of another matrix, and
    where shares are small it is a matrix of few values.

    Parameters
    ----------
    have : ndarray of ones and zeros, shape (n_regions, n_activities)
        Connected, without empty rows or columns.
    digits
        Decimal places that are kept.

    Returns
    -------
    two ndarrays of float, shapes (n_regions,) and (n_activities,), without scale or sign

    Examples
    --------
    With all digits it is the vector of :func:`second_vector`, up to scale and sign.

    >>> m = np.array([[1, 1, 1, 0], [1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 1, 1]], dtype=float)
    >>> ratio = rounded_vectors(m, digits=16)[1] / second_vector(m).activity
    >>> bool(np.ptp(ratio) < 1e-9)
    True
    """
    links = np.asarray(have, dtype=np.float64)
    there, back = links / links.sum(axis=1, keepdims=True), links / links.sum(axis=0)
    found = []
    for transition in (there @ back.T, back.T @ there):
        values, vectors = np.linalg.eig(np.round(transition, digits))
        found.append(np.asarray(vectors[:, np.argsort(-values.real, kind="stable")[1]].real))
    return found[0], found[1]


def _dense(matrix: NDArray[Any], small: FloatArray, large: FloatArray) -> tuple[FloatArray, float, float]:
    """Second eigenvector on the smaller side, and two eigenvalues, by the dense symmetric solver."""
    scaled = np.asarray(matrix, dtype=np.float64) / np.sqrt(small)[:, None] / np.sqrt(large)
    top = np.sqrt(small / small.sum())
    values, vectors = np.linalg.eigh(common_counts(scaled.T) - np.outer(top, top))
    lambda3 = float(values[-2]) if len(small) > 1 else 0.0
    return vectors[:, -1], float(values[-1]), max(lambda3, 0.0)


def _lanczos(there: Any, back: Any, small: FloatArray, large: FloatArray) -> tuple[FloatArray, float, float]:
    """The same by Lanczos; a second run with the first vector taken out finds a twin that one run cannot see."""
    from scipy.sparse.linalg import LinearOperator, eigsh

    root, over = np.sqrt(small), 1 / large
    start = np.cos(np.arange(1, len(small) + 1, dtype=np.float64))

    def largest(out: FloatArray, tol: float) -> tuple[float, FloatArray]:
        def step(v: FloatArray) -> FloatArray:
            v = v - out @ (out.T @ v)
            w = (there @ (over * (back @ (v / root)))) / root
            return np.asarray(w - out @ (out.T @ w))

        first = step(start)
        if np.linalg.norm(first) <= ZERO_EIGENVALUE * np.linalg.norm(start):
            return 0.0, start
        operator = LinearOperator((len(small), len(small)), matvec=step, dtype=np.float64)
        values, vectors = eigsh(operator, k=1, which="LA", v0=first, tol=tol)
        return float(values[0]), vectors[:, 0]

    top = np.sqrt(small / small.sum())[:, None]
    lambda2, vector = largest(top, 0.0)
    both = np.hstack([top, vector[:, None]])
    # The error of an eigenvalue is the square of that of its vector: a rough run tells near from far, a sharp one how near.
    lambda3, _ = largest(both, 1e-4)
    if lambda2 - lambda3 < 1e-4:
        lambda3, _ = largest(both, 0.0)
    return vector, lambda2, max(lambda3, 0.0)


def _empty_at_threshold(
    have: NDArray[Any], regions: Sequence[str] | None, activities: Sequence[str] | None
) -> list[Diagnostic]:
    found = []
    for axis, is_empty, names in (
        ("region", np.asarray(~have.any(axis=1)), regions),
        ("activity", np.asarray(~have.any(axis=0)), activities),
    ):
        places = np.flatnonzero(is_empty)
        if len(places):
            keys = tuple(names[p] if names else str(p) for p in places[:20].tolist())
            what = "regions have no activity" if axis == "region" else "activities are in no region"
            found.append(
                Diagnostic(
                    code="empty_at_threshold",
                    severity="info",
                    axis=axis,
                    keys=keys,
                    n=len(places),
                    share=len(places) / len(is_empty),
                    sentence=f"{len(places)} {what} above the cut ({', '.join(keys[:5])}): they have no complexity.",
                )
            )
    return found


def _disconnected(
    region_of: NDArray[np.int64],
    activity_of: NDArray[np.int64],
    n: int,
    components: str,
    regions: Sequence[str] | None,
) -> Diagnostic:
    sizes = [(int((region_of == part).sum()), int((activity_of == part).sum())) for part in range(min(n, 5))]
    outside = np.flatnonzero(region_of > 0)
    treated = "the others have no complexity" if components == "largest" else "each has a scale of its own"
    return Diagnostic(
        code="disconnected",
        severity="warning",
        axis="region",
        keys=tuple(regions[r] if regions else str(r) for r in outside[:20].tolist()),
        n=len(outside),
        share=float((region_of > 0).mean()),
        parameter="components",
        value=components,
        sentence=(
            f"Presence falls into {n} parts that share nothing (regions x activities: "
            f"{', '.join(f'{r} x {a}' for r, a in sizes)}): the largest is used and {treated}."
        ),
    )
