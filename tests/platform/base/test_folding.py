"""Search text without case and marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat_platform.base.folding import folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Győr", "gyor"),
        ("Łódź", "lodz"),
        ("Đakovo", "dakovo"),
        ("Straße", "strasse"),
        ("ČEŠTINA", "cestina"),
        ("½ ﬁ", "1⁄2 fi"),
    ],
)
def test_letters_of_the_nine_languages_lose_their_marks(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
