"""Which NUTS-2 regions share a border, as a table of pairs."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from types import MappingProxyType

from clustrat.codes.lists import read_list, require_version

__all__ = ["ADJACENCY_VERSIONS", "neighbours"]

ADJACENCY_VERSIONS = ("2013", "2021")


def neighbours(code: str, *, version: str) -> frozenset[str]:
    """The NUTS-2 regions that share a border with one; empty for an island.

    >>> sorted(neighbours("ITH4", version="2013"))
    ['AT21', 'ITH3', 'SI04']
    """
    return _pairs(version).get(code, frozenset())


@cache
def _pairs(version: str) -> MappingProxyType[str, frozenset[str]]:
    require_version(version, ADJACENCY_VERSIONS, scheme="NUTS")
    found = defaultdict(set)
    for row in read_list(f"nuts2_adjacency_{version}"):
        found[row["code"]].add(row["neighbour"])
        found[row["neighbour"]].add(row["code"])
    return MappingProxyType({code: frozenset(others) for code, others in found.items()})
