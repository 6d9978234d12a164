"""Addresses: the whole state of a screen is its URL, in one canonical spelling; nothing unknown is silently corrected."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clustrat_platform.base.problems import Invalid

__all__ = [
    "ALL_FORMATS",
    "FORMATS",
    "NETWORK_FORMATS",
    "ORDER",
    "PARAMETERS",
    "TABLE_FORMATS",
    "WORDS_OF_FORMATS",
    "Address",
    "Parameter",
    "State",
    "parse_state",
]

#: Canonical order of the parameters of all screens (screens.md 3, with those of a study between).
ORDER = (
    "year", "base", "cls", "kind", "peers", "ind", "sel", "theme", "members", "w", "area", "totals", "scheme", "cut", "sort", "tab", "part", "q",
    "page", "v",
)  # fmt: skip
#: What a screen can be taken as; one without pictures; one with a network besides; and everything there is.
FORMATS = ("csv", "json", "svg", "png", "pdf", "parquet", "jsonstat.json", "sdmx.csv")
TABLE_FORMATS = ("csv", "json", "pdf", "parquet", "jsonstat.json", "sdmx.csv")
NETWORK_FORMATS = ("graphml", "edges.csv")
ALL_FORMATS = (*FORMATS, *NETWORK_FORMATS, "zip")
#: What the formats are called by those who use them.
WORDS_OF_FORMATS = {
    "csv": "CSV", "json": "JSON", "svg": "SVG", "png": "PNG", "pdf": "PDF", "parquet": "Parquet", "jsonstat.json": "JSON-stat",
    "sdmx.csv": "SDMX-CSV", "graphml": "GraphML", "edges.csv": gettext_noop("Edge list"), "zip": "ZIP",
}  # fmt: skip
#: Characters of a value that is quoted back to the reader.
SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a screen: what its value may be, and what an omitted one means.

    ``kind`` is ``choice`` (one of ``choices``), ``integer`` or ``decimal`` (between ``least`` and ``most``), ``code`` (one
    code), ``codes`` (a choice or codes joined by commas), ``weights`` (``name:number`` joined by commas), ``text``.
    """

    name: str
    kind: Literal["choice", "integer", "decimal", "code", "codes", "weights", "text"]
    default: str = ""
    choices: tuple[str, ...] = ()
    least: float = 0
    most: float = 0

    @property
    def allowed(self) -> Any:
        """What the value may be, for the page of a refusal."""
        match self.kind:
            case "choice":
                return list(self.choices)
            case "integer" | "decimal":
                return f"{self.least:g}–{self.most:g}"
            case "code":
                return _("a code of letters and digits, such as C31")
            case "codes":
                return [*self.choices, _("or codes joined by commas")]
            case "weights":
                return _("names with numbers from 0 to 10, such as specialisation:2,relatedness:1")
        return _("text of at most 200 characters")

    def canonical(self, value: str) -> str:
        """The value in its one spelling.

        Raises
        ------
        Invalid
            The value cannot be; the refusal names the parameter and what it may be.

        Examples
        --------
        >>> PARAMETERS["cut"].canonical("1.50")
        '1.5'
        """
        found = self._spelled(value)
        if found is None:
            raise Invalid(
                detail=_("'%(value)s' is no value of the parameter '%(name)s'.")
                % {"value": value[:SHOWN], "name": self.name},
                parameter=self.name,
                value=value[:SHOWN],
                allowed=self.allowed,
            )
        return found

    def _spelled(self, value: str) -> str | None:
        match self.kind:
            case "choice":
                return value if value in self.choices else None
            case "integer":
                return value if INTEGER.fullmatch(value) and self.least <= int(value) <= self.most else None
            case "decimal":
                return (
                    f"{float(value):g}"
                    if DECIMAL.fullmatch(value) and self.least <= float(value) <= self.most
                    else None
                )
            case "code":
                return value if CODE.fullmatch(value) else None
            case "codes":
                if value in self.choices:
                    return value
                codes = value.split(",")
                is_list = len(codes) <= MOST_CODES and len(set(codes)) == len(codes)
                return value if is_list and all(CODE.fullmatch(code) for code in codes) else None
            case "weights":
                return _weights(value)
        return value if 0 < len(value) <= 200 and value.isprintable() and value == value.strip() else None


INTEGER = re.compile(r"0|-?[1-9][0-9]{0,8}")
DECIMAL = re.compile(r"[0-9]{1,4}(\.[0-9]{1,6})?")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
WEIGHT = re.compile(r"([a-z][a-z_]{0,30}):([0-9]{1,2}(?:\.[0-9]{1,3})?)")
MOST_CODES = 10


def _weights(value: str) -> str | None:
    parts = [WEIGHT.fullmatch(part) for part in value.split(",")]
    if len(parts) > MOST_CODES or any(part is None for part in parts):
        return None
    found = {part[1]: float(part[2]) for part in parts if part is not None}
    if len(found) != len(parts) or not 0 < max(found.values()) <= 10:
        return None
    return ",".join(f"{name}:{number:g}" for name, number in sorted(found.items()))


PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {
        it.name: it
        for it in (
            Parameter(name="year", kind="integer", least=1900, most=2200),
            Parameter(name="base", kind="integer", least=1900, most=2200),
            Parameter(name="cls", kind="choice", default="nace2", choices=("nace2", "categories")),
            Parameter(name="kind", kind="choice", default="all", choices=("all", "traded", "local")),
            Parameter(name="peers", kind="codes", default="nearest", choices=("nearest", "country", "ce9", "eu")),
            Parameter(name="ind", kind="code"),
            Parameter(name="sel", kind="code"),
            Parameter(name="theme", kind="code"),
            Parameter(name="members", kind="codes"),
            Parameter(name="w", kind="weights"),
            Parameter(name="area", kind="choice", default="ce9", choices=("ce9", "eu")),
            Parameter(name="totals", kind="choice", default="known", choices=("known", "published")),
            Parameter(name="scheme", kind="choice", default="panorama_v2", choices=("panorama_v2", "eco_v1", "us_cmp")),
            Parameter(name="cut", kind="decimal", default="1", least=0.1, most=20),
            Parameter(name="sort", kind="text"),
            Parameter(name="tab", kind="choice", default="chart", choices=("chart", "table", "map")),
            Parameter(name="part", kind="code"),
            Parameter(name="q", kind="text"),
            Parameter(name="page", kind="integer", default="1", least=1, most=100_000),
            Parameter(name="v", kind="code"),
        )
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of a screen: values that differ from their defaults, in canonical spelling and order.

    Examples
    --------
    >>> state = parse_state([("v", "2015.1"), ("cut", "2.0"), ("cls", "nace2")], names=("cls", "cut", "v"))
    >>> state.query
    'cut=2&v=2015.1'
    >>> state["cls"]
    'nace2'
    """

    names: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __getitem__(self, name: str) -> str:
        """The value of a parameter, or its default."""
        return self.values.get(name, PARAMETERS[name].default)

    def __hash__(self) -> int:
        return hash((self.names, tuple(self.values.items())))

    def integer(self, name: str) -> int | None:
        """The value as a number; ``None`` where the choice is left to the edition."""
        return int(self[name]) if self[name] else None

    @property
    def query(self) -> str:
        """The canonical query; empty where every value is the default."""
        return urlencode(
            [(name, self.values[name]) for name in ORDER if name in self.values], safe=",:", quote_via=quote
        )

    def having(self, **changes: str) -> State:
        """The state with other values; an empty one takes the parameter back to its default."""
        pairs = {**self.values, **changes}
        return parse_state([(name, value) for name, value in pairs.items() if value != ""], names=self.names)


def parse_state(pairs: Iterable[tuple[str, str]], *, names: tuple[str, ...]) -> State:
    """Read a state from the pairs of a query.

    Parameters
    ----------
    pairs
        Names and values as they came; an empty value stands for the default, as forms send it.
    names
        The parameters that the screen knows.

    Raises
    ------
    Invalid
        A parameter that the screen does not know, one that is given twice, or a value that cannot be.
    """
    found: dict[str, str] = {}
    seen = set()
    for name, value in pairs:
        if name not in names:
            raise Invalid(
                detail=_("This page knows no parameter '%(name)s'.") % {"name": name[:SHOWN]},
                parameter=name[:SHOWN],
                value=value[:SHOWN],
                allowed=[it for it in ORDER if it in names],
            )
        if name in seen:
            raise Invalid(
                detail=_("The parameter '%(name)s' is given twice.") % {"name": name},
                parameter=name,
                value=value[:SHOWN],
                allowed=PARAMETERS[name].allowed,
            )
        seen.add(name)
        if value == "":
            continue
        spelled = PARAMETERS[name].canonical(value)
        if spelled != PARAMETERS[name].default:
            found[name] = spelled
    return State(names=names, values=MappingProxyType({name: found[name] for name in ORDER if name in found}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a screen is: its noun, code and name, and its state; the language stands before, the format behind."""

    noun: str
    code: str
    screen: str
    state: State

    def path(self, *, language: str, suffix: str = "") -> str:
        """The address below the site, in a language, as a page or in a format.

        Examples
        --------
        >>> state = parse_state([("year", "2013")], names=("year",))
        >>> Address(noun="region", code="ITH4", screen="portfolio", state=state).path(language="en", suffix="csv")
        '/en/region/ITH4/portfolio.csv?year=2013'
        """
        ending = f".{suffix}" if suffix else ""
        query = f"?{self.state.query}" if self.state.query else ""
        return f"/{language}/{self.noun}/{self.code}/{self.screen}{ending}{query}"

    @property
    def canonical(self) -> str:
        """The address without language and format, which names the same thing everywhere."""
        query = f"?{self.state.query}" if self.state.query else ""
        return f"/{self.noun}/{self.code}/{self.screen}{query}"

    @property
    def short_id(self) -> str:
        """A short hash of the canonical address, for ``/f/{id}``."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()[:12]

    def having(self, **changes: str) -> Address:
        """The same screen in another state."""
        return Address(noun=self.noun, code=self.code, screen=self.screen, state=self.state.having(**changes))
