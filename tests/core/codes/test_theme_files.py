"""A user's theme in CSV: what is refused, by file and line, and what a spreadsheet may do to it."""

from pathlib import Path

import pytest

from clustrat.codes.theme_files import (
    OPTIONAL_COLUMNS,
    REQUIRED_COLUMNS,
    THEME_TEMPLATE,
    canonical_code,
    read_theme_file,
    theme_items,
)
from clustrat.codes.themes import read_theme, theme
from clustrat.errors import SourceError

HEAD = "theme,title,nace_version,code,weight\n"


def written(folder: Path, text: str, *, name: str = "mine.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("my,My,2,21,-0.5\n", r"mine\.csv, line 2, column weight: -0\.5 is negative"),
        ("my,My,2,26,1\nmy,My,2,21,1.5\n", r"line 3, column weight: 1\.5 is above 1"),
        ("my,My,2,21,much\n", r"column weight: 'much' is not a number\. Give a weight from 0 to 1"),
        ("my,My,2,21,\n", "column weight: '' is not a number"),
        ("my,My,2,21,nan\n", "column weight: 'nan' is not a number"),
        ("my,My,2,21,inf\n", "column weight: 'inf' is not a number"),
        ('my,My,2,21,"0,5"\n', "column weight: '0,5' is not a number"),
        ("my,My,2,21,0\nmy,My,2,26,0.0\n", r"mine\.csv: all 2 weights are zero, so nothing belongs to the theme"),
        (
            "my,My,2,21.99,1\n",
            r"line 2, column code: There is no activity '21\.99' in NACE Rev\. 2\. Near codes: 82\.99",
        ),
        ("my,My,2,64.20,1\nmy,My,2,71.22,1\n", r"line 3, column code: There is no activity '71\.22'"),
        ("my,My,2,J58,1\nmy,My,2,K62,1\n", "line 3, column code: 62 is in section J of NACE Rev. 2, not in K"),
        (
            "my,My,2.1,95.40,1\nmy,My,2.1,45.11,1\n",
            r"line 3, column code: 45\.11 is a code of NACE Rev\. 2 \(.*not of NACE",
        ),
        ("my,My,2,21,1\nmy,My,2,21,0.5\n", "line 3: the industry 21 stands in line 2 already. Give it once"),
        ("my,My,2,21,1\nmy,My,2,C21,0.5\n", "line 3: the industry 21 stands in line 2 already"),
        ("my,My,2,26.60,1\nmy,My,2,26,0.5\n", r"line 3: 26 and 26\.60 of line 2 share the class 26\.60"),
        (
            "my,My,2,26,1\nother,My,2,21,1\n",
            "line 3, column theme: 'other', but line 2 says 'my'. One file holds one theme",
        ),
        ("my,My,2,26,1\nmy,My,2.1,21,1\n", r"line 3, column nace_version: '2\.1', but line 2 says '2'"),
        ("my,My,3,26,1\n", r"line 2, column nace_version: there is no NACE version '3'\. Give one of: 2, 2\.1"),
        ("my,My,,26,1\n", "line 2: the column 'nace_version' is empty"),
        (",My,2,26,1\n", "line 2: the column 'theme' is empty"),
        ("my,,2,26,1\n", "line 2: the column 'title' is empty"),
        ("my,My,2,26\n", "line 2: 4 fields instead of 5. Put quotation marks"),
        ("", r"mine\.csv has no line below its head, so the theme has no industry"),
        ("\n,,,,\n", "has no line below its head"),
    ],
)
def test_a_bad_line_is_refused_by_file_and_line(tmp_path, rows, sentence):
    with pytest.raises(SourceError, match=sentence):
        read_theme_file(written(tmp_path, HEAD + rows))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: the column 'theme' is missing"),
        (
            "theme,title,nace_version,code\nx,X,2,21\n",
            "line 1: the column 'weight' is missing; a theme needs theme, title",
        ),
        ("theme,title,nace_version,code,weight,wieght\n", "line 1: there is no column 'wieght'. Do you mean weight?"),
        ("theme,title,nace_version,code,weight,weight\n", "line 1: the column 'weight' stands twice"),
        (HEAD.strip() + ",kind\nx,X,2,21,1,guess\n", "line 2, column kind: there is no 'guess'. Give one of: official"),
        (
            HEAD.strip() + ",field\nx,X,2,21,1,sector\n",
            "column field: there is no 'sector'. Give one of: emerging_industry",
        ),
        (HEAD.strip() + ",kind\nx,X,2,21,1,official\n", "column kind: 'x' cannot be official. Name the body"),
        (
            HEAD.strip() + ",kind,source\nEI-X,X,2,21,1,official,\n",
            "'ei_x' cannot be official. Name the body that publishes the list",
        ),
        (
            HEAD.strip() + ",kind,source\nactive-ageing,X,2,21,1,official,Ministry\n",
            "'active_ageing' cannot be official. Nobody publishes an official NACE list of it",
        ),
        (
            HEAD.strip() + ",valid_from\nx,X,2,21,1,31.1.2026\n",
            "column valid_from: '31.1.2026' is not a date. Write it as",
        ),
    ],
)
def test_a_bad_head_is_refused(tmp_path, text, sentence):
    with pytest.raises(SourceError, match=sentence):
        read_theme_file(written(tmp_path, text))


