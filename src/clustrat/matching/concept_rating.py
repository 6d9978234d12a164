"""The rating of a new cluster concept, 0 to 4: what it reaches of the theme, and what its regions hold together to get there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError
from clustrat.potential.rating_parameters import COMPONENTS
from clustrat.potential.scales import join_components

__all__ = ["PARTS", "ConceptRating", "rate_concept"]

FloatArray = NDArray[np.float64]
#: The parts of the rating: the reach of the clusters, then what the regions bring beside them.
PARTS = ("reach", "enabling", "rd_strength", "will_and_demand")
OF_REGIONS = PARTS[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptRating:
    """``rating`` 0 to 4 and the share of its parts that is known; each part 0 to 4 or ``nan``, and whose region it is.

    ``brought_by`` names for each part of the regions the one that has most of it; empty where none is known.
    """

    rating: float
    confidence: float
    parts: Mapping[str, float]
    brought_by: Mapping[str, str]
    version: str = "concept_rating.v1"


def rate_concept(coverage: float, *, regions: Sequence[str], components: ArrayLike) -> ConceptRating:
    r"""Rate a concept by its reach and by the best that its regions bring in each other part.

    .. math:: R = \Bigl(\prod_k x_k\Bigr)^{1/n_\mathrm{known}}, \quad x_\mathrm{reach} = 4 \cdot \mathrm{coverage}, \quad
              x_k = \max_r x_{rk}

    A concept shares: laboratories, certification centres or research of one of its regions serve it, and so the best region counts.
    The rule is ours; it says where to look, not what will happen.

    Parameters
    ----------
    coverage
        Share of the theme that the clusters reach, 0 to 1 (:func:`clustrat.matching.combinations.combine`).
    regions
        Codes of the regions of the concept.
    components : array_like, shape (n_regions, 5)
        The components of their potential, 0 to 4, in the order of ``COMPONENTS``; ``nan`` where not known.

    Returns
    -------
    ConceptRating
        What no region knows is missing and lowers the confidence; a reach of 0 gives 0.

    Raises
    ------
    EvidenceError
        The coverage lies outside 0 to 1, or the shape does not fit.

    Examples
    --------
    A reach of half the theme, 2; the better of two regions has 4 of enabling, neither knows the rest: the root of 8.

    >>> nan = float("nan")
    >>> found = rate_concept(0.5, regions=("R1", "R2"), components=[[3, 3, 1, nan, nan], [0, 0, 4, nan, nan]])
    >>> round(found.rating, 3), found.confidence, found.brought_by["enabling"]
    (2.828, 0.5, 'R2')
    """
    if not 0 <= coverage <= 1:
        raise EvidenceError(f"A coverage of {coverage:g} cannot be; it lies between 0 and 1.")
    x = np.asarray(components, dtype=np.float64)
    if x.shape != (len(regions), len(COMPONENTS)):
        raise EvidenceError(
            f"Components of shape {x.shape} do not fit {len(regions)} regions; give {len(COMPONENTS)} for each region."
        )
    parts, brought_by = {"reach": 4 * coverage}, {}
    for name in OF_REGIONS:
        column = x[:, COMPONENTS.index(name)]
        known = [k for k in range(len(regions)) if not np.isnan(column[k])]
        best = min(known, key=lambda k: (-column[k], regions[k]), default=None)
        parts[name] = float("nan") if best is None else float(column[best])
        brought_by[name] = "" if best is None else regions[best]
    joined = join_components([[parts[name] for name in PARTS]], [1.0] * len(PARTS))
    return ConceptRating(
        rating=float(joined.potential[0]),
        confidence=float(joined.confidence[0]),
        parts=parts,
        brought_by=brought_by,
    )
