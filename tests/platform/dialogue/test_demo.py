"""The demonstration: held by the actions, decided and validated, marked as such, and removed in one step."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.platform.organisations.factories import make_region

from clustrat_platform.dialogue import actions, demo
from clustrat_platform.dialogue.models import Dialogue, Participation, ProposalEdge
from clustrat_platform.dialogue.result_tables import view_of_run

pytestmark = [pytest.mark.django_db, pytest.mark.full]


def test_the_demonstration_is_held_shown_and_taken_away() -> None:
    for code in demo.REGIONS:
        make_region(code)
    assert demo.load_dialogues() == 3
    assert demo.load_dialogues() == 0
    upper = Dialogue.objects.get(level="transnational", is_demo=True)
    assert (upper.state, upper.decisions.filter(state="published").count()) == ("following", 3)
    assert upper.validations.get().outcome == "confirmed"
    assert {it.kind for it in upper.runs.all()} == {"opinion", "rollup", "delphi"}
    assert ProposalEdge.objects.filter(kind="adopt_up").count() == 1
    assert all(view_of_run(it).tables for it in upper.runs.all())
    assert all(it.user is not None and it.user.is_demo for it in Participation.objects.all())
    client = Client(SERVER_NAME="127.0.0.1")
    body = client.get(f"/en/dialogue/{upper.permanent_id}").content.decode()
    assert "nobody in it is a real person" in body
    assert client.get(f"/en/dialogue/{upper.permanent_id}/open-data.zip").content[:2] == b"PK"
    for decision in upper.decisions.all():
        assert client.get(f"/en/decision/{decision.permanent_id}/record.pdf").content[:5] == b"%PDF-"
    assert actions.remove_demo_dialogues(by=None) > 100
    assert not Dialogue.objects.filter(is_demo=True).exists()
