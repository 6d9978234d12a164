"""Why two packages give two rankings: one table, four presets, and how far the order of regions moves.

Run it: ``python examples/two_rankings.py``. The table is the embedded edition, persons employed by NUTS 2 region and division, 2014.
"""

# %%
import numpy as np
import polars as pl

import clustrat

edition = clustrat.open_edition()
counts = (
    clustrat.read_table(edition, "core_eurostat__sbs_regional")
    .filter(
        pl.col("measure") == "employment_persons",
        pl.col("year") == 2014,
        pl.col("nuts_code").str.len_chars() == 4,
        ~pl.col("nuts_code").str.ends_with("ZZ"),
        pl.col("nace_code").str.len_chars() == 3,
    )
    .select("year", region="nuts_code", activity="nace_code", value="value")
)

# %%
MEASURES = ["eci", "pci", "density", "fitness"]
by_preset = {
    name: clustrat.analyse(counts, measures=MEASURES, conventions=name, policies=clustrat.Policies(absent="missing")).tables
    for name in ("growthlab", "datawheel", "econgeo", "reks")
}


def ranks(name: str, measure: str) -> dict[str, int]:
    """Rank of each key by a measure under a preset, 1 for the largest."""
    table = by_preset[name][measure].sort("value", descending=True)
    return {key: n for n, key in enumerate(table["k1"].to_list(), start=1)}


# %%
base = ranks("growthlab", "eci")
pci = by_preset["growthlab"]["pci"]
print("preset     moves of ECI rank: largest, mean   PCI of C31   corr. of PCI   density of ITH4 x C31   fitness: first")
for name, tables in by_preset.items():
    other = ranks(name, "eci")
    moves = [abs(base[key] - other[key]) for key in base if key in other]
    cell = tables["density"].filter(pl.col("k1") == "ITH4", pl.col("k2") == "C31")["value"].item()
    own = tables["pci"].filter(pl.col("k1") == "C31")["value"].item()
    both = pci.join(tables["pci"], on="k1")
    r = np.corrcoef(both["value"], both["value_right"])[0, 1]
    first = min(ranks(name, "fitness").items(), key=lambda item: item[1])[0]
    print(f"{name:<11}{max(moves):>26}{np.mean(moves):>7.1f}{own:>13.3f}{r:>15.3f}{cell:>24.3f}{first:>17}")
