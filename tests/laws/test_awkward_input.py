"""Awkward input: each kind has its defined answer and its diagnostic, or its refusal, through both doors alike.

One test per row of the table of the design, each by Python (``clustrat.analyse``) and by the command (``clustrat analyse``).
"""

import csv
import json

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import clustrat
from clustrat.cli.main import app
from clustrat.errors import ClustratError, EvidenceError, SourceError
from clustrat.evidence.checks import refuse_mixed_versions
from clustrat.indicators.concentration import atkinson

REGIONS, ACTIVITIES = [f"R{n}" for n in range(8)], [f"A{n}" for n in range(7)]
CHAIN = ["lq", "mcp", "density", "cog", "eci", "pci", "coi", "fitness", "diversity", "ubiquity"]


def counts(seed=3):
    rng = np.random.default_rng(seed)
    return np.round(rng.gamma(0.7, 60, size=(len(REGIONS), len(ACTIVITIES)))) + 1.0


def rows_of(*tables, first_year=2014):
    """Rows of tables of consecutive years; keys by place, so that rows can be added and changed."""
    return [
        (first_year + n, f"R{r}", f"A{a}", float(v)) for n, x in enumerate(tables) for (r, a), v in np.ndenumerate(x)
    ]


class Doors:
    """The same table through both doors; what comes out must be the same."""

    def __init__(self, folder):
        self.folder = folder

    def _frame(self, rows):
        kind = pl.String if any(isinstance(row[3], str) for row in rows) else pl.Float64
        rows = [(*row[:3], None if row[3] is None else (kind is pl.String and str(row[3])) or row[3]) for row in rows]
        schema = {"year": pl.Int64, "region": pl.String, "activity": pl.String, "value": kind}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _command(self, rows, measures, policies, conventions, beside):
        table, out = self.folder / "counts.csv", self.folder / "out"
        with table.open("w", newline="") as file:
            csv.writer(file).writerows([("year", "region", "activity", "value"), *rows])
        words = ["analyse", str(table), "--out", str(out), "--measures", ",".join(measures)]
        words += [word for name, value in policies.items() for word in (f"--{name}", value)]
        words += [word for name, value in conventions.items() for word in ("--convention", f"{name}={value}")]
        for name, frame in beside.items():
            frame.write_csv(self.folder / f"{name}.csv")
            words += [f"--{name}", str(self.folder / f"{name}.csv")]
        return CliRunner().invoke(app, words), out

    def answer(self, rows, measures, *, policies=None, conventions=None, **beside):
        """Tables as {measure: {keys: value}} and diagnostics by code; asserts that both doors agree."""
        policies, conventions = policies or {}, conventions or {}
        result, out = self._command(rows, measures, policies, conventions, beside)
        assert result.exit_code == 0, (result.output, result.exception)
        told = json.loads((out / "analysis.json").read_text())["diagnostics"]
        seen = clustrat.analyse(
            self._frame(rows), measures=measures, policies=clustrat.Policies(**policies),
            conventions=clustrat.preset("growthlab", **conventions), **beside,
        )  # fmt: skip
        assert {d.code for d in seen.diagnostics} == {d["code"] for d in told}
        tables = {}
        for name, frame in seen.tables.items():
            tables[name] = {row[:-1]: row[-1] for row in frame.iter_rows()}
            with (out / f"{name}.csv").open(newline="") as lines:
                written = {(int(row[0]), *row[1:-1]): float(row[-1]) for row in list(csv.reader(lines))[1:]}
            assert written == tables[name], name
        return tables, {d.code: d for d in seen.diagnostics}

    def refusal(self, rows, match, *, error=EvidenceError, measures=("lq",), policies=None):
        """Both doors refuse with a sentence that matches, and the command leaves nothing behind."""
        policies = policies or {}
        with pytest.raises(error, match=match):
            clustrat.analyse(self._frame(rows), measures=list(measures), policies=clustrat.Policies(**policies))
        result, out = self._command(rows, measures, policies, {}, {})
        assert isinstance(result.exception, ClustratError), result.output
        with pytest.raises(error, match=match):
            raise result.exception
        assert not out.exists()


@pytest.fixture
def doors(tmp_path):
    return Doors(tmp_path)


def replaced(rows, region, activity, value):
    return [(*row[:3], value) if row[1:3] == (region, activity) else row for row in rows]


