"""Regions of the NUTS classification by version: names, parents, label points, and what became of retired codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from clustrat.codes.correspondence import NUTS_VERSIONS as VERSIONS
from clustrat.codes.correspondence import successors
from clustrat.codes.lists import near_codes, read_list, require_version
from clustrat.errors import CodeListError

__all__ = ["CENTRAL_EUROPE", "VERSIONS", "Region", "is_pseudo_region", "region", "regions"]

#: The nine countries of the programme area of CENTRAL EUROPE.
CENTRAL_EUROPE = ("AT", "CZ", "DE", "HR", "HU", "IT", "PL", "SI", "SK")
NAME_MISSING = "(name not in the sources)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region of one NUTS version.

    ``lon`` and ``lat`` are its label point in degrees, rounded to 0.01; ``x_km`` and ``y_km`` the same point in the
    equal-area projection EPSG:3035, in kilometres; ``None`` where no source gives one.
    """

    code: str
    version: str
    level: int
    name: str
    parent: str | None
    country: str
    lon: float | None
    lat: float | None
    x_km: float | None
    y_km: float | None


def is_pseudo_region(code: str) -> bool:
    """Whether a code stands for what no region holds (extra-regio): in national totals only.

    >>> is_pseudo_region("CZZZ"), is_pseudo_region("CZZ"), is_pseudo_region("CZ08")
    (True, True, False)
    """
    return len(code) > 2 and code[2] == "Z"


@cache
def _list(version: str) -> MappingProxyType[str, Region]:
    require_version(version, VERSIONS, scheme="NUTS")
    return MappingProxyType(
        {
            row["code"]: Region(
                code=row["code"],
                version=version,
                level=len(row["code"]) - 2,
                name=row["name"] or NAME_MISSING,
                parent=row["code"][:-1] if len(row["code"]) > 2 else None,
                country=row["code"][:2],
                lon=_number(row["lon"]),
                lat=_number(row["lat"]),
                x_km=_number(row["x_km"]),
                y_km=_number(row["y_km"]),
            )
            for row in read_list(f"nuts_{version}")
        }
    )


def _number(text: str) -> float | None:
    return float(text) if text else None


def regions(*, version: str, level: int | None = None, country: str | None = None) -> tuple[Region, ...]:
    """All regions of a version, in the order of their codes; pseudo-regions are not in the lists.

    >>> [region.code for region in regions(version="2013", level=2, country="SI")]
    ['SI03', 'SI04']
    """
    return tuple(
        region
        for region in _list(version).values()
        if (level is None or region.level == level) and (country is None or region.country == country)
    )


def region(code: str, *, version: str) -> Region:
    """One region.

    Raises
    ------
    CodeListError
        The version is missing or unknown, or the code is not in it; the message names near codes, and for a code of
        another version its successors with the share of its people that each takes.

    Examples
    --------
    >>> region("ITH4", version="2013").name
    'Friuli-Venezia Giulia'
    >>> region("SI02", version="2013")
    Traceback (most recent call last):
        ...
    clustrat.errors.CodeListError: SI02 is a code of NUTS 2010, not of NUTS 2013. It became SI04 (98 %), SI03 (2 %).
    """
    listed = _list(version)
    if code in listed:
        return listed[code]
    if is_pseudo_region(code):
        raise CodeListError(
            f"{code} stands for activity that no region holds; it is in national totals only. Give a region of NUTS."
        )
    former = [v for v in VERSIONS if v < version and code in _list(v)]
    if former and len(code) >= len("AT11"):
        parts = successors(code, from_version=former[-1], to_version=version, level=len(code) - 2)
        became = ", ".join(f"{part.code} ({100 * part.weight:.0f} %)" for part in parts if part.weight >= 0.005)
        raise CodeListError(f"{code} is a code of NUTS {former[-1]}, not of NUTS {version}. It became {became}.")
    later = [v for v in VERSIONS if v > version and code in _list(v)]
    if later:
        raise CodeListError(
            f"{code} is a code of NUTS {later[0]}, not of NUTS {version}. Near codes of {version}: "
            f"{', '.join(near_codes(code, listed))}."
        )
    near = near_codes(code, listed)
    raise CodeListError(
        f"There is no region '{code}' in NUTS {version}. "
        + (f"Near codes: {', '.join(f'{c} ({listed[c].name})' for c in near)}." if near else "Codes look like ITH4.")
    )
