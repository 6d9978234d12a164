"""Baskets in the account: several, taken over at sign-in, shared by a link that can be taken back, with nothing of the sharer."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.platform.organisations.factories import make_person

from clustrat_platform.atlas.actions import baskets as actions
from clustrat_platform.atlas.actions import holding
from clustrat_platform.atlas.frozen import Kept
from clustrat_platform.atlas.models import BasketItem, BasketShare, EvidenceBasket, Follow, FrozenFigure, SavedView
from clustrat_platform.atlas.workspace_parts import (
    BasketTarget,
    Task,
    TaskSource,
    register_basket_target,
    register_tasks,
)
from clustrat_platform.base import actions as base_actions
from clustrat_platform.base.chain import history_of
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
ADDRESS = "/region/ITH4/portfolio?part=strength&v=2015.1"
OTHER = "/region/SI04/portfolio?v=2015.1"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def kept(number: int = 0, **changes: str) -> Kept:
    fields = {
        "address": f"/region/ITH4/portfolio?cut={number + 2}&v=2015.1", "edition": "2015.1", "result_hash": "0" * 64,
        "subject": "Friuli-Venezia Giulia", "title": f"Piece {number}", "language": "en",
    }  # fmt: skip
    return Kept(**{**fields, **changes})


@pytest.fixture
def person() -> User:
    return make_person(display_name="Ada Example")


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def basket(person: User) -> EvidenceBasket:
    made = actions.make_basket(by=person, title="For the meeting")
    for number in range(3):
        actions.keep_item(by=person, basket=made, kept=kept(number))
    return made


def titles(basket: EvidenceBasket) -> list[str]:
    rows = BasketItem.objects.filter(basket=basket, removed_at__isnull=True).order_by("position")
    return list(rows.values_list("title", flat=True))


def test_a_piece_lies_there_once_and_its_figure_is_frozen(person: User, basket: EvidenceBasket) -> None:
    again = actions.keep_item(by=person, basket=basket, kept=kept(1, title="Another"))
    assert again.title == "Piece 1"
    assert titles(basket) == ["Piece 0", "Piece 1", "Piece 2"]
    assert FrozenFigure.objects.count() == 3


def test_pieces_change_places_and_the_first_stays_first(person: User, basket: EvidenceBasket) -> None:
    first, second, _third = basket.items.all()
    actions.move_item(by=person, item=first, up=True)
    assert titles(basket) == ["Piece 0", "Piece 1", "Piece 2"]
    actions.move_item(by=person, item=second, up=True)
    assert titles(basket) == ["Piece 1", "Piece 0", "Piece 2"]
    actions.take_out_item(by=person, item=BasketItem.objects.get(pk=first.pk))
    actions.move_item(by=person, item=BasketItem.objects.get(pk=second.pk), up=False)
    assert titles(basket) == ["Piece 2", "Piece 1"]


def test_what_is_taken_out_can_be_put_back_where_it_was(person: User, basket: EvidenceBasket) -> None:
    second = basket.items.all()[1]
    actions.annotate_item(by=person, item=second, note="Ask about this")
    actions.take_out_item(by=person, item=second)
    assert titles(basket) == ["Piece 0", "Piece 2"]
    assert actions.keep_item(by=person, basket=basket, kept=kept(1)).note == "Ask about this"
    assert titles(basket) == ["Piece 0", "Piece 1", "Piece 2"]


def test_the_chain_says_that_a_note_changed_and_never_what_it_says(person: User, basket: EvidenceBasket) -> None:
    item = basket.items.all()[0]
    actions.annotate_item(by=person, item=item, note="a word for nobody else")
    entries = list(history_of(item))
    assert len(entries) > 1
    assert not any("a word for nobody else" in it.payload.payload for it in entries)


@pytest.mark.parametrize(
    "act",
    [
        lambda by, basket: actions.keep_item(by=by, basket=basket, kept=kept(9)),
        lambda by, basket: actions.rename_basket(by=by, basket=basket, title="Mine"),
        lambda by, basket: actions.remove_basket(by=by, basket=basket),
        lambda by, basket: actions.take_out_item(by=by, item=basket.items.all()[0]),
        lambda by, basket: actions.put_back_item(by=by, item=basket.items.all()[0]),
        lambda by, basket: actions.move_item(by=by, item=basket.items.all()[1], up=True),
        lambda by, basket: actions.annotate_item(by=by, item=basket.items.all()[0], note="mine"),
        lambda by, basket: actions.share_basket(by=by, basket=basket),
        lambda by, basket: actions.take_over(by=by, pieces=[(kept(9), "")], basket=basket),
    ],
)  # fmt: skip
def test_nobody_changes_the_basket_of_another(basket: EvidenceBasket, act: object) -> None:
    with pytest.raises(NotAllowed):
        act(make_person(), basket)  # type: ignore[operator]
    assert titles(basket) == ["Piece 0", "Piece 1", "Piece 2"]
    assert not BasketShare.objects.exists()


def test_what_cannot_be_is_refused(person: User, basket: EvidenceBasket, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="name"):
        actions.make_basket(by=person, title="  ")
    with pytest.raises(ValidationError):
        actions.annotate_item(by=person, item=basket.items.all()[0], note="x" * 2001)
    with pytest.raises(Conflict, match="nothing in this basket"):
        actions.share_basket(by=person, basket=actions.make_basket(by=person, title="Empty"))
    monkeypatch.setattr(actions, "MOST_ITEMS", 3)
    with pytest.raises(Invalid, match="3 items"):
        actions.keep_item(by=person, basket=basket, kept=kept(7))
    monkeypatch.setattr(actions, "MOST_BASKETS", 2)
    with pytest.raises(Invalid, match="2 baskets"):
        actions.make_basket(by=person, title="One more")


def test_the_basket_of_the_session_goes_into_the_account_at_sign_in(client: Client, person: User) -> None:
    for address in (ADDRESS, OTHER):
        client.post("/en/workspace", {"do": "add", "address": address})
    client.post("/en/workspace", {"do": "note", "key": "0", "note": "From before"})
    actions.make_basket(by=person, title="Older")
    client.post(f"/en/sign-in/{base_actions.make_sign_in_link(by=None, user=person)}")
    basket = EvidenceBasket.objects.get()
    assert [it.address for it in basket.items.all()] == [ADDRESS, OTHER]
    assert basket.items.all()[0].note == "From before"
    html = client.get("/en/workspace").content.decode()
    assert "What you kept before signing in" in html
    assert html.count('name="do" value="remove"') == 2
    client.logout()
    assert "Nothing yet" in client.get("/en/workspace").content.decode()


def test_what_was_kept_before_is_not_doubled_and_opens_another_basket_where_there_is_no_room(
    person: User, basket: EvidenceBasket, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert actions.take_over(by=person, pieces=[(kept(1), ""), (kept(2), "")], basket=basket) == 0
    monkeypatch.setattr(actions, "MOST_ITEMS", 3)
    assert actions.take_over(by=person, pieces=[(kept(1), ""), (kept(8), "")], basket=basket) == 1
    assert titles(basket) == ["Piece 0", "Piece 1", "Piece 2"]
    assert titles(EvidenceBasket.objects.exclude(pk=basket.pk).get()) == ["Piece 8"]


def test_pieces_go_into_the_basket_in_use(signed_in: Client, person: User) -> None:
    signed_in.post("/en/workspace", {"do": "add", "address": ADDRESS})
    first = EvidenceBasket.objects.get()
    assert first.title == "My basket"
    signed_in.post("/en/workspace", {"do": "new", "title": "Second"})
    second = EvidenceBasket.objects.exclude(pk=first.pk).get()
    signed_in.post("/en/workspace", {"do": "add", "address": OTHER})
    assert (first.items.count(), second.items.count()) == (1, 1)
    signed_in.post(f"/en/workspace/{first.permanent_id}", {"do": "use"})
    signed_in.post("/en/workspace", {"do": "add", "address": OTHER})
    assert (first.items.count(), second.items.count()) == (2, 1)
    html = signed_in.get(f"/en/workspace/{second.permanent_id}").content.decode()
    assert "Put new pieces into this basket" in html
    signed_in.post(f"/en/workspace/{second.permanent_id}", {"do": "rename", "title": "Renamed"})
    assert EvidenceBasket.objects.get(pk=second.pk).title == "Renamed"
    signed_in.post(f"/en/workspace/{second.permanent_id}", {"do": "drop"})
    assert EvidenceBasket.objects.count() == 1


def test_frozen_figures_stand_beside_the_latest(signed_in: Client) -> None:
    signed_in.post("/en/workspace", {"do": "add", "address": "/region/ITH4/overview?v=2015.1"})
    item = BasketItem.objects.get()
    assert item.headlines
    assert all({"label", "shown", "value", "unit", "table", "column"} <= set(it) for it in item.headlines)
    document = signed_in.get("/en/region/ITH4/overview.json?v=2015.1").json()
    for it in item.headlines:
        table = document["tables"][it["table"]]
        names = [column["name"] for column in table["columns"]]
        values = [row[names.index(it["column"])] for row in table["rows"]]
        assert it["value"] in values
    html = signed_in.get("/en/workspace").content.decode()
    assert "Frozen, 2015.1" in html
    assert "Latest, 2015.1" in html


@pytest.fixture
def shared(signed_in: Client, person: User) -> Iterator[str]:
    """The path of a shared basket that holds a figure with a note."""
    signed_in.post("/en/workspace", {"do": "add", "address": ADDRESS})
    item = BasketItem.objects.get()
    actions.annotate_item(by=person, item=item, note="Only for me")
    signed_in.post("/en/workspace", {"do": "share", "shown_as": "The agency"})
    html = signed_in.get("/en/workspace").content.decode()
    found = re.search(r'value="http://[^/]+(/en/shared/[\w-]+)"', html)
    assert found is not None
    yield found[1]


def test_a_shared_basket_tells_who_and_when_and_nothing_else_of_the_sharer(shared: str, person: User) -> None:
    got = Client().get(shared)
    html = got.content.decode()
    assert "Shared by The agency on" in html
    assert "Unchanged" in html
    for words in (person.email, "Ada Example", str(person.pseudonym), "Only for me", "<textarea"):
        assert words not in html
    assert got.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in got.headers["X-Robots-Tag"]
    archive = zipfile.ZipFile(io.BytesIO(Client().get(f"{shared}.zip").content))
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8")
    assert "Only for me" not in whole
    assert person.email not in whole
    assert json.loads(archive.read("metadata.json"))["items"][0]["result_hash"]


def test_notes_are_shown_where_the_sharer_says_so(shared: str, person: User) -> None:
    basket = EvidenceBasket.objects.get()
    share = actions.share_basket(by=person, basket=basket, with_notes=True)
    html = Client().get(f"/en/shared/{share.token}").content.decode()
    assert "Only for me" in html
    assert "Shared on" in html and "Shared by" not in html


def test_a_link_that_was_taken_back_says_so_and_another_stays(shared: str, signed_in: Client, person: User) -> None:
    other = actions.share_basket(by=person, basket=EvidenceBasket.objects.get())
    key = BasketShare.objects.exclude(pk=other.pk).get().permanent_id
    signed_in.post("/en/workspace", {"do": "revoke", "key": str(key)})
    got = Client().get(shared)
    assert got.status_code == 410
    assert "taken the link back" in got.content.decode()
    assert "The agency" not in got.content.decode()
    assert Client().get(f"{shared}.zip").status_code == 410
    assert Client().get(f"/en/shared/{other.token}").status_code == 200


def test_a_shared_basket_cannot_be_changed_by_its_readers(shared: str) -> None:
    assert Client().post(shared, {"do": "remove", "key": "0"}).status_code == 405
    assert Client().get("/en/shared/" + "x" * 32).status_code == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"do": "new", "title": ""}, 422),
        ({"do": "new", "title": "a\u202eb"}, 422),
        ({"do": "remove", "key": "nothing"}, 404),
        ({"do": "remove", "key": "00000000-0000-4000-8000-000000000000"}, 404),
        ({"do": "revoke", "key": "nothing"}, 404),
        ({"do": "share"}, 409),
        ({"do": "forget_view", "key": "nothing"}, 404),
        ({"do": "unfollow", "key": "nothing"}, 404),
        ({"do": "follow", "address": "/region/XX99/overview"}, 404),
        ({"do": "save_view", "address": "nothing"}, 422),
    ],
)
def test_the_workspace_refuses_what_it_cannot_do(
    signed_in: Client, person: User, form: dict[str, str], status: int
) -> None:
    actions.make_basket(by=person, title="Empty")
    assert signed_in.post("/en/workspace", form).status_code == status


@pytest.mark.parametrize("do", ["new", "use", "rename", "drop", "share", "revoke", "save_view", "follow"])
def test_a_visitor_is_told_who_may(client: Client, do: str) -> None:
    form = {"do": do, "title": "Mine", "address": OTHER}
    got = client.post("/en/workspace", form)
    assert got.status_code == 403
    assert "everyone with an account" in got.content.decode()
    assert not EvidenceBasket.objects.exists()


def test_views_are_saved_without_their_edition_and_forgotten(signed_in: Client) -> None:
    address = "/region/ITH4/portfolio?cut=2&v=2015.1"
    for _again in range(2):
        signed_in.post("/en/workspace", {"do": "save_view", "address": address})
    view = SavedView.objects.get()
    assert view.address == "/region/ITH4/portfolio?cut=2"
    assert f'href="/en{view.address}"' in signed_in.get("/en/workspace").content.decode()
    signed_in.post("/en/workspace", {"do": "forget_view", "key": str(view.permanent_id)})
    assert not SavedView.objects.exists()


def test_a_followed_region_tells_of_a_newer_edition_until_it_was_seen(signed_in: Client, person: User) -> None:
    signed_in.post("/en/workspace", {"do": "follow", "address": "/region/ITH4/portfolio"})
    followed = Follow.objects.get()
    assert (followed.reference, followed.edition) == ("region:ITH4", "2015.1")
    assert "Nothing new." in signed_in.get("/en/workspace").content.decode()
    holding.note_seen(by=person, followed=followed, edition="2014.1")
    assert "There is a newer edition: 2015.1." in signed_in.get("/en/workspace").content.decode()
    signed_in.post("/en/workspace", {"do": "seen", "key": str(followed.permanent_id)})
    assert "Nothing new." in signed_in.get("/en/workspace").content.decode()
    signed_in.post("/en/workspace", {"do": "unfollow", "key": str(followed.permanent_id)})
    assert not Follow.objects.exists()


def test_nobody_lets_go_what_another_holds(person: User) -> None:
    view = holding.save_view(by=person, address="/region/ITH4/portfolio", subject="S", title="T")
    followed = holding.follow(by=person, reference="region:ITH4")
    stranger = make_person()
    for act in (
        lambda: holding.forget_view(by=stranger, view=view),
        lambda: holding.unfollow(by=stranger, followed=followed),
        lambda: holding.note_seen(by=stranger, followed=followed, edition="2015.1"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert SavedView.objects.exists() and Follow.objects.exists()


def test_other_apps_tell_tasks_and_take_baskets_in(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from clustrat_platform.atlas import workspace_parts

    monkeypatch.setattr(workspace_parts, "_SOURCES", {})
    monkeypatch.setattr(workspace_parts, "_TARGETS", {})
    register_tasks(
        TaskSource(
            name="t", order=1, find=lambda user: [Task(title="Vote on it", address="/en/x", what="Until Friday")]
        )
    )
    register_basket_target(
        BasketTarget(name="r", label="Use in a report", order=1, address=lambda user, basket: f"/en/y/{basket.pk}")
    )
    signed_in.post("/en/workspace", {"do": "add", "address": ADDRESS})
    html = signed_in.get("/en/workspace").content.decode()
    assert "Vote on it" in html
    assert "Use in a report" in html
    assert "Vote on it" not in Client().get("/en/workspace").content.decode()
