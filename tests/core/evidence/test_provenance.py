"""Where figures come from, in one line."""

from __future__ import annotations

import dataclasses

import pytest

from clustrat.evidence.provenance import Provenance

SBS = Provenance(publisher="Eurostat", table_code="sbs_r_nuts06_r2", vintage="2017-07", licence="2011/833/EU")


def test_citation_names_publisher_table_and_vintage() -> None:
    assert SBS.citation == "Source: Eurostat, sbs_r_nuts06_r2, vintage 2017-07"


def test_citation_names_the_edition_where_there_is_one() -> None:
    assert dataclasses.replace(SBS, edition="2015.1").citation.endswith("; edition 2015.1")


def test_it_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SBS.vintage = "2020"  # type: ignore[misc]
