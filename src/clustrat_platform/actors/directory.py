"""The public directory in memory: every search filters, counts and ranks here, on numbers that follow the database.

Rows come from :class:`~clustrat_platform.actors.models.DirectoryRow`. Before each search the stamp of the directory is read:
what has changed since is read and added, so that all processes see what is committed, on either database alike.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from clustrat_platform.actors.models import DirectoryRow, DirectoryStamp

__all__ = ["FACETS", "Directory", "directory_now", "forget_directory"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
#: Facets that follow from the rows alone; ``confirmed`` follows from the day as well.
FACETS = ("kind", "region", "theme", "capability", "activity", "trl", "language", "need")
COLUMNS = (
    "actor_id", "is_shown", "kind", "country", "nuts", "trl_min", "trl_max", "due_on", "stale_on", "longitude", "latitude", "codes",
    "label_folded", "number",
)  # fmt: skip
#: ``scheme:side`` of a code -> the facet it counts for.
OF_CODES = {
    "theme:offer": "theme",
    "capability:offer": "capability",
    "capability:need": "need",
    "nace2:offer": "activity",
    "language:offer": "language",
}
#: Dead rows that are carried along before everything is laid out anew.
DEAD_MAX = 2_000
EARTH_KM = 6371.0088
NEVER = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One facet: which entries have which of its values."""

    values: tuple[str, ...]
    column: Mapping[str, int]
    matrix: csr_array

    def counts(self, mask: BoolArray) -> dict[str, int]:
        """Value -> how many of the entries of ``mask`` have it; those that none has are left out."""
        found = self.matrix.T @ mask.astype(np.int32)
        return {self.values[at]: int(found[at]) for at in np.flatnonzero(found)}

    def having(self, values: Iterable[str], n: int) -> BoolArray:
        """Which entries have any of ``values``."""
        columns = [self.column[it] for it in values if it in self.column]
        if not columns:
            return np.zeros(n, dtype=bool)
        chosen = np.zeros(len(self.values), dtype=np.int32)
        chosen[columns] = 1
        has: BoolArray = (self.matrix @ chosen) > 0
        return has


@dataclass(frozen=True, kw_only=True, eq=False)
class Directory:
    """All public entries as arrays; row ``i`` of each belongs to the entry ``keys[i]``."""

    number: int
    removals: int
    keys: NDArray[np.int64]
    is_alive: BoolArray
    due: NDArray[np.int32]
    stale: NDArray[np.int32]
    longitude: FloatArray
    latitude: FloatArray
    labels: tuple[str, ...]
    #: Place of each entry in the order of names.
    rank: NDArray[np.int32]
    facets: Mapping[str, Facet]
    order: tuple[int, ...]
    at: Mapping[int, int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.keys)

    def freshness(self, day: date) -> Mapping[str, BoolArray]:
        """Freshness -> which entries have it on ``day``; the twin of ``Actor.freshness_on``."""
        today = day.toordinal()
        unknown = self.due == NEVER
        stale = ~unknown & (self.stale <= today)
        due = ~unknown & ~stale & (self.due <= today)
        return {"current": ~unknown & ~stale & ~due, "due": due, "stale": stale, "unknown": unknown}

    def distance_km(self, longitude: float, latitude: float) -> FloatArray:
        """Kilometres from a point along the sphere; ``nan`` where an entry has no point."""
        lat, lat0 = np.radians(self.latitude), np.radians(latitude)
        half = (
            np.sin((lat - lat0) / 2) ** 2
            + np.cos(lat) * np.cos(lat0) * np.sin(np.radians(self.longitude - longitude) / 2) ** 2
        )
        found: FloatArray = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
        return found

    def positions(self, keys: Iterable[int]) -> NDArray[np.int64]:
        """Places of entries by their keys; those that are not here are left out."""
        return np.array([self.at[key] for key in keys if key in self.at], dtype=np.int64)


_KEPT: list[Directory] = []
_READING = threading.Lock()


def directory_now() -> Directory:
    """The directory as committed. What is read inside a transaction may be taken back, and is not kept."""
    if connection.in_atomic_block:
        return _laid_out(_rows(above=-1), *_stamp())
    number, removals = _stamp()
    kept = _KEPT[0] if _KEPT else None
    if kept is not None and (kept.number, kept.removals) == (number, removals):
        return kept
    with _READING:
        number, removals = _stamp()
        kept = _KEPT[0] if _KEPT else None
        if kept is not None and (kept.number, kept.removals) == (number, removals):
            return kept
        if kept is not None and kept.removals == removals and kept.number < number:
            fresh = _with(kept, _rows(above=kept.number), number)
        else:
            fresh = _laid_out(_rows(above=-1), number, removals)
        _KEPT[:] = [fresh]
    return fresh


def forget_directory() -> None:
    """Read everything anew at the next search."""
    _KEPT.clear()


def _stamp() -> tuple[int, int]:
    return DirectoryStamp.objects.filter(pk=1).values_list("number", "removals").first() or (0, 0)


def _rows(*, above: int) -> list[tuple[Any, ...]]:
    rows = DirectoryRow.objects.filter(number__gt=above)
    if above < 0:
        rows = rows.filter(is_shown=True)
    return list(rows.order_by("actor_id").values_list(*COLUMNS))


