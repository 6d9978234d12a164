"""SDMX-CSV: flags and confidentiality kept, broken lines said by line and column."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import SourceError
from clustrat.sources.sdmx_csv import parse_sdmx_csv, read_sdmx_csv

HEAD = "DATAFLOW,LAST UPDATE,freq,nace_r2,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
LINE = "ESTAT:X(1.0),01/01/26,A,C31,ITH4,2014,13613,,\n"


def test_flags_and_confidentiality_are_one_flag() -> None:
    text = HEAD + LINE + "X,,A,C21,SI04,2014,,b,C\nX,,A,C15,ITH3,2014,27016,p,\nX,,A,C99,AT11,2014,,,\n"
    table = parse_sdmx_csv(text.encode(), name="t")
    assert table.frame.rows() == [
        ("A", "C31", "ITH4", 2014, 13613.0, ""),
        ("A", "C21", "SI04", 2014, None, "bc"),
        ("A", "C15", "ITH3", 2014, 27016.0, "p"),
    ]
    assert (table.n_cells_read, table.n_values, table.n_empty) == (4, 2, 1)


def test_older_answers_have_no_confidentiality_column() -> None:
    text = "DATAFLOW,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nX,AT,2014,1,e\n"
    assert parse_sdmx_csv(text.encode(), name="t").frame.rows() == [("AT", 2014, 1.0, "e")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<html></html>\n", "no columns OBS_VALUE and TIME_PERIOD"),
        (HEAD + LINE.rstrip("\n"), "the answer is cut off"),
        (HEAD + "X,,A,C31,ITH4,2014\n", "line 2: 6 cells for 9 columns"),
        (HEAD + LINE.replace("13613", "13.613,5"), "line 2: 10 cells for 9 columns"),
        (HEAD + LINE.replace("13613", "many"), "line 2, column OBS_VALUE: 'many' is not a number"),
        (HEAD + LINE.replace("13613,,", "13613,q,"), "the flag 'q' is not in the published vocabulary"),
        (HEAD + '"open\n', "line 2"),
        (HEAD + LINE.replace("13613", "inf"), "line 2, column OBS_VALUE: 'inf' is not a number"),
        (HEAD + LINE.replace("13613", "nan"), "line 2, column OBS_VALUE: 'nan' is not a number"),
        (HEAD + LINE.replace("13613", "1e999"), "line 2, column OBS_VALUE: '1e999' is not a number"),
        (HEAD.replace("nace_r2", "geo") + LINE, "line 1: two of the columns"),
        (HEAD.replace("nace_r2", "GEO") + LINE, "line 1: two of the columns"),
        (HEAD.replace("nace_r2", "value") + LINE, "line 1: two of the columns"),
    ],
)
def test_broken_answer_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        parse_sdmx_csv(text.encode(), name="t")


@pytest.mark.parametrize(
    ("observation", "confidentiality", "flag"), [("", "N", "c"), ("p", "P", "cp"), ("p", "F", "p"), ("m", "", "m")]
)
def test_confidentiality_is_never_lost(observation: str, confidentiality: str, flag: str) -> None:
    text = HEAD + LINE.replace("13613,,", f",{observation},{confidentiality}")
    assert parse_sdmx_csv(text.encode(), name="t").cells_by_flag == {flag: 1}


def test_packed_file_and_its_damage(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress((HEAD + LINE).encode()))
    assert read_sdmx_csv(path).n_values == 1
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(SourceError, match="is cut off or damaged"):
        read_sdmx_csv(path)
    with pytest.raises(SourceError, match="There is no file"):
        read_sdmx_csv(tmp_path / "nothing.csv")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SourceError, match="is not UTF-8 text"):
        parse_sdmx_csv(b"\xff\xfe\n", name="t")


@given(
    cells=st.lists(
        st.tuples(
            st.none() | st.floats(0, 1e12, allow_nan=False), st.sampled_from(["", "b", "p", "bu"]), st.booleans()
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_is_read(cells: list[tuple[float | None, str, bool]]) -> None:
    lines = [
        f"X,,A,C{n},AT,2014,{'' if value is None else repr(value)},{flag},{'C' if secret else ''}\n"
        for n, (value, flag, secret) in enumerate(cells)
    ]
    rows = parse_sdmx_csv((HEAD + "".join(lines)).encode(), name="t").frame.select("nace_r2", "value", "flag").rows()
    expected = [
        (f"C{n}", value, "".join(sorted({*flag, *("c" if secret else "")})))
        for n, (value, flag, secret) in enumerate(cells)
        if value is not None or flag or secret
    ]
    assert [(code, value, "".join(sorted(flag))) for code, value, flag in rows] == expected
