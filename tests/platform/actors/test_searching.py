"""Searches of the directory: words in any of nine languages, facets that add up, radius, refusals, and the directory in memory."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.platform.actors.factories import make_actor
from tests.platform.organisations.factories import make_organisation

from clustrat_platform.actors import actions, directory
from clustrat_platform.actors.map_view import map_of, to_laea_km
from clustrat_platform.actors.meanings import meanings
from clustrat_platform.actors.models import Actor, ActorKind
from clustrat_platform.actors.searching import Search, parse_search, search
from clustrat_platform.actors.text_search import matching_keys, words_of
from clustrat_platform.base.problems import Invalid
from clustrat_platform.organisations import actions as organisations

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


def names(**asked: Any) -> list[str]:
    facets = {name: tuple(value) for name, value in asked.pop("facets", {}).items()}
    result = search(Search(facets=facets, **asked), language="en")
    labels = dict(Actor.objects.values_list("pk", "organisation__label"))
    return [labels[key] for key in result.keys.tolist()]


# Words --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Gyor", "GYŐR", "győr", "Győri Klaszter", "klaszter gyori", "yor"])
def test_marks_and_case_do_not_matter(words: str) -> None:
    make_actor("Győri Klaszter", kind=ActorKind.CLUSTER)
    make_actor("Other laboratory")
    assert names(q=words, match="words") == ["Győri Klaszter"]


def test_better_fits_come_first() -> None:
    """By hand: the name itself, a name that begins so, the word in the name, inside a word, in the text."""
    make_actor("In the text", services="We do wood.")
    make_actor("Plywood works")
    make_actor("Institute for wood")
    make_actor("Wood centre")
    make_actor("Wood")
    assert names(q="wood", match="words") == [
        "Wood",
        "Wood centre",
        "Institute for wood",
        "Plywood works",
        "In the text",
    ]


def test_all_words_must_stand_somewhere() -> None:
    make_actor("Wood laboratory", services="Testing")
    make_actor("Wood institute")
    assert names(q="wood testing", match="words") == ["Wood laboratory"]
    assert names(q="wood testing metal", match="words") == []


def test_short_word_begins_a_word_and_is_not_found_inside_one() -> None:
    make_actor("IT centre")
    make_actor("Capital laboratory")
    assert names(q="it", match="words") == ["IT centre"]


@pytest.mark.parametrize(
    "words", ['"', "'", "%", "_", "\\", 'a"b OR c', "AND", "NOT x*", "!%_", "(", "*", "near/3", "—"]
)
def test_signs_of_query_languages_are_letters_like_any_other(words: str) -> None:
    make_actor("Plain name")
    make_actor(f"Strange {words} name" if words.strip() else "x")
    assert set(names(q=words, match="words")) <= {f"Strange {words} name", "Plain name"}
    assert f"Strange {words} name" in names(q=f"strange {words}", match="words")


@settings(max_examples=30, deadline=None)
@given(words=st.text(max_size=40).filter(lambda it: "\x00" not in it))
def test_no_words_whatever_break_the_search(words: str) -> None:
    assert matching_keys(words_of(words)) == [] or words.strip()


def test_stale_entries_rank_lower_among_equals() -> None:
    old = make_actor("Alpha laboratory")
    make_actor("Beta laboratory")
    actions.confirm_actor(by=None, actor=old, confirmed_on=TODAY - timedelta(days=600))
    assert names() == ["Beta laboratory", "Alpha laboratory"]


@pytest.mark.parametrize(("words", "code"), [
    ("furniture", "C31"), ("Möbel", "C31"), ("mobili", "C31"), ("mebli", "C31"), ("nábytek", "C31"), ("nábytok", "C31"),
    ("pohištvo", "C31"), ("bútor", "C31"), ("namještaj", "C31"), ("kalibracja", ""), ("Kalibrierung", "calibration"),
    ("umjeravanje", "calibration"), ("taratura", "calibration"), ("Photonik", "photonics"),
])  # fmt: skip
def test_words_in_any_language_lead_to_codes(words: str, code: str) -> None:
    found = [it.code for it in meanings(words, language="en")]
    assert code in found if code else found == [] or "calibration" in found


def test_nothing_like_it_means_nothing() -> None:
    assert meanings("Friuli Innovazione", language="en") == []
    assert meanings("qx", language="en") == []


def test_entries_are_found_by_what_words_mean_after_those_that_say_them() -> None:
    make_actor("Istituto del mobile", activities=["C3101"])
    make_actor("Furniture centre")
    make_actor("Steel laboratory", activities=["C24"])
    assert names(q="furniture") == ["Furniture centre", "Istituto del mobile"]
    assert names(q="furniture", match="words") == ["Furniture centre"]


# Facets -------------------------------------------------------------------------------------------------------------


def test_facets_count_what_choosing_them_would_give() -> None:
    """By hand: two laboratories and a start-up; a chosen kind still shows what the other kinds would give."""
    make_actor("A", themes=["photonics"], trl_min=3, trl_max=5)
    make_actor("B", code="AT31", themes=["photonics", "nanotechnology"])
    make_actor("C", kind=ActorKind.START_UP, themes=["nanotechnology"])
    result = search(Search(facets={"kind": ("laboratory",)}), language="en")
    assert result.n == 2
    assert result.counts["kind"] == {"laboratory": 2, "start_up": 1}
    assert result.counts["theme"] == {"photonics": 2, "nanotechnology": 1}
    assert {code: result.counts["region"][code] for code in ("IT", "ITH4", "AT", "AT31")} == {
        "IT": 1, "ITH4": 1, "AT": 1, "AT31": 1,
    }  # fmt: skip
    assert result.counts["trl"] == {"3": 1, "4": 1, "5": 1}
    for name, counts in result.counts.items():
        for value, n in counts.items():
            facets = {"kind": ("laboratory",)} | {name: (value,)}
            assert search(Search(facets=facets), language="en").n == n, (name, value)


def test_values_of_one_facet_add_up_and_facets_narrow() -> None:
    make_actor("A", themes=["photonics"])
    make_actor("B", themes=["nanotechnology"])
    make_actor("C", kind=ActorKind.START_UP, themes=["photonics"])
    assert names(facets={"theme": ["photonics", "nanotechnology"]}) == ["A", "B", "C"]
    assert names(facets={"theme": ["photonics", "nanotechnology"], "kind": ["start_up"]}) == ["C"]
    assert names(facets={"theme": ["no_such_theme"]}) == []


def test_an_activity_finds_those_below_it() -> None:
    make_actor("A", activities=["C3101"])
    make_actor("B", activities=["C31"])
    assert names(facets={"activity": ["C31"]}) == ["A", "B"]
    assert names(facets={"activity": ["C3101"]}) == ["A"]


def test_radius_from_a_region_or_a_point() -> None:
    """Graz lies some 200 km from Udine and 150 from Vienna, by the label points of the regions."""
    make_actor("Friuli", code="ITH4")
    make_actor("Steiermark", code="AT22")
    make_actor("Nowhere", code=None)
    assert names(near="ITH4", within=20) == ["Friuli"]
    assert names(near="13.0,46.1", within=300) == ["Friuli", "Steiermark"]
    assert search(Search(near="ITH4", within=300), language="en").distances


@pytest.mark.parametrize(("pairs", "parameter"), [
    ([("sort", "x")], "sort"), ([("kind", "bank")], "kind"), ([("confirmed", "yes")], "confirmed"), ([("trl", "10")], "trl"),
    ([("theme", "a b")], "theme"), ([("theme", "x" * 50)], "theme"), ([("near", "Vienna")], "near"), ([("near", "200,0")], "near"),
    ([("near", "nan,nan")], "near"), ([("within", "50")], "within"), ([("near", "ITH4"), ("within", "0")], "within"),
    ([("near", "ITH4"), ("within", "99999")], "within"), ([("page", "0")], "page"), ([("page", "²")], "page"),
    ([("page", "1"), ("page", "2")], "page"), ([("match", "all")], "match"), ([("theme", f"t{n}") for n in range(40)], "theme"),
])  # fmt: skip
def test_unknown_parameter_or_value_is_named(pairs: list[tuple[str, str]], parameter: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_search(pairs)
    assert refused.value.members["parameter"] == parameter


def test_what_is_asked_is_its_address_and_back() -> None:
    pairs = [("q", "wood"), ("kind", "start_up"), ("theme", "photonics"), ("theme", "nanotechnology"), ("near", "ITH4"),
             ("within", "100"), ("page", "2")]  # fmt: skip
    asked = parse_search(pairs)
    assert asked.pairs() == pairs
    assert parse_search(asked.pairs()) == asked
    assert parse_search([("q", "wood"), ("near", ""), ("within", "50")]) == parse_search([("q", "wood")])
    assert "theme=photonics" not in asked.toggled("theme", "photonics")
    assert "kind=laboratory" in asked.toggled("kind", "laboratory")


# Who is in it -------------------------------------------------------------------------------------------------------


def test_only_public_entries_are_found_and_counted() -> None:
    """PER-4: the planted word stands in a draft, in a withdrawn entry, and in an entry of a withdrawn organisation."""
    make_actor("Plantedword draft", published=False)
    gone = make_actor("Plantedword gone")
    actions.withdraw_actor(by=None, actor=gone, reason="x")
    of_gone = make_actor("Plantedword of a gone one")
    organisations.withdraw_organisation(by=None, organisation=of_gone.organisation, reason="x")
    make_actor("Seen")
    result = search(Search(q="plantedword"), language="en")
    assert result.n == 0
    assert all(not counts for counts in result.counts.values())
    assert names() == ["Seen"]


def test_contacts_are_never_searched() -> None:
    """ACT-11."""
    actor = make_actor("A")
    actions.add_contact(
        by=None, actor=actor, name="Plantedname", basis="consent", purpose="x", text_version="1", evidence="x", given_on=TODAY
    )  # fmt: skip
    assert names(q="plantedname", match="words") == []


def test_a_new_name_of_the_organisation_is_found_at_once() -> None:
    actor = make_actor("Old name")
    organisations.rename_organisation(by=None, organisation=actor.organisation, name="Fresh name")
    assert names(q="fresh", match="words") == ["Fresh name"]
    assert names(q="old", match="words") == ["Fresh name"]


# The directory in memory --------------------------------------------------------------------------------------------


def test_changes_since_are_added_to_what_is_in_memory() -> None:
    """What grew step by step equals what is read anew: same facets, same order."""
    rows = [make_actor(name, themes=["photonics"], trl_min=4) for name in ("Delta", "Alpha", "Charlie")]
    kept = directory._laid_out(directory._rows(above=-1), *directory._stamp())
    actions.change_actor(by=None, actor=rows[1], fields={"themes": ["nanotechnology"]})
    make_actor("Bravo", kind=ActorKind.START_UP, code="AT31")
    actions.withdraw_actor(by=None, actor=rows[2], reason="x")
    number, _removals = directory._stamp()
    grown = directory._with(kept, directory._rows(above=kept.number), number)
    fresh = directory._laid_out(directory._rows(above=-1), *directory._stamp())

    def shown(it: directory.Directory) -> Any:
        alive = [int(key) for key, is_alive in zip(it.keys, it.is_alive, strict=True) if is_alive]
        ordered = sorted(alive, key=lambda key: int(it.rank[it.at[key]]))
        counts = {name: facet.counts(it.is_alive) for name, facet in it.facets.items()}
        return ordered, counts

    assert shown(grown) == shown(fresh)


def test_nothing_read_inside_a_transaction_is_kept() -> None:
    make_actor("A")
    search(Search(), language="en")
    assert not directory._KEPT


class _Committed:
    """A connection outside a transaction; a flush of the whole database would meet the triggers of the chain."""

    in_atomic_block = False


def test_every_process_sees_what_is_committed_and_what_was_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "connection", _Committed())
    make_actor("A")
    assert names() == ["A"]
    kept = directory._KEPT[0]
    assert names() == ["A"]
    assert directory._KEPT[0] is kept
    demo = make_organisation("Demo", is_demo=True)
    actor = actions.propose_actor(by=None, organisation=demo, kind=ActorKind.LABORATORY)
    actions.check_actor(by=None, actor=actor, reason="x")
    actions.publish_actor(by=None, actor=actor)
    assert names() == ["A", "Demo"]
    actions.remove_demo_actors(by=None)
    assert names() == ["A"]


def test_freshness_in_memory_is_that_of_the_rule() -> None:
    actor = make_actor("A", kind=ActorKind.CLUSTER)
    actions.confirm_actor(by=None, actor=actor, confirmed_on=date(2024, 8, 31))
    actor = Actor.objects.get(pk=actor.pk)
    for n in range(0, 700, 7):
        day = date(2024, 8, 31) + timedelta(days=n)
        has = {name for name, mask in directory.directory_now().freshness(day).items() if mask.any()}
        assert has == {actor.freshness_on(day).value}


# The map ------------------------------------------------------------------------------------------------------------


def test_projection_is_that_of_the_code_list() -> None:
    """The list of regions has both degrees and kilometres of EPSG:3035, made with the ellipsoid."""
    from clustrat.codes import nuts

    for it in nuts.regions(version="2013", level=2):
        if (
            it.lon is not None
            and it.lat is not None
            and it.country in ("AT", "CZ", "DE", "HR", "HU", "IT", "PL", "SI", "SK")
        ):
            x, y = to_laea_km(it.lon, it.lat)
            assert it.x_km == pytest.approx(x, abs=8)
            assert it.y_km == pytest.approx(y, abs=8)


def test_map_shows_what_the_list_holds() -> None:
    """ACC-3: every entry is in a circle, or is said to be without a place, or outside."""
    make_actor("A", code="ITH4")
    make_actor("B", code="ITH4")
    make_actor("C", code="AT31")
    make_actor("D", code=None)
    found = map_of(search(Search(), language="en"))
    assert sorted(it.n for it in found.symbols) == [1, 2]
    assert (found.n_shown, found.n_without_place, found.n_outside) == (3, 1, 0)
    assert found.paths
