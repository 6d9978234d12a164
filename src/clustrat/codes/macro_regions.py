"""Macro-regional strategies of the EU and the NUTS-2 regions that take part in them."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from clustrat.codes.lists import read_list, require_version
from clustrat.codes.nuts import region, regions

__all__ = ["MACRO_REGIONS", "macro_regions", "members"]

#: Code -> name of the strategy.
MACRO_REGIONS = MappingProxyType(
    {
        "EUSBSR": "EU Strategy for the Baltic Sea Region",
        "EUSDR": "EU Strategy for the Danube Region",
        "EUSAIR": "EU Strategy for the Adriatic and Ionian Region",
        "EUSALP": "EU Strategy for the Alpine Region",
    }
)
LISTED_VERSION = "2013"


def macro_regions(code: str, *, version: str) -> tuple[str, ...]:
    """The strategies in which a NUTS-2 region takes part.

    >>> macro_regions("ITH4", version="2013")
    ('EUSAIR', 'EUSALP')
    """
    region(code, version=version)
    return tuple(name for name in sorted(MACRO_REGIONS) if code in members(name, version=version))


@cache
def members(strategy: str, *, version: str) -> frozenset[str]:
    """The NUTS-2 regions of a strategy; countries and NUTS-1 regions on its list stand for all their regions.

    >>> "SI04" in members("EUSDR", version="2013")
    True
    """
    require_version(version, (LISTED_VERSION,), scheme="NUTS list of macro-regions,")
    listed = tuple(row["code"] for row in read_list("macro_regions") if row["strategy"] == strategy)
    return frozenset(r.code for r in regions(version=version, level=2) if r.code.startswith(listed))
