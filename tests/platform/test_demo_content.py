"""The demo: real facts with their sources, no person, loaded through actions, once, and gone in one step."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from tests.platform.organisations.factories import make_organisation

from clustrat.codes.nuts import regions
from clustrat.errors import StorageError
from clustrat_platform.base.actions import load_regions
from clustrat_platform.base.demo import demo_facts
from clustrat_platform.base.models import AuditEntry, User
from clustrat_platform.config import demo
from clustrat_platform.organisations.models import Certainty, Organisation, Role
from clustrat_platform.publications.models import EventPage, NewsPage, StandardPage

pytestmark = pytest.mark.django_db
CERTAINTIES = {it.value for it in Certainty}


def claims() -> list[dict[str, object]]:
    facts = demo_facts()
    return [
        *facts["project"],
        *(claim for kind in ("organisations", "events") for it in facts[kind] for claim in it["claims"]),
        *facts["successions"],
        *facts["regions"],
        *facts["themes"],
        *(part for it in facts["pilots"] for part in it["participants"]),
    ]


def test_every_fact_has_its_source_and_its_certainty() -> None:
    for claim in claims():
        assert claim["source"], claim
        assert claim["certainty"] in CERTAINTIES, claim
        assert claim["url"] == "" or re.match(r"https?://", str(claim["url"])), claim


def test_fact_without_an_address_is_never_said_to_be_seen() -> None:
    assert not [claim for claim in claims() if not claim["url"] and claim["certainty"] == "seen"]


def test_facts_name_no_person_and_no_mailbox() -> None:
    text = json.dumps(demo_facts(), ensure_ascii=False)
    assert "@" not in text
    assert not re.search(r"\b(Mr|Mrs|Ms|Dr|Prof|Ing|Mag)\.? [A-Z]", text)
    assert not re.search(r"\+\d{2,3}[ \d]{6,}", text)


def test_counts_are_those_of_the_project() -> None:
    facts = demo_facts()
    partners = [
        it for it in facts["organisations"] if any(c["value"] in ("partner", "lead partner") for c in it["claims"])
    ]
    assert len(partners) == 18
    assert {it["country"] for it in partners} == {"AT", "CZ", "DE", "HU", "IT", "PL", "SI", "SK"}
    assert len(facts["events"]) == 25
    assert len(facts["pilots"]) == 9


def test_disagreeing_accounts_stand_side_by_side_with_one_preferred() -> None:
    for it in demo_facts()["events"]:
        conflicting = [claim for claim in it["claims"] if claim["certainty"] == "conflicting"]
        assert sum(bool(claim["preferred"]) for claim in it["claims"]) == (1 if conflicting else 0), it["key"]


def test_codes_of_territories_are_those_of_nuts_2013() -> None:
    known = {it.code for it in regions(version="2013")}
    facts = demo_facts()
    named = {it["code"] for it in facts["regions"]} | {code for it in facts["organisations"] for code in it["regions"]}
    assert named <= known


def test_what_no_source_gives_is_not_filled_in() -> None:
    unknown = {it["key"] for it in demo_facts()["events"] if it["precision"] == "unknown"}
    assert unknown == {"p1-ws2", "p1-ws3"}
    assert all(it["n_interviews"] is None or it["key"] == "p7" for it in demo_facts()["pilots"])


@pytest.fixture
def loaded() -> list[str]:
    load_regions(by=None, nuts_version="2013")
    said: list[str] = []
    demo.load_demo(say=said.append)
    return said


def test_demo_is_loaded_once_shown_as_demo_and_gone_in_one_step(loaded: list[str]) -> None:
    own = make_organisation("Not of the demo")
    assert demo.load_demo(say=loaded.append) == 0
    assert Organisation.objects.filter(is_demo=True).count() == len(demo_facts()["organisations"])

    # One record for one organisation under two names; a merger is two records and a succession.
    agency = Organisation.objects.get(names__text="NADSME")
    assert agency.label == "Slovak Business Agency"
    assert {it.text for it in agency.names.filter(kind="former")} == {
        "National Agency for Development of Small and Medium Enterprises"
    }
    assert len({claim.value for claim in agency.claims.filter(fact="name in use")}) == 2
    assert Organisation.objects.get(names__text="Clusterland Upper Austria").successions.get().kind == "merged"

    # Months stay months, and unknown dates unknown.
    assert EventPage.objects.get(slug="sinec-founded").precision == "month"
    assert EventPage.objects.get(slug="p1-ws2").starts_on is None

    # Every role has a person (others only take part in dialogues), an address that cannot exist, no password, and everything through actions.
    people = User.objects.filter(is_demo=True)
    assert set(people.values_list("role_assignments__role", flat=True)) - {None} == {role.value for role in Role}
    assert all(it.email.endswith("@demo.example.org") and not it.has_usable_password() for it in people)
    assert AuditEntry.objects.filter(verb="organisations.propose").count() >= len(demo_facts()["organisations"])

    visitor = Client(SERVER_NAME="127.0.0.1")
    for address in ("/en/news", "/en/events", "/en/pages/clustrat-project/", "/en/pages/clustrat-pilots/"):
        body = visitor.get(address).content.decode()
        assert '<span class="badge">Demo</span>' in body, address
    body = visitor.get("/de/pages/events/brussels/").content.decode()
    assert body.count("Quellen widersprechen sich") == 2
    assert "4th Transnational Policy Dialogue" in body

    link = demo.demo_links()[0]
    assert visitor.post(link.path).status_code == 302
    assert visitor.post(link.path).status_code == 410

    assert demo.remove_demo() > 0
    for model in (NewsPage, EventPage, StandardPage, Organisation, User):
        assert not model.objects.filter(is_demo=True).exists()
    assert Organisation.objects.get() == own


@pytest.mark.full
@pytest.mark.server
def test_demo_in_a_build_only_asks_the_site_and_leaves_nothing_running(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLUSTRAT_", "DATABASE_URL"))}
    command = [sys.executable, "-c", "from clustrat.cli.main import main; main()", "demo", "--port", str(port)]
    done = subprocess.run(
        command, env=kept | {"CLUSTRAT_SITE": str(tmp_path), "DEMO_SERVE": "0"}, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("/en/sign-in/") == len(Role)
    assert "The first page answered after" in done.stdout
    with socket.socket() as again:
        assert again.connect_ex(("127.0.0.1", port)) != 0


def test_site_that_has_stopped_is_not_waited_for() -> None:
    with pytest.raises(StorageError, match="has stopped"):
        demo.check_answers("127.0.0.1", 9, is_running=lambda: False)
