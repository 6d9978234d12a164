"""The region beside others: distances only where structure chose, the same divisions everywhere, the whole landscape on the map."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clustrat.errors import ClustratError
from clustrat.evidence.flags import is_confidential
from clustrat.publish.language import translator
from clustrat.study.answer import Prepared, Study
from clustrat.study.peer_tables import map_table, peers_table


def test_nearest_peers_stand_in_the_order_of_their_distance(study_of: Callable[..., Study]) -> None:
    rows = study_of("ITH4").tables["peers"].as_records()
    distances = [r["distance"] for r in rows]
    assert rows
    assert "ITH4" not in [r["nuts_code"] for r in rows]
    assert distances == sorted(distances)
    assert all(0 < r["coverage"] <= 1 for r in rows)


def test_peers_that_were_named_have_no_distance_of_their_own_making(prepared: Prepared) -> None:
    rows = peers_table(prepared, None, codes=["AT31", "SI04"], say=translator("en")).as_records()
    assert [(r["nuts_code"], r["region"]) for r in rows] == [("AT31", "Oberösterreich"), ("SI04", "Zahodna Slovenija")]
    assert {(r["distance"], r["coverage"]) for r in rows} == {(None, None)}


def test_peer_outside_the_landscape_is_refused(prepared: Prepared) -> None:
    with pytest.raises((ClustratError, KeyError), match="XX99"):
        peers_table(prepared, None, codes=["XX99"], say=translator("en"))


def test_every_division_stands_beside_every_peer(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    rows = study.tables["peer_comparison"].as_records()
    strong = list(dict.fromkeys(r["nace_code"] for r in study.tables["timeline"].as_records()))
    assert [(r["nace_code"], r["nuts_code"]) for r in rows] == [
        (code, region) for code in strong for region in ("ITH4", *study.peer_codes)
    ]
    assert {r["nuts_code"] for r in rows if r["is_study_region"]} == {"ITH4"}


def test_comparison_repeats_the_quotients_of_the_divisions_table(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    quotients = {r["nace_code"]: r["lq"] for r in study.tables["divisions"].as_records()}
    own = [r for r in study.tables["peer_comparison"].as_records() if r["is_study_region"]]
    assert own
    assert all(r["lq"] == quotients[r["nace_code"]] for r in own)


def test_map_shows_the_whole_landscape_and_no_hidden_figure(prepared: Prepared) -> None:
    rows = map_table(prepared, "C24", language="en", say=translator("en")).as_records()
    assert [r["nuts_code"] for r in rows] == list(prepared.landscape.regions)
    hidden = [r for r in rows if r["reason"] == "confidential_source"]
    assert hidden
    assert all(is_confidential(r["flag"]) for r in hidden)
    assert {(r["employment_persons"], r["lq"], r["lq_low"]) for r in hidden} == {(None, None, None)}


def test_map_of_no_division_is_empty(prepared: Prepared) -> None:
    assert map_table(prepared, None, language="en", say=translator("en")).rows == ()
