"""The screen of potential: weights that move places, lists that can be chosen, combinations with their reasons."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from clustrat.codes.themes import theme
from clustrat_platform.atlas.models import ThemeDraft
from clustrat_platform.atlas.theme_lists import content_of, theme_of_content

pytestmark = pytest.mark.django_db
PAGE = "/en/region/ITH4/potential"


@pytest.fixture(scope="module")
def plain(django_db_setup: None, django_db_blocker: object) -> str:
    """The page without weights."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return Client().get(PAGE).content.decode()


def frozen(code: str = "green_economy") -> ThemeDraft:
    """A list that differs from that of the package in one weight, frozen."""
    base = theme(code)
    content = content_of(base, {base.items[0].code: "0.1"}, {})
    return ThemeDraft.objects.create(
        theme=code, base_version=base.version, version=theme_of_content(content).version, content=content,
        reason="A test.", state=ThemeDraft.State.FROZEN,
    )  # fmt: skip


def test_every_part_has_a_number_and_a_slider_and_their_sum_is_shown(plain: str) -> None:
    form = plain[plain.index("data-weights") : plain.index("</form>", plain.index("data-weights"))]
    assert form.count('type="number"') == form.count('type="range"') == 5
    assert re.search(r"<output data-sum>5</output>", form)
    assert form.count(">20%<") == 5
    assert "Back to equal weights" not in form


def test_weights_say_what_moved_and_lead_back(client: Client) -> None:
    html = client.get(f"{PAGE}?w=enabling:0,relatedness:3").content.decode()
    assert re.search(
        r"Friuli-Venezia Giulia goes from place \d+ to place \d+\. Of 282 regions \d+ change their place\.", html
    )
    assert 'href="/en/region/ITH4/potential#weights">Back to equal weights' in html
    rows = client.get(f"{PAGE}.json?w=enabling:0,relatedness:3").json()["tables"]["places_weighted"]["rows"]
    assert len(rows) == 282


def test_one_is_said_in_every_spelling(client: Client) -> None:
    parts = {
        f"w.{name}": "1.0" for name in ("specialisation", "relatedness", "enabling", "rd_strength", "will_and_demand")
    }
    answer = client.get(PAGE, parts)
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)


def test_places_hold_or_not_under_all_weightings(plain: str) -> None:
    assert re.search(r"is between place \d+ and place \d+ of 282 regions", plain)


def test_a_list_frozen_here_can_be_chosen_and_changes_the_rating(client: Client) -> None:
    own = frozen()
    asked = f"green_economy.{own.version}"
    html = client.get(f"{PAGE}?theme={asked}").content.decode()
    assert f'<option value="{asked}" selected>' in html
    document = client.get(f"{PAGE}.json?theme={asked}").json()
    before = client.get(f"{PAGE}.json?theme=green_economy").json()
    table, other = document["tables"]["potential"], before["tables"]["potential"]
    assert table["parameters"]["theme_version"] == own.version
    assert table["rows"][0] != other["rows"][0]
    assert document["result_hash"] != before["result_hash"]


@pytest.mark.parametrize("state", [ThemeDraft.State.DRAFT, ThemeDraft.State.VALIDATED])
def test_a_list_that_is_not_frozen_cannot(client: Client, state: str) -> None:
    own = frozen()
    ThemeDraft.objects.filter(pk=own.pk).update(state=state)
    answer = client.get(f"{PAGE}?theme=green_economy.{own.version}")
    assert answer.status_code == 422
    assert "is frozen here" in answer.content.decode()


@pytest.mark.parametrize("asked", ["photonics", "gender_in_innovation", "nothing.v1", "active_ageing.v99"])
def test_what_cannot_be_rated_is_refused(client: Client, asked: str) -> None:
    assert client.get(f"{PAGE}?theme={asked}").status_code == 422


def test_impossible_choices_stand_there_with_their_reason(plain: str) -> None:
    assert re.search(r"<option disabled>Photonics: no list of industries</option>", plain)
    assert "<option disabled>Internationalisation: an issue, see Cross-cutting</option>" in plain


def test_a_screen_that_a_region_cannot_have_is_no_link(client: Client) -> None:
    html = client.get("/en/region/ITH/overview").content.decode()
    nav = html[html.index('class="screens"') :]
    nav = nav[: nav.index("</nav>")]
    assert "/ITH/potential" not in nav
    assert "Themes are rated for regions of NUTS level 2" in nav


def test_each_combination_has_number_word_and_confidence_or_a_reason(plain: str) -> None:
    grid = plain[plain.index('class="heat"') :]
    grid = grid[: grid.index("</table>")]
    cells = re.findall(r'<td role="cell" class="level-(\w+)">(.*?)</td>', grid)
    assert len(cells) == 9
    for level, cell in cells:
        if level == "none":
            assert "not available" in cell
        else:
            assert "known" in cell and "Weakest:" in cell
    assert "no list of industries belongs to it" in plain


def test_bars_stand_in_for_bubbles(plain: str) -> None:
    assert plain.count('class="bars"') >= 3