def test_a_field_without_an_end_is_refused(tmp_path):
    text = HEAD + 'my,"' + "x" * 200_000
    with pytest.raises(SourceError, match=r"mine\.csv cannot be parted into fields \(field larger than"):
        read_theme_file(written(tmp_path, text))


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"There is no file .*none\.csv\. Give the path of a theme"):
        read_theme_file(tmp_path / "none.csv")
    with pytest.raises(SourceError, match=r"cannot be read \(.*\)\. Give the path of a theme"):
        read_theme_file(tmp_path)
    text = HEAD + "senior,Cestovní ruch pro starší,2,55.10,1\n"
    with pytest.raises(SourceError, match=r"mine\.csv, byte \d+: the text is not UTF-8\. Save it as 'CSV UTF-8'"):
        read_theme_file(written(tmp_path, text, encoding="cp1250"))


def test_what_a_central_european_spreadsheet_saves_is_read(tmp_path):
    """A byte order mark, semicolons, decimal commas, and codes that lost their last zero."""
    text = "\ufefftheme;title;nace_version;code;weight;ring\r\nmy;My;2;21,1;1;core\r\n;;;26.6;0,5;extended\r\n"
    found = read_theme_file(written(tmp_path, text.replace("21,1", "21.1")))
    assert [(item.code, item.weight, item.ring) for item in found.items] == [
        ("21.1", 1.0, "core"),
        ("26.6", 0.5, "extended"),
    ]
    assert found.items[0].label == "Manufacture of basic pharmaceutical products"


def test_a_decimal_comma_in_the_version_of_nace_is_understood(tmp_path):
    found = read_theme_file(written(tmp_path, "theme;title;nace_version;code;weight\nmy;My;2,1;K62;0,5\n"))
    assert (found.nace_version, found.weights) == ("2.1", {"62": 0.5})


def test_tabs_separate_too(tmp_path):
    found = read_theme_file(written(tmp_path, HEAD.replace(",", "\t") + "my\tMy\t2\tC21\t0.25\n"))
    assert (found.items[0].code, found.items[0].weight) == ("21", 0.25)


def test_every_column_of_the_template_is_documented_and_every_head_is_kept(tmp_path):
    assert set(THEME_TEMPLATE.split("\n")[0].split(",")) <= {*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS}
    found = read_theme_file(written(tmp_path, THEME_TEMPLATE))
    assert (found.kind, found.field, found.licence, found.valid_from) == (
        "proposal",
        "emerging_industry",
        "CC BY 4.0",
        "2026-01-01",
    )
    assert found.items[2].note == "Health and care is not in the regional business statistics"
    assert found.items[2].ring == "extended"


def test_without_a_version_the_content_gives_one(tmp_path):
    first = read_theme(written(tmp_path, HEAD + "my,My,2,21,1\nmy,My,2,26,0.5\n"))
    other_order = read_theme(written(tmp_path, HEAD + "my,My,2,26,0.5\nmy,My,2,21,1.00\n"))
    other_weight = read_theme(written(tmp_path, HEAD + "my,My,2,21,1\nmy,My,2,26,0.6\n"))
    assert first.version.startswith("content-")
    assert first.version == other_order.version != other_weight.version


def as_file(rows: str) -> str:
    return "theme,title,nace_version,version,code,weight\n" + rows


def test_a_changed_weight_cannot_keep_the_version_of_the_package(tmp_path):
    """Another weight makes another version: the name v1 is taken by the embedded list."""
    items = theme("high_technology").items
    same = "".join(f"high_technology,High,2,v1,{item.code},{item.weight}\n" for item in items)
    assert read_theme(written(tmp_path, as_file(same))).version == "v1"
    with pytest.raises(SourceError, match="column version: 'v1' of 'high_technology' is the list of this package"):
        read_theme(written(tmp_path, as_file(same.replace("26,1.0", "26,0.9"))))
    assert read_theme(written(tmp_path, as_file(same.replace("26,1.0", "26,0.9").replace("v1", "v2")))).version == "v2"


def test_items_keep_their_order_and_take_the_official_label():
    rows = [(2, {"code": "C29", "weight": "1"}), (3, {"code": "21.10", "weight": "0", "label": "Ours", "note": "n"})]
    items = theme_items(rows, nace_version="2", name="x.csv")
    assert [item.code for item in items] == ["29", "21.10"]
    assert items[0].label == "Manufacture of motor vehicles, trailers and semi-trailers"
    assert (items[1].label, items[1].note, items[1].ring) == ("Ours", "n", "core")


@pytest.mark.parametrize("written_as", ["Active-Ageing", "active_ageing", " ACTIVE  ageing ", "active--ageing"])
def test_one_code_however_it_is_written(written_as):
    assert canonical_code(written_as) == "active_ageing"
