"""Macro-regional strategies of the EU and the NUTS-2 regions that take part in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from clustrat.codes.correspondence import predecessors, successors
from clustrat.codes.lists import read_list
from clustrat.codes.nuts import region, regions
from clustrat.errors import CodeListError, ParameterError

__all__ = ["MACRO_REGIONS", "Membership", "macro_regions", "members", "memberships"]

Certainty = Literal["certain", "likely"]

#: Code -> name of the strategy.
MACRO_REGIONS = MappingProxyType(
    {
        "EUSBSR": "EU Strategy for the Baltic Sea Region",
        "EUSDR": "EU Strategy for the Danube Region",
        "EUSAIR": "EU Strategy for the Adriatic and Ionian Region",
        "EUSALP": "EU Strategy for the Alpine Region",
    }
)
#: NUTS version of the codes in the list.
LISTED_VERSION = "2013"
_NUTS_2 = 2
#: A region of another version takes part if a participating region gave it, or it gives one, at least this share.
_MAIN_PART = 0.5


@dataclass(frozen=True, slots=True)
class Membership:
    """A country, or a region of NUTS 2013, on the list of a strategy.

    ``"likely"``: the strategy names the country, and its documents do not agree on the parts of it.
    """

    strategy: str
    code: str
    certainty: Certainty


@cache
def memberships() -> tuple[Membership, ...]:
    """The list itself: countries and NUTS-2 regions by strategy; a country or NUTS-1 code stands for all its regions.

    >>> [m.certainty for m in memberships() if (m.strategy, m.code) == ("EUSALP", "AT")]
    ['certain']
    """
    return tuple(
        Membership(row["strategy"], row["code"], cast(Certainty, row["certainty"]))
        for row in read_list("macro_regions")
    )


def macro_regions(code: str, *, version: str) -> tuple[str, ...]:
    """The strategies in which a NUTS-2 region takes part, in alphabetical order; empty where there is none.

    Raises
    ------
    CodeListError
        The version is missing or unknown, the code is not in it, or it is not a NUTS-2 code.

    Examples
    --------
    >>> macro_regions("ITH4", version="2013")
    ('EUSAIR', 'EUSALP')
    """
    if region(code, version=version).level != _NUTS_2:
        raise CodeListError(f"Strategies are listed for NUTS-2 regions; {code} is not one. Give a code like ITH4.")
    return tuple(name for name in sorted(MACRO_REGIONS) if code in members(name, version=version))


@cache
def members(strategy: str, *, version: str) -> frozenset[str]:
    """The NUTS-2 regions of a strategy in a version of NUTS.

    The list is written in NUTS 2013. In another version a region takes part if at least half the people of a
    participating region of 2013 went to it, or at least half of its own came to one.

    Raises
    ------
    ParameterError
        There is no such strategy.
    CodeListError
        The version is missing or unknown.

    Examples
    --------
    >>> sorted(members("EUSDR", version="2013") & {"SI04", "HU10", "PL22"}), "HU11" in members("EUSDR", version="2016")
    (['HU10', 'SI04'], True)
    """
    if strategy not in MACRO_REGIONS:
        raise ParameterError(
            f"There is no macro-regional strategy '{strategy}'. Choose one of: {', '.join(MACRO_REGIONS)}."
        )
    listed = tuple(m.code for m in memberships() if m.strategy == strategy)
    countries = {code for code in listed if len(code) == len("AT")}
    taking_part = frozenset(r.code for r in regions(version=LISTED_VERSION, level=2) if r.code.startswith(listed))
    return frozenset(
        r.code
        for r in regions(version=version, level=2)
        if r.country in countries or not taking_part.isdisjoint(_in_listed_version(r.code, version))
    )


def _in_listed_version(code: str, version: str) -> frozenset[str]:
    """The regions of NUTS 2013 that are, in the main, a region of another version."""
    if version == LISTED_VERSION:
        return frozenset({code})
    if version < LISTED_VERSION:
        parts = successors(code, from_version=version, to_version=LISTED_VERSION)
    else:
        parts = predecessors(code, from_version=LISTED_VERSION, to_version=version)
    return frozenset(part.code for part in parts if part.weight >= _MAIN_PART)
