"""Cluster categories: 67 groups of related industries, and how much of each NACE division belongs to them."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.nace import activities
from clustrat.errors import CodeListError

__all__ = ["CATEGORY_VERSIONS", "Category", "DivisionWeights", "categories", "division_weights"]

CATEGORY_VERSIONS = ("v1",)
NACE_VERSION = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A cluster category: ``traded`` sells beyond the region, ``local`` serves it; weights by NACE Rev. 2 class."""

    code: str
    name: str
    kind: Literal["traded", "local"]
    weights: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DivisionWeights:
    """Shares of divisions in categories, from their classes.

    Attributes
    ----------
    weights : ndarray of float, shape (n_divisions, n_categories)
        w_dc, 0 to 1; a row sums to at most 1 (less where classes belong to no category).
    wholly : ndarray of bool, same shape
        The whole division belongs to the category.
    allocation
        ``"equal_classes"``: every class of a division counts the same, for want of class figures by region.
    version, nace_version
        Versions of the categories and of the divisions.
    """

    divisions: tuple[str, ...]
    categories: tuple[Category, ...]
    weights: NDArray[np.float64]
    wholly: NDArray[np.bool_]
    allocation: str
    version: str
    nace_version: str

    def sharing(self, division: str, *, at_least: float = 0.0) -> tuple[tuple[Category, float], ...]:
        """The categories that share a division, largest first."""
        if division not in self.divisions:
            raise CodeListError(
                f"The division '{division}' is not among the {len(self.divisions)} divisions of these weights. "
                "Ask division_weights for it."
            )
        row = self.weights[self.divisions.index(division)]
        found = [(c, float(w)) for c, w in zip(self.categories, row, strict=True) if w > at_least]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0].code)))


@cache
def categories(*, version: str = "v1") -> tuple[Category, ...]:
    """All categories of a version; **derived, not official** (see ``data/SOURCES.md``).

    >>> found = categories()
    >>> len(found), sum(category.kind == "traded" for category in found)
    (67, 51)
    """
    if version not in CATEGORY_VERSIONS:
        raise CodeListError(
            f"There is no version '{version}' of the cluster categories. Give one of: {', '.join(CATEGORY_VERSIONS)}."
        )
    text = files(__package__).joinpath("data", f"clusters_nace2_derived_{version}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        weights[row["cluster_code"]][row["nace_class"]] = float(row["weight"])
    heads = {row["cluster_code"]: row for row in rows}
    return tuple(
        Category(
            code=code,
            name=head["cluster"],
            kind=cast(Literal["traded", "local"], head["type"]),
            weights=weights[code],
        )
        for code, head in heads.items()
    )


def division_weights(divisions: Sequence[str], *, version: str = "v1") -> DivisionWeights:
    r"""The share of each division in each category, by equal classes.

    .. math:: w_{dc} = \sum_{i \in d} a_i w_{ic}, \qquad a_i = 1 / n_d

    Parameters
    ----------
    divisions
        NACE Rev. 2 divisions as the business tables write them (``"C31"``).
    version
        Version of the categories.

    Raises
    ------
    CodeListError
        A code is no division of NACE Rev. 2 or stands twice, or there is no such version.

    Examples
    --------
    Of the four classes of furniture, nearly seven eighths belong to the category Furniture:

    >>> shares = division_weights(["C31"]).sharing("C31", at_least=0.5)
    >>> [(category.name, round(share, 3)) for category, share in shares]
    [('Furniture', 0.867)]
    """
    found = categories(version=version)
    n_classes = Counter(
        f"{activity.section}{activity.code[:2]}" for activity in activities(version=NACE_VERSION, level="class")
    )
    seen: set[str] = set()
    weights = np.zeros((len(divisions), len(found)))
    for d, division in enumerate(divisions):
        if division not in n_classes:
            raise CodeListError(f"There is no division '{division}' in NACE Rev. {NACE_VERSION}. Codes look like C31.")
        if division in seen:
            raise CodeListError(f"The division '{division}' stands twice. Give each division once.")
        seen.add(division)
        for c, category in enumerate(found):
            inside = sum(weight for nace_class, weight in category.weights.items() if nace_class[:2] == division[1:])
            weights[d, c] = inside / n_classes[division]
    return DivisionWeights(
        divisions=tuple(divisions),
        categories=found,
        weights=weights,
        wholly=np.isclose(weights, 1.0, atol=1e-6),
        allocation="equal_classes",
        version=version,
        nace_version=NACE_VERSION,
    )
