"""Which regions do what few others do? Complexity of Europe's regions from the embedded edition, step by step.

Run it: ``python examples/complexity_of_regions.py``. The cells (``# %%``) open as a notebook in most editors.
"""

# %% [markdown]
# # 1. The counts
# Persons employed by region (NUTS 2, version 2013) and industry (NACE Rev. 2 division), 2014. Hidden figures stay missing: they are
# left out of sums, and whatever needs them is missing too. Pseudo-regions are no regions.

# %%
import numpy as np
import polars as pl

import clustrat

YEAR = 2014
edition = clustrat.open_edition()
table = clustrat.read_table(edition, "core_eurostat__sbs_regional")
counts = table.filter(
    pl.col("measure") == "employment_persons",
    pl.col("year") == YEAR,
    pl.col("nuts_code").str.len_chars() == 4,
    ~pl.col("nuts_code").str.ends_with("ZZ"),
    pl.col("nace_code").str.len_chars() == 3,
).select("year", region="nuts_code", activity="nace_code", value="value")
print(f"{counts['region'].n_unique()} regions, {counts['activity'].n_unique()} industries,", end=" ")
print(f"{counts['value'].null_count()} of {counts.height} cells without a figure")

# %% [markdown]
# # 2. Everything at once
# One call gives quotients, presence, complexity, density and outlook. A cell that has no row at all is not known here, so it must
# not count as zero: `absent="missing"`.

# %%
result = clustrat.complexity_tables(counts, policies=clustrat.Policies(absent="missing"))
top = result.by_region.drop_nulls("eci").sort("eci", descending=True)
print(top.head(5).select("region", "diversity", "eci"))
for found in result.diagnostics:
    print(f"- {found.code}: {found.sentence}")

# %% [markdown]
# # 3. How sure is that?
# Redraw the counts as their uncertainty allows, and rank again: two regions whose intervals overlap have no clear order.

# %%
wide = counts.pivot(on="activity", index="region", values="value").sort("region")
industries = sorted(c for c in wide.columns if c != "region")
matrix = clustrat.RegionIndustryMatrix.from_values(
    wide.select(industries).to_numpy(),
    regions=wide["region"].to_list(),
    industries=industries,
    nuts_version="2013",
    nace_version="2",
    year=YEAR,
)
ranks = clustrat.bootstrap_ranks(matrix, rng=np.random.default_rng(2014), n_draws=50)
for region in top["region"].head(3).to_list():
    r = matrix.region_index(region)
    print(f"{region}: rank {ranks.rank[r]:.0f}, between {ranks.rank_low[r]:.0f} and {ranks.rank_high[r]:.0f} in nine of ten draws")

# %% [markdown]
# # 4. What is this axis?
# Complexity is the main direction in which regions differ, turned so that diverse regions are at the top. Nothing says that this
# direction is knowledge or income: look at its ends, and hold it against something it does not know.

# %%
ends = result.by_activity.drop_nulls("pci").sort("pci", descending=True)["activity"].to_list()
for side, codes in (("top", ends[:3]), ("bottom", ends[-3:])):
    print(f"{side}: {'; '.join(clustrat.label(code, version='2').text for code in codes)}")
gdp = clustrat.read_table(edition, "core_eurostat__gdp").filter(pl.col("year") == YEAR, pl.col("unit") == "PPS_EU27_2020_HAB")
both = top.with_columns(nuts_code=pl.col("region").cast(pl.String)).join(gdp, on="nuts_code").drop_nulls(["eci", "value"])
r = np.corrcoef(both["eci"], np.log(both["value"]))[0, 1]
print(f"correlation with GDP per inhabitant (log) over {both.height} regions: {r:.2f}")

# %% [markdown]
# Among all industries of Europe's regions the main direction runs from services in the capitals to manufacturing in the east:
# "complex" here means "makes many things that few regions make", and goes with *lower* income. Whoever quotes this ECI as a
# measure of knowledge misleads; the name of a method does not carry its meaning from world trade to regional employment.
#
# # 5. What lies near Friuli-Venezia Giulia?
# Density says how much of what is near an industry the region has already; the outlook gain, what the step would open.

# %%
near = (
    result.by_cell.filter(pl.col("region") == "ITH4", pl.col("presence").not_())
    .drop_nulls(["density", "cog"])
    .sort("density", descending=True)
    .head(5)
)
for row in near.iter_rows(named=True):
    words = clustrat.label(row["activity"], version="2").text
    print(f"{row['activity']} {words}: LQ {row['lq']:.2f}, density {row['density']:.2f}")
