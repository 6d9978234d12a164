"""The frame of a partnership: distance, common border, country, macro-region and programme area; filters, never weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.adjacency import ADJACENCY_VERSIONS, neighbours
from clustrat.codes.macro_regions import MACRO_REGIONS, members
from clustrat.codes.nuts import regions as nuts_regions
from clustrat.codes.programme_areas import programme_members
from clustrat.errors import ParameterError

__all__ = ["Frame", "PartnerFilter", "frame_of"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
_NUTS_2_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFilter:
    """Which regions may be partners; what is left open does not filter.

    Attributes
    ----------
    countries
        Codes of countries; empty for all.
    abroad
        Only regions of other countries.
    border
        Only regions that share a border with the region asked for.
    macro_region
        Only regions of one macro-regional strategy, such as ``"EUSALP"``; ``"shared"``: of any in which the region itself takes part.
    programme_area
        Only regions of a programme area (:mod:`clustrat.codes.programme_areas`), such as ``"central_europe_2014"``.
    max_km
        Only regions whose label point is at most so far away.
    """

    countries: tuple[str, ...] = ()
    abroad: bool = False
    border: bool = False
    macro_region: str = ""
    programme_area: str = ""
    max_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One region before all others; arrays of shape (n_regions,).

    ``distance_km`` is the distance of label points in the equal-area projection, ``nan`` where one has no point;
    ``borders`` whether they touch; ``macro_regions`` the strategies in which both take part.
    """

    distance_km: FloatArray
    borders: BoolArray
    countries: tuple[str, ...]
    macro_regions: tuple[tuple[str, ...], ...]

    def allows(
        self, wanted: PartnerFilter, *, own: int, regions: Sequence[str], nuts_version: str
    ) -> dict[str, BoolArray]:
        """For each filter in use, which regions pass it.

        Raises
        ------
        ParameterError
            No region is of a country asked for, or the strategy or programme area is unknown, or the distance is not above 0.
        """
        found: dict[str, BoolArray] = {}
        of = np.array(self.countries)
        if wanted.countries:
            unknown = sorted(set(wanted.countries) - set(self.countries))
            if unknown:
                raise ParameterError(
                    f"No region with figures is in {', '.join(unknown)}. Choose among {', '.join(sorted(set(self.countries)))}."
                )
            found["countries"] = np.isin(of, wanted.countries)
        if wanted.abroad:
            found["abroad"] = of != of[own]
        if wanted.border:
            found["border"] = self.borders
        if wanted.macro_region == "shared":
            found["macro_region"] = np.array([bool(shared) for shared in self.macro_regions])
        elif wanted.macro_region:
            inside = members(wanted.macro_region, version=nuts_version) if nuts_version else frozenset()
            found["macro_region"] = np.array([region in inside for region in regions])
        if wanted.programme_area:
            inside = programme_members(wanted.programme_area, version=nuts_version)
            found["programme_area"] = np.array([region in inside for region in regions])
        if wanted.max_km is not None:
            if not wanted.max_km > 0:
                raise ParameterError(f"max_km={wanted.max_km:g} must be above 0.")
            found["max_km"] = self.distance_km <= wanted.max_km
        return found


def frame_of(region: str, *, regions: Sequence[str], nuts_version: str) -> Frame:
    """Distance, border, countries and common strategies of one region and all others.

    Parameters
    ----------
    region
        The region asked for.
    regions
        All regions, in order.
    nuts_version
        Version of their codes; empty for regions that are not of NUTS: nothing is known of their place then.

    Examples
    --------
    >>> frame = frame_of("ITH4", regions=("AT21", "ITH4", "SI04"), nuts_version="2013")
    >>> frame.borders.tolist(), frame.macro_regions[2], bool(frame.distance_km[2] < 200)
    ([True, False, True], ('EUSAIR', 'EUSALP'), True)
    """
    listed = {r.code: r for r in nuts_regions(version=nuts_version)} if nuts_version else {}
    points = np.array(
        [
            (np.nan, np.nan)
            if (r := listed.get(code)) is None or r.x_km is None or r.y_km is None
            else (r.x_km, r.y_km)
            for code in regions
        ]
    )
    own = listed.get(region)
    here = np.array([np.nan, np.nan] if own is None or own.x_km is None or own.y_km is None else [own.x_km, own.y_km])
    at_level_2 = own is not None and len(region) == _NUTS_2_LENGTH
    touching = neighbours(region, version=nuts_version) if at_level_2 and nuts_version in ADJACENCY_VERSIONS else ()
    inside = {name: members(name, version=nuts_version) for name in sorted(MACRO_REGIONS)} if at_level_2 else {}
    mine = [name for name, codes in inside.items() if region in codes]
    return Frame(
        distance_km=np.sqrt(((points - here) ** 2).sum(axis=1)),
        borders=np.array([code in touching for code in regions], dtype=bool),
        countries=tuple(listed[code].country if code in listed else "" for code in regions),
        macro_regions=tuple(tuple(name for name in mine if code in inside[name]) for code in regions),
    )
