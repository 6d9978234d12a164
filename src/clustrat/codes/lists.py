"""Reading of versioned code lists: CSV files beside this module, each with its version in the name."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files

from clustrat.errors import CodeListError

__all__ = ["near_codes", "read_list", "require_version"]

N_NEAR = 4


@cache
def read_list(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one code list, read once.

    >>> read_list("nuts_2013")[0]["code"]
    'AT'
    """
    return tuple(_rows(name))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def require_version(version: str, versions: Collection[str], *, scheme: str) -> str:
    """Refuse a missing or unknown version of a code list.

    >>> require_version("", ("2013", "2021"), scheme="NUTS")
    Traceback (most recent call last):
        ...
    clustrat.errors.CodeListError: A NUTS code needs the version of its list. Give version=, one of: 2013, 2021.
    """
    if not version:
        raise CodeListError(
            f"A {scheme} code needs the version of its list. Give version=, one of: {', '.join(versions)}."
        )
    if version not in versions:
        raise CodeListError(f"There is no {scheme} version '{version}'. Give one of: {', '.join(versions)}.")
    return version


def near_codes(code: str, codes: Collection[str]) -> list[str]:
    """The codes nearest to one that is not there: same beginning first, then similar spelling.

    >>> near_codes("ITH9", ["ITH1", "ITH2", "AT11"])
    ['ITH1', 'ITH2']
    """
    siblings = sorted(other for other in codes if len(other) == len(code) and other[:-1] == code[:-1])
    similar = difflib.get_close_matches(code, sorted(codes), n=N_NEAR, cutoff=0.6)
    return list(dict.fromkeys([*siblings, *similar]))[:N_NEAR]
