"""Correspondences between versions of NUTS: what became of a region, and counts carried from one version to another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from clustrat.codes.lists import near_codes, read_list, require_version
from clustrat.errors import CodeListError, EvidenceError

__all__ = [
    "BASES",
    "LEVELS",
    "NUTS_VERSIONS",
    "SLIVER_SHARE",
    "Converted",
    "Part",
    "convert_counts",
    "is_pseudo_region",
    "predecessors",
    "successors",
    "weights",
]

NUTS_VERSIONS = ("2006", "2010", "2013", "2016", "2021")
#: What the weights of a split region are shares of.
BASES = ("population_2011", "population_2018", "area", "artificial_surface_2012", "artificial_surface_2018")
#: Smaller shares are left out, and the rest sum to 1: two maps laid over each other leave slivers with next to nobody in
#: them, which would make a modelled figure out of a region that stayed (FI13 gives 0.0002 % to FI1C). Communes are larger.
SLIVER_SHARE = 1e-4
#: Levels of NUTS that have weights.
LEVELS = (2, 3)


@dataclass(frozen=True, slots=True)
class Part:
    """A successor and the share of the former region that it takes, above 0 and at most 1."""

    code: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A count in the new version.

    Attributes
    ----------
    value
        The count; ``None`` where a part is missing.
    lower, upper
        Between what the count must lie: equal to ``value`` where it is known; ``upper`` is ``None`` where nothing bounds
        a missing part from above.
    is_modelled
        A split by weights of totals went into it, so it is an estimate even where every part is known.
    missing
        Codes of the former version whose count is missing, or was not given.
    """

    value: float | None
    lower: float
    upper: float | None
    is_modelled: bool
    missing: tuple[str, ...] = ()


def is_pseudo_region(code: str) -> bool:
    """Whether a code stands for what no region holds (extra-regio): in national totals only.

    >>> is_pseudo_region("CZZZ"), is_pseudo_region("CZZ"), is_pseudo_region("CZ08")
    (True, True, False)
    """
    return len(code) > 2 and code[2] == "Z"


@cache
def _codes(version: str, level: int) -> frozenset[str]:
    return frozenset(row["code"] for row in read_list(f"nuts_{version}") if len(row["code"]) - 2 == level)


@cache
def weights(
    *, from_version: str, to_version: str, level: int = 2, basis: str = "population_2011"
) -> MappingProxyType[str, tuple[Part, ...]]:
    r"""Successors of every region that did not stay one and the same, largest part first.

    .. math:: w_{ab} = p_{ab} / \sum_b p_{ab}, \qquad \sum_b w_{ab} = 1

    with p the people (or the surface) of region a that are now in region b. A region that is not among the keys kept its
    code and its place. Shares below 0.01 % are left out. Where nobody lives, or nothing is built, the parts are equal.

    Raises
    ------
    CodeListError
        A version, level or basis is unknown, or the versions run backwards.

    Examples
    --------
    >>> [(p.code, round(p.weight, 3)) for p in weights(from_version="2013", to_version="2016")["HU10"]]
    [('HU11', 0.586), ('HU12', 0.414)]
    """
    for version in (from_version, to_version):
        require_version(version, NUTS_VERSIONS, scheme="NUTS")
    if level not in LEVELS or basis not in BASES:
        raise CodeListError(
            f"There are no weights for level {level} by '{basis}'. Levels: 2, 3; bases: {', '.join(BASES)}."
        )
    if from_version > to_version:
        raise CodeListError(
            f"Weights run forward only, not from NUTS {from_version} to NUTS {to_version}. "
            f"Carry the figures of {to_version} forward to {from_version} instead."
        )
    amounts: dict[str, dict[str, float]] = {}
    for row in read_list("nuts_correspondence"):
        if (row["from_version"], row["to_version"], len(row["source"]) - 2) == (from_version, to_version, level):
            amounts.setdefault(row["source"], {})[row["target"]] = float(row[basis])
    return MappingProxyType({source: _parts(targets) for source, targets in amounts.items()})


def _parts(amounts: Mapping[str, float]) -> tuple[Part, ...]:
    total = math.fsum(amounts.values())
    if not total:
        return tuple(Part(code, 1 / len(amounts)) for code in sorted(amounts))
    worth = {code: amount for code, amount in amounts.items() if amount >= SLIVER_SHARE * total}
    kept = math.fsum(worth.values())
    return tuple(sorted((Part(c, amount / kept) for c, amount in worth.items()), key=lambda p: (-p.weight, p.code)))


def successors(
    code: str, *, from_version: str, to_version: str, level: int = 2, basis: str = "population_2011"
) -> tuple[Part, ...]:
    """What became of one region, largest part first; the region itself with weight 1 where it stayed.

    A pseudo-region stays what it is.

    Raises
    ------
    CodeListError
        As :func:`weights`; or the code is not one of that level and version, or its country is not listed in the later
        version.

    Examples
    --------
    >>> successors("ITH4", from_version="2013", to_version="2021")
    (Part(code='ITH4', weight=1.0),)
    >>> [(p.code, round(p.weight, 3)) for p in successors("SI02", from_version="2010", to_version="2013")]
    [('SI04', 0.985), ('SI03', 0.015)]
    """
    table = weights(from_version=from_version, to_version=to_version, level=level, basis=basis)
    if code in table:
        return table[code]
    if is_pseudo_region(code):
        return (Part(code, 1.0),)
    if len(code) - 2 != level:
        has_weights = len(code) - 2 in LEVELS
        raise CodeListError(
            f"'{code}' is not a code of NUTS level {level}. "
            + (f"Give level={len(code) - 2}." if has_weights else "Weights exist for levels 2 and 3, codes like ITH4.")
        )
    listed = _codes(from_version, level)
    if code not in listed:
        near = near_codes(code, listed)
        raise CodeListError(
            f"There is no region '{code}' in NUTS {from_version}. "
            + (f"Near codes: {', '.join(near)}." if near else "Codes look like ITH4.")
        )
    if code not in _codes(to_version, level):
        raise CodeListError(
            f"What became of {code} in NUTS {to_version} is not in the lists: no source gives the regions of "
            f"{code[:2]} in that version. Convert to another version, or leave {code[:2]} out."
        )
    return (Part(code, 1.0),)


