"""All measures of a table in memory: kinds, arrays, tables beside, and refusals."""

import numpy as np
import pandas
import polars as pl
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.study.analysis import analyse

ROWS = [
    (year, region, activity, float(value + year - 2013))
    for year in (2013, 2014)
    for region, values in (("R1", (40, 5, 3, 9)), ("R2", (10, 25, 4, 2)), ("R3", (8, 6, 30, 1)), ("R4", (9, 2, 2, 20)))
    for activity, value in zip("ABCD", values, strict=True)
]
TABLE = pl.DataFrame(ROWS, schema=["year", "region", "activity", "value"], orient="row")
REGIONS = pl.DataFrame({"region": ["R4", "R3", "R2", "R1"], "population": [4, 3, 2, 1], "gdp_pc": [40, 30, 20, 10]})


def test_every_measure_of_a_fuller_table_has_rows():
    x = np.random.default_rng(1).gamma(0.6, 50, size=(2, 10, 8)).round()
    y, r, a = np.indices(x.shape)
    regions = [f"R{n}" for n in range(10)]
    found = analyse(
        pl.DataFrame(
            {
                "year": y.ravel(),
                "region": [regions[n] for n in r.ravel()],
                "activity": ["ABCDEFGH"[n] for n in a.ravel()],
                "value": x.ravel(),
            }
        ),
        regions=pl.DataFrame({"region": regions, "population": range(1, 11), "gdp_pc": range(10, 20)}),
        groups=pl.DataFrame({"activity": list("ABCDEFGH"), "group": list("xxyyzzzz")}),
        plants=pl.DataFrame({"plant": [1, 2], "region": ["R1", "R2"], "employment": [5, 6]}),
    )
    assert not found.left_out
    assert [name for name, frame in found.tables.items() if not frame.height] == []


def test_tables_beside_may_stand_in_any_order():
    by_code = analyse(TABLE, measures=["prody"], regions=REGIONS).tables["prody"]
    other = analyse(TABLE, measures=["prody"], regions=REGIONS.sort("region")).tables["prody"]
    assert by_code.equals(other)


def test_pandas_in_pandas_out():
    found = analyse(TABLE.to_pandas(), measures=["lq"])
    assert isinstance(found.tables["lq"], pandas.DataFrame)
    assert list(found.tables["lq"].columns) == ["year", "k1", "k2", "value"]


def test_arrays_in_arrays_out_with_missing_years_missing():
    cube = TABLE["value"].to_numpy().reshape(2, 4, 4)
    found = analyse(cube, measures=["lq", "entry", "eci", "lambda2"])
    assert found.tables["lq"].shape == (2, 4, 4)
    assert np.isnan(found.tables["entry"][0]).all()
    assert set(found.tables["lambda2"][0]) == {"lambda2", "lambda3"}
    assert analyse(cube[0], measures=["eci"]).tables["eci"].shape == (4,)


def test_a_measure_without_values_is_an_empty_table_with_its_columns():
    found = analyse(TABLE.filter(pl.col("year") == 2013), measures=["entry"])
    assert found.tables["entry"].columns == ["year", "k1", "k2", "value"]
    assert found.tables["entry"].height == 0


def test_missing_is_a_row_that_is_not_there():
    frame = TABLE.with_columns(value=pl.when(region="R1", activity="A", year=2013).then(None).otherwise("value"))
    found = analyse(frame, measures=["lq"]).tables["lq"]
    assert found.filter(year=2013, k1="R1", k2="A").height == 0
    assert found.height == TABLE.height - 1


def test_what_was_left_out_says_why():
    found = analyse(TABLE, measures=["lq"])
    assert found.left_out["prody"] == "needs --regions with a column gdp_pc"
    assert "not asked for" in found.left_out["eci"]


def test_presets_travel_with_the_result():
    found = analyse(TABLE, measures=["eci"], conventions="datawheel")
    assert found.conventions["complexity"] == "reflections"


@pytest.mark.parametrize(
    ("beside", "words"),
    [
        ({"regions": REGIONS.drop("population", "gdp_pc")}, "neither population nor gdp_pc"),
        ({"regions": REGIONS.head(2)}, "2 of 4 have no population, first region 'R1'"),
        ({"regions": pl.concat([REGIONS, REGIONS.head(1)])}, "'R4' stands twice"),
        ({"regions": REGIONS.with_columns(gdp_pc=pl.lit("rich"))}, "no number"),
        ({"groups": pl.DataFrame({"activity": ["A"], "group": ["x"]})}, "first activity 'B'"),
        ({"plants": pl.DataFrame({"plant": [1]})}, "no column 'region'"),
    ],
)
def test_tables_beside_that_do_not_fit_are_refused(beside, words):
    with pytest.raises(EvidenceError, match=words):
        analyse(TABLE, **beside)


def test_names_that_do_not_exist_are_refused():
    with pytest.raises(ParameterError, match="no measure"):
        analyse(TABLE, measures=["hhi"])
    with pytest.raises(ParameterError, match="precision"):
        analyse(TABLE, precision="single")
