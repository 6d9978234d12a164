"""Peers: never itself, by rule or by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clustrat.errors import ParameterError
from clustrat.study.answer import Study


def test_nearest_are_ten_and_not_itself(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    assert len(study.peer_codes) == 10
    assert "ITH4" not in study.peer_codes
    distances = study.tables["peers"].column("distance")
    assert distances == sorted(distances)


@pytest.mark.parametrize(
    ("rule", "countries"), [("country", {"IT"}), ("ce9", {"AT", "CZ", "DE", "HR", "HU", "IT", "PL", "SI", "SK"})]
)
def test_rules_keep_to_their_countries(study_of: Callable[..., Study], rule: str, countries: set[str]) -> None:
    codes = study_of("ITH4", peers=rule).peer_codes
    assert {code[:2] for code in codes} == countries
    assert "ITH4" not in codes


def test_own_peers_come_in_their_order(study_of: Callable[..., Study]) -> None:
    assert study_of("ITH4", peers="SI04,AT21,SI04").peer_codes == ("SI04", "AT21")


@pytest.mark.parametrize(
    ("peers", "sentence"),
    [
        ("ITH4", "ITH4 cannot be its own peer"),
        ("CH01", "CH01 has no business statistics"),
        ("AT11,AT12,AT13,AT21,AT22,AT31,AT32,AT33,AT34,SI03,SI04", "11 peers are named; at most 10"),
        ("AT", "AT has no business statistics in this year and level"),
    ],
)
def test_impossible_peers_are_refused(study_of: Callable[..., Study], peers: str, sentence: str) -> None:
    with pytest.raises(ParameterError, match=sentence):
        study_of("ITH4", peers=peers)
