"""What a raw table refuses: unknown flags, columns and codes."""

from __future__ import annotations

import polars as pl
import pytest

from clustrat.errors import SourceError
from clustrat.sources.raw_table import joined_flag, keep_codes, refuse_unknown_flags, sha256_of

FRAME = pl.DataFrame({"geo": ["ITH4", "AT31"], "time": [2014, 2014], "value": [1.0, None], "flag": ["", "c"]})


def test_unknown_column_is_refused_with_the_columns_there_are() -> None:
    with pytest.raises(SourceError, match="no column 'nuts'. Its columns are: geo, time"):
        keep_codes(FRAME, {"nuts": ["ITH4"]}, name="t")


def test_unknown_code_is_refused_by_name() -> None:
    with pytest.raises(SourceError, match="no geo 'XX99'. It has, for example: AT31, ITH4"):
        keep_codes(FRAME, {"geo": ["ITH4", "XX99"]}, name="t")


def test_figures_are_no_dimension() -> None:
    with pytest.raises(SourceError, match="no column 'value'"):
        keep_codes(FRAME, {"value": [1.0]}, name="t")


def test_unknown_flag_is_refused_with_the_vocabulary() -> None:
    with pytest.raises(SourceError, match=r"the flag 'bq' is not in the published vocabulary \(b, c, d"):
        refuse_unknown_flags(["b", "bq"], name="t")


@pytest.mark.parametrize("code", list("ACDGMNOPRSTU"))
def test_every_confidentiality_status_but_free_hides(code: str) -> None:
    assert joined_flag(f"|{code}") == "c"
    assert joined_flag(f"p|{code}") == "cp"
    assert joined_flag("|F") == ""


def test_filters_are_checked_against_the_whole_table() -> None:
    assert keep_codes(FRAME, {"geo": ["ITH4"], "time": [2014]}, name="t").height == 1
    assert keep_codes(FRAME, {"geo": ["SI04"]}, name="t", known={"geo": ["SI04"]}).height == 0


def test_codes_are_kept_in_order() -> None:
    assert keep_codes(FRAME, {"geo": ["AT31"]}, name="t")["geo"].to_list() == ["AT31"]
    assert keep_codes(FRAME, None, name="t").height == 2


def test_hash_is_that_of_the_standard() -> None:
    assert sha256_of(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
