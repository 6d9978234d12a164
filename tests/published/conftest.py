"""The raw business table of 2014, read by code that shares nothing with the readers of clustrat."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from clustrat.evidence.matrix import RegionIndustryMatrix


@pytest.fixture(scope="session")
def persons_2014(extra_data) -> RegionIndustryMatrix:
    """Persons employed 2014 of all NUTS-2 regions by division, with the sums of the national rows as margins."""
    cells: dict[tuple[str, str], float] = {}
    national: dict[str, float] = {}
    with gzip.open(extra_data / "data" / "eurostat_bulk" / "sbs_r_nuts06_r2.tsv.gz", "rt", encoding="utf-8") as lines:
        column = [name.strip() for name in next(lines).split("\t")].index("2014")
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            industry, indicator, region = fields[0].split(",")
            if indicator != "V16110" or len(industry) != 3 or region.endswith("ZZ"):
                continue
            figure = fields[column].split()[0]
            if figure == ":":
                continue
            if len(region) == 4:
                cells[region, industry] = float(figure)
            elif len(region) == 2:
                national[industry] = national.get(industry, 0.0) + float(figure)
    regions = sorted({region for region, _ in cells})
    industries = sorted({industry for _, industry in cells})
    values = np.array([[cells.get((region, industry), np.nan) for industry in industries] for region in regions])
    return RegionIndustryMatrix.from_values(
        values,
        regions=regions,
        industries=industries,
        nuts_version="2013",
        nace_version="2",
        year=2014,
        industry_totals=np.array([national[industry] for industry in industries]),
    )
