"""What tables have in common: missing stays missing, stars read as stars, sources are named once and in the language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from clustrat.errors import ClustratError
from clustrat.evidence.flags import CellStatus
from clustrat.publish.language import translator
from clustrat.study.answer import Prepared, Study
from clustrat.study.question import StudyQuestion
from clustrat.study.table_words import (
    REASONS,
    division_names,
    plain,
    source_line,
    source_words,
    stars_text,
    table_parameters,
    totals_words,
)


def test_plain_numbers() -> None:
    assert plain(3) == 3.0
    assert type(plain(np.float64(2.5))) is float
    assert plain(0.0) == 0.0
    assert plain("c") == "c"
    assert plain(True) is True


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), -float("inf"), np.nan])
def test_missing_stays_missing(value: Any) -> None:
    assert plain(value) is None


def test_stars_stand_by_certainty_not_by_order() -> None:
    assert stars_text([0, 2, 1, 3]) == "★☆?"
    assert stars_text([0, 0, 0]) == ""


def test_every_status_without_a_figure_has_a_reason() -> None:
    assert {status for status in CellStatus if not status.has_value} == set(REASONS)


def test_names_of_a_division() -> None:
    whole, short = division_names("C31", "en")
    assert whole == "Manufacture of furniture"
    assert len(short) <= len(whole)
    with pytest.raises(ClustratError, match="Z99"):
        division_names("Z99", "en")


def test_parameters_carry_the_versions_of_code_lists(prepared: Prepared) -> None:
    parameters = table_parameters(StudyQuestion(region="ITH4"), prepared)
    assert parameters["nuts_version"] == "2013"
    assert parameters["edition"] == prepared.edition.id
    assert (parameters["year"], parameters["base_year"]) == (prepared.year, prepared.base_year)


def test_conventions_of_totals_differ_in_words() -> None:
    known, published = (totals_words(totals, translator("en"), level=2) for totals in ("known", "published"))
    assert known != published
    assert known.endswith("all NUTS-2 regions in the table")
    assert totals_words("known", translator("en"), level=0).endswith("all NUTS-0 regions in the table")


def test_sources_are_one_line(study_of: Callable[..., Study]) -> None:
    say = study_of("ITH4").translator
    assert source_line([], say) == ""
    assert source_line(["Source: E, a, vintage 1; edition 2"], say) == "Source: E, a, vintage 1; edition 2"
    both = source_line(["Source: E, a, vintage 1; edition 2", "Source: E, b, vintage 3; edition 2"], say)
    assert both == "Source: E: a, vintage 1; b, vintage 3; edition 2"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Source: E: a, vintage 2017-07; edition 2"),
        ("de", "Quelle: E: a, Stand 2017-07; Ausgabe 2"),
        ("it", "Fonte: E: a, dati del 2017-07; edizione 2"),
        ("cs", "Zdroj: E: a, stav k 2017-07; vydání 2"),
    ],
)
def test_sources_are_in_the_language(language: str, words: str) -> None:
    assert source_words(["Source: E, a, vintage 2017-07; edition 2"], translator(language)) == words


def test_years_as_vintages_are_in_the_language() -> None:
    source = "Source: E, {}, vintage figures to {}; edition 2"
    two = [source.format("a", "2022 and, for codes of former versions, to 2014"), source.format("b", "2012")]
    assert source_words(two, translator("de")) == (
        "Quelle: E: a, Angaben bis 2022, für Codes früherer Fassungen bis 2014; b, Angaben bis 2012; Ausgabe 2"
    )