def without(rows, region, activity):
    return [row for row in rows if row[1:3] != (region, activity)]


def same(a, b):
    assert set(a) == set(b)
    for key, value in a.items():
        assert value == pytest.approx(b[key], rel=1e-9, abs=1e-9), key


@pytest.mark.parametrize(("value", "code"), [("", "unknown_cell"), (": c", "suppressed_cell"), (":", "unknown_cell")])
def test_unknown_and_suppressed_cell(doors, value, code):
    rows = rows_of(counts())
    cell = (2014, "R2", "A3")
    given = replaced(rows, "R2", "A3", value)
    if not value:
        found, told = doors.answer([(*r[:3], None if r[3] == "" else r[3]) for r in given], CHAIN)
    else:
        found, told = doors.answer(given, CHAIN)
    other, _ = doors.answer(without(rows, "R2", "A3"), CHAIN)
    assert (told[code].n, told[code].keys) == (1, ("R2 x A3",))
    for name in ("lq", "mcp", "density", "cog"):
        assert cell not in found[name], name
        del other[name][cell]
    for name in CHAIN:
        same(found[name], other[name])


def test_unknown_cell_is_no_entry_and_no_exit(doors):
    rows = [r if r[:3] != (2014, "R2", "A3") else (*r[:3], None) for r in rows_of(counts(), counts(4))]
    found, told = doors.answer(rows, ["entry", "exit"])
    assert not any(key[1:] == ("R2", "A3") for key in (*found["entry"], *found["exit"]))
    assert told["unknown_cell"].n == 1


def test_unknown_cell_is_zero_only_by_name(doors):
    rows = replaced(rows_of(counts()), "R2", "A3", None)
    found, told = doors.answer(rows, ["lq"], policies={"missing": "zero"})
    assert found["lq"][2014, "R2", "A3"] == 0
    assert (told["unknown_cell"].severity, told["unknown_cell"].value) == ("warning", "zero")


@pytest.mark.parametrize("axis", ["region", "activity"])
def test_all_zero_region_or_activity(doors, axis):
    x = counts()
    wide = np.vstack([x, np.zeros(x.shape[1])]) if axis == "region" else np.column_stack([x, np.zeros(len(x))])
    key = "R8" if axis == "region" else "A7"
    found, told = doors.answer(rows_of(wide), [*CHAIN, "herfindahl", "gini_activity", "locational_gini"])
    other, _ = doors.answer(rows_of(x), [*CHAIN, "herfindahl", "gini_activity", "locational_gini"])
    assert told[f"empty_{axis}"].keys == (key,)
    for name, values in found.items():
        # Presence and density of an activity are 0 or missing: nothing else may change.
        same({k: v for k, v in values.items() if key not in k}, other[name])
        assert not any(key in k for k in values if name in ("lq", "eci", "pci", "coi", "cog", "fitness", "herfindahl"))


@pytest.mark.parametrize(
    ("value", "policy", "code"), [(-5.0, "negative", "negative_value"), (float("inf"), "infinite", "infinite_value")]
)
def test_negative_and_infinite(doors, value, policy, code):
    rows = replaced(rows_of(counts()), "R2", "A3", value)
    doors.refusal(rows, rf"{code}.*R2 x A3 = {value:g}.*{policy}='missing'")
    found, told = doors.answer(rows, ["lq"], policies={policy: "missing"})
    assert (2014, "R2", "A3") not in found["lq"]
    assert told[code].keys == ("R2 x A3",)


def test_first_five_negative_cells_are_named(doors):
    rows = [(*r[:3], -r[3]) if r[1] in ("R0", "R1") else r for r in rows_of(counts())]
    doors.refusal(rows, r"14 values are negative.*(R0 x A\d = -[\d.]+, ){4}R0 x A4 = -[\d.]+\. ")


def test_duplicate_key(doors):
    rows = rows_of(counts())
    doors.refusal([*rows, rows[5]], r"1 cells of 2014 stand more than once, first R0 x A5 \(2 rows\) \(duplicate_key\)")
    halves = [(*r[:3], r[3] / 2) for r in rows for _ in range(2)]
    found, _ = doors.answer(halves, CHAIN, policies={"duplicates": "sum"})
    other, _ = doors.answer(rows, CHAIN)
    assert found == other


