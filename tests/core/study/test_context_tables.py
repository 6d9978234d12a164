import gzip

import polars as pl
import pytest

from clustrat.errors import SourceError
from clustrat.store.catalog import open_edition
from clustrat.store.tables import read_table
from clustrat.study import context_tables

YEARS = (2014, 2013)


def write(raw_files, folder, name, head, lines):
    raw_files.write_tsv(folder / name, head, lines, YEARS)
    return folder / name


def test_gdp_takes_the_newer_file_and_old_codes_from_the_older(raw_files, tmp_path):
    newer = write(raw_files, tmp_path, "n.tsv.gz", r"freq,unit,geo\TIME_PERIOD",
                  {"A,EUR_HAB,SI04": ["21000 ", ": "], "A,MIO_NAC,SI04": ["1 ", "1 "], "A,EUR_HAB,SI041": ["3 ", "3 "]})  # fmt: skip
    older = write(raw_files, tmp_path, "o.tsv.gz", r"unit,geo\time",
                  {"EUR_HAB,SI04": ["20000 ", "19000 "], "EUR_HAB,HU10": ["16000 ", "15000 e"]})  # fmt: skip
    _, (table, account) = context_tables.gdp(newer, older)
    assert sorted(table.select("nuts_code", "year", "value", "table_code", "nuts_version").rows()) == [
        ("HU10", 2013, 15000.0, "nama_10r_2gdp", "2013"),
        ("HU10", 2014, 16000.0, "nama_10r_2gdp", "2013"),
        ("SI04", 2014, 21000.0, "nama_10r_3gdp", "2013"),
    ]
    assert account.rejected == {"unit_not_used": 2, "level_not_used": 2, "newer_file_counts": 2, "no_figure": 1}


def test_labour_force_keeps_two_age_groups_and_every_flag(raw_files, tmp_path):
    path = write(raw_files, tmp_path, "e.tsv.gz", r"unit,nace_r2,age,geo\time",
                 {"THS,O-Q,Y15-64,SI04": ["99.1 u", ": u"], "THS,O-Q,Y15-24,SI04": ["1 ", "1 "], "THS,O-Q,Y15-64,XX99": ["1 ", "1 "]})  # fmt: skip
    _, (table, account) = context_tables.labour_force_industry(path)
    assert table.select("year", "value", "flag").rows() == [(2014, 99.1, "u"), (2013, None, "u")]
    assert account.rejected == {"age_group_not_used": 2, "region_not_in_nuts": 2}


def test_a_table_with_other_columns_is_refused(raw_files, tmp_path):
    path = write(raw_files, tmp_path, "e.tsv.gz", r"unit,sex,age,geo\time", {"THS,F,Y15-64,SI04": ["1 ", "1 "]})
    with pytest.raises(SourceError, match=r"has the columns unit, sex, age, geo; the table lfst_r_lfe2en2"):
        context_tables.labour_force_industry(path)


def test_women_are_not_mistaken_for_full_time_equivalents(raw_files, tmp_path):
    """A series ends in _f for women and in _fte for full time: both endings begin alike."""
    raw_files.write_research(tmp_path / "r.parquet")
    frame, _ = context_tables.read_research_file(tmp_path / "r.parquet")
    table, account = context_tables.research_personnel(frame)
    assert table.select("sector", "occupation", "sex", "unit", "value").sort("sex").rows() == [
        ("TOTAL", "RSE", "F", "HC", 2500.0),
        ("TOTAL", "RSE", "T", "HC", 7000.0),
    ]
    assert account.rejected == {"series_not_used": 1, "level_not_used": 1}


def test_a_region_of_no_nuts_version_is_counted_and_left_out(raw_files, tmp_path):
    raw_files.write_research(tmp_path / "r.parquet")
    frame, _ = context_tables.read_research_file(tmp_path / "r.parquet")
    table, account = context_tables.human_resources(frame)
    assert table["nuts_code"].to_list() == ["SI04"]
    assert account.rejected == {"region_not_in_nuts": 1}


def test_a_research_file_that_is_not_parquet_is_refused(tmp_path):
    (tmp_path / "r.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(SourceError, match=r"r\.parquet is not a whole Parquet file"):
        context_tables.read_research_file(tmp_path / "r.parquet")


def test_a_research_file_without_a_column_is_refused(tmp_path):
    pl.DataFrame({"year": [2014]}).write_parquet(tmp_path / "r.parquet")
    with pytest.raises(SourceError, match="has no column 'region_id'"):
        context_tables.read_research_file(tmp_path / "r.parquet")


def test_a_figure_named_twice_is_refused(raw_files, tmp_path):
    raw_files.write_research(tmp_path / "r.parquet")
    frame = pl.read_parquet(tmp_path / "r.parquet")
    pl.concat([frame, frame.head(1)]).write_parquet(tmp_path / "r.parquet")
    with pytest.raises(SourceError, match="names a figure twice"):
        context_tables.read_research_file(tmp_path / "r.parquet")


def patent_file(folder, text):
    with gzip.open(folder / "p.csv.gz", "wt") as file:
        file.write(text)
    return folder / "p.csv.gz"


def test_the_truncated_year_of_patents_says_so(tmp_path):
    path = patent_file(
        tmp_path, "unit,geo,time,values\nNR,SI04,2011.0,80.5\nNR,SI04,2012.0,10.25\nP_MACT,SI04,2012.0,1\n"
    )
    _, (table, account) = context_tables.patents(path)
    assert table.select("year", "value", "is_truncated").rows() == [(2011, 80.5, False), (2012, 10.25, True)]
    assert account.rejected == {"unit_not_used": 1}


def test_patents_with_other_columns_are_refused(tmp_path):
    with pytest.raises(SourceError, match="has the columns a, b"):
        context_tables.patents(patent_file(tmp_path, "a,b\n1,2\n"))


def test_patents_cut_off_are_refused(tmp_path):
    path = patent_file(tmp_path, "unit,geo,time,values\n" + "NR,SI04,2011.0,80.5\n" * 500)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(SourceError, match="cut off or damaged"):
        context_tables.patents(path)


@pytest.mark.parametrize(
    ("table", "row", "value"),
    [
        ("labour_force_sex", {"nuts_code": "AT", "sex": "F", "age_group": "Y15-64", "year": 2015}, 1923.0),
        ("gdp", {"nuts_code": "AT", "unit": "EUR_HAB", "year": 2000}, None),
        ("patents", {"nuts_code": "AT", "unit": "NR", "year": 2012}, 1604.89),
    ],
)
def test_figures_of_the_embedded_edition(table, row, value):
    frame = read_table(open_edition(), f"core_eurostat__{table}")
    found = frame.filter(**row)["value"].to_list()
    assert len(found) == 1
    if value is not None:
        assert found == [value]
