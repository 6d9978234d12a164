"""The tile layout of the NUTS-2 regions of Central Europe: ``python scripts/build_tiles.py``.

One tile per region; the assignment of label points to grid cells with the least squared distance in all, per version 2013.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from clustrat.codes.nuts import CENTRAL_EUROPE, regions

OUT = Path(__file__).parent.parent / "src" / "clustrat" / "publish" / "data" / "tiles_nuts2_2013.csv"
#: Kilometres per tile: small where regions are small would tear countries apart, so one size for all.
TILE_KM = 96.0


def main() -> None:
    """Assign and write."""
    found = [r for country in CENTRAL_EUROPE for r in regions(version="2013", level=2, country=country)]
    points = np.array([(r.x_km, -r.y_km) for r in found]) / TILE_KM
    low, high = points.min(axis=0).astype(int) - 2, points.max(axis=0).astype(int) + 2
    cells = np.array([(x, y) for x in range(low[0], high[0] + 1) for y in range(low[1], high[1] + 1)])
    cost = ((points[:, None, :] - (cells[None, :, :] + 0.5)) ** 2).sum(axis=2)
    rows, columns = linear_sum_assignment(cost)
    placed = {found[r].code: tuple(cells[c]) for r, c in zip(rows, columns, strict=True)}
    left, top = (min(cell[axis] for cell in placed.values()) for axis in (0, 1))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "column", "row"])
        writer.writerows((code, x - left, y - top) for code, (x, y) in sorted(placed.items()))


if __name__ == "__main__":
    main()
