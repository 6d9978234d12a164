"""Reading of versioned code lists: CSV files beside this module, each with its version in the name."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from clustrat.errors import CodeListError

__all__ = ["near_codes", "parse_list", "read_list", "require_version"]

#: How many near codes a message names.
N_NEAR = 4
#: Likeness above which a code counts as a slip of the asked one (difflib ratio, 0 to 1).
LIKENESS = 0.6


@cache
def read_list(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of one code list, read once.

    Raises
    ------
    CodeListError
        The list is not in this installation, or is damaged.

    Examples
    --------
    >>> read_list("nuts_2013")[0]["code"]
    'AT'
    """
    try:
        text = files(__package__).joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CodeListError(
            f"The code list '{name}.csv' is not in this installation. Install clustrat again; nothing else brings it back."
        ) from error
    return parse_list(text, name=name)


def parse_list(text: str, *, name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a code list in CSV, the first line naming the columns; no value is changed.

    Parameters
    ----------
    name
        What messages call the list.

    Raises
    ------
    CodeListError
        There is no header, a column stands twice, or a line has more or fewer fields than the header.

    Examples
    --------
    >>> parse_list("code,name\\nITH4,Friuli-Venezia Giulia\\n", name="nuts_2013")[0]["name"]
    'Friuli-Venezia Giulia'
    >>> parse_list("code,name\\nITH4\\n", name="nuts_2013")
    Traceback (most recent call last):
        ...
    clustrat.errors.CodeListError: nuts_2013.csv, line 2: 1 field instead of 2 (code, name). The list is damaged; \
install clustrat again.
    """
    lines = csv.reader(io.StringIO(text, newline=""))
    header = next(lines, [])
    if not header or len(set(header)) < len(header):
        raise CodeListError(
            f"{name}.csv has no header, or a column twice: {', '.join(header)}. Install clustrat again."
        )
    rows = []
    for row in lines:
        if len(row) != len(header):
            raise CodeListError(
                f"{name}.csv, line {lines.line_num}: {len(row)} field{'s' * (len(row) != 1)} instead of {len(header)} "
                f"({', '.join(header)}). The list is damaged; install clustrat again."
            )
        rows.append(MappingProxyType(dict(zip(header, row, strict=True))))
    return tuple(rows)


def require_version(version: str, versions: Collection[str], *, scheme: str) -> str:
    """Refuse a missing or unknown version of a code list.

    >>> require_version("", ("2013", "2021"), scheme="NUTS")
    Traceback (most recent call last):
        ...
    clustrat.errors.CodeListError: A NUTS code needs the version of its list. Give version=, one of: '2013', '2021'.
    """
    choice = ", ".join(repr(known) for known in versions)
    if not version:
        raise CodeListError(f"A {scheme} code needs the version of its list. Give version=, one of: {choice}.")
    if version not in versions:
        raise CodeListError(f"There is no {scheme} version {version!r}. Give one of: {choice}.")
    return version


def near_codes(code: str, codes: Collection[str]) -> list[str]:
    """The codes nearest to one that is not there: same beginning first, then similar spelling; at most four.

    >>> near_codes("ITH9", ["ITH1", "ITH2", "AT11"])
    ['ITH1', 'ITH2']
    >>> near_codes("AT99", ["AT", "AT11", "AT12", "BE10"])
    ['AT', 'AT11', 'AT12']
    """
    siblings = sorted(other for other in codes if len(other) == len(code) and other[:-1] == code[:-1])
    similar = difflib.get_close_matches(code, sorted(codes), n=N_NEAR, cutoff=LIKENESS)
    cousins = sorted(other for other in codes if len(other) == len(code) > 3 and other[:-2] == code[:-2])
    return list(dict.fromkeys([*siblings, *similar, *cousins]))[:N_NEAR]
