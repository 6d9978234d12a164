"""The tables of a study put together: hidden cells that stay hidden, a certificate for each, parts that add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clustrat.evidence.flags import is_confidential
from clustrat.study.answer import Study
from clustrat.study.region_tables import N_STRONG, OF_PERSONS


@pytest.mark.parametrize("region", ["SI04", "CZ08", "DE60", "HR03", "AT34"])
def test_hidden_rows_show_nothing_that_is_made_of_the_hidden_figure(
    study_of: Callable[..., Study], region: str
) -> None:
    study = study_of(region)
    hidden = [
        r
        for r in study.tables["divisions"].as_records()
        if is_confidential(r["flag"]) and r["employment_persons"] is None
    ]
    assert hidden
    for r in hidden:
        assert r["reason"] == "confidential_source"
        assert r["stars"] == ""
        assert all(r[name] is None for name in OF_PERSONS)


def test_every_table_has_its_certificate(study_of: Callable[..., Study]) -> None:
    study = study_of("SI04")
    assert set(study.certificates) == set(study.tables)
    assert all(study.certificates[name].table_sha256 == table.sha256 for name, table in study.tables.items())


def test_shift_share_adds_up(study_of: Callable[..., Study]) -> None:
    parts = {r["component"]: r["persons"] for r in study_of("ITH4").tables["shift_share"].as_records()}
    assert parts["national"] + parts["mix"] + parts["regional"] == pytest.approx(parts["change"])


def test_shift_share_says_what_part_of_the_base_year_it_covers(study_of: Callable[..., Study]) -> None:
    """365,939 persons are published for 2008; industries that are hidden in 2014 or jump without a flag are left out."""
    study = study_of("ITH4")
    covered = study.tables["shift_share"].as_records()[0]["share_of_base"]
    rows = [r for r in study.tables["divisions"].as_records() if r["growth_pct"] is not None]
    base = sum(r["employment_persons"] / (1 + r["growth_pct"] / 100) for r in rows)
    assert 0.5 < covered < 1
    assert covered * 365_939 == pytest.approx(base, rel=0.01)


def test_region_without_a_base_year_has_no_shift_share(study_of: Callable[..., Study]) -> None:
    study = study_of("HR04")
    assert study.tables["shift_share"].rows == ()
    assert {r["growth_pct"] for r in study.tables["divisions"].as_records()} == {None}


def test_no_more_than_the_strongest_are_followed(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    followed = list(dict.fromkeys(r["nace_code"] for r in study.tables["timeline"].as_records()))
    assert followed == [r["nace_code"] for r in study.strongest(N_STRONG)]
    assert {r["nace_code"] for r in study.tables["map"].as_records()} == {followed[0]}
