"""Shift-share tables: parts that add up, divisions and categories, and what does not enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clustrat.study.answer import Study


def rows(study: Study, kind: str) -> list[dict[str, Any]]:
    return [r for r in study.tables["shift_share_detail"].as_records() if r["kind"] == kind]


@pytest.mark.parametrize("kind", ["division", "category"])
def test_parts_of_every_row_add_up(study_of: Callable[..., Study], kind: str) -> None:
    found = rows(study_of("ITH4"), kind)
    assert found
    for r in found:
        assert r["national_persons"] + r["mix_persons"] + r["regional_persons"] == pytest.approx(r["change_persons"])


def test_divisions_add_up_to_the_whole(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    whole = {r["component"]: r["persons"] for r in study.tables["shift_share"].as_records()}
    for component in ("change", "national", "mix", "regional"):
        assert sum(r[f"{component}_persons"] for r in rows(study, "division")) == pytest.approx(whole[component])


def test_furniture_by_hand(study_of: Callable[..., Study]) -> None:
    """19,420 persons in 2008 and 13,613 in 2014."""
    furniture = next(r for r in rows(study_of("ITH4"), "division") if r["code"] == "C31")
    assert furniture["change_persons"] == 13_613 - 19_420


def test_hidden_and_jumping_industries_do_not_enter(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    codes = {r["code"] for r in rows(study, "division")}
    assert not codes & {r["nace_code"] for r in study.tables["hidden"].as_records()}
    assert not codes & set(next(d for d in study.diagnostics if d.code == "unflagged_jump").keys)


@pytest.mark.parametrize(
    ("region", "parameters"), [("HR04", {}), ("ITH4", {"year": 2008}), ("IT", {}), ("SK02", {}), ("MT00", {})]
)
def test_without_a_base_there_are_no_rows(
    study_of: Callable[..., Study], region: str, parameters: dict[str, int]
) -> None:
    """Croatia begins in 2014; Italy and Malta are their own country."""
    study = study_of(region, **parameters)
    assert study.tables["shift_share"].rows == ()
    assert study.tables["shift_share_detail"].rows == ()
