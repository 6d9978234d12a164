"""Text that is still English says so: to the eye on every page of such a language, to the ear by the attribute."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from clustrat_platform.base.templatetags.languages import in_english, untranslated

pytestmark = pytest.mark.django_db
NOTICE = 'class="note partly"'


@pytest.mark.parametrize(
    ("language", "says"), [("en", False), ("de", False), ("it", False), ("pl", True), ("hu", True)]
)
def test_a_language_that_is_not_complete_says_so(client: Client, language: str, says: bool) -> None:
    html = client.get(f"/{language}/search").content.decode()
    assert (NOTICE in html) == says
    assert "are shown in English" not in html.partition(NOTICE)[2] or language == "en"


def test_blocks_in_english_carry_their_language(client: Client) -> None:
    html = client.get("/sl/region/ITH4/issues").content.decode()
    assert '<span class="question" lang="en">' in html
    assert 'lang="en"' not in client.get("/de/region/ITH4/issues").content.decode().partition('id="result"')[2]


def test_what_is_translated_is_not_marked() -> None:
    with override("pl"):
        assert in_english("Region by region") == "en"
        assert in_english("Regiony") == ""
        assert in_english(12) == ""
    assert untranslated("en") == frozenset()
