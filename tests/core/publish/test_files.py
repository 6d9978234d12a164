"""Files: the same bytes everywhere, no cell that runs, folders that are whole or not there."""

from __future__ import annotations

import csv
import errno
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import DisclosureError, ParameterError, StorageError
from clustrat.evidence.disclosure import certify
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.files import FORMULA_STARTS, csv_bytes, staged_folder, write_bytes, write_table


def table(*rows: tuple[Any, ...]) -> ResultTable:
    columns = (Column(name="code", words="Code", role="key"), Column(name="x", words="X"))
    return ResultTable(name="t", title="T", columns=columns, rows=rows)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_that_would_run_is_marked(start: str) -> None:
    (_, (cell, _)) = list(csv.reader(io.StringIO(csv_bytes(table((f"{start}1+1", 1.0))).decode(), newline="")))
    assert cell == f"'{start}1+1"


def test_negative_numbers_stay_numbers() -> None:
    assert csv_bytes(table(("a", -1.5), ("b", -3))) == b"code,x\na,-1.5\nb,-3\n"


def test_missing_is_empty_and_zero_is_zero() -> None:
    assert csv_bytes(table(("a", None), ("b", 0.0), ("c", True))) == b"code,x\na,\nb,0.0\nc,true\n"


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6),
            st.floats(allow_nan=False, allow_infinity=False),
        ),
        max_size=6,
    )
)
def test_what_is_written_is_read(rows: list[tuple[str, float]]) -> None:
    read = list(csv.reader(io.StringIO(csv_bytes(table(*rows)).decode(), newline="")))[1:]
    assert [float(x) for _, x in read] == [x for _, x in rows]
    assert [code[1:] if code.startswith("'") and code[1:].startswith(FORMULA_STARTS) else code for code, _ in read] == [
        code for code, _ in rows
    ]


def test_table_without_its_own_certificate_is_not_written(tmp_path: Path) -> None:
    other = certify(table(("a", 1.0)))
    with pytest.raises(DisclosureError, match="The certificate is not of table 't' as it is now"):
        write_table(table(("a", 2.0)), certificate=other, path=tmp_path / "t.csv")
    assert not (tmp_path / "t.csv").exists()
    write_table(table(("a", 1.0)), certificate=other, path=tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == b"code,x\na,1.0\n"


def test_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(StorageError, match=r"t.csv could not be written \(No space left on device\). Make room"):
        write_bytes(tmp_path / "t.csv", b"x")


def test_folder_takes_its_place_at_the_end(tmp_path: Path) -> None:
    with staged_folder(tmp_path / "deep" / "out") as stage:
        (stage / "study.json").write_text("{}")
        assert not (tmp_path / "deep" / "out").exists()
    assert (tmp_path / "deep" / "out" / "study.json").read_text() == "{}"
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["out"]


def test_error_leaves_nothing_not_even_new_parents(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), staged_folder(tmp_path / "deep" / "er" / "out") as stage:
        (stage / "a").write_text("x")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_parents_that_were_there_stay(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(ZeroDivisionError), staged_folder(tmp_path / "mine" / "out"):
        raise ZeroDivisionError
    assert (tmp_path / "mine").is_dir()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_not_ours_is_refused(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    if kind == "file":
        out.write_text("mine")
    else:
        out.mkdir()
        (out / "mine.txt").write_text("mine")
    with pytest.raises(ParameterError, match="is not the folder of a former study"), staged_folder(out):
        pass
    assert out.exists()


def test_empty_folder_and_former_study_are_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for text in ("1", "2"):
        with staged_folder(out) as stage:
            (stage / "study.json").write_text(text)
    assert (out / "study.json").read_text() == "2"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_move_that_fails_puts_the_former_study_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    with staged_folder(out) as stage:
        (stage / "study.json").write_text("former")
    move, calls = Path.replace, []

    def second_fails(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(errno.EIO, "Input/output error")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", second_fails)
    with pytest.raises(StorageError, match="Input/output error"), staged_folder(out) as stage:
        (stage / "study.json").write_text("newer")
    assert (out / "study.json").read_text() == "former"


def test_what_a_killed_run_has_left_is_cleared_up(tmp_path: Path) -> None:
    dead = 2**22 - 3
    (tmp_path / f".out.{dead}.tmp").mkdir()
    aside = tmp_path / f".out.{dead}.tmp.old"
    aside.mkdir()
    (aside / "study.json").write_text("former")
    with pytest.raises(ZeroDivisionError), staged_folder(tmp_path / "out"):
        assert (tmp_path / "out" / "study.json").read_text() == "former"
        raise ZeroDivisionError
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_what_another_run_is_writing_is_left_alone(tmp_path: Path) -> None:
    busy = tmp_path / ".out.1.tmp"
    busy.mkdir()
    with staged_folder(tmp_path / "out") as stage:
        (stage / "study.json").write_text("{}")
    assert busy.exists()
