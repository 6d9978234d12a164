"""Well-known figures of the embedded edition: persons employed in 2014, and quotients recomputed by plain table operations."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from clustrat.codes.nuts import is_pseudo_region
from clustrat.store.catalog import open_edition
from clustrat.store.tables import read_table


@pytest.fixture(scope="module")
def persons():
    return read_table(
        open_edition(), "core_eurostat__sbs_regional", where=pl.col("measure") == "employment_persons"
    ).drop("measure")


def cell(frame, region, division, year=2014):
    (row,) = frame.filter(nuts_code=region, nace_code=division, year=year).select("value", "flag").rows()
    return row


@pytest.mark.parametrize(
    ("region", "division", "year", "value"),
    [
        ("ITH4", "C31", 2014, 13_613),
        ("ITH4", "C31", 2008, 19_420),  # published under ITD4
        ("DE11", "C29", 2014, 158_012),
        ("PL22", "B05", 2014, 88_043),
        ("SI04", "C21", 2013, 3_383),
    ],
)
def test_published_figures(persons, region, division, year, value):
    assert cell(persons, region, division, year)[0] == value


@pytest.mark.parametrize("year", [2014, 2015])
def test_pharmaceuticals_of_ljubljana_are_hidden_and_not_absent(persons, year):
    value, flag = cell(persons, "SI04", "C21", year)
    assert value is None
    assert "c" in flag


def test_wages_and_local_units_stand_beside_persons():
    table = read_table(open_edition(), "core_eurostat__sbs_regional", where=pl.col("nuts_code") == "ITH4")
    assert sorted(table["measure"].unique()) == ["employment_persons", "local_units", "wages_meur"]
    assert sorted(table["year"].unique()) == list(range(2008, 2015))


@pytest.fixture(scope="module")
def of_2014(persons):
    """Divisions of 2014: 68 of them, without sections."""
    return persons.filter((pl.col("year") == 2014) & (pl.col("nace_code").str.len_chars() == 3))


def regions_of(frame):
    codes = [code for code in frame["nuts_code"].unique() if len(code) == 4 and not is_pseudo_region(code)]
    return frame.filter(pl.col("nuts_code").is_in(codes) & pl.col("value").is_not_null())


def sums(frame, by):
    return dict(frame.group_by(by).agg(pl.col("value").sum()).iter_rows())


@pytest.mark.parametrize(
    ("region", "division", "quotient"),
    [
        ("ITH4", "C31", 6.4),
        ("ITH3", "C15", 5.8),
        ("DE11", "C29", 6.0),
        ("CZ08", "C24", 8.0),
        ("AT31", "C24", 3.6),
        ("PL22", "B05", 83),
    ],
)
def test_quotients_by_sums_of_known_cells(of_2014, region, division, quotient):
    known = regions_of(of_2014)
    assert known["nace_code"].n_unique() == 68
    x_r, x_i, x = sums(known, "nuts_code"), sums(known, "nace_code"), known["value"].sum()
    value, _ = cell(of_2014, region, division)
    found = (value / x_r[region]) / (x_i[division] / x)
    assert round(found, 1 if quotient < 10 else 0) == quotient


@pytest.mark.parametrize(
    ("region", "division", "quotient"), [("DE11", "C29", 5.6), ("CZ08", "C24", 7.4), ("PL22", "B05", 56)]
)
def test_quotients_by_published_national_margins(of_2014, region, division, quotient):
    national = of_2014.filter((pl.col("nuts_code").str.len_chars() == 2) & pl.col("value").is_not_null())
    x_i, x = sums(national, "nace_code"), national["value"].sum()
    x_r = sums(regions_of(of_2014), "nuts_code")
    value, _ = cell(of_2014, region, division)
    found = (value / x_r[region]) / (x_i[division] / x)
    assert round(found, 1 if quotient < 10 else 0) == quotient


NINE = ("AT", "CZ", "DE", "HR", "HU", "IT", "PL", "SI", "SK")


@pytest.fixture(scope="module")
def hidden_2014(of_2014):
    """Hidden NUTS-2 divisions of the nine countries, with their bounds."""
    bounds = read_table(
        open_edition(), "core_eurostat__sbs_bounds",
        where=(pl.col("measure") == "employment_persons") & (pl.col("year") == 2014),
    )  # fmt: skip
    hidden = of_2014.filter(
        pl.col("flag").str.contains("c")
        & (pl.col("nuts_code").str.len_chars() == 4)
        & pl.col("nuts_code").str.slice(0, 2).is_in(NINE)
    )
    return hidden.join(bounds, on=["nuts_code", "nace_code", "year"], how="left")


def test_of_839_hidden_cells_few_have_narrow_bounds(hidden_2014):
    """methods.md, section 3: 839 hidden cells; most bounds are wide, none is exact."""
    assert hidden_2014.height == 839
    middle = (pl.col("lower") + pl.col("upper")) / 2
    bounded = hidden_2014.filter(pl.col("upper").is_not_null())
    narrow = bounded.filter(pl.col("upper") - pl.col("lower") < 0.30 * middle)
    assert bounded.height == 839
    assert narrow.height / bounded.height < 0.15
    assert bounded.filter(pl.col("upper") - pl.col("lower") < 0.5).height == 0


def test_lower_bounds_of_nothing_prevail_in_every_country(hidden_2014):
    """methods.md, section 3: lower bound 0 for 51-100 % of the cells of a country."""
    shares = hidden_2014.group_by(pl.col("nuts_code").str.slice(0, 2)).agg((pl.col("lower") == 0).mean().alias("share"))
    assert 0.5 <= shares["share"].min() <= 0.52
    assert shares["share"].max() == 1.0


def test_the_bounds_of_pharmaceuticals_in_ljubljana(hidden_2014):
    """methods.md, section 3: [0, 3,936]."""
    (row,) = hidden_2014.filter(nuts_code="SI04", nace_code="C21").select("lower", "upper").rows()
    assert row == pytest.approx((0, 3936), abs=0.5)


def test_202_of_the_hidden_figures_were_published_a_year_before_or_after(persons, hidden_2014):
    """methods.md, section 3."""
    near = persons.filter(pl.col("year").is_in([2013, 2015]) & pl.col("value").is_not_null())
    assert hidden_2014.join(near, on=["nuts_code", "nace_code"], how="semi").height == 202


def test_every_estimate_lies_inside_its_bounds_and_no_published_cell_has_one():
    edition = open_edition()
    bounds = read_table(edition, "core_eurostat__sbs_bounds")
    assert bounds.filter(pl.col("estimate") < pl.col("lower")).height == 0
    assert bounds.filter(pl.col("estimate") > pl.col("upper")).height == 0
    regional = read_table(edition, "core_eurostat__sbs_regional")
    keys = ["nuts_code", "nace_code", "measure", "year"]
    confidential = regional.filter(pl.col("flag").str.contains("c"))
    assert bounds.join(confidential, on=keys, how="anti").height == 0
    account = edition.table("core_eurostat__sbs_bounds").row_account
    assert account["read"] == confidential.height


def test_a_region_changed_its_boundary_in_the_year_that_says_so(persons):
    assert cell(persons, "SI04", "C31", 2013)[1] == "b"
    assert cell(persons, "SI04", "C31", 2012)[1] == ""


def test_all_countries_of_the_union_are_there_and_not_only_nine(persons):
    countries = set(persons.filter((pl.col("nuts_code").str.len_chars() == 2) & (pl.col("year") == 2014))["nuts_code"])
    assert set(NINE) < countries
    assert len(countries) == 29


@pytest.mark.parametrize("country", ["AT", "CZ", "HU", "SI"])
def test_bounds_by_an_independent_attacker(persons, country):
    """The same question put to the solver by other code: every sum written out, one programme over the whole country."""
    rows = persons.filter(pl.col("nuts_code").str.starts_with(country) & (pl.col("year") == 2014))
    table = {(region, division): value for region, division, _, value, _ in rows.iter_rows()}
    regions, industries = (sorted({key[n] for key in table}) for n in (0, 1))
    unknown = {
        (r, i): n for n, (r, i) in enumerate((r, i) for r in regions for i in industries if table.get((r, i)) is None)
    }
    nuts_1, nuts_2 = ([code for code in regions if len(code) == length] for length in (3, 4))
    sums = [((country, i), [(r, i) for r in parts]) for i in industries for parts in (nuts_1, nuts_2)]
    sums += [
        ((p, i), [(r, i) for r in nuts_2 if r[:3] == p]) for i in industries for p in nuts_1 if p + "Z" not in nuts_2
    ]
    sums += [
        ((r, s), [(r, i) for i in industries if i[0] == s and len(i) == 3])
        for r in regions
        for s in industries
        if len(s) == 1
    ]
    matrix, below, above = [], [], []
    for total, parts in sums:
        row, known = np.zeros(len(unknown)), 0.0
        for cell_, sign in [(total, -1.0), *((part, 1.0) for part in parts)]:
            if cell_ in unknown:
                row[unknown[cell_]] += sign
            else:
                known += sign * table[cell_]
        if row.any():
            matrix.append(row)
            below.append(-known - 0.5 * (len(parts) + 1))
            above.append(-known + 0.5 * (len(parts) + 1))
    stored = read_table(
        open_edition(), "core_eurostat__sbs_bounds",
        where=(pl.col("measure") == "employment_persons") & (pl.col("year") == 2014)
        & pl.col("nuts_code").str.starts_with(country),
    )  # fmt: skip
    for region, division, lower, upper in (
        stored.sample(8, seed=2014, shuffle=True).select("nuts_code", "nace_code", "lower", "upper").iter_rows()
    ):
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(unknown))
            cost[unknown[region, division]] = sign
            solved = linprog(
                cost, A_ub=np.vstack([matrix, -np.array(matrix)]), b_ub=np.concatenate([above, -np.array(below)]),
                method="highs-ipm",
            )  # fmt: skip
            ends.append(solved.x[unknown[region, division]])
        assert (lower, upper) == pytest.approx(tuple(ends), abs=0.11), (region, division)
