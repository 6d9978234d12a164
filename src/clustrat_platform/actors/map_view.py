"""Where the entries of a search are: circles on the outlines of countries, one for each place, as large as the number there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustrat.publish.map_frame import CENTRAL_EUROPE, EUROPE, Window, country_paths
from clustrat_platform.actors.directory import directory_now
from clustrat_platform.actors.searching import SearchResult

__all__ = ["MapView", "Symbol", "map_of", "to_laea_km"]

WIDTH = 560
#: Places on one map; the largest ones are shown, and the rest is counted.
N_SYMBOLS = 400
#: Places nearer than this are one.
GRID_DEGREES = 0.1
LEAST_RADIUS, MOST_RADIUS = 3.0, 22.0
#: EPSG:3035 on the sphere of equal area: its centre, its false origin in kilometres.
CENTRE = (10.0, 52.0)
FALSE_ORIGIN = (4321.0, 3210.0)
SPHERE_KM = 6371.007


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One circle in pixels: how many entries are there, and the point to search around."""

    x: float
    y: float
    radius: float
    n: int
    near: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """The map of a search, and what is not on it."""

    width: int
    height: int
    paths: tuple[tuple[str, bool], ...]
    symbols: tuple[Symbol, ...]
    n_shown: int
    n_without_place: int
    n_outside: int


def to_laea_km(longitude: float, latitude: float) -> tuple[float, float]:
    """Kilometres of EPSG:3035, on a sphere: within a few kilometres of the ellipsoid in Europe, which a dot does not show.

    >>> [round(it) for it in to_laea_km(10.0, 52.0)]
    [4321, 3210]
    """
    lon, lat = math.radians(longitude - CENTRE[0]), math.radians(latitude)
    lat0 = math.radians(CENTRE[1])
    k = math.sqrt(2 / (1 + math.sin(lat0) * math.sin(lat) + math.cos(lat0) * math.cos(lat) * math.cos(lon)))
    x = SPHERE_KM * k * math.cos(lat) * math.sin(lon)
    y = SPHERE_KM * k * (math.cos(lat0) * math.sin(lat) - math.sin(lat0) * math.cos(lat) * math.cos(lon))
    return x + FALSE_ORIGIN[0], y + FALSE_ORIGIN[1]


def map_of(result: SearchResult) -> MapView:
    """The entries of a search by place."""
    directory = directory_now()
    at = directory.positions(result.keys.tolist())
    longitude, latitude = directory.longitude[at], directory.latitude[at]
    has = ~np.isnan(longitude)
    spots, counts = _spots(longitude[has], latitude[has])
    placed = [(to_laea_km(lon, lat), (lon, lat), n) for (lon, lat), n in zip(spots, counts, strict=True)]
    window = _window(CENTRAL_EUROPE)
    if any(not _holds(window, xy) for xy, _spot, _n in placed):
        window = _window(EUROPE)
    inside = [it for it in placed if _holds(window, it[0])][:N_SYMBOLS]
    most = max((n for _xy, _spot, n in inside), default=1)
    symbols = [
        Symbol(
            x=round((x - window.left) * window.scale, 1),
            y=round((window.top - y) * window.scale, 1),
            radius=round(max(LEAST_RADIUS, MOST_RADIUS * math.sqrt(n / max(most, 12))), 1),
            n=n,
            near=f"{lon:.2f},{lat:.2f}",
        )
        for (x, y), (lon, lat), n in inside
    ]
    n_shown = sum(it.n for it in symbols)
    return MapView(
        width=window.width,
        height=window.height,
        paths=tuple(country_paths(window)),
        symbols=tuple(symbols),
        n_shown=n_shown,
        n_without_place=int(np.count_nonzero(~has)),
        n_outside=int(np.count_nonzero(has)) - n_shown,
    )


def _spots(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> tuple[list[tuple[float, float]], list[int]]:
    """Places and how many entries lie at each, the fullest first."""
    if not len(longitude):
        return [], []
    cells = np.round(np.column_stack([longitude, latitude]) / GRID_DEGREES).astype(np.int64)
    _cells, first, counts = np.unique(cells, axis=0, return_index=True, return_counts=True)
    order = np.lexsort((first, -counts))
    spots = [(float(longitude[first[it]]), float(latitude[first[it]])) for it in order]
    return spots, [int(counts[it]) for it in order]


def _window(bounds: Sequence[float]) -> Window:
    return Window(left=bounds[0], bottom=bounds[1], right=bounds[2], top=bounds[3], width=WIDTH)


def _holds(window: Window, xy: tuple[float, float]) -> bool:
    return window.left < xy[0] < window.right and window.bottom < xy[1] < window.top
