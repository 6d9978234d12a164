"""Users' own tables: what is refused, by name, line and column, and what spreadsheets do to them."""

import gzip
from pathlib import Path

import polars as pl
import pytest

from clustrat.errors import SourceError
from clustrat.sources.user_table import number_column, read_user_table, refuse_empty, refuse_twice


def read(path: Path, **options):
    return read_user_table(
        path, required=("geo", "value"), optional=("flag",), kind="a table of values", template="geo,value\nITH4,1",
        **options,
    )  # fmt: skip


def written(folder: Path, text: str, *, name: str = "t.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"t\.csv is empty\. Give a table of values"),
        ("\n\n", r"t\.csv is empty"),
        ("geo,value\n", r"t\.csv has no line below its head\. Give a table of values"),
        (
            "geo,wert\nITH4,1\n",
            r"the column 'value' is missing; a table of values needs geo, value\..*template is:\ngeo,value",
        ),
        ("geo,values\nITH4,1\n", r"the column 'value' is missing.* Is it 'values'\?"),
        ("geo,value,geo\nITH4,1,x\n", "line 1: the column 'geo' stands twice"),
        ("geo,value,GEO\nITH4,1,x\n", "line 1: the column 'geo' stands twice"),
        ("geo,value\nITH4,1\nSI04\n", "line 3: 1 fields instead of 2. Correct the line, or put quotation marks"),
        ("geo,value\nITH4,1,2\n", "line 2: 3 fields instead of 2"),
        ("geo,value\nITH4,1\n\nSI04,2\n", r"line 3 is empty\. Take it out"),
        ('geo,value\n"ITH4\n",1\n', "line 2: a quotation mark is open at the end of the line"),
    ],
)
def test_what_is_no_such_table_is_refused(tmp_path, text, sentence):
    with pytest.raises(SourceError, match=f"(?s){sentence}"):
        read(written(tmp_path, text))


def test_files_that_cannot_be_read_are_refused(tmp_path):
    with pytest.raises(SourceError, match=r"There is no file .*none\.csv\. Give the path of a table of values"):
        read(tmp_path / "none.csv")
    with pytest.raises(SourceError, match=r"t\.csv, byte \d+: the text is not UTF-8\. Save it as 'CSV UTF-8'"):
        read(written(tmp_path, "geo,value\nŽilina,1\n", encoding="cp1250"))
    with pytest.raises(SourceError, match=r"t\.parquet is no Parquet file"):
        read(written(tmp_path, "geo,value\nITH4,1\n", name="t.parquet"))
    with pytest.raises(SourceError, match=r"cut off or damaged"):
        path = tmp_path / "cut.csv.gz"
        path.write_bytes(gzip.compress(b"geo,value\nITH4,1\n" * 100)[:-9])
        read(path)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("many", "line 3, column value: 'many' is not a number. Write it with a point and without blanks"),
        ("1 234", "line 3, column value: '1 234' is not a number"),
        ("inf", "line 3, column value: 'inf' is not a number"),
        ("nan", "line 3, column value: 'nan' is not a number"),
        ("1e300", "line 3, column value: '1e300' is not a number"),
        ("", "line 3, column value: '' is not a number"),
        ("-1", "line 3, column value: '-1' is below 0. Correct the cell"),
        (":", "line 3, column value: ':' is not a number"),
    ],
)
def test_a_cell_that_is_no_number_is_refused_by_line_and_column(tmp_path, cell, sentence):
    table = read(written(tmp_path, f"geo,value\nITH4,1\nSI04,{cell}\n"))
    with pytest.raises(SourceError, match=sentence):
        number_column(table, "value", minimum=0.0)


def test_a_message_counts_the_other_cells_too(tmp_path):
    table = read(written(tmp_path, "geo,value\nITH4,a\nSI04,b\nSI03,c\n"))
    with pytest.raises(SourceError, match="line 2, column value: 'a' is not a number, and 2 more"):
        number_column(table, "value")


def test_an_empty_cell_is_missing_where_that_is_allowed_and_never_zero(tmp_path):
    table = read(written(tmp_path, "geo,value\nITH4,\nSI04, 0 \n"))
    assert number_column(table, "value", empty=True).to_list() == [None, 0.0]


def test_a_label_must_be_there(tmp_path):
    table = read(written(tmp_path, "geo,value\nITH4,1\n  ,2\n"))
    with pytest.raises(SourceError, match="line 3, column geo: '' is empty. Fill the cell, or take the line out"):
        refuse_empty(table, "geo")


def test_a_key_that_stands_twice_is_refused_with_both_lines(tmp_path):
    table = read(written(tmp_path, "geo,value\nSI04,1\nITH4,1\nSI04,2\n"))
    with pytest.raises(SourceError, match=r"line 4: SI04 stands in line 2 already\. Keep one of them"):
        refuse_twice(table, ["geo"], frame=table.frame)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufeffGeo;Value;flag;other\r\nITH4;1,5;b;x\r\n\r\n", 1.5),
        ("geo\tvalue\tflag\nITH4\t1.5\tb\n", 1.5),
        ('flag,geo,value\nb,"ITH4","1.5"\n', 1.5),
    ],
)
def test_what_spreadsheets_save_is_read(tmp_path, text, expected):
    table = read(written(tmp_path, text))
    assert table.frame.columns == ["line", "geo", "value", "flag"]
    assert number_column(table, "value").to_list() == [expected]
    assert refuse_empty(table, "geo").to_list() == ["ITH4"]


def test_parquet_keeps_its_numbers_and_names_rows(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"GEO": ["ITH4", "SI04"], "value": [1, None]}).write_parquet(path)
    table = read(path)
    assert number_column(table, "value", empty=True).to_list() == [1.0, None]
    with pytest.raises(SourceError, match="t.parquet, row 2, column value: '' is not a number"):
        number_column(table, "value")


def test_another_name_of_a_column_is_understood_and_used_in_messages(tmp_path):
    table = read(written(tmp_path, "geo,musd\nITH4,x\n"), other_names={"musd": "value"})
    assert table.renamed == {"value": "musd"}
    with pytest.raises(SourceError, match="line 2, column musd: 'x' is not a number"):
        number_column(table, "value")


def test_a_gzip_file_is_read_as_its_text(tmp_path):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"geo,value\nITH4,1\n"))
    assert read(path).frame.rows() == [(2, "ITH4", "1")]
