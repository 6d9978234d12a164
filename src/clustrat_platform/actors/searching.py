"""One search of the directory: words, facets and radius in, counted facets and ranked entries out; page, files and API ask here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from clustrat.codes import nuts
from clustrat.errors import CodeListError
from clustrat_platform.actors.directory import FACETS, Directory, directory_now
from clustrat_platform.actors.meanings import Meaning, meanings
from clustrat_platform.actors.models import ActorKind, Freshness
from clustrat_platform.actors.text_search import TIERS, matching_keys, tier_of, words_of
from clustrat_platform.base.problems import Invalid

__all__ = ["NUTS_VERSION", "PARAMETERS", "Search", "SearchResult", "parse_search", "search"]

#: Facets in the order of the page.
SHOWN = ("kind", "region", "theme", "capability", "need", "activity", "trl", "language", "confirmed")
PARAMETERS = ("q", *SHOWN, "near", "within", "match", "page")
#: Values of one facet, and characters of a value, at most.
N_VALUES, N_LETTERS = 30, 40
WITHIN_KM = (1, 2_000)
PER_PAGE = 50
N_PAGES = 10_000
NUTS_VERSION = "2013"
#: Entries that the words do not name, but what they mean does, come after all tiers of the words.
BY_MEANING = TIERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked; two searches that ask the same are equal, and have the same address."""

    q: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: str = ""
    within: int = 0
    match: str = ""
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters in their one order, those that say nothing left out."""
        found = [("q", self.q)] if self.q else []
        found += [(name, value) for name in SHOWN for value in self.facets.get(name, ())]
        found += [("near", self.near), ("within", str(self.within))] if self.near else []
        found += [("match", self.match)] if self.match else []
        return found + ([("page", str(self.page))] if self.page > 1 else [])

    def query(self, **changed: Any) -> str:
        """The query of the address, with some parameters otherwise (``None`` takes one away)."""
        pairs = [(name, value) for name, value in self.pairs() if name not in changed]
        pairs += [(name, str(value)) for name, value in changed.items() if value is not None]
        return urlencode(pairs)

    def toggled(self, name: str, value: str) -> str:
        """The query with one value of a facet added, or taken away where it is chosen; on the first page."""
        chosen = self.facets.get(name, ())
        kept = tuple(it for it in chosen if it != value) if value in chosen else (*chosen, value)
        pairs = [(key, it) for key, it in self.pairs() if key not in (name, "page")]
        return urlencode([*pairs, *((name, it) for it in kept)])

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked at all."""
        return bool(self.q or any(self.facets.values()) or self.near)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What was found: ``keys`` of all entries in their order, how each facet divides them, and what the words mean."""

    search: Search
    keys: NDArray[np.int64]
    distances: Mapping[int, float]
    counts: Mapping[str, Mapping[str, int]]
    meanings: tuple[Meaning, ...]
    n_by_words: int
    point: tuple[float, float] | None

    @property
    def n(self) -> int:
        """How many entries."""
        return len(self.keys)

    @property
    def n_pages(self) -> int:
        """How many pages."""
        return max(1, -(-self.n // PER_PAGE))

    def page_keys(self) -> list[int]:
        """The keys of the page asked for.

        Raises
        ------
        Invalid
            There is no such page.
        """
        if self.search.page > self.n_pages:
            raise Invalid(
                detail=_("There are %(n)s pages.") % {"n": self.n_pages},
                parameter="page",
                value=str(self.search.page),
                allowed=f"1-{self.n_pages}",
            )
        start = (self.search.page - 1) * PER_PAGE
        return [int(it) for it in self.keys[start : start + PER_PAGE]]


def parse_search(pairs: Iterable[tuple[str, str]], *, others: tuple[str, ...] = ()) -> Search:
    """What the parameters of an address ask; an unknown name or value is refused by name, never corrected.

    ``others`` are parameters that the caller reads itself.

    Raises
    ------
    Invalid
        A parameter that there is not, stands twice though it may not, or has a value that cannot be.
    """
    single: dict[str, str] = {}
    facets: dict[str, list[str]] = {}
    sent: set[str] = set()
    for name, raw in pairs:
        if name in others:
            continue
        if name not in PARAMETERS:
            raise Invalid(
                detail=_("This page knows no parameter '%(name)s'.") % {"name": name[:80]},
                parameter=name[:80],
                allowed=list(PARAMETERS),
            )
        value = raw.strip()
        sent.add(name)
        if not value:
            continue
        if name in SHOWN:
            facets.setdefault(name, []).append(_facet_value(name, value))
        elif name in single:
            raise Invalid(detail=_("This parameter can be given once."), parameter=name)
        else:
            single[name] = value
    for name, values in facets.items():
        if len(set(values)) > N_VALUES:
            raise Invalid(detail=_("At most %(n)s values can be chosen.") % {"n": N_VALUES}, parameter=name)
    near = single.get("near", "")
    if near:
        _point_of(near)
    # A form always sends its radius; it counts only with a place, whose field is then there, though empty.
    if "within" in single and not near and "near" not in sent:
        raise Invalid(detail=_("A radius needs a place: give 'near'."), parameter="within", value=single["within"][:20])
    match = single.get("match", "")
    if match not in ("", "words"):
        raise _refused("match", match, ["words"])
    return Search(
        q=single.get("q", "")[:200],
        facets=MappingProxyType({name: tuple(dict.fromkeys(values)) for name, values in facets.items()}),
        near=near,
        within=_whole("within", single.get("within", "50"), *WITHIN_KM) if near else 0,
        match=match,
        page=_whole("page", single.get("page", "1"), 1, N_PAGES),
    )


def search(asked: Search, *, language: str, today: date | None = None) -> SearchResult:
    """Filter, count and rank the public entries.

    Each facet is counted under everything that is asked but itself, so that its other values say what choosing them would give.
    Better fits of the words come first; stale entries come after all others of the same fit; then by name, or by distance.
    """
    day = today or datetime.now(UTC).date()
    directory = directory_now()
    n = len(directory)
    fresh = directory.freshness(day)
    tiers, found_meanings, n_by_words = _fit(asked, directory, language)
    base = directory.is_alive & (tiers <= BY_MEANING)
    point = _point_of(asked.near) if asked.near else None
    distance = directory.distance_km(*point) if point else None
    if distance is not None:
        base &= distance <= asked.within  # an entry without a place is not near
    chosen = {name: _chosen(directory, fresh, name, values, n) for name, values in asked.facets.items() if values}
    counts: dict[str, Mapping[str, int]] = {}
    everything = base.copy()
    for has in chosen.values():
        everything &= has
    for name in SHOWN:
        if name in chosen:
            mask = base.copy()
            for other, has in chosen.items():
                if other != name:
                    mask &= has
        else:
            mask = everything
        if name == "confirmed":
            counts[name] = {it: k for it, has in fresh.items() if (k := int(np.count_nonzero(mask & has)))}
        else:
            counts[name] = directory.facets[name].counts(mask)
    places = np.flatnonzero(everything)
    last = directory.rank[places] if distance is None else distance[places]
    ordered = places[np.lexsort((last, fresh["stale"][places], tiers[places]))]
    return SearchResult(
        search=asked,
        keys=directory.keys[ordered],
        distances={}
        if distance is None
        else {int(directory.keys[it]): float(distance[it]) for it in ordered[: PER_PAGE * asked.page]},
        counts=counts,
        meanings=tuple(found_meanings),
        n_by_words=n_by_words,
        point=point,
    )


def _fit(asked: Search, directory: Directory, language: str) -> tuple[NDArray[np.int8], list[Meaning], int]:
    """How well each entry fits the words; beyond ``BY_MEANING`` it does not."""
    n = len(directory)
    words = words_of(asked.q)
    if not words:
        return np.zeros(n, dtype=np.int8), [], 0
    tiers = np.full(n, BY_MEANING + 1, dtype=np.int8)
    meant = [] if asked.match == "words" else meanings(asked.q, language=language)
    for it in meant:
        has = directory.facets[it.facet].having([it.code], n)
        tiers[has] = BY_MEANING
    hits = [directory.at[key] for key in matching_keys(words) if key in directory.at]
    if hits:
        tiers[np.array(hits, dtype=np.int64)] = [tier_of(directory.labels[at], words) for at in hits]
    return tiers, meant, len(hits)


def _chosen(
    directory: Directory, fresh: Mapping[str, NDArray[np.bool_]], name: str, values: tuple[str, ...], n: int
) -> NDArray[np.bool_]:
    if name != "confirmed":
        return directory.facets[name].having(values, n)
    has = np.zeros(n, dtype=bool)
    for value in values:
        has |= fresh[value]
    return has


def _facet_value(name: str, value: str) -> str:
    allowed: list[str] | None = None
    if name == "kind":
        allowed = list(ActorKind.values)
    elif name == "confirmed":
        allowed = list(Freshness.values)
    elif name == "trl":
        allowed = [str(level) for level in range(1, 10)]
    if allowed is not None and value not in allowed:
        raise _refused(name, value, allowed)
    if len(value) > N_LETTERS or not value.replace("_", "").replace("-", "").replace(".", "").isalnum():
        raise Invalid(
            detail=_("'%(value)s' is no code of this list.") % {"value": value[:80]}, parameter=name, value=value[:80]
        )
    return value


def _point_of(text: str) -> tuple[float, float]:
    """Longitude and latitude: of a region's label point, or as ``13.24,46.06``."""
    first, comma, second = text.partition(",")
    if comma:
        try:
            longitude, latitude = float(first), float(second)
        except ValueError:
            longitude = latitude = float("nan")
        if -180 <= longitude <= 180 and -90 <= latitude <= 90:
            return longitude, latitude
    else:
        try:
            region = nuts.region(text, version=NUTS_VERSION)
        except CodeListError:
            region = None
        if region is not None and region.lon is not None and region.lat is not None:
            return region.lon, region.lat
    raise Invalid(
        detail=_(
            "'%(value)s' is no place. Give a region's code, such as ITH4, or longitude and latitude, such as 13.24,46.06."
        )
        % {"value": text[:80]},
        parameter="near",
        value=text[:80],
    )


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most):
        raise Invalid(
            detail=_("Give a whole number from %(least)s to %(most)s.") % {"least": least, "most": most},
            parameter=name,
            value=text[:20],
            allowed=f"{least}-{most}",
        )
    return int(text)


def _refused(name: str, value: str, allowed: list[str]) -> Invalid:
    return Invalid(
        detail=_("There is no '%(value)s' here.") % {"value": value[:80]},
        parameter=name,
        value=value[:80],
        allowed=allowed,
    )


assert set(SHOWN) == {*FACETS, "confirmed"}
