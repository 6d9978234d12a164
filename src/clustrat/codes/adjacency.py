"""Which NUTS-2 regions share a border, as a table of pairs."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from types import MappingProxyType

from clustrat.codes.lists import read_list, require_version
from clustrat.codes.nuts import region
from clustrat.errors import CodeListError

__all__ = ["ADJACENCY_VERSIONS", "neighbours"]

ADJACENCY_VERSIONS = ("2013", "2021")
_NUTS_2 = 2


def neighbours(code: str, *, version: str) -> frozenset[str]:
    """The NUTS-2 regions that share a border with one; empty for an island.

    Computed from generalised boundaries: regions nearer than 0.004 degree (some 0.4 km) touch, so a river between two
    regions does not part them and a strait does. Bridges and ferries make no neighbours.

    Raises
    ------
    CodeListError
        There is no table for that version, the code is not in it, or it is not a NUTS-2 code.

    Examples
    --------
    >>> sorted(neighbours("ITH4", version="2013"))
    ['AT21', 'ITH3', 'SI04']
    >>> neighbours("ITG2", version="2013")
    frozenset()
    """
    pairs = _pairs(version)
    if region(code, version=version).level != _NUTS_2:
        raise CodeListError(f"Neighbours are listed for NUTS-2 regions; {code} is not one. Give a code like ITH4.")
    return pairs.get(code, frozenset())


@cache
def _pairs(version: str) -> MappingProxyType[str, frozenset[str]]:
    require_version(version, ADJACENCY_VERSIONS, scheme="list of neighbours for NUTS")
    found = defaultdict(set)
    for row in read_list(f"nuts2_adjacency_{version}"):
        found[row["code"]].add(row["neighbour"])
        found[row["neighbour"]].add(row["code"])
    return MappingProxyType({code: frozenset(others) for code, others in found.items()})
