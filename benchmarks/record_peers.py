"""Record what the peers give for small seeded tables: ``.venv-bench/bin/python benchmarks/record_peers.py``.

Writes CSV files into ``tests/published/peers``; the tests of the presets hold our numbers against them.
"""

from importlib.metadata import version
from pathlib import Path

import economic_complexity
import numpy as np
import pandas as pd
from ecomplexity import ecomplexity

OUT = Path(__file__).parent.parent / "tests" / "published" / "peers"
SHAPES = {"tall": (16, 10), "wide": (11, 19)}
YEARS = (2013, 2014)


def table(shape: tuple[int, int]) -> pd.DataFrame:
    """Counts of a seeded table of two years, some of them zero."""
    rng = np.random.default_rng(20261124)
    rows = []
    for year in YEARS:
        counts = np.round(rng.gamma(0.7, 60, size=shape)) * (rng.random(shape) < 0.85)
        for r, a in np.ndindex(shape):
            rows.append((year, f"R{r:02d}", f"A{a:02d}", counts[r, a]))
    return pd.DataFrame(rows, columns=["year", "region", "activity", "value"])


def main() -> None:
    """Run both packages on both tables."""
    columns = {"time": "year", "loc": "region", "prod": "activity", "val": "value"}
    for name, shape in SHAPES.items():
        counts = table(shape)
        counts.to_csv(OUT / f"{name}_input.csv", index=False)
        ecomplexity(counts, columns, verbose=False).to_csv(OUT / f"{name}_ecomplexity.csv", index=False)
        cells, tops = [], []
        for year, own in counts.groupby("year"):
            lq = economic_complexity.rca(own.pivot(index="region", columns="activity", values="value"))
            eci, pci = economic_complexity.complexity(lq)
            density = economic_complexity.relatedness(lq, proximities=economic_complexity.proximity(lq))
            density = density.rename_axis(index="region", columns="activity").stack()
            cells.append(density.rename("density").reset_index().assign(year=year))
            for kind, values in (("eci", eci), ("pci", pci)):
                tops += [(year, kind, key, value) for key, value in values.items()]
        pd.concat(cells)[["year", "region", "activity", "density"]].to_csv(
            OUT / f"{name}_datawheel_density.csv", index=False
        )
        pd.DataFrame(tops, columns=["year", "kind", "key", "value"]).to_csv(
            OUT / f"{name}_datawheel_complexity.csv", index=False
        )
    packages = {name: version(name) for name in ("ecomplexity", "economic-complexity", "pandas", "numpy")}
    print(packages)


if __name__ == "__main__":
    main()
