"""Pages of dialogues as people meet them: complete without script, silent about results until the time, and the same next year."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.platform.dialogue.factories import (
    HELICES,
    close,
    during,
    join,
    make_dialogue,
    make_proposal,
    make_statement,
    phase_of,
    seat,
)
from tests.platform.organisations.factories import make_person

from clustrat_platform.base.models import OutboxMail, User
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.analysis import analyse, hash_of_input
from clustrat_platform.dialogue.clock import acting_at
from clustrat_platform.dialogue.inputs import input_of
from clustrat_platform.dialogue.models import AnalysisRun, Dialogue, Notice, Participation, Phase, StatementVote

pytestmark = pytest.mark.django_db


def client_of(person: User | None = None) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def kept(phase: Phase, kind: str) -> AnalysisRun:
    document = input_of(phase, kind, as_of=phase.closes_at)
    with acting_at(phase.closes_at):
        return actions.keep_run(
            by=None, phase=phase, kind=kind, as_of=phase.closes_at, input_sha256=hash_of_input(document),
            output=analyse(document), parameters={},
        )  # fmt: skip


def test_the_whole_way_by_forms_alone() -> None:
    """From invitation to vote with nothing but pages and forms."""
    owner = make_person(is_superuser=False)
    dialogue = make_dialogue(owner=owner)
    person = make_person("voter@example.org")
    moderator, voter = client_of(owner), client_of(person)
    key = dialogue.permanent_id
    region = dialogue.territories.get().region_id
    with during(dialogue, "deliberate"):
        form = {"do": "invite", "invite-email": "voter@example.org", "invite-helix": "civil", "invite-region": region}
        assert moderator.post(f"/en/dialogue/{key}/moderate", form).status_code == 302
        invitation = Participation.objects.get(user=person)
        body = voter.get("/en/dialogues/mine").content.decode()
        assert dialogue.title in body
        assert voter.post("/en/dialogues/mine", {"do": "accept", "key": invitation.pk}).status_code == 302
        assert voter.post(f"/en/dialogue/{key}/vote", {"do": "add", "text": "Share the labs."}).status_code == 302
        page = voter.get(f"/en/dialogue/{key}/vote").content.decode()
        assert "Share the labs." in page and "0 of 1 answered" in page
        assert voter.post(f"/en/dialogue/{key}/vote", {"do": "vote", "statement": 1, "value": 1}).status_code == 302
        assert "1 of 1 answered" in voter.get(f"/en/dialogue/{key}/vote").content.decode()
    assert StatementVote.objects.get().value == 1


@pytest.mark.parametrize(("form", "status"), [
    ({"do": "vote", "statement": 1, "value": 2}, 422), ({"do": "vote", "statement": 9, "value": 1}, 422),
    ({"do": "vote", "statement": "x", "value": 1}, 422), ({"do": "burn"}, 422), ({"do": "add", "text": ""}, 422),
    ({"do": "vote", "statement": "9" * 30, "value": 1}, 422),
])  # fmt: skip
def test_a_form_that_cannot_be_is_refused(form: dict[str, Any], status: int) -> None:
    dialogue = make_dialogue()
    person = join(dialogue)
    make_statement(dialogue, person)
    with during(dialogue, "deliberate"):
        assert client_of(person).post(f"/en/dialogue/{dialogue.permanent_id}/vote", form).status_code == status
    assert not StatementVote.objects.exists()


def test_ballot_rating_and_weights_by_forms() -> None:
    dialogue = make_dialogue("pilot_selection")
    person = join(dialogue)
    make_proposal(dialogue, person, cost_eur=100_000)
    client = client_of(person)
    address = f"/en/dialogue/{dialogue.permanent_id}/vote"
    with during(dialogue, "prioritise"):
        assert "The ballot is secret" in client.get(address).content.decode()
        body = client.post(address, {"choice": ["1"]}).content.decode()
        assert "Your ballot is in the box" in body
        assert client.post(address, {"choice": ["1"]}).status_code == 422
    rounds = make_dialogue("expert_delphi")
    expert = join(rounds)
    make_proposal(rounds, expert)
    item = actions.make_items(by=None, dialogue=rounds)[0]
    with during(rounds, "rate"):
        client = client_of(expert)
        address = f"/en/dialogue/{rounds.permanent_id}/vote"
        assert client.get(address).status_code == 200
        assert client.post(address, {"item": item.pk, "rating": "7", "confidence": "2"}).status_code == 302
        assert client.post(address, {"item": item.pk, "rating": "12", "confidence": "2"}).status_code == 422
    group = make_dialogue("discovery_group")
    member = join(group)
    with during(group, "prioritise"):
        client = client_of(member)
        address = f"/en/dialogue/{group.permanent_id}/vote"
        assert client.post(address, {"need": 100, "strength": 50, "cost": 20}).status_code == 302
        assert client.post(address, {"need": 101, "strength": 50, "cost": 20}).status_code == 422


WORD = "zzqxresult"


def voted() -> tuple[Dialogue, User, list[User], Phase]:
    owner = make_person()
    dialogue = make_dialogue(owner=owner)
    people = [join(dialogue, helix=HELICES[n % 2]) for n in range(12)]
    statement = make_statement(dialogue, people[0], "All labs shall be shared.")
    with during(dialogue, "deliberate"):
        for n, person in enumerate(people):
            actions.vote(by=person, statement=statement, value=1 if n < 9 else -1)
    return dialogue, owner, people, phase_of(dialogue, "deliberate")


def test_results_stand_nowhere_before_the_phase_is_over() -> None:
    """I3 and PER-4: a word planted in a result is in no page, file, answer of the interface, notice or mail before."""
    dialogue, owner, people, phase = voted()
    run = kept(phase, "opinion")
    output = json.loads(run.output_text)
    output["consensus"]["agree"] = [WORD]
    AnalysisRun.objects.filter(pk=run.pk).update(output_text=json.dumps(output), released_at=phase.closes_at)
    key = dialogue.permanent_id
    decider, auditor = seat(dialogue, "decider"), seat(dialogue, "auditor")
    readers = [None, people[0], owner, decider, auditor, make_person(is_superuser=True)]
    addresses = [
        f"/en/dialogue/{key}", f"/en/dialogue/{key}/moderate", f"/en/dialogue/{key}/decide", f"/en/dialogue/{key}/vote",
        f"/en/dialogue/{key}/open-data.zip", f"/api/v1/dialogues/{key}", f"/api/v1/dialogues/{key}/results",
        f"/api/v1/dialogues/{key}/decisions", "/en/dialogues", "/en/dialogues/mine", "/en/dialogues/mine.json",
    ]  # fmt: skip

    def told(moment: Any) -> set[str]:
        found = set()
        with acting_at(moment):
            for reader in readers:
                for address in addresses:
                    content = client_of(reader).get(address).content
                    if address.endswith(".zip") and content[:2] == b"PK":
                        with zipfile.ZipFile(io.BytesIO(content)) as archive:
                            content = b"".join(archive.read(name) for name in archive.namelist())
                    if WORD.encode() in content:
                        found.add(address)
        return found

    assert told(phase.closes_at - timedelta(seconds=1)) == set()
    assert not Notice.objects.filter(sentence__contains=WORD).exists()
    assert not OutboxMail.objects.filter(body__contains=WORD).exists()
    after = told(phase.closes_at + timedelta(seconds=1))
    assert {addresses[0], addresses[4], addresses[6]} <= after


def test_a_dialogue_of_yesterday_is_the_same_today() -> None:
    """Record, PDF and bundle come out byte for byte after the edition has changed."""
    from clustrat_platform.base import evidence as door
    from clustrat_platform.base.evidence import FoundEvidence, register_resolver

    former = list(door._RESOLVERS)

    def resolver(edition: str, value: str) -> Any:
        return lambda address, language, latest: FoundEvidence(
            address=address, edition=edition if latest else "2015.1", result_sha256="a" * 64, subject="ITH4", title="LQ",
            headlines=(("Stars", value if latest else "7"),),
        )  # fmt: skip

    try:
        register_resolver(resolver("2015.1", "7"))
        owner = make_person()
        dialogue = make_dialogue("discovery_group", owner=owner)
        person = join(dialogue)
        proposal = make_proposal(dialogue, person)
        member = seat(dialogue, "decider")
        with during(dialogue, "propose"):
            actions.link_evidence(by=person, target=proposal, address="/region/ITH4/portfolio?v=2015.1")
        close(dialogue)
        with during(dialogue, "decide"):
            actions.declare_interest(by=member, dialogue=dialogue, text="None.", has_conflict=False)
            decision = actions.draft_decision(
                by=member, proposal=proposal, outcome="adopted", reasons={"en": "It rests on evidence."}
            )
            actions.sign_decision(by=member, decision=decision)
        actions.publish_decisions(by=None, dialogue=dialogue)
        client = client_of()
        addresses = [
            f"/en/decision/{decision.permanent_id}/record.json",
            f"/en/decision/{decision.permanent_id}/record.pdf",
            f"/en/dialogue/{dialogue.permanent_id}/open-data.zip",
        ]
        yesterday = [client.get(it).content for it in addresses]
        assert b'"Stars","7"' in yesterday[0]
        assert yesterday[1][:5] == b"%PDF-"
        register_resolver(resolver("2016.1", "9"))
        assert [client.get(it).content for it in addresses] == yesterday
        body = client.get(f"/en/proposal/{proposal.permanent_id}").content.decode()
        assert "There is a newer edition: 2016.1." in body and "Stars: 9" in body
    finally:
        door._RESOLVERS[:] = former


def test_letting_go_of_a_person_keeps_counts_and_chain() -> None:
    """I9: before and after, the same hash of the same votes; nothing of the person is left."""
    from clustrat_platform.base.actions import erase_person
    from clustrat_platform.base.chain import verify
    from clustrat_platform.base.models import AuditPayload
    from clustrat_platform.dialogue.queries.people import own_data

    dialogue, _owner, people, phase = voted()
    before = hash_of_input(input_of(phase, "opinion", as_of=phase.closes_at))
    person = people[3]
    assert own_data(person)["votes"][0]["value"] == 1
    pseudonym = dialogue.participations.get(user=person).pseudonym
    actions.let_go(by=None, user=person, reason="Asked for it.")
    erase_person(by=None, user=person, reason="Asked for it.")
    assert hash_of_input(input_of(phase, "opinion", as_of=phase.closes_at)) == before
    left = Participation.objects.get(pseudonym=pseudonym)
    assert (left.user, left.organisation, left.state) == (None, None, "erased")
    assert not AuditPayload.objects.filter(payload__contains=person.email).exists()
    assert verify().is_whole


def test_text_is_escaped_and_unknown_parameters_are_named() -> None:
    dialogue = make_dialogue(title="<script>alert(1)</script>")
    client = client_of()
    body = client.get(f"/en/dialogue/{dialogue.permanent_id}").content.decode()
    assert "<script>alert" not in body
    for query in ("sort=title", "state=burning", "level=galactic", "page=0"):
        assert client.get(f"/en/dialogues?{query}").status_code == 422, query
    assert client.get("/api/v1/dialogues?limit=0").status_code == 422


def test_fragment_and_page_share_the_address() -> None:
    make_dialogue(title="Shared address")
    fragment = client_of().get("/en/dialogues?state=open", headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert "Shared address" in fragment.content.decode()


def test_moderator_runs_a_dialogue_by_forms() -> None:
    from tests.platform.organisations.factories import make_holder

    moderator = make_holder("moderator", "ITH4")
    client = client_of(moderator)
    region = moderator.role_assignments.get().region_id
    form = {
        "title": "Shared workshops", "question": "Which workshops?", "blueprint": "discovery_group", "level": "regional",
        "regions": [region], "visibility": "public", "original_language": "en", "begins_on": "2026-03-02",
    }  # fmt: skip
    assert client.post("/en/dialogues/new", {**form, "blueprint": "coup"}).status_code == 422
    answer = client.post("/en/dialogues/new", form)
    assert answer.status_code == 302
    dialogue = Dialogue.objects.get(title="Shared workshops")
    address = f"/en/dialogue/{dialogue.permanent_id}/moderate"
    for step, state in (("announce", "announced"), ("open", "open")):
        assert client.post(address, {"do": step}).status_code == 302
        dialogue.refresh_from_db()
        assert dialogue.state == state
    assert client.post(address, {"do": "close"}).status_code == 422
    person = join(dialogue)
    with during(dialogue, "propose"):
        form = {
            "title": "A workshop", "problem": "None.", "action": "Open one.", "beneficiaries": "All.", "language": "en",
            "no_evidence_reason": "New idea.",
        }  # fmt: skip
        participant = client_of(person)
        assert participant.get(f"/en/dialogue/{dialogue.permanent_id}/propose").status_code == 200
        answer = participant.post(f"/en/dialogue/{dialogue.permanent_id}/propose", form)
        assert answer.status_code == 302
    proposal = dialogue.proposals.get()
    assert client.post(address, {"do": "review", "target": f"proposal:{proposal.pk}"}).status_code == 302
    with during(dialogue, "deliberate"):
        form = {"do": "argue", "kind": "for", "text": "It helps."}
        assert participant.post(f"/en/proposal/{proposal.permanent_id}", form).status_code == 302
    hide = {
        "do": "hide",
        "target": f"proposal:{proposal.pk}",
        "hide-reason_code": "spam",
        "hide-reason": "Advertising.",
    }
    assert client.post(address, hide).status_code == 302
    assert client_of().get(f"/en/proposal/{proposal.permanent_id}").status_code == 404
    assert "Advertising." in participant.get(f"/en/proposal/{proposal.permanent_id}").content.decode()
    form = {"do": "appeal", "appeal-text": "It is none."}
    assert participant.post(f"/en/proposal/{proposal.permanent_id}", form).status_code == 302
    answer = client.post(address, {"do": "cancel", "cancel-reason": ""})
    assert answer.status_code == 422


def test_a_rapporteur_enters_a_workshop_and_another_person_checks_it() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    dialogue = make_dialogue("pilot_selection", owner=(owner := make_person()))
    person = join(dialogue)
    make_proposal(dialogue, person, cost_eur=100_000)
    rapporteur = client_of(seat(dialogue, "rapporteur", code="ITH4"))
    address = f"/en/dialogue/{dialogue.permanent_id}/workshop"
    region = dialogue.territories.get().region_id

    def form(data: bytes) -> dict[str, Any]:
        return {"region": region, "file": SimpleUploadedFile("sheet.csv", data)}

    with during(dialogue, "prioritise"):
        assert client_of(person).get(address).status_code == 403
        assert rapporteur.get(address).status_code == 200
        body = rapporteur.post(address, form(b"helix,choice\ncivil,9\n"))
        assert body.status_code == 422 and "is not on the ballot" in body.content.decode()
        assert "1 ballot is entered." in rapporteur.post(address, form(b"helix,choice\ncivil,1\n")).content.decode()
        batch = phase_of(dialogue, "prioritise").batches.get()
        check = {"do": "check", "key": batch.pk}
        assert client_of(owner).post(f"/en/dialogue/{dialogue.permanent_id}/moderate", check).status_code == 302
    batch.refresh_from_db()
    assert batch.state == "checked"
