"""Regions of an older version of NUTS made whole of regions of a newer one, for users' files written in new codes."""

from __future__ import annotations

from functools import cache

from clustrat.codes.correspondence import predecessors, successors
from clustrat.codes.nuts import regions
from clustrat.errors import CodeListError

__all__ = ["newer_parts"]

#: Less than this share of a region that moved is a sliver of two maps, not a change of the region.
WHOLE = 0.999


@cache
def newer_parts(code: str, *, version: str, newer: str, level: int = 2) -> tuple[str, ...]:
    """The regions of a newer version of NUTS that together are exactly this region; empty where there are none.

    A count of the older region is then the sum over them, and nothing is modelled. A rate can be taken over only where one
    region alone is the same.

    Parameters
    ----------
    code, version
        The older region.
    newer
        The later version, or the same one.

    Raises
    ------
    CodeListError
        The code or a version is not in the lists.

    Examples
    --------
    >>> newer_parts("PL11", version="2013", newer="2021"), newer_parts("HU10", version="2013", newer="2021")
    (('PL71',), ('HU11', 'HU12'))
    >>> newer_parts("SI02", version="2010", newer="2013")
    ()
    """
    if newer < version:
        raise CodeListError(
            f"NUTS {newer} is older than NUTS {version}, so its regions are no parts of {code}. "
            f"Give a file in NUTS {version} or later."
        )
    if version == newer:
        known = {region.code for region in regions(version=version, level=level)}
        if code not in known:
            raise CodeListError(
                f"There is no region '{code}' of level {level} in NUTS {version}. Codes look like ITH4."
            )
        return (code,)
    became = successors(code, from_version=version, to_version=newer, level=level)
    # Sappada, 1,300 people, moved from Veneto (ITH3) to Friuli-Venezia Giulia (ITH4): both stay what they were.
    found = [part for part in became if part.weight > 1 - WHOLE]
    for part in found:
        gave = predecessors(part.code, from_version=version, to_version=newer, level=level)
        if any(other.code != code and other.weight > 1 - WHOLE for other in gave):
            return ()
    return tuple(sorted(part.code for part in found))
