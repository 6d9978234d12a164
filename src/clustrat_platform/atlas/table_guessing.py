"""What the columns of an upload probably mean, by their names and by what stands in them; whoever uploads confirms it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from clustrat.codes.nace import activity
from clustrat.codes.nuts import VERSIONS, region
from clustrat.errors import CodeListError

__all__ = ["guess_mapping"]

NAMES = {
    "nuts": ("geo", "nuts", "nuts_code", "nuts_id", "region", "region_code", "code_nuts"),
    "nace": ("nace", "nace_r2", "nace_code", "industry", "sector", "ateco", "activity"),
    "year": ("year", "time", "time_period", "anno", "jahr", "rok"),
    "value": ("value", "obs_value", "wert", "valore"),
    "flag": ("flag", "obs_flag", "flags"),
    "contributors": ("contributors", "n_firms", "n_units", "units", "enterprises"),
}
NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:\s+[a-z]{1,4})?|:(?:\s+[a-z]{1,4})?")
#: So many cells of a column must look like what the role needs.
ENOUGH = 0.6


def guess_mapping(columns: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, str]:
    """Role -> column, and versions of the codes, quantity and unit, as far as they can be guessed.

    A column is taken by its name; where no name tells, by what stands in the first rows.

    Examples
    --------
    >>> found = guess_mapping(["Gebiet", "Branche", "Zeit", "Betriebe"], [["ITH4", "C31", "2015", "12"], ["ITH3", "C25", "2015", "7"]])
    >>> [found[role] for role in ("nuts", "nace", "year", "value")], found["measure"]
    (['Gebiet', 'Branche', 'Zeit', 'Betriebe'], 'betriebe')
    """
    found: dict[str, str] = dict.fromkeys(NAMES, "")
    taken: set[str] = set()

    def take(role: str, name: str) -> None:
        if name and not found[role] and name not in taken:
            found[role] = name
            taken.add(name)

    for role, names in NAMES.items():
        take(role, next((it for it in columns if it.casefold().strip() in names), ""))
    cells = {name: [row[number] for row in sample if number < len(row)] for number, name in enumerate(columns)}
    looks: dict[str, Callable[[str], bool]] = {
        "nuts": lambda text: bool(_versions_with(text)),
        "nace": _is_industry,
        "year": lambda text: re.fullmatch(r"(?:19|20)\d\d", text) is not None,
        "value": lambda text: NUMBER.fullmatch(text) is not None,
    }
    for role, test in looks.items():
        take(role, next((it for it in columns if it not in taken and _share(cells[it], test) >= ENOUGH), ""))
    found["nuts_version"] = _version(cells.get(found["nuts"], []))
    found["nace_version"] = "2"
    found["measure"] = _measure(found["value"])
    return found


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    given = [it.strip() for it in cells if it.strip()]
    return sum(test(it) for it in given) / len(given) if given else 0.0


def _versions_with(text: str) -> list[str]:
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{0,3}", text):
        return []
    return [version for version in VERSIONS if _is_region(text, version)]


def _is_region(text: str, version: str) -> bool:
    try:
        region(text, version=version)
    except CodeListError:
        return False
    return True


def _version(cells: Sequence[str]) -> str:
    """The version that knows most of the codes; of several, the one of the figures of the site."""
    counts = {version: sum(_is_region(it.strip(), version) for it in cells) for version in VERSIONS}
    best = max(counts.values(), default=0)
    likely = [version for version, n in counts.items() if n == best]
    return "2013" if "2013" in likely or not likely else likely[-1]


def _is_industry(text: str) -> bool:
    if not re.fullmatch(r"[A-U]|[A-U]?\d{2}(?:\.?\d{1,2})?", text):
        return False
    try:
        activity(text, version="2")
    except CodeListError:
        return False
    return True


def _measure(name: Any) -> str:
    """A name for the quantity, from the name of its column; empty where that says nothing."""
    stem = re.sub(r"[^a-z0-9]+", "_", str(name).casefold()).strip("_")[:40]
    return stem if re.fullmatch(r"[a-z][a-z0-9_]{1,39}", stem) and stem not in ("value", "obs_value") else ""
