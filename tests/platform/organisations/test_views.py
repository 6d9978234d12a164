"""Pages of organisations as a reader meets them: refusals by name, absent like forbidden, withdrawn with its successor."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from tests.platform.organisations.factories import make_holder, make_organisation

from clustrat_platform.organisations import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def test_list_shows_what_is_published(reader: Client) -> None:
    make_organisation("Friuli Innovazione")
    make_organisation("Hidden draft", published=False)
    body = reader.get("/en/organisations").content.decode()
    assert "Friuli Innovazione" in body
    assert "Hidden draft" not in body


@pytest.mark.parametrize(("query", "parameter"), [
    ("sort=name", "sort"), ("kind=bank", "kind"), ("country=Italy", "country"), ("page=0", "page"), ("page=2", "page"),
    ("page=99999999999999999999", "page"), ("page=²", "page"),
])  # fmt: skip
def test_unknown_parameter_or_value_is_named(reader: Client, query: str, parameter: str) -> None:
    answer = reader.get(f"/en/organisations?{query}")
    assert answer.status_code == 422
    assert f"<code>{parameter}</code>" in answer.content.decode()


def test_nul_in_the_address_is_refused(reader: Client) -> None:
    assert reader.get("/en/organisations?q=a%00b").status_code == 422


def test_forbidden_answers_exactly_like_absent(reader: Client) -> None:
    """PER-2."""
    hidden = make_organisation("Hidden draft", published=False)
    forbidden = reader.get(f"/en/organisation/{hidden.permanent_id}")
    absent = reader.get(f"/en/organisation/{uuid.uuid4()}")
    assert forbidden.status_code == absent.status_code == 404

    def plain(answer: object) -> str:
        text = answer.content.decode()  # type: ignore[attr-defined]
        for part in (str(hidden.permanent_id), answer.headers["X-Reference"], answer.wsgi_request.path.split("/")[-1]):  # type: ignore[attr-defined]
            text = text.replace(part, "")
        return "\n".join(line for line in text.splitlines() if "X-CSRFToken" not in line)

    assert plain(forbidden) == plain(absent)
    assert set(forbidden.headers) == set(absent.headers)


def test_editor_of_the_region_sees_the_draft(reader: Client) -> None:
    hidden = make_organisation("Hidden draft", published=False)
    reader.force_login(make_holder("editor"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert reader.get(f"/en/organisation/{hidden.permanent_id}").status_code == 200


def test_withdrawn_is_gone_and_leads_to_its_successor(reader: Client) -> None:
    old, new = make_organisation("Old agency"), make_organisation("New agency")
    actions.record_succession(by=None, predecessor=old, successor=new, kind="merged", certainty="seen")
    actions.withdraw_organisation(by=None, organisation=old, reason="merged")
    answer = reader.get(f"/en/organisation/{old.permanent_id}")
    assert answer.status_code == 410
    assert f"/en/organisation/{new.permanent_id}" in answer.content.decode()


def test_page_escapes_names(reader: Client) -> None:
    it = make_organisation("<script>alert(1)</script>")
    body = reader.get(f"/en/organisation/{it.permanent_id}").content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_fragment_and_page_share_the_address(reader: Client) -> None:
    make_organisation("Friuli Innovazione")
    fragment = reader.get("/en/organisations", headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert "Friuli Innovazione" in fragment.content.decode()
    assert "HX-Request" in fragment.headers["Vary"]


def test_interface_pages_through_all_organisations(reader: Client) -> None:
    names = {make_organisation(f"Organisation {number}").label for number in range(7)}
    seen: list[str] = []
    after = 0
    while after is not None:
        document = reader.get(f"/api/v1/organisations?limit=3&after={after}").json()
        seen += [it["name"] for it in document["items"]]
        after = document["next"]
    assert len(seen) == len(names)
    assert set(seen) == names


@pytest.mark.parametrize("query", [
    "limit=0", "limit=1001", "after=99999999999999999999", "after=true", "q=%01", "kind=bank", "after=1.5",
])  # fmt: skip
def test_interface_refuses_by_name(reader: Client, query: str) -> None:
    answer = reader.get(f"/api/v1/organisations?{query}")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == 422
    assert document["parameter"] == query.partition("=")[0]
    assert document["reference"] == answer.headers["X-Reference"]


def test_interface_answers_absent_with_a_problem(reader: Client) -> None:
    answer = reader.get(f"/api/v1/organisations/{uuid.uuid4()}")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/404")
