"""Programme areas of territorial cooperation, as NUTS-2 regions."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from clustrat.codes.correspondence import predecessors, successors
from clustrat.codes.lists import read_list
from clustrat.codes.nuts import regions
from clustrat.errors import ParameterError

__all__ = ["PROGRAMME_AREAS", "programme_members"]

#: Code -> name of the programme.
PROGRAMME_AREAS = MappingProxyType(
    {
        "central_europe_2014": "Interreg CENTRAL EUROPE 2014-2020",
        "central_europe_2021": "Interreg CENTRAL EUROPE 2021-2027",
    }
)
#: NUTS version in which each area is listed.
_LISTED = MappingProxyType({"central_europe_2014": "2013", "central_europe_2021": "2021"})
#: A former region belongs to an area if its parts that do hold so much of its people; smaller shifts make no member.
_MAIN_PART = 0.5
_WORTH_A_PART = 0.05


@cache
def programme_members(area: str, *, version: str) -> frozenset[str]:
    """The NUTS-2 regions of a programme area in a version of NUTS.

    The list names countries and regions at any level in the NUTS version of its time. A region of a later version belongs to
    the area if a twentieth or more of the people of a member went to it; one of an earlier version, if at least half of its people did.

    Raises
    ------
    ParameterError
        There is no such area in the list.
    CodeListError
        The version is missing or unknown.

    Examples
    --------
    >>> len(programme_members("central_europe_2014", version="2013")), len(programme_members("central_europe_2021", version="2021"))
    (76, 81)
    >>> "DE91" in programme_members("central_europe_2014", version="2013")
    False
    """
    if area not in PROGRAMME_AREAS:
        raise ParameterError(f"There is no programme area '{area}'. Choose one of: {', '.join(PROGRAMME_AREAS)}.")
    listed, parts = _LISTED[area], tuple(row["code"] for row in read_list("programme_areas") if row["area"] == area)
    taking_part = frozenset(r.code for r in regions(version=listed, level=2) if r.code.startswith(parts))
    if version == listed:
        return taking_part
    if version > listed:
        return frozenset(
            r.code
            for r in regions(version=version, level=2)
            if any(
                part.code in taking_part and part.weight >= _WORTH_A_PART
                for part in predecessors(r.code, from_version=listed, to_version=version)
            )
        )
    return frozenset(
        r.code
        for r in regions(version=version, level=2)
        if sum(
            part.weight
            for part in successors(r.code, from_version=version, to_version=listed)
            if part.code in taking_part
        )
        >= _MAIN_PART
    )
