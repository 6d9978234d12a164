"""From a theme to industries: how much of each industry belongs to it, and how much of the theme the industries show."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.nace import activity
from clustrat.codes.theme_records import Theme, ThemeItem, item_classes
from clustrat.errors import CodeListError, EvidenceError, ParameterError

__all__ = ["ThemeWeights", "theme_weights"]

#: Shares of the classes of a division must sum to 1 within this.
SHARE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThemeWeights:
    """How much of each industry belongs to a theme.

    Attributes
    ----------
    theme
        The theme, with its version and kind.
    industries
        The industries asked for, in their order.
    values : ndarray of float, shape (n_industries,)
        Part of the industry that belongs to the theme, 0 to 1; 0 is a true zero: no class of it is in the theme.
    coverage
        Share of the theme in items with data, above 0 and at most 1.
    coverage_basis
        ``"size"``: each item counts by weight x size; ``"weight"``: by weight alone, because a size is not known.
    missing
        Items of which no industry given holds a class.
    allocation
        ``"class_shares"`` if no value rests on equal shares; ``"equal_classes"`` otherwise: then every class of an
        industry in ``apportioned`` counts the same, for want of class figures.
    apportioned
        Industries of which only some classes, or classes of different weights, are in the theme, and whose class shares
        are not given.
    """

    theme: Theme
    industries: tuple[str, ...]
    values: NDArray[np.float64]
    coverage: float
    coverage_basis: Literal["size", "weight"]
    missing: tuple[ThemeItem, ...]
    allocation: Literal["class_shares", "equal_classes"]
    apportioned: tuple[str, ...]


def theme_weights(
    theme: Theme,
    industries: Sequence[str],
    *,
    class_shares: Mapping[str, float] | None = None,
    industry_sizes: Mapping[str, float] | None = None,
    nace_version: str = "2",
) -> ThemeWeights:
    r"""How much of each industry belongs to a theme, and how much of the theme these industries show.

    .. math:: w_{dt} = \sum_{i \in d} a_i w_{it}, \qquad
              \text{coverage}_t = \frac{\sum_j w_{jt} s_j c_j}{\sum_j w_{jt} s_j}

    with the share :math:`a_i` of class i in industry d, the size :math:`s_j` of item j (1 where sizes are not known) and
    the share :math:`c_j` of its classes that the industries hold.

    Parameters
    ----------
    industries
        NACE codes with data, in any order, usually divisions as the business tables write them (``"C21"``).
    class_shares
        Share of each class in its industry, by code of the class; all classes of an industry or none of them.
    industry_sizes
        National size of divisions (persons employed), by code (``"Q86"`` or ``"86"``). Needed for all divisions of the
        theme; where one is missing or ``nan``, coverage is by weight alone.
    nace_version
        Version of NACE of ``industries``.

    Raises
    ------
    CodeListError
        The theme has no list of industries, its list is of another version of NACE, an industry is not in that version,
        stands twice or is part of another, or only some classes of an industry have a share.
    ParameterError
        A share or size is negative or infinite, or the shares of an industry do not sum to 1.
    EvidenceError
        The industries hold nothing of the theme: there is no rating, and no zero either.

    Examples
    --------
    Pharmaceuticals belong wholly to active ageing. Of the ten classes of electronics two do: medical devices with weight
    1 and measuring instruments with weight 0.5, so 1.5 / 10 of the division:

    >>> from clustrat.codes.themes import theme
    >>> found = theme_weights(theme("active_ageing"), ["C21", "C26", "C31"])
    >>> found.values.round(3).tolist(), found.allocation, found.apportioned
    ([1.0, 0.15, 0.0], 'equal_classes', ('C26',))
    >>> round(found.coverage, 3), len(found.missing)
    (0.163, 26)
    """
    _check_versions(theme, nace_version)
    classes = _classes_of(industries, nace_version)
    sizes = {
        activity(code, version=nace_version).code: _checked(float(size), what=f"The size of {code}")
        for code, size in (industry_sizes or {}).items()
    }
    shares = {
        activity(code, version=nace_version).code: _checked(float(share), what=f"The share of class {code}")
        for code, share in (class_shares or {}).items()
    }
    weight_of = {
        nace_class: item.weight for item in theme.items for nace_class in item_classes(item.code, nace_version)
    }
    values = np.zeros(len(classes))
    apportioned = []
    for d, (industry, inside) in enumerate(classes.items()):
        weights = [weight_of.get(nace_class, 0.0) for nace_class in inside]
        parts = _shares_of(industry, inside, shares)
        if parts is None and len(set(weights)) > 1:
            apportioned.append(industry)
        parts = parts or [1 / len(inside)] * len(inside)
        values[d] = min(1.0, math.fsum(a * w for a, w in zip(parts, weights, strict=True)))
    values.setflags(write=False)
    there = {nace_class for inside in classes.values() for nace_class in inside}
    seen = [_share_there(item, there, nace_version) for item in theme.items]
    item_sizes = [_size(item, sizes, shares, nace_version) for item in theme.items]
    by_size = all(math.isfinite(size) for size in item_sizes) and any(
        size * item.weight > 0 for size, item in zip(item_sizes, theme.items, strict=True)
    )
    mass = [item.weight * (size if by_size else 1.0) for item, size in zip(theme.items, item_sizes, strict=True)]
    coverage = math.fsum(m * c for m, c in zip(mass, seen, strict=True)) / math.fsum(mass)
    if coverage == 0.0:
        raise EvidenceError(
            f"None of the {len(theme.items)} industries of the theme '{theme.title}' ({theme.code}) is among the "
            f"{len(classes)} industries with data, so there is no rating, and no zero either. Give figures for one of: "
            f"{', '.join(item.code for item in theme.items[:5])}."
        )
    return ThemeWeights(
        theme=theme,
        industries=tuple(classes),
        values=values,
        coverage=min(1.0, coverage),
        coverage_basis="size" if by_size else "weight",
        missing=tuple(item for item, share in zip(theme.items, seen, strict=True) if share == 0.0),
        allocation="equal_classes" if apportioned else "class_shares",
        apportioned=tuple(apportioned),
    )


def _check_versions(theme: Theme, nace_version: str) -> None:
    if not theme.items:
        why = (
            " ".join(theme.coverage_notes) or "Only its name is known."
            if theme.field != "cross_cutting_issue"
            else "A cross-cutting issue is measured by indicators, not by industries."
        )
        raise CodeListError(
            f"The theme '{theme.title}' ({theme.code}) has no list of industries, so industries cannot be weighed by it. "
            f"{why}"
        )
    if theme.nace_version != nace_version:
        raise CodeListError(
            f"The theme '{theme.code}' is written in NACE Rev. {theme.nace_version}, the industries in NACE Rev. "
            f"{nace_version}. A list of one version is never applied to another; write the theme in NACE Rev. {nace_version}."
        )


def _classes_of(industries: Sequence[str], version: str) -> dict[str, tuple[str, ...]]:
    """The classes of each industry; no class in two of them."""
    if not industries:
        raise CodeListError("No industry was given. Give the codes of the industries with data, such as C21.")
    owner: dict[str, str] = {}
    classes: dict[str, tuple[str, ...]] = {}
    for industry in industries:
        inside = item_classes(industry, version)
        for nace_class in inside:
            if nace_class in owner:
                raise CodeListError(
                    f"The industry '{industry}' stands twice. Give each industry once."
                    if owner[nace_class] == industry
                    else f"The industries '{owner[nace_class]}' and '{industry}' share the class {nace_class}, which "
                    "would count twice. Give industries of one level."
                )
            owner[nace_class] = industry
        classes[industry] = inside
    return classes


def _checked(value: float, *, what: str) -> float:
    if value < 0 or math.isinf(value):
        raise ParameterError(f"{what} is {value:g}. Give a finite number of at least 0.")
    return value


def _shares_of(industry: str, inside: tuple[str, ...], shares: Mapping[str, float]) -> list[float] | None:
    """The shares of the classes of an industry, or None where none is known."""
    known = [nace_class for nace_class in inside if math.isfinite(shares.get(nace_class, math.nan))]
    if not known:
        return None
    if len(known) < len(inside):
        absent = next(nace_class for nace_class in inside if nace_class not in known)
        raise CodeListError(
            f"Of the {len(inside)} classes of {industry}, {len(known)} have a share; {absent} has none, and missing is "
            "not zero. Give the shares of all of them, or of none."
        )
    found = [shares[nace_class] for nace_class in inside]
    if abs(math.fsum(found) - 1.0) > SHARE_TOLERANCE:
        raise ParameterError(f"The class shares of {industry} sum to {math.fsum(found):g}. Give shares that sum to 1.")
    return found


def _share_there(item: ThemeItem, there: set[str], version: str) -> float:
    inside = item_classes(item.code, version)
    return sum(nace_class in there for nace_class in inside) / len(inside)


def _size(item: ThemeItem, sizes: Mapping[str, float], shares: Mapping[str, float], version: str) -> float:
    """National size of an item: its classes' part of their divisions; nan where a division is not known."""
    total = 0.0
    for nace_class in item_classes(item.code, version):
        division = nace_class[:2]
        inside = item_classes(division, version)
        parts = _shares_of(division, inside, shares) or [1 / len(inside)] * len(inside)
        total += sizes.get(division, math.nan) * parts[inside.index(nace_class)]
    return total
