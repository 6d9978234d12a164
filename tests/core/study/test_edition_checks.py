import polars as pl
import pytest

from clustrat.errors import SourceError
from clustrat.store.catalog import Edition, TableEntry
from clustrat.study.edition_checks import check_against_former, check_table

COLUMNS = {"nuts_code": "", "year": "", "value": "", "flag": ""}


def frame(**changes):
    columns = {"nuts_code": ["ITH4", "AT31"], "year": [2014, 2014], "value": [1.0, None], "flag": ["", "c"]} | changes
    return pl.DataFrame(columns, schema_overrides={"year": pl.Int16, "value": pl.Float64})


def test_a_good_table_passes():
    check_table("t", frame(), columns=COLUMNS, n_kept=2)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"year": [2014, 20]}, "figures for the year 20, which cannot be"),
        ({"nuts_code": ["ITH4", None]}, "1 rows without nuts_code"),
        ({"flag": ["", "q"]}, "the flag 'q'"),
        ({"flag": ["c", ""]}, "shows a figure in a confidential cell"),
        ({"value": [float("inf"), None]}, "infinite or impossible"),
        ({"value": [float("nan"), None]}, "infinite or impossible"),
    ],
)
def test_impossible_cells_are_refused(changes, sentence):
    with pytest.raises(SourceError, match=sentence):
        check_table("t", frame(**changes), columns=COLUMNS, n_kept=2)


def test_an_undocumented_column_is_refused():
    with pytest.raises(SourceError, match="differ in: extra"):
        check_table("t", frame(extra=[1, 2]), columns=COLUMNS, n_kept=2)


def test_rows_that_the_account_does_not_know_are_refused():
    with pytest.raises(SourceError, match="has 2 rows, its account says 3"):
        check_table("t", frame(), columns=COLUMNS, n_kept=3)


def test_an_empty_table_is_refused():
    with pytest.raises(SourceError, match="would be empty"):
        check_table("t", frame().clear(), columns=COLUMNS, n_kept=0)


def edition(tmp_path, **n_rows):
    tables = {
        name: TableEntry(name=name, title="", file="", sha256="", n_bytes=0, n_rows=n, publisher="", table_code="",
                         vintage="", licence="", attribution="")
        for name, n in n_rows.items()
    }  # fmt: skip
    return Edition(id="1", folder=tmp_path, built_by="", nuts_version="2013", nace_version="2", tables=tables)


def test_two_per_cent_fewer_rows_are_accepted_and_three_are_not(tmp_path):
    former = edition(tmp_path, a=100)
    assert check_against_former(edition(tmp_path, a=98), former).tables["a"].notes == ()
    with pytest.raises(
        SourceError, match=r"Table a would have 97 rows, 3 fewer than in the edition in use \(100\); up to 2%"
    ):
        check_against_former(edition(tmp_path, a=97), former)


def test_a_named_person_may_accept_and_is_written_down(tmp_path):
    checked = check_against_former(edition(tmp_path, a=97), edition(tmp_path, a=100), accept_fewer_rows="the steward")
    assert checked.tables["a"].notes == ("3 fewer rows than in the former edition, accepted by the steward.",)


def test_a_table_that_is_gone_is_never_accepted(tmp_path):
    with pytest.raises(SourceError, match="Table b would have 0 rows"):
        check_against_former(edition(tmp_path, a=1), edition(tmp_path, a=1, b=5), accept_fewer_rows="the steward")


def test_the_first_edition_has_nothing_to_be_compared_with(tmp_path):
    first = edition(tmp_path, a=1)
    assert check_against_former(first, None) is first
