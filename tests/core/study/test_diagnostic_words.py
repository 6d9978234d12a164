"""What should be known, in words: every diagnostic of a study has them, in each complete language."""

from __future__ import annotations

import pytest

from clustrat.evidence.result import Diagnostic
from clustrat.publish.language import translator
from clustrat.study.diagnostic_words import in_words

FOUND = (
    Diagnostic(code="unknown_cell", severity="info", sentence="s", n=2342),
    Diagnostic(code="suppressed_cell", severity="info", sentence="s", n=2206),
    Diagnostic(code="empty_region", severity="info", sentence="s", n=1, keys=("FRA5",)),
    Diagnostic(code="totals_incomplete", severity="warning", sentence="s", n=25, share=0.25, value=0.98),
    Diagnostic(code="imputed_share", severity="warning", sentence="s", n=4861),
    Diagnostic(code="low_coverage", severity="warning", sentence="s", n=4, keys=("FRA5", "IE01"), value=0.8),
    Diagnostic(code="incomplete_region", severity="warning", sentence="s", n=40, keys=("IE02",), share=0.61),
    Diagnostic(code="fewer_peers", severity="info", sentence="s", n=3, value=10),
)


@pytest.mark.parametrize("found", FOUND, ids=lambda found: found.code)
@pytest.mark.parametrize("language", ["de", "it"])
def test_diagnostics_are_said_in_the_language(found: Diagnostic, language: str) -> None:
    said = in_words(found, translator(language))
    assert said not in ("s", in_words(found, translator("en")))


def test_numbers_and_shares_are_those_found() -> None:
    said = in_words(FOUND[3], translator("en"))
    assert said.startswith(
        "In 25 industries the known figures of the regions sum to less than 98% of the published total"
    )
    assert "to 25%" in said
    assert "2.342" in in_words(FOUND[0], translator("de"))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            Diagnostic(code="unflagged_jump", severity="warning", sentence="s", n=1, keys=("N78",)),
            "In 1 industry the national",
        ),
        (
            Diagnostic(code="low_coverage", severity="warning", sentence="s", n=1, keys=("IE",), value=0.8),
            "1 region cannot be",
        ),
        (
            Diagnostic(code="incomplete_region", severity="warning", sentence="s", n=1, keys=("R",), share=0.8),
            "1 industry of R",
        ),
    ],
    ids=lambda found: getattr(found, "code", ""),
)
def test_one_is_not_said_as_many(found: Diagnostic, words: str) -> None:
    assert in_words(found, translator("en")).startswith(words)


def test_unknown_diagnostic_keeps_its_own_sentence() -> None:
    found = Diagnostic(code="new_kind", severity="info", sentence="Something else was found.", n=1)
    assert in_words(found, translator("it")) == "Something else was found."
