"""The tile layout of the NUTS-2 regions (version 2013) of Central Europe: ``python scripts/build_tiles.py``.

One tile of equal size per region. The layout is drawn by hand below, north at the top, so that neighbours stay neighbours and each
country stays in one piece, which no assignment by distance alone could keep; the script refuses a layout that misses or repeats a
region, and says how many pairs of neighbours touch and how far the tiles stray from where the regions lie.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from clustrat.codes.adjacency import neighbours
from clustrat.codes.nuts import CENTRAL_EUROPE, is_pseudo_region, regions

OUT = Path(__file__).parent.parent / "src" / "clustrat" / "publish" / "data" / "tiles_nuts2_2013.csv"
LAYOUT = """
.    .    .    DEF0 .    .    .    .    .    .    .
.    DE94 DE50 DE60 DE93 DE80 PL42 PL63 PL62 PL34 .
DEA3 DEA4 DE92 DE91 DE30 DE40 PL43 PL41 PL61 PL12 .
DEA1 DEA5 DE73 DEE0 DED5 DED2 PL51 PL52 PL11 PL33 PL31
DEA2 DEB1 DE72 DEG0 DED4 CZ04 CZ05 CZ08 PL22 PL21 PL32
DEB2 DEB3 DE71 DE26 DE24 CZ02 CZ01 CZ07 SK03 SK04 .
DEC0 DE12 DE11 DE25 DE23 CZ03 CZ06 SK01 SK02 HU31 .
DE13 DE14 DE27 DE21 DE22 AT31 AT12 AT13 HU21 HU10 HU32
.    .    AT34 AT33 AT32 AT21 AT22 AT11 HU22 HU23 HU33
.    ITC2 .    ITH1 ITH3 ITH4 SI04 SI03 HR04 .    .
.    ITC1 ITC4 ITH2 ITH5 .    .    .    HR03 .    .
.    .    ITC3 ITI1 ITI2 ITI3 .    .    .    .    .
.    .    .    .    ITI4 ITF1 .    .    .    .    .
.    .    .    .    .    ITF3 ITF2 ITF4 .    .    .
.    .    ITG2 .    .    .    ITF5 .    .    .    .
.    .    .    .    .    .    ITF6 .    .    .    .
.    .    .    .    .    ITG1 .    .    .    .    .
"""


def main() -> None:
    """Check and write."""
    placed = {
        code: (column, row)
        for row, line in enumerate(LAYOUT.strip().splitlines())
        for column, code in enumerate(line.split())
        if code != "."
    }
    found = {r.code: r for country in CENTRAL_EUROPE for r in regions(version="2013", level=2, country=country)}
    found = {code: r for code, r in found.items() if not is_pseudo_region(code)}
    assert set(placed) == set(found), sorted(set(placed) ^ set(found))
    assert len(LAYOUT.replace(".", " ").split()) == len(placed), "a region stands twice"
    pairs = {frozenset((a, b)) for a in placed for b in neighbours(a, version="2013") if b in placed}
    touching = sum(
        max(abs(placed[a][0] - placed[b][0]), abs(placed[a][1] - placed[b][1])) == 1 for a, b in map(tuple, pairs)
    )
    print(f"{touching} of {len(pairs)} pairs of neighbours touch.")
    codes = sorted(placed)
    tiles = np.array([placed[code] for code in codes], dtype=float)
    points = np.array([(found[code].x_km, -found[code].y_km) for code in codes])
    for axis, name in enumerate(("west to east", "north to south")):
        print(f"{name}: correlation {np.corrcoef(tiles[:, axis], points[:, axis])[0, 1]:.3f}")
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "column", "row"])
        writer.writerows((code, *placed[code]) for code in codes)


if __name__ == "__main__":
    main()
