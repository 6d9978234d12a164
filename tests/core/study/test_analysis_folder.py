"""``analyse`` from file to folder: both formats, one year at a time, whole or not there."""

import json

import polars as pl
import pytest
from tests.core.study.test_analysis import REGIONS, TABLE

from clustrat.complexity.presets import preset
from clustrat.errors import EvidenceError, ParameterError, SourceError
from clustrat.study.analysis import analyse
from clustrat.study.analysis_folder import Columns, analyse_file

RULES = preset("growthlab")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "counts.csv"
    TABLE.write_csv(path)
    return path


def test_csv_equals_the_analysis_in_memory(table, tmp_path):
    summary = analyse_file(table, out=tmp_path / "out", conventions=RULES)
    expected = analyse(TABLE)
    assert set(summary.rows) == set(expected.tables)
    for name, frame in expected.tables.items():
        found = pl.read_csv(tmp_path / "out" / f"{name}.csv", schema_overrides=frame.schema)
        assert found.equals(frame), name
        assert summary.rows[name] == frame.height


def test_parquet_in_and_out(tmp_path):
    path = tmp_path / "counts.parquet"
    TABLE.write_parquet(path)
    analyse_file(path, out=tmp_path / "out", conventions=RULES, measures=["lq", "eci"], file_format="parquet")
    found = pl.read_parquet(tmp_path / "out" / "lq.parquet")
    assert found.cast({"k1": pl.String, "k2": pl.String}).equals(analyse(TABLE, measures=["lq"]).tables["lq"])
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["analysis.json", "eci.parquet", "lq.parquet"]


def test_the_account_says_how_it_was_made(table, tmp_path):
    regions = tmp_path / "regions.csv"
    REGIONS.write_csv(regions)
    seen = []
    analyse_file(
        table, out=tmp_path / "out", conventions=preset("datawheel"), regions=regions,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    account = json.loads((tmp_path / "out" / "analysis.json").read_text())
    assert seen == [(1, 2), (2, 2)]
    assert account["conventions"]["name"] == "datawheel"
    assert account["tables_beside"] == ["population", "income"]
    assert account["left_out"]["ellison_glaeser"] == "needs --plants"
    assert account["years"] == [2013, 2014]
    assert {m["name"] for m in account["measures"] if m["by_preset"]} >= {"eci", "pci", "density"}


def test_codes_keep_their_zeros_and_columns_may_have_other_names(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("TIME,GEO,NACE,N\n2014,01,10,5\n2014,01,11,3\n2014,02,10,: c\n2014,02,11,7\n")
    names = Columns(region="GEO", activity="NACE", year="TIME", value="N")
    summary = analyse_file(path, out=tmp_path / "out", conventions=RULES, measures=["lq"], columns=names)
    lines = (tmp_path / "out" / "lq.csv").read_text().splitlines()
    assert [line.rsplit(",", 1)[0] for line in lines] == ["year,k1,k2", "2014,01,10", "2014,01,11", "2014,02,11"]
    assert {d.code for d in summary.diagnostics} >= {"flag_parsed", "suppressed_cell"}
    assert all(d.sentence.startswith("2014: ") for d in summary.diagnostics)


def test_a_key_that_would_run_as_a_formula_is_disarmed(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("year,region,activity,value\n2014,=cmd(),A,5\n2014,=cmd(),B,3\n2014,R,A,1\n2014,R,B,7\n")
    analyse_file(path, out=tmp_path / "out", conventions=RULES, measures=["lq"])
    assert "\n2014,'=cmd(),A," in (tmp_path / "out" / "lq.csv").read_text()


def test_a_former_analysis_is_replaced_and_a_foreign_folder_is_not(table, tmp_path):
    out = tmp_path / "out"
    analyse_file(table, out=out, conventions=RULES, measures=["lq", "eci"])
    analyse_file(table, out=out, conventions=RULES, measures=["lq"])
    assert not (out / "eci.csv").exists()
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("dear")
    with pytest.raises(ParameterError, match="not the folder of a former analysis"):
        analyse_file(table, out=foreign, conventions=RULES)
    assert (foreign / "letter.txt").read_text() == "dear"


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("year,region,value\n2014,R,1\n", EvidenceError, "no column 'activity'"),
        ("year,region,activity,value\nlast,R,A,1\nlast,S,B,1\n", EvidenceError, "not a year"),
        (
            "year,region,activity,value\n2014,,A,1\n2014,S,B,1\n",
            EvidenceError,
            "'region' of counts.csv has empty cells",
        ),
        ("year,region,activity,value\n2014,R,A,-1\n2014,S,B,1\n", EvidenceError, "negative_value"),
        ("year,region,activity,value\n2014,R,A,x\n2014,S,B,1\n", SourceError, "'x'"),
        ("year,region,activity,value\n2014,R,A,1\n2014,R,A,1\n2014,S,B,1\n", EvidenceError, "duplicate_key"),
        ("year,region,activity,value\n", EvidenceError, "empty cells"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence_and_leaves_nothing(tmp_path, text, error, words):
    path = tmp_path / "counts.csv"
    path.write_text(text)
    with pytest.raises(error, match=words):
        analyse_file(path, out=tmp_path / "new" / "out", conventions=RULES, measures=["lq"])
    assert [p.name for p in tmp_path.iterdir()] == ["counts.csv"]


def test_files_and_formats_that_do_not_exist_are_refused(table, tmp_path):
    with pytest.raises(ParameterError, match="There is no file"):
        analyse_file(tmp_path / "none.csv", out=tmp_path / "out", conventions=RULES)
    with pytest.raises(ParameterError, match="no format 'xlsx'"):
        analyse_file(table, out=tmp_path / "out", conventions=RULES, file_format="xlsx")
    with pytest.raises(ParameterError, match="There is no CSV or Parquet file"):
        analyse_file(table, out=tmp_path / "out", conventions=RULES, groups=tmp_path / "none.csv")
    (tmp_path / "counts.xlsx").write_bytes(b"PK")
    with pytest.raises(ParameterError, match=r"neither \.csv nor \.parquet"):
        analyse_file(tmp_path / "counts.xlsx", out=tmp_path / "out", conventions=RULES)
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    with pytest.raises(EvidenceError, match="could not be read as parquet"):
        analyse_file(tmp_path / "broken.parquet", out=tmp_path / "out", conventions=RULES)
