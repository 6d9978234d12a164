"""A small country of regions and industries that tests of potential share."""

import numpy as np
import pytest

from clustrat.codes.theme_records import Theme, ThemeItem
from clustrat.codes.theme_weights import ThemeWeights
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.potential.indicator_series import IndicatorSeries
from clustrat.potential.inputs import PotentialInputs

REGIONS = tuple(f"R{n:02d}" for n in range(12))
INDUSTRIES = tuple(f"I{n}" for n in range(8))


class Small:
    """Makes inputs, weights and series of a small country."""

    regions = REGIONS
    industries = INDUSTRIES

    def weights(self, values=(1.0, 0.5, 0, 0, 0.25, 0, 0, 0), *, industries=INDUSTRIES, coverage=0.8, nace="2", **rest):
        theme = Theme(
            code="green_economy", version="v1", kind="proposal", field="emerging_industry", title="Green economy",
            nace_version=nace, items=(ThemeItem(code="37", weight=1.0, ring="core", label="Sewerage"),),
        )  # fmt: skip
        return ThemeWeights(
            theme=theme, industries=tuple(industries), values=np.array(values, dtype=float), coverage=coverage,
            coverage_basis="weight", missing=theme.items, allocation=rest.get("allocation", "class_shares"),
            apportioned=rest.get("apportioned", ()),
        )  # fmt: skip

    def table(self, seed=0, *, rows=12, columns=8):
        rng = np.random.default_rng(seed)
        return np.round(rng.gamma(0.8, 400, size=(rows, columns))) + 1

    def matrix(self, values, *, hidden=(), regions=REGIONS, industries=INDUSTRIES, nuts="2013"):
        values = np.array(values, dtype=float)
        status = np.where(np.isnan(values), CellStatus.NOT_AVAILABLE, np.where(values == 0, CellStatus.TRUE_ZERO, 0))
        for r, i in hidden:
            values[r, i], status[r, i] = np.nan, CellStatus.SUPPRESSED
        return RegionIndustryMatrix.from_values(
            values, regions=regions, industries=industries, nuts_version=nuts, nace_version="2", year=2014,
            status=status.astype(np.uint8),
        )  # fmt: skip

    def series(self, name="rd_expenditure_pct_gdp", values=None, *, regions=REGIONS, nuts="2013", **rest):
        values = np.linspace(0.5, 3.0, len(regions)) if values is None else np.asarray(values, dtype=float)
        missing = np.isnan(values)
        return IndicatorSeries(
            name=name, words=name.replace("_", " "), unit="%", regions=tuple(regions), values=tuple(values.tolist()),
            years=tuple(0 if m else 2013 for m in missing), statuses=tuple("missing" if m else "known" for m in missing),
            nuts_version=nuts, **rest,
        )  # fmt: skip

    def inputs(self, values=None, *, hidden=(), bounds=None, research=True, **rest):
        values = self.table() if values is None else values
        matrix = self.matrix(values, hidden=hidden)
        given = {}
        if bounds is not None:
            for name, number in zip(("lower", "upper", "estimate"), bounds, strict=True):
                array = np.full(matrix.shape, np.nan)
                for r, i in hidden:
                    array[r, i] = number
                given[name] = array
        given["research"] = (self.series(),) if research is True else research or ()
        return PotentialInputs(persons=matrix, **{**given, **rest})


@pytest.fixture(scope="session")
def small():
    return Small()


@pytest.fixture(scope="session")
def walking_panel():
    """A panel of 60 regions in four countries and 20 industries over 2008-2014, whose quotients walk at random."""
    from clustrat.potential.panel import RegionPanel

    rng = np.random.default_rng(11)
    size, weight = np.exp(rng.normal(10, 0.6, 60)), rng.dirichlet(np.full(20, 3.0))
    ln_lq = rng.normal(0, 0.7, (60, 20))
    pace = np.exp(rng.normal(-2.2, 0.6, 20))
    persons = []
    for _ in range(7):
        persons.append(np.round(size[:, None] * weight * np.exp(ln_lq)))
        ln_lq = ln_lq + rng.normal(0, pace, (60, 20))
    counts = np.array(persons)
    wages = counts * np.exp(rng.normal(0, 0.2, counts.shape)) / 40
    wages[:, 3, :] = np.nan
    return RegionPanel(
        years=tuple(range(2008, 2015)),
        regions=tuple(f"{country}{n:02d}" for country in ("AT", "CZ", "PL", "SI") for n in range(15)),
        industries=tuple(f"C{n:02d}" for n in range(20)),
        persons=counts,
        local_units=np.ceil(counts / 15),
        wages=wages,
    )