def test_text_flag(doors):
    rows = replaced(rows_of(counts()), "R2", "A3", "129101 d")
    found, told = doors.answer(rows, CHAIN)
    other, _ = doors.answer(replaced(rows, "R2", "A3", 129101.0), CHAIN)
    assert found == other
    assert (told["flag_parsed"].n, told["flag_parsed"].keys) == (1, ("d",))


def test_other_text_is_refused_with_line_and_column(doors):
    rows = replaced(rows_of(counts(), counts(4)), "R2", "A3", "many")
    place = next(n for n, row in enumerate(rows) if row[3] == "many")
    doors.refusal(
        rows,
        rf"(row {place + 1}|line {place + 2}) \(R2 x A3\), column value: 'many' .*\(not_a_number\)",
        error=SourceError,
    )


def blocks():
    """Two parts: 5 x 4 and 3 x 3 that share nothing."""
    x = np.zeros((8, 7))
    x[:5, :4] = counts()[:5, :4]
    x[5:, 4:] = [[9, 1, 0], [2, 8, 5], [0, 3, 9]]
    return x


def test_two_components(doors):
    found, told = doors.answer(rows_of(blocks()), CHAIN)
    small = {"R5", "R6", "R7"}
    assert told["disconnected"].keys == ("R5", "R6", "R7")
    assert "5 x 4, 3 x 3" in told["disconnected"].sentence
    for name in ("eci", "coi", "fitness"):
        assert {key[1] for key in found[name]} == set(REGIONS) - small, name
    assert {key[1] for key in found["pci"]} == {"A0", "A1", "A2", "A3"}
    assert not any(key[1] in small for key in found["cog"])
    assert {key[1] for key in found["density"]} == set(REGIONS)


def test_two_components_each_by_name(doors):
    found, told = doors.answer(rows_of(blocks()), ["eci", "fitness"], conventions={"components": "each"})
    assert {key[1] for key in found["eci"]} == set(REGIONS)
    for part in (REGIONS[:5], REGIONS[5:]):
        eci = [found["eci"][2014, region] for region in part]
        assert (np.mean(eci), np.std(eci)) == (pytest.approx(0, abs=1e-9), pytest.approx(1))
    assert told["disconnected"].value == "each"


def test_component_of_two_regions_has_no_complexity(doors):
    x = blocks()[:7, :6]
    found, _ = doors.answer(rows_of(x), ["eci"], conventions={"components": "each"})
    assert {key[1] for key in found["eci"]} == set(REGIONS[:5])


def test_rank_one(doors):
    x = np.outer([1.1, 2.7, 3.3, 7.9], [5.3, 1.7, 3.1])
    found, told = doors.answer(rows_of(x), CHAIN)
    assert set(found["mcp"].values()) == {1.0}
    assert found["eci"] == found["pci"] == found["coi"] == {}
    assert told["near_threshold"].n == 12
    assert "no_second_eigenvector" in told


def ring(n):
    return np.eye(n) + np.roll(np.eye(n), 1, axis=1)


def test_degenerate_ring(doors):
    found, told = doors.answer(rows_of(ring(6)), ["eci", "pci", "mcp"])
    assert found["eci"] == found["pci"] == {}
    assert sum(found["mcp"].values()) == 12
    assert "degenerate_eigenvalue" in told


def test_small_gap(doors):
    found, told = doors.answer(rows_of(counts()), ["eci"], conventions={"gap_warn": 0.99})
    assert len(found["eci"]) == len(REGIONS)
    assert (told["small_gap"].severity, told["small_gap"].parameter) == ("warning", "gap_warn")


def test_constant_diversity(doors):
    # Two activities in every region, none of which holds more than half of all: every quotient that is not 0 is above 1.
    pairs = [(0, 1), (0, 1), (1, 2), (2, 3), (3, 4), (4, 3)]
    x = np.zeros((6, 5))
    for r, (size, own) in enumerate(zip((50, 40, 30, 20, 10, 5), pairs, strict=True)):
        x[r, list(own)] = size
    found, told = doors.answer(rows_of(x), ["eci", "diversity"])
    assert set(found["diversity"].values()) == {2.0}
    eci = [found["eci"][2014, f"R{r}"] for r in range(6)]
    assert np.corrcoef(eci, x.sum(axis=1))[0, 1] > 0
    assert "sign_fallback" in told