def predecessors(
    code: str, *, from_version: str, to_version: str, level: int = 2, basis: str = "population_2011"
) -> tuple[Part, ...]:
    """The regions of an earlier version that went into a later one, each with the share *of itself* that it gave.

    Empty for a region that is new to the lists; the region itself with weight 1 where it stayed.

    Raises
    ------
    CodeListError
        As :func:`weights`; or the code is not one of that level in ``to_version``.

    Examples
    --------
    >>> [(p.code, round(p.weight, 3)) for p in predecessors("HU11", from_version="2013", to_version="2016")]
    [('HU10', 0.586)]
    """
    came_from = _contributors(from_version, to_version, level, basis)
    if code not in _codes(to_version, level):
        raise CodeListError(f"There is no region '{code}' of level {level} in NUTS {to_version}.")
    stayed = (Part(code, 1.0),) if code in _codes(from_version, level) else ()
    return tuple(sorted(came_from.get(code, stayed), key=lambda part: (-part.weight, part.code)))


def convert_counts(
    counts: Mapping[str, float | None],
    *,
    from_version: str,
    to_version: str,
    level: int = 2,
    basis: str = "population_2011",
    bounds: Mapping[str, tuple[float, float | None]] | None = None,
) -> dict[str, Converted]:
    r"""Counts by region of one version as counts by region of a later one.

    .. math:: y_b = \sum_a w_{ab} x_a, \qquad \sum_b w_{ab} = 1

    The sum is kept to 1e-9 relative. A split cell is *modelled*: weights are of totals, not of the industry counted; a
    region under a new code, or several added whole, is not. A part that is missing, or that was not given although the new
    region needs it, makes the sum missing.

    Parameters
    ----------
    counts
        Count >= 0 by code of ``from_version``, all of one level; ``None`` or ``nan`` where it is missing. Pseudo-regions
        pass unchanged.
    bounds
        (lower, upper) of missing counts, where known; ``None`` for no upper bound. Without them, 0 and none.

    Returns
    -------
    dict
        Code of ``to_version`` -> :class:`Converted`, in the order of the codes.

    Raises
    ------
    CodeListError
        As :func:`successors`.
    EvidenceError
        A count is negative or infinite, or bounds are crossed.

    Examples
    --------
    >>> after = convert_counts({"HU10": 1000.0, "HU21": 50.0}, from_version="2013", to_version="2016")
    >>> {code: (round(c.value), c.is_modelled) for code, c in after.items()}
    {'HU11': (586, True), 'HU12': (414, True), 'HU21': (50, False)}
    """
    intervals = {source: _interval(source, count, bounds or {}) for source, count in counts.items()}
    targets = {
        part.code
        for source in counts
        for part in successors(source, from_version=from_version, to_version=to_version, level=level, basis=basis)
    }
    contributors = _contributors(from_version, to_version, level, basis)
    converted = {}
    for target in sorted(targets):
        parts = contributors.get(target, (Part(target, 1.0),))
        missing = tuple(part.code for part in parts if not _is_known(counts.get(part.code)))
        lower = math.fsum(part.weight * intervals.get(part.code, (0.0, None))[0] for part in parts)
        tops = [(part.weight, intervals.get(part.code, (0.0, None))[1]) for part in parts]
        is_open = any(top is None for _, top in tops)
        converted[target] = Converted(
            value=None if missing else lower,
            lower=lower,
            upper=None if is_open else math.fsum(weight * top for weight, top in tops if top is not None),
            is_modelled=any(part.weight < 1 for part in parts),
            missing=missing,
        )
    return converted


@cache
def _contributors(
    from_version: str, to_version: str, level: int, basis: str
) -> MappingProxyType[str, tuple[Part, ...]]:
    """Region of the later version -> the regions that went into it; one that nothing joined or left is not a key."""
    table = weights(from_version=from_version, to_version=to_version, level=level, basis=basis)
    given: dict[str, list[Part]] = {}
    for source, parts in table.items():
        for part in parts:
            given.setdefault(part.code, []).append(Part(source, part.weight))
    for code, parts_of_code in given.items():
        if code not in table and code in _codes(from_version, level):
            parts_of_code.append(Part(code, 1.0))
    return MappingProxyType({code: tuple(sorted(parts, key=lambda p: p.code)) for code, parts in given.items()})


def _is_known(count: float | None) -> bool:
    return count is not None and not math.isnan(count)


def _interval(
    source: str, count: float | None, bounds: Mapping[str, tuple[float, float | None]]
) -> tuple[float, float | None]:
    """Between what a count lies: itself where it is known."""
    lower, upper = (count, count) if count is not None and _is_known(count) else bounds.get(source, (0.0, None))
    if not 0 <= lower < math.inf or (upper is not None and not lower <= upper < math.inf):
        given = f"{lower:g}" if lower == upper else f"[{lower:g}, {upper if upper is None else f'{upper:g}'}]"
        raise EvidenceError(
            f"The count of {source} is {given}. Counts are 0 or more, finite, and a lower bound is not above the upper; "
            "give None where a count is missing."
        )
    return lower, upper