def _laid_out(rows: Sequence[tuple[Any, ...]], number: int, removals: int) -> Directory:
    labels = [str(row[12]) for row in rows]
    order = sorted(range(len(rows)), key=labels.__getitem__)
    keys = np.array([row[0] for row in rows], dtype=np.int64)
    return Directory(
        number=number,
        removals=removals,
        keys=keys,
        is_alive=np.array([row[1] for row in rows], dtype=bool),
        labels=tuple(labels),
        rank=_rank(order),
        order=tuple(order),
        facets={name: _facet(cells, len(rows)) for name, cells in _cells(rows).items()},
        at={int(key): place for place, key in enumerate(keys)},
        **_numbers(rows),
    )


def _with(kept: Directory, rows: Sequence[tuple[Any, ...]], number: int) -> Directory:
    """The directory with some rows anew: the former ones stay as dead weight, until there are many."""
    fresh = _laid_out(rows, number, kept.removals)
    is_alive = kept.is_alive.copy()
    former = kept.positions(row[0] for row in rows)
    is_alive[former] = False
    if np.count_nonzero(~is_alive) > DEAD_MAX:
        return _laid_out(_rows(above=-1), number, kept.removals)
    labels = kept.labels + fresh.labels
    n = len(kept)
    # Nearly sorted, so that sorting again costs hardly more than one look at each.
    order = sorted([*kept.order, *(n + it for it in fresh.order)], key=labels.__getitem__)
    return Directory(
        number=number,
        removals=kept.removals,
        keys=np.concatenate([kept.keys, fresh.keys]),
        is_alive=np.concatenate([is_alive, fresh.is_alive]),
        due=np.concatenate([kept.due, fresh.due]),
        stale=np.concatenate([kept.stale, fresh.stale]),
        longitude=np.concatenate([kept.longitude, fresh.longitude]),
        latitude=np.concatenate([kept.latitude, fresh.latitude]),
        labels=labels,
        rank=_rank(order),
        order=tuple(order),
        facets={name: _joined(kept.facets[name], fresh.facets[name]) for name in FACETS},
        at={**kept.at, **{key: n + place for key, place in fresh.at.items()}},
    )


def _rank(order: Sequence[int]) -> NDArray[np.int32]:
    rank = np.empty(len(order), dtype=np.int32)
    rank[np.array(order, dtype=np.int64)] = np.arange(len(order), dtype=np.int32)
    return rank


def _numbers(rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "due": np.array([row[7].toordinal() if row[7] else NEVER for row in rows], dtype=np.int32),
        "stale": np.array([row[8].toordinal() if row[8] else NEVER for row in rows], dtype=np.int32),
        "longitude": np.array([np.nan if row[9] is None else row[9] for row in rows], dtype=np.float64),
        "latitude": np.array([np.nan if row[10] is None else row[10] for row in rows], dtype=np.float64),
    }


def _cells(rows: Sequence[tuple[Any, ...]]) -> dict[str, list[tuple[int, str]]]:
    """Facet -> (row, value) of every value that a row has."""
    cells: dict[str, list[tuple[int, str]]] = {name: [] for name in FACETS}
    for at, (_key, _shown, kind, country, nuts, least, most, _due, _stale, _lon, _lat, codes, *_rest) in enumerate(
        rows
    ):
        cells["kind"].append((at, kind))
        cells["region"] += [
            (at, it) for it in dict.fromkeys([country, *(nuts[:end] for end in range(2, len(nuts) + 1))])
        ]
        if least or most:
            cells["trl"] += [(at, str(level)) for level in range(least or most, (most or least) + 1)]
        for text in codes.split():
            scheme_side, _colon, code = text.rpartition(":")
            name = OF_CODES.get(scheme_side)
            if name == "activity":
                cells[name] += [(at, it) for it in _with_those_above(code)]
            elif name is not None:
                cells[name].append((at, code))
    return cells


def _with_those_above(code: str) -> list[str]:
    """An activity and the groups it lies in: C3101 lies in C310 and in C31."""
    return [code[:end] for end in range(3, len(code) + 1)] or [code]


def _facet(cells: Sequence[tuple[int, str]], n: int) -> Facet:
    unique = dict.fromkeys(cells)
    values = tuple(sorted({value for _at, value in unique}))
    column = {value: place for place, value in enumerate(values)}
    at = np.fromiter((it[0] for it in unique), dtype=np.int32, count=len(unique))
    where = np.fromiter((column[it[1]] for it in unique), dtype=np.int32, count=len(unique))
    matrix = csr_array((np.ones(len(unique), dtype=np.int32), (at, where)), shape=(n, len(values)))
    return Facet(values=values, column=column, matrix=matrix)


def _joined(kept: Facet, fresh: Facet) -> Facet:
    values = kept.values + tuple(it for it in fresh.values if it not in kept.column)
    column = {value: place for place, value in enumerate(values)}
    wide = csr_array(
        (kept.matrix.data, kept.matrix.indices, kept.matrix.indptr), shape=(kept.matrix.shape[0], len(values))
    )
    cells = fresh.matrix.tocoo()
    moved = np.array([column[fresh.values[it]] for it in cells.col], dtype=np.int32)
    below = csr_array((cells.data, (cells.row, moved)), shape=(fresh.matrix.shape[0], len(values)))
    return Facet(values=values, column=column, matrix=csr_array(vstack([wide, below], format="csr")))
