"""Bulk TSV files: both layouts, every flag, and what is broken said by line and column."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import SourceError
from clustrat.sources.bulk_tsv import read_bulk_tsv

OLD = "nace_r2,indic_sb,geo\\time\t2015 \t2014 \nC31,V16110,ITH4\t: c\t13613 \nC21,V16110,SI04\t:\t3383 d\n"
NEW = "freq,unit,geo\\TIME_PERIOD\t2013 \t2014 \nA,EUR_HAB,ITH4\t28000\t28700 p\n"


def written(tmp_path: Path, text: str | bytes, name: str = "table.tsv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_old_layout(tmp_path: Path) -> None:
    table = read_bulk_tsv(written(tmp_path, OLD))
    assert table.frame.columns == ["nace_r2", "indic_sb", "geo", "time", "value", "flag"]
    assert table.frame.rows() == [
        ("C31", "V16110", "ITH4", 2015, None, "c"),
        ("C31", "V16110", "ITH4", 2014, 13613.0, ""),
        ("C21", "V16110", "SI04", 2014, 3383.0, "d"),
    ]
    assert (table.n_series, table.n_cells_read, table.n_values, table.n_empty) == (2, 4, 2, 1)
    assert table.cells_by_flag == {"c": 1, "d": 1}


def test_new_layout_packed(tmp_path: Path) -> None:
    table = read_bulk_tsv(written(tmp_path, gzip.compress(NEW.encode()), "table.tsv.gz"))
    assert table.frame["time"].to_list() == [2013, 2014]
    assert table.frame["flag"].to_list() == ["", "p"]


def test_prodcom_prints_flags_without_a_space(tmp_path: Path) -> None:
    text = "freq,indicators\\TIME_PERIOD\t2022 \nA,PQNT\t:C\n"
    assert read_bulk_tsv(written(tmp_path, text)).frame.rows() == [("A", "PQNT", 2022, None, "c")]


@pytest.mark.parametrize(
    ("cell", "value", "flag"),
    [
        (": |C", None, "c"),
        ("5 b|C", 5.0, "bc"),
        (": N", None, "c"),
        (":P", None, "c"),
        ("5 p", 5.0, "p"),
        ("5 p|F", 5.0, "p"),
        (": m", None, "m"),
        ("0n", 0.0, "n"),
        ("-8.3", -8.3, ""),
        ("1.5E+03 e", 1500.0, "e"),
    ],
)
def test_observation_and_confidentiality_status_are_one_flag(
    tmp_path: Path, cell: str, value: float | None, flag: str
) -> None:
    frame = read_bulk_tsv(written(tmp_path, f"geo\\time\t2014\nAT\t{cell}\n")).frame
    assert frame.select("value", "flag").rows() == [(value, flag)]


def test_zero_is_a_number(tmp_path: Path) -> None:
    assert read_bulk_tsv(written(tmp_path, "geo\\time\t2014\nAT\t0\n")).frame["value"].to_list() == [0.0]


def test_months_stay_text(tmp_path: Path) -> None:
    assert read_bulk_tsv(written(tmp_path, "geo\\time\t2014M01\nAT\t1\n")).frame["time"].to_list() == ["2014M01"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<html><body>Service unavailable</body></html>\n", "line 1: .* is not the head of a bulk TSV file"),
        ("geo,time,value\nAT,2014,1\n", "line 1: .* is not the head"),
        (OLD.replace("13613 ", "13,613"), "line 2, column 2014: '13,613' is neither a number"),
        (OLD.replace("13613 ", "13613 q"), "the flag 'q' is not in the published vocabulary"),
        (OLD.replace("C21,V16110,SI04", "C21,V16110"), "line 3: .* has not 3 codes and 2 cells"),
        (OLD.replace("\t3383 d", ""), "line 3: .* has not 3 codes and 2 cells"),
        (OLD.rstrip("\n"), "line 3: the last line has no end; the file is cut off"),
        ("geo\\time\t2014\n", "no line below its head"),
        (OLD.replace("13613 ", "1.3.6"), r"line 2, column 2014: '1\.3\.6' is neither a number"),
        (OLD.replace("13613 ", "."), "line 2, column 2014: '.' is neither a number"),
        (OLD.replace("13613 ", "1e999"), "line 2, column 2014: '1e999' is neither a number"),
        (OLD.replace("13613 ", "inf"), "line 2, column 2014: 'inf' is neither a number"),
        (OLD + OLD.split("\n")[1] + "\n", "line 4: the series 'C31,V16110,ITH4' stands in line 2 already"),
        (OLD.replace("2015 ", "2014 "), "line 1: the column '2014' has no name of its own"),
        (OLD.replace("indic_sb", "nace_r2"), "line 1: the column 'nace_r2' has no name of its own"),
        (OLD.replace("indic_sb", "value"), "line 1: the column 'value' has no name of its own"),
        (OLD.replace("2014 \n", "2014 \t\n"), "line 1: the column '' has no name of its own"),
    ],
)
def test_broken_file_is_refused_by_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        read_bulk_tsv(written(tmp_path, text))


def test_truncated_packed_file_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress((OLD * 50).encode())
    with pytest.raises(SourceError, match=r"table.tsv.gz is cut off or damaged .* Fetch it again"):
        read_bulk_tsv(written(tmp_path, packed[: len(packed) // 2], "table.tsv.gz"))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not UTF-8 text"):
        read_bulk_tsv(written(tmp_path, b"geo\\time\t2014\n\xff\xfe\t1\n"))


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"There is no file .*nothing.tsv"):
        read_bulk_tsv(tmp_path / "nothing.tsv")


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read .* Give the path of a bulk TSV file"):
        read_bulk_tsv(tmp_path)


def test_filters_hold_together_and_know_codes_without_figures(tmp_path: Path) -> None:
    path = written(tmp_path, OLD + "C99,V16110,AT11\t:\t: \n")
    assert read_bulk_tsv(path, keep={"geo": {"SI04"}, "nace_r2": {"C31"}}).frame.height == 0
    assert read_bulk_tsv(path, keep={"nace_r2": {"C99"}}).frame.height == 0
    with pytest.raises(SourceError, match=r"has no time '2013'\. It has, for example: 2014, 2015"):
        read_bulk_tsv(path, keep={"time": ["2013", 2014]})


def test_filters_keep_the_account_whole(tmp_path: Path) -> None:
    table = read_bulk_tsv(written(tmp_path, OLD), keep={"geo": {"SI04"}})
    assert table.frame.height == 1
    assert table.n_cells_read == 4
    with pytest.raises(SourceError, match="has no column 'nuts'"):
        read_bulk_tsv(written(tmp_path, OLD), keep={"nuts": {"SI04"}})


CODES = st.text("ABCDEFGHIJ0123456789_", min_size=1, max_size=6)
CELLS = st.tuples(
    st.none() | st.integers(0, 10**9).map(float) | st.floats(0, 1e9, allow_nan=False).map(lambda x: round(x, 2)),
    st.sampled_from(["", "b", "c", "bc", "d", "p", "u"]),
)


@given(
    data=st.dictionaries(st.tuples(CODES, CODES), st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8),
    new=st.booleans(),
)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, data: dict, new: bool) -> None:
    head = "freq,nace_r2,geo\\TIME_PERIOD\t2014 \t2015 " if new else "nace_r2,geo\\time\t2014 \t2015 "
    first = "A," if new else ""
    lines = [head]
    expected = []
    for (nace, geo), cells in data.items():
        texts = [f"{':' if value is None else repr(value)} {flag}".rstrip() for value, flag in cells]
        lines.append(f"{first}{nace},{geo}\t" + "\t".join(texts))
        expected += [
            (nace, geo, year, value, flag)
            for year, (value, flag) in zip((2014, 2015), cells, strict=True)
            if value is not None or flag
        ]
    path = written(tmp_path_factory.mktemp("tsv"), "\n".join(lines) + "\n")
    frame = read_bulk_tsv(path).frame.select("nace_r2", "geo", "time", "value", "flag")
    assert sorted(frame.rows(), key=str) == sorted(expected, key=str)


@pytest.mark.extra_data
def test_the_key_table_has_the_cells_that_its_readme_counts(extra_data: Path) -> None:
    table = read_bulk_tsv(extra_data / "data" / "eurostat_bulk" / "sbs_r_nuts06_r2.tsv.gz")
    assert table.n_series == 195_227
    assert table.n_values == 1_100_929
    assert table.cells_by_flag == {
        "c": 93_421, "b": 19_692, "d": 18_027, "p": 12_135, "u": 12_015, "cd": 3_883, "bc": 2_773, "i": 1_813,
        "cu": 1_644, "r": 672, "cp": 575, "ci": 247, "bu": 8,
    }  # fmt: skip
    assert sum(n for flag, n in table.cells_by_flag.items() if "c" in flag) == 102_543


@pytest.mark.extra_data
def test_recorded_prodcom_excerpt_reads_but_for_its_words(extra_data: Path, tmp_path: Path) -> None:
    path = extra_data / "data" / "eurostat_api_recorded" / "prodcom_ds-059358-de-2022_excerpt.tsv"
    with pytest.raises(SourceError, match="line 6, column 2022: 'KG' is neither a number"):
        read_bulk_tsv(path)
    numbers = [line for line in path.read_text().splitlines(keepends=True) if "QNTUNIT" not in line]
    assert read_bulk_tsv(written(tmp_path, "".join(numbers))).cells_by_flag["c"] >= 4
