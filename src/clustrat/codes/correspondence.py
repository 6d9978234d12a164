"""Correspondences between versions of NUTS: what became of a region, and counts carried from one version to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from clustrat.codes.lists import read_list, require_version
from clustrat.errors import CodeListError

__all__ = ["BASES", "NUTS_VERSIONS", "Converted", "Part", "convert_counts", "successors", "weights"]

NUTS_VERSIONS = ("2006", "2010", "2013", "2016", "2021")
#: What the weights of a split region are shares of.
BASES = ("population_2011", "population_2018", "area", "artificial_surface_2012", "artificial_surface_2018")
LEVELS = (2, 3)


@dataclass(frozen=True, slots=True)
class Part:
    """A successor and the share of the former region that it takes, 0 to 1."""

    code: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A count in the new version.

    ``value`` is ``None`` where a part is missing; ``lower`` is then the sum of the known parts. ``is_modelled`` says that
    a split by weights of totals went into it.
    """

    value: float | None
    lower: float
    is_modelled: bool
    missing: tuple[str, ...] = ()


@cache
def weights(
    *, from_version: str, to_version: str, level: int = 2, basis: str = "population_2011"
) -> MappingProxyType[str, tuple[Part, ...]]:
    """Successors of every region that did not stay one and the same, largest part first; weights sum to 1.

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
            f"Weights run forward only, not from NUTS {from_version} to {to_version}. Convert the newer figures' "
            "counterparts forward instead."
        )
    amounts: dict[str, dict[str, float]] = {}
    for row in read_list("nuts_correspondence"):
        if (row["from_version"], row["to_version"], len(row["source"]) - 2) == (from_version, to_version, level):
            amounts.setdefault(row["source"], {})[row["target"]] = float(row[basis])
    return MappingProxyType({source: _parts(targets) for source, targets in amounts.items()})


def _parts(amounts: Mapping[str, float]) -> tuple[Part, ...]:
    total = sum(amounts.values())
    if not total:  # nobody lives there, or nothing is built: equal shares of nothing
        return tuple(Part(code, 1 / len(amounts)) for code in sorted(amounts))
    shares = [Part(code, amount / total) for code, amount in amounts.items() if amount]
    return tuple(sorted(shares, key=lambda part: (-part.weight, part.code)))


def successors(
    code: str, *, from_version: str, to_version: str, level: int = 2, basis: str = "population_2011"
) -> tuple[Part, ...]:
    """What became of one region; the region itself with weight 1 where it stayed.

    >>> successors("ITH4", from_version="2013", to_version="2021")
    (Part(code='ITH4', weight=1.0),)
    """
    table = weights(from_version=from_version, to_version=to_version, level=level, basis=basis)
    return table.get(code, (Part(code, 1.0),))


def convert_counts(
    counts: Mapping[str, float | None],
    *,
    from_version: str,
    to_version: str,
    level: int = 2,
    basis: str = "population_2011",
) -> dict[str, Converted]:
    r"""Counts by region of one version as counts by region of a later one.

    .. math:: y_b = \sum_a w_{ab} x_a, \qquad \sum_b w_{ab} = 1

    The sum is kept to 1e-9 relative. A split cell is *modelled*: weights are of totals, not of the industry counted.
    A missing part makes its sums missing; ``lower`` is then the sum of the parts that are known.

    Examples
    --------
    >>> after = convert_counts({"HU10": 1000.0, "HU21": 50.0}, from_version="2013", to_version="2016")
    >>> {code: (round(c.value), c.is_modelled) for code, c in after.items()}
    {'HU11': (586, True), 'HU12': (414, True), 'HU21': (50, False)}
    """
    collected: dict[str, list[tuple[str, float, float | None]]] = {}
    for source, count in counts.items():
        for part in successors(source, from_version=from_version, to_version=to_version, level=level, basis=basis):
            collected.setdefault(part.code, []).append((source, part.weight, count))
    converted = {}
    for code, parts in sorted(collected.items()):
        missing = tuple(source for source, _, count in parts if count is None)
        known = sum(weight * count for _, weight, count in parts if count is not None)
        converted[code] = Converted(
            value=None if missing else known,
            lower=known,
            is_modelled=any(weight < 1 for _, weight, _ in parts),
            missing=missing,
        )
    return converted
