"""Users' input-output tables: layouts, bridges, countries; what does not fit is refused by line."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from clustrat.errors import CodeListError, ParameterError, SourceError
from clustrat.relatedness.linkage import direct_linkage, input_output
from clustrat.sources.input_output_table import (
    BRIDGE_TEMPLATE,
    COUNTRY_CODES,
    DELIVERIES_TEMPLATE,
    OUTPUTS_TEMPLATE,
    divisions_of_code,
    read_input_output,
)

PLAIN = "from,to,value\nC24,C25,40\nC25,C24,10\nC24,C24,20\nC25,C25,20\n"
PLAIN_OUTPUTS = "industry,output\nC24,100\nC25,100\n"
WORLD = (
    "from_country,from_industry,to_country,to_industry,musd\n"
    "SVN,c12,SVN,c13,4\nSVN,c12,ITA,c13,6\nITA,c13,ITA,c12,3\nITA,c12,SVN,c12,1\nAUT,c12,SVN,c12,50\n"
)
WORLD_OUTPUTS = (
    "country,industry,output_musd,final_demand_musd\n"
    "SVN,c12,20,1\nSVN,c13,10,1\nITA,c12,100,1\nITA,c13,200,1\nAUT,c12,70,1\nAUT,c13,0,0\n"
)
WORLD_BRIDGE = "code,nace_rev1,label,nace_rev2_divisions_derived\nc12,27t28,Metals,C24 C25\nc13,29,Machinery,C28\n"


@pytest.fixture
def files(tmp_path):
    def write(**texts: str) -> dict[str, Path]:
        paths = {}
        for name, text in texts.items():
            paths[name] = tmp_path / f"{name}.csv"
            paths[name].write_text(text, encoding="utf-8")
        return paths

    return write


@pytest.mark.parametrize(
    ("deliveries", "outputs", "sentence"),
    [
        (PLAIN + "C24,C25,1\n", PLAIN_OUTPUTS, r"deliveries\.csv, line 6: C24, C25 stands in line 2 already"),
        (
            PLAIN + "C24,C26,1\n",
            PLAIN_OUTPUTS,
            r"line 6, column to_industry: outputs\.csv has no output of 'C26'\. Near codes",
        ),
        (
            PLAIN + "zz,C24,1\n",
            PLAIN_OUTPUTS,
            r"line 6, column from_industry: .*no output of 'zz'\. Add its line there",
        ),
        (PLAIN.replace("40", "-4"), PLAIN_OUTPUTS, "line 2, column value: '-4' is below 0"),
        (PLAIN.replace("40", "much"), PLAIN_OUTPUTS, "line 2, column value: 'much' is not a number"),
        (PLAIN.replace("40", ""), PLAIN_OUTPUTS, "line 2, column value: '' is not a number"),
        (PLAIN, PLAIN_OUTPUTS + "C24,5\n", r"outputs\.csv, line 4: C24 stands in line 2 already"),
        (PLAIN, "industry,output\nC24,100\nC25,-1\n", r"outputs\.csv, line 3, column output: '-1' is below 0"),
        (
            PLAIN,
            "industry,output\nC24,100\nC25,0\n",
            r"line 3: 'C25' has an output of 0 in outputs\.csv and a delivery of 10",
        ),
        ("from,to,value\n", PLAIN_OUTPUTS, r"deliveries\.csv has no line below its head"),
        (
            "from,to\nC24,C25\n",
            PLAIN_OUTPUTS,
            r"the column 'value' is missing; a table of deliveries needs .*template is:",
        ),
        (
            PLAIN,
            "industry,turnover\nC24,1\n",
            "the column 'output' is missing; a table of outputs needs industry, output",
        ),
        (
            "from_country,from,to,value\nSVN,C24,C25,1\n",
            PLAIN_OUTPUTS,
            "the column 'from_country' is there, 'to_country' is missing. Give both or none",
        ),
        ("from,to,value\nA,B,1\n", "industry,output\nA1,0\nB2,0\n", "has no output of 'A'"),
        (
            "from,to,value\nC24,C25,0\n",
            "industry,output\nC24,0\nC25,0\n",
            "no industry of the country has an output above 0",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_file_and_line(files, deliveries, outputs, sentence):
    paths = files(deliveries=deliveries, outputs=outputs)
    with pytest.raises(SourceError, match=f"(?s){sentence}"):
        read_input_output(paths["deliveries"], paths["outputs"])


@pytest.mark.parametrize(
    ("bridge", "sentence"),
    [
        (WORLD_BRIDGE.replace("C28", "C24"), r"bridge\.csv, line 3: the division C24 is in 'c12' and in 'c13'"),
        (WORLD_BRIDGE.replace("C28", "C99"), r"bridge\.csv, line 3, column nace_rev2_divisions: 99 is in section U"),
        (WORLD_BRIDGE.replace("C28", "C2811"), r"line 3, column nace_rev2_divisions: C2811 is a class, not a division"),
        (
            WORLD_BRIDGE.replace("c13,29,Machinery,C28\n", ""),
            r"bridge\.csv has no line for the industry 'c13' of outputs\.csv",
        ),
        (WORLD_BRIDGE + "c12,27,Again,C30\n", r"bridge\.csv, line 4: c12 stands in line 2 already"),
        ("code,divisions\nc12,C24\n", r"the column 'nace_rev2_divisions' is missing; a bridge to NACE divisions needs"),
    ],
)
def test_a_bad_bridge_is_refused(files, bridge, sentence):
    paths = files(deliveries=WORLD, outputs=WORLD_OUTPUTS, bridge=bridge)
    with pytest.raises(SourceError, match=sentence):
        read_input_output(paths["deliveries"], paths["outputs"], bridge=paths["bridge"], countries="IT")


def test_industries_that_are_no_nace_codes_need_a_bridge(files):
    paths = files(deliveries=WORLD, outputs=WORLD_OUTPUTS)
    with pytest.raises(
        SourceError, match=r"\(c12, c13, \.\.\.\) are not codes of NACE Rev\. 2.*Give bridge=, a table such as:\ncode"
    ):
        read_input_output(paths["deliveries"], paths["outputs"], countries="SI")


@pytest.mark.parametrize(
    ("countries", "sentence"),
    [
        (None, r"outputs\.csv holds 3 countries: AUT, ITA, SVN\. Name one, or several to be added up"),
        ("HR", r"outputs\.csv has no country 'HR'\. It has 3: AUT, ITA, SVN"),
        ("SVK", r"no country 'SVK'\. Near codes: SVN"),
        (["SI", "XX"], "no country 'XX'"),
        ([], "No country was named"),
    ],
)
def test_countries_that_are_not_there_are_refused(files, countries, sentence):
    paths = files(deliveries=WORLD, outputs=WORLD_OUTPUTS, bridge=WORLD_BRIDGE)
    with pytest.raises(CodeListError, match=sentence):
        read_input_output(paths["deliveries"], paths["outputs"], bridge=paths["bridge"], countries=countries)


def test_a_table_of_one_country_has_none_to_choose(files):
    paths = files(deliveries=PLAIN, outputs=PLAIN_OUTPUTS)
    with pytest.raises(CodeListError, match=r"outputs\.csv has no column of countries, so 'SI' cannot be chosen"):
        read_input_output(paths["deliveries"], paths["outputs"], countries="SI")


def test_a_plain_table_by_hand(files):
    """The table of relatedness.linkage: A = [[0.2, 0.4], [0.1, 0.2]]."""
    paths = files(deliveries=PLAIN, outputs=PLAIN_OUTPUTS)
    table = read_input_output(paths["deliveries"], paths["outputs"])
    assert table.deliveries.tolist() == [[20, 40], [10, 20]]
    assert table.divisions == {"C24": ("C24",), "C25": ("C25",)}
    assert (table.bridge_kind, table.countries, table.above_output) == ("codes", ("the country",), ())
    assert input_output(table.deliveries, table.outputs, scope=table.scope).technical.tolist() == [
        [0.2, 0.4],
        [0.1, 0.2],
    ]


def test_one_country_of_several_takes_its_own_deliveries_only(files):
    paths = files(deliveries=WORLD, outputs=WORLD_OUTPUTS, bridge=WORLD_BRIDGE)
    table = read_input_output(paths["deliveries"], paths["outputs"], bridge=paths["bridge"], countries="SI")
    assert (table.countries, table.industries, table.bridge_kind) == (("SVN",), ("c12", "c13"), "derived file")
    assert table.deliveries.tolist() == [[0, 4], [0, 0]]
    assert table.outputs.tolist() == [20, 10]


def test_several_countries_are_added_with_the_deliveries_among_them(files):
    paths = files(deliveries=WORLD, outputs=WORLD_OUTPUTS, bridge=WORLD_BRIDGE)
    table = read_input_output(
        paths["deliveries"], paths["outputs"], bridge=paths["bridge"], countries=["SVN", "IT", "SI"]
    )
    assert table.countries == ("SVN", "ITA")
    assert table.deliveries.tolist() == [[1, 10], [3, 0]]
    assert table.outputs.tolist() == [120, 210]
    assert "SVN + ITA" in table.scope


def test_an_industry_without_output_is_left_out_and_named(files):
    paths = files(deliveries=WORLD, outputs=WORLD_OUTPUTS, bridge=WORLD_BRIDGE)
    table = read_input_output(paths["deliveries"], paths["outputs"], bridge=paths["bridge"], countries="AUT")
    assert (table.industries, table.left_out) == (("c12",), ("c13",))


def test_more_deliveries_than_output_are_named(files):
    paths = files(deliveries=PLAIN.replace("40", "90"), outputs=PLAIN_OUTPUTS)
    assert read_input_output(paths["deliveries"], paths["outputs"]).above_output == ("C24",)


def test_the_templates_can_be_read_together(files):
    paths = files(deliveries=DELIVERIES_TEMPLATE, outputs=OUTPUTS_TEMPLATE, bridge=BRIDGE_TEMPLATE)
    with_bridge = read_input_output(paths["deliveries"], paths["outputs"], bridge=paths["bridge"])
    without = read_input_output(paths["deliveries"], paths["outputs"], countries="SVN")
    assert with_bridge.divisions == without.divisions
    assert (with_bridge.bridge_kind, without.bridge_kind) == ("file", "codes")
    assert with_bridge.countries == ("SVN",)


def test_the_order_of_lines_does_not_matter(files):
    head, *lines = PLAIN.splitlines(keepends=True)
    paths = files(deliveries=PLAIN, outputs=PLAIN_OUTPUTS, turned=head + "".join(reversed(lines)))
    tables = [read_input_output(paths[name], paths["outputs"]) for name in ("deliveries", "turned")]
    assert (tables[0].deliveries == tables[1].deliveries).all()


def test_parquet_is_read_as_csv(files, tmp_path):
    paths = files(deliveries=PLAIN, outputs=PLAIN_OUTPUTS)
    path = tmp_path / "deliveries.parquet"
    pl.read_csv(paths["deliveries"]).with_columns(pl.col("from").cast(pl.Categorical)).write_parquet(path)
    table = read_input_output(path, paths["outputs"])
    assert table.deliveries.tolist() == [[20, 40], [10, 20]]


def test_divisions_take_the_linkage_of_their_industry(files):
    paths = files(deliveries=WORLD, outputs=WORLD_OUTPUTS, bridge=WORLD_BRIDGE)
    table = read_input_output(paths["deliveries"], paths["outputs"], bridge=paths["bridge"], countries="SI")
    found = table.expand(np.array([[0.1, 0.2], [0.3, 0.4]]), ["C28", "C31", "C25", "C24"])
    assert found[0].tolist() == pytest.approx([0.4, np.nan, 0.3, 0.3], nan_ok=True)
    assert found[2].tolist() == pytest.approx([0.2, np.nan, 0.1, 0.1], nan_ok=True)
    assert np.isnan(found[1]).all()
    with pytest.raises(ParameterError, match=r"shape \(3, 3\); the table has 2 industries"):
        table.expand(np.zeros((3, 3)), ["C28"])


@pytest.mark.parametrize(
    ("code", "divisions"),
    [
        ("C21", ("C21",)),
        ("C13-C15", ("C13", "C14", "C15")),
        ("C13-15", ("C13", "C14", "C15")),
        ("E37-E39", ("E37", "E38", "E39")),
        ("C31_C32", ("C31", "C32")),
        ("M69_M70", ("M69", "M70")),
        ("F", ("F41", "F42", "F43")),
        ("L68A", ()),
        ("C40", ()),
        ("C10-C40", ()),
        ("A10-C12", ()),
        ("X", ()),
        ("c21", ()),
        ("", ()),
    ],
)
def test_codes_of_published_tables(code, divisions):
    assert divisions_of_code(code) == divisions


def test_country_codes_are_one_to_one():
    assert len(set(COUNTRY_CODES.values())) == len(COUNTRY_CODES)


@pytest.mark.extra_data
def test_the_real_sample(extra_data):
    """Slovenia 2011; Croatia is not in the database; Romania is written ROM there."""
    folder = extra_data / "data" / "wiod2013"
    paths = (folder / "wiot_2011_intermediate.parquet", folder / "wiot_2011_output.csv")
    table = read_input_output(*paths, bridge=folder / "sectors.csv", countries="SI")
    assert (len(table.industries), table.bridge_kind, table.left_out) == (35, "derived file", ())
    flows = pl.read_parquet(paths[0]).filter(pl.col("from_country") == "SVN", pl.col("to_country") == "SVN")
    assert table.deliveries.sum() == flows["musd"].sum()
    linkage = direct_linkage(input_output(table.deliveries, table.outputs, scope=table.scope))
    expanded = table.expand(linkage, ["C24", "C25", "C29", "B06"])
    assert np.isfinite(expanded).all()
    assert expanded[0, 1] == expanded[0, 0]
    with pytest.raises(CodeListError, match="no country 'HR'. It has 41"):
        read_input_output(*paths, bridge=folder / "sectors.csv", countries="HR")
    hungary = read_input_output(*paths, bridge=folder / "sectors.csv", countries=["HU", "RO"])
    assert hungary.countries == ("HUN", "ROM")