def test_row_empty_after_the_threshold(doors):
    x = np.array([[90, 10, 5], [10, 80, 5], [5, 5, 90], [40, 35, 25]], dtype=float)
    found, told = doors.answer(rows_of(x), CHAIN, conventions={"presence_threshold": 1.5})
    assert told["empty_at_threshold"].keys == ("R3",)
    assert len([key for key in found["lq"] if key[1] == "R3"]) == 3
    assert [found["density"][2014, "R3", f"A{a}"] for a in range(3)] == [0, 0, 0]
    assert not any(key[1] == "R3" for key in (*found["eci"], *found["fitness"]))
    assert found["diversity"][2014, "R3"] == 0


def test_quotient_near_the_cut(doors):
    # The first region is the sum of the others but for 0.02 persons: all its quotients are 1 but for a ten-thousandth.
    found, told = doors.answer(rows_of(np.array([[70.02, 110, 70], [10, 90, 40], [60, 20, 30]])), ["lq", "mcp"])
    assert all(abs(found["lq"][2014, "R0", a] - 1) < 1e-3 for a in ("A0", "A1", "A2"))
    assert (told["near_threshold"].n, told["near_threshold"].keys) == (3, ("R0 x A0", "R0 x A1", "R0 x A2"))
    assert [found["mcp"][2014, "R0", a] for a in ("A0", "A1", "A2")] == [1, 0, 0]


@pytest.mark.parametrize("x", [np.ones((1, 5)), np.ones((5, 1)), np.zeros((3, 3))], ids=["region", "activity", "zeros"])
def test_too_small(doors, x):
    doors.refusal(rows_of(x), "too_small")


def test_zero_base_of_growth(doors):
    before, after = counts(), counts(4)
    before[2] = 0
    found, told = doors.answer(rows_of(before, after), ["growth_region_pct"])
    assert (2015, "R2") not in found["growth_region_pct"]
    assert (2015, "R1") in found["growth_region_pct"]
    assert (told["zero_base"].axis, told["zero_base"].keys) == ("region", ("R2",))


def test_one_plant_has_no_ellison_glaeser_index(doors):
    plants = pl.DataFrame({"plant": ["p"], "region": ["R1"], "employment": [10.0]})
    found, told = doors.answer(rows_of(counts()), ["ellison_glaeser"], plants=plants)
    assert {key[1] for key in found["ellison_glaeser"]} == {"G", "H"}
    assert told["not_computable"].value == 1.0


def test_zero_in_a_logarithm():
    with pytest.raises(EvidenceError, match=r"2 counts are zero.*zero_in_log.*shift the counts yourself"):
        atkinson([[0.0, 2.0], [3.0, 0.0]], epsilon=1.0)
    assert np.isfinite(atkinson([[0.0, 2.0], [3.0, 0.0]], epsilon=0.5)).all()


def test_mixed_versions():
    with pytest.raises(EvidenceError, match="NUTS versions 2013, 2021 are mixed.*mixed_versions"):
        refuse_mixed_versions(["2013", "2021"], axis="NUTS")


def test_sample_that_changes_over_the_years(doors):
    rows = [row for row in rows_of(counts(), counts(4)) if row[:2] != (2015, "R5") and (row[0], row[2]) != (2014, "A1")]
    doors.refusal(rows, r"1 regions have no row at all in some years, first R5 in 2015 \(sample_changed\)")
    found, told = doors.answer(rows, ["lq", "entry"], policies={"sample": "common"})
    assert told["sample_changed"].value == "common"
    assert not any("R5" in key or "A1" in key for key in found["lq"])
    common, _ = doors.answer([row for row in rows if row[1] != "R5" and row[2] != "A1"], ["lq", "entry"])
    assert found == common
    each, _ = doors.answer(rows, ["lq", "entry", "growth_region_pct"], policies={"sample": "each"})
    assert (2014, "R5", "A0") in each["lq"]
    assert not any("R5" in key for key in (*each["entry"], *each["growth_region_pct"]))
    assert not any("A1" in key for key in each["entry"])


def test_the_array_that_was_lent_is_not_changed():
    x = counts()
    x[2, 3] = np.nan
    before = x.copy()
    clustrat.analyse(x, measures=CHAIN, policies=clustrat.Policies(missing="zero"))
    np.testing.assert_array_equal(x, before)
