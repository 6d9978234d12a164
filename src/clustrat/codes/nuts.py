"""Regions of the NUTS classification by version: names, parents, label points, and what became of retired codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from clustrat.codes.correspondence import LEVELS as LEVELS_WITH_WEIGHTS
from clustrat.codes.correspondence import NUTS_VERSIONS as VERSIONS
from clustrat.codes.correspondence import is_pseudo_region, predecessors, successors
from clustrat.codes.lists import near_codes, read_list, require_version
from clustrat.errors import CodeListError, ParameterError

__all__ = ["CENTRAL_EUROPE", "VERSIONS", "Region", "is_pseudo_region", "region", "regions"]

#: The nine countries of the programme area of CENTRAL EUROPE.
CENTRAL_EUROPE = ("AT", "CZ", "DE", "HR", "HU", "IT", "PL", "SI", "SK")
#: Stands for the name of a region of NUTS 2006 or 2010 that no source names.
NAME_MISSING = "(name not in the sources)"
#: Country codes that others write -> those of NUTS.
_OTHER_SPELLINGS = MappingProxyType({"GR": "EL", "GB": "UK"})
#: Successors that take less are left out of messages, 0 to 1.
_WORTH_NAMING = 0.005
_N_NAMED = 4
_MIN_NAME_LETTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region of one NUTS version; ``name`` in Latin letters, as published in the region's own language.

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

    Raises
    ------
    CodeListError
        The version is missing or unknown, or it lists no such country.
    ParameterError
        There is no such level.

    Examples
    --------
    >>> [region.code for region in regions(version="2013", level=2, country="SI")]
    ['SI03', 'SI04']
    """
    listed = _list(version)
    if level is not None and level not in range(4):
        raise ParameterError(f"NUTS has no level {level}. Choose 0 (countries), 1, 2 or 3.")
    if country is not None and country not in listed:
        raise CodeListError(_unknown_country(country, version))
    return tuple(
        region
        for region in listed.values()
        if (level is None or region.level == level) and (country is None or region.country == country)
    )


def region(code: str, *, version: str) -> Region:
    """One region.

    Raises
    ------
    CodeListError
        The version is missing or unknown, or the code is not in it; the message names near codes, regions of that name,
        or, for a code of another version, its successors with the share of its people that each takes.

    Examples
    --------
    >>> region("ITH4", version="2013").name
    'Friuli-Venezia Giulia'
    >>> region("SI02", version="2013")
    Traceback (most recent call last):
        ...
    clustrat.errors.CodeListError: SI02 is a code of NUTS 2010, not of NUTS 2013. It became SI04 (98 %), SI03 (2 %).
    >>> region("HU11", version="2013")
    Traceback (most recent call last):
        ...
    clustrat.errors.CodeListError: HU11 is a code of NUTS 2016, not of NUTS 2013. In NUTS 2013 its place is in HU10.
    """
    listed = _list(version)
    if code in listed:
        return listed[code]
    raise CodeListError(_why_not(code, version))


def _why_not(code: str, version: str) -> str:
    """The sentence for a code that a version has not, with the way out."""
    listed = _list(version)
    if is_pseudo_region(code):
        return f"{code} stands for activity that no region holds; it is in national totals only. Give a region of NUTS."
    written = code.strip().upper()
    written = _OTHER_SPELLINGS.get(written[:2], written[:2]) + written[2:]
    if written != code and any(written in _list(v) for v in VERSIONS):
        return f"There is no region '{code}'. NUTS writes it {written}."
    if former := [v for v in VERSIONS if v < version and code in _list(v)]:
        return f"{code} is a code of NUTS {former[-1]}, not of NUTS {version}. {_became(code, former[-1], version)}"
    if later := [v for v in VERSIONS if v > version and code in _list(v)]:
        return f"{code} is a code of NUTS {later[0]}, not of NUTS {version}. {_was_in(code, version, later[0])}"
    if near := near_codes(written, listed):
        return f"There is no region '{code}' in NUTS {version}. Near codes: {_named(near, version)}."
    if alike := _of_name(code, version):
        return f"'{code}' is not a code of NUTS {version}. Regions of that name: {_named(alike, version)}."
    return f"There is no region '{code}' in NUTS {version}. Codes look like ITH4."


def _named(codes: Sequence[str], version: str) -> str:
    return ", ".join(f"{code} ({_list(version)[code].name})" for code in codes)


def _became(code: str, former: str, version: str) -> str:
    level = len(code) - 2
    if level in LEVELS_WITH_WEIGHTS:
        parts = successors(code, from_version=former, to_version=version, level=level)
        worth = [part for part in parts if part.weight >= _WORTH_NAMING]
        return f"It became {', '.join(f'{part.code} ({100 * part.weight:.0f} %)' for part in worth)}."
    inside = [region.code for region in regions(version=former, level=2) if region.code.startswith(code)]
    parents = {
        part.code[: len(code)]
        for child in inside
        for part in successors(child, from_version=former, to_version=version)
        if part.weight >= _WORTH_NAMING
    }
    return f"Its regions are now in {', '.join(sorted(parents))}."


def _was_in(code: str, version: str, later: str) -> str:
    level = len(code) - 2
    listed = _list(version)
    if code[:2] not in listed:
        return f"No source gives the regions of {code[:2]} for {version}."
    if level in LEVELS_WITH_WEIGHTS:
        parts = predecessors(code, from_version=version, to_version=later, level=level)
        if worth := [part.code for part in parts if part.weight >= _WORTH_NAMING]:
            return f"In NUTS {version} its place is in {', '.join(worth)}."
    inside = [region.code for region in regions(version=later, level=2) if region.code.startswith(code)]
    former = {part.code for c in inside for part in predecessors(c, from_version=version, to_version=later)}
    if level == 1 and former:
        parents = sorted({region_code[: len(code)] for region_code in former})
        return f"In NUTS {version} its regions are in {', '.join(parents)}."
    near = near_codes(code, [other for other in listed if other.startswith(code[:2])])
    return f"Near codes of {version}: {_named(near, version)}."


def _of_name(text: str, version: str) -> list[str]:
    """Codes of the regions whose name holds a text, larger regions first."""
    wanted = _plain(text)
    if len(wanted) < _MIN_NAME_LETTERS:
        return []
    found = [region for region in _list(version).values() if wanted in _plain(region.name)]
    return [region.code for region in sorted(found, key=lambda r: (r.level, r.code))][:_N_NAMED]


def _plain(name: str) -> str:
    """A name without marks and case."""
    apart = unicodedata.normalize("NFD", name.strip().casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _unknown_country(country: str, version: str) -> str:
    if country in _OTHER_SPELLINGS:
        return f"There is no country '{country}' in NUTS. NUTS writes it {_OTHER_SPELLINGS[country]}."
    countries = ", ".join(code for code in _list(version) if len(code) == len("AT"))
    return f"There is no country '{country}' in NUTS {version}. Choose one of: {countries}."
