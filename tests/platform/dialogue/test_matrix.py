"""The permission matrix as it was designed, tried out: each role, in and out of its phase, through the one layer that all ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.platform.dialogue.factories import (
    START,
    close,
    during,
    join,
    make_dialogue,
    make_proposal,
    make_statement,
    phase_of,
    seat,
)
from tests.platform.organisations.factories import make_person, make_region

from clustrat_platform.base.permissions import may, permissions
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.clock import acting_at
from clustrat_platform.dialogue.models import Batch, Dialogue
from clustrat_platform.dialogue.permission_matrix import MATRIX, ROLES
from clustrat_platform.dialogue.permissions import VOTING

pytestmark = pytest.mark.django_db

#: The table of the design, in its own letters: A always, P in a phase with the feature, O own, S own territory, - never.
DESIGN = """
| permission              | anon | observer | participant | rapporteur | facilitator | decider | owner | steward | auditor | admin |
| dialogue.propose        | -    | -        | P           | P          | -           | -       | -     | -       | -       | -     |
| dialogue.argue          | -    | -        | P           | P          | -           | -       | -     | -       | -       | -     |
| dialogue.edit_proposal  | -    | -        | PO          | -          | -           | -       | -     | -       | -       | -     |
| dialogue.vote_statement | -    | -        | P           | -          | -           | -       | -     | -       | -       | -     |
| dialogue.rate           | -    | -        | P           | -          | -           | -       | -     | -       | -       | -     |
| dialogue.weigh          | -    | -        | P           | -          | -           | -       | -     | -       | -       | -     |
| dialogue.ballot         | -    | -        | P           | -          | -           | -       | -     | -       | -       | -     |
| dialogue.enter_batch    | -    | -        | -           | PS         | -           | -       | -     | -       | -       | -     |
| dialogue.see_interim    | -    | -        | R           | R          | R           | R       | R     | -       | -       | -     |
| dialogue.report         | -    | -        | A           | -          | -           | -       | -     | -       | -       | -     |
| dialogue.hide           | -    | -        | -           | -          | A           | -       | -     | -       | -       | E     |
| dialogue.ask_merge      | -    | -        | P           | -          | P           | -       | -     | -       | -       | -     |
| dialogue.change_rules   | -    | -        | -           | -          | -           | -       | A     | -       | -       | -     |
| dialogue.link_evidence  | -    | -        | P           | P          | A           | -       | A     | A       | -       | -     |
| dialogue.freeze_evidence| -    | -        | -           | -          | -           | -       | -     | A       | -       | -     |
| dialogue.run_analysis   | -    | -        | -           | -          | A           | -       | A     | A       | A       | -     |
| dialogue.publish        | -    | -        | -           | -          | -           | -       | A     | A       | -       | -     |
| dialogue.decide         | -    | -        | -           | -          | -           | P       | -     | -       | -       | -     |
| dialogue.see_hashes     | -    | -        | -           | -          | -           | -       | -     | -       | A       | -     |
| dialogue.export         | A    | A        | A           | A          | A           | A       | A     | A       | A       | A     |
| dialogue.manage_members | -    | -        | -           | S          | -           | -       | A     | -       | -       | -     |
| dialogue.invite         | -    | -        | -           | S          | A           | -       | A     | -       | -       | -     |
"""
#: In which phase the feature of a row is open, in the blueprint of the test.
OPEN_IN = {
    "dialogue.propose": "propose", "dialogue.argue": "deliberate", "dialogue.edit_proposal": "propose",
    "dialogue.vote_statement": "deliberate", "dialogue.weigh": "prioritise", "dialogue.ballot": "prioritise",
    "dialogue.enter_batch": "prioritise", "dialogue.ask_merge": "deliberate", "dialogue.link_evidence": "propose",
    "dialogue.decide": "decide",
}  # fmt: skip


def design() -> dict[str, dict[str, str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in DESIGN.strip().splitlines()]
    return {row[0]: dict(zip(ROLES, row[1:], strict=True)) for row in rows[1:]}


def test_the_table_of_the_program_is_that_of_the_design() -> None:
    wrong = [
        f"{name} {role}: {MATRIX[name].cell(role)} instead of {letters}"
        for name, cells in design().items()
        for role, letters in cells.items()
        if MATRIX[name].cell(role) != letters
    ]
    assert not wrong, wrong


def test_no_permission_of_dialogues_has_the_short_cut_of_superusers() -> None:
    short = {it.name for it in permissions().values() if it.name.startswith("dialogue.") and not it.without_superuser}
    assert short == {"dialogue.break_glass", "dialogue.send_digests"} & short
    assert all(permissions()[name].without_superuser for name in VOTING)


def cast(dialogue: Dialogue) -> dict[str, Any]:
    """One person of each role."""
    from django.contrib.auth.models import AnonymousUser

    people: dict[str, Any] = {"anonymous": AnonymousUser(), "administrator": make_person(is_superuser=True)}
    people["participant"] = join(dialogue)
    for role in ROLES:
        if role not in people:
            people[role] = seat(dialogue, role, code="ITH4" if role in ("rapporteur", "steward") else None)
    return people


def test_every_role_in_and_out_of_its_phase() -> None:
    """PER: the table tried on real things, in the phase with the feature and out of it: no deviation."""
    dialogue = make_dialogue("discovery_group")
    people = cast(dialogue)
    own = make_proposal(dialogue, people["participant"])
    statement = make_statement(dialogue, people["participant"])
    phase = phase_of(dialogue, "prioritise")
    batch = Batch(phase=phase, region=make_region("ITH4"), source_name="a", source_sha256="0" * 64)
    subjects: dict[str, Any] = {
        "dialogue.edit_proposal": own, "dialogue.vote_statement": statement, "dialogue.argue": own,
        "dialogue.weigh": phase, "dialogue.ballot": phase, "dialogue.enter_batch": batch, "dialogue.hide": statement,
        "dialogue.report": statement, "dialogue.decide": own,
    }  # fmt: skip
    with during(dialogue, "decide"):
        actions.declare_interest(by=people["decider"], dialogue=dialogue, text="None.", has_conflict=False)
    wrong = []
    for name, cells in design().items():
        if name in ("dialogue.rate", "dialogue.see_interim"):
            continue
        subject = subjects.get(name, dialogue)
        for is_in_phase in (True, False):
            moment = (
                phase_of(dialogue, OPEN_IN[name]).opens_at
                if is_in_phase and name in OPEN_IN
                else START - timedelta(days=9)
            )
            with acting_at(moment):
                for role, letters in cells.items():
                    expected = letters not in ("-", "E") and ("P" not in letters or is_in_phase)
                    if may(people[role], name, subject) != expected:
                        wrong.append(f"{role} {name} {'in' if is_in_phase else 'out of'} phase: {not expected}")
    assert not wrong, wrong


def test_own_and_territory_are_meant() -> None:
    dialogue = make_dialogue("pilot_selection", codes=("ITH4", "AT31"))
    a, b = join(dialogue), join(dialogue)
    proposal = make_proposal(dialogue, a)
    here = seat(dialogue, "rapporteur", code="ITH4")
    phase = phase_of(dialogue, "prioritise")
    with during(dialogue, "propose"):
        assert may(a, "dialogue.edit_proposal", proposal)
        assert not may(b, "dialogue.edit_proposal", proposal)
    with during(dialogue, "prioritise"):
        for code, expected in (("ITH4", True), ("AT31", False)):
            batch = Batch(phase=phase, region=make_region(code), source_name="a", source_sha256="0" * 64)
            assert may(here, "dialogue.enter_batch", batch) is expected


@pytest.mark.parametrize("results", ["after_closing", "interim_to_participants"])
def test_interim_results_are_as_the_rules_say(results: str) -> None:
    dialogue = make_dialogue("expert_delphi", rules={"results": results})
    people = cast(dialogue)
    expected = results == "interim_to_participants"
    for role, letters in design()["dialogue.see_interim"].items():
        assert may(people[role], "dialogue.see_interim", dialogue) is (expected and letters == "R"), role


def test_a_draft_is_seen_by_those_who_prepare_it_only() -> None:
    dialogue = make_dialogue(state="draft")
    people = cast(dialogue)
    seen = {role for role, person in people.items() if may(person, "dialogue.see", dialogue)}
    assert seen == {"facilitator", "owner"}


def test_a_private_dialogue_and_the_broken_glass() -> None:
    """PER-7."""
    dialogue = make_dialogue(visibility="private")
    people = cast(dialogue)
    seen = {role for role, person in people.items() if may(person, "dialogue.see", dialogue)}
    assert seen == set(ROLES) - {"anonymous", "administrator"}
    actions.break_glass(by=people["administrator"], dialogue=dialogue, reason="A complaint by the data office.")
    assert may(people["administrator"], "dialogue.see", dialogue)
    from clustrat_platform.dialogue.models import Notice

    assert Notice.objects.filter(user=people["owner"], event="glass_broken").exists()
    with acting_at(START + timedelta(days=3650)):
        assert not may(people["administrator"], "dialogue.see", dialogue)


def test_staff_who_take_part_have_the_column_of_participants_through_the_same_checks() -> None:
    dialogue = make_dialogue(owner=(owner := make_person()))
    statement = make_statement(dialogue, join(dialogue))
    with during(dialogue, "deliberate"):
        assert not may(owner, "dialogue.vote_statement", statement)
        join(dialogue, user=owner)
        assert may(owner, "dialogue.vote_statement", statement)


def test_lists_and_permission_agree_for_everyone() -> None:
    """The queryset of what one may see is the twin of the permission."""
    from clustrat_platform.dialogue.queries.dialogues import visible_dialogues

    made = [
        make_dialogue(state=state, visibility=visibility)
        for state in ("draft", "announced", "open")
        for visibility in ("public", "private")
    ]
    people = cast(made[3])
    for role, person in people.items():
        listed = set(visible_dialogues(person))
        assert {it for it in made if it in listed} == {it for it in made if may(person, "dialogue.see", it)}, role


def test_what_is_over_cannot_be_changed_by_anyone() -> None:
    dialogue = make_dialogue("discovery_group")
    people = cast(dialogue)
    close(dialogue)
    Dialogue.objects.filter(pk=dialogue.pk).update(state="archived")
    dialogue.refresh_from_db()
    for name in design():
        if name.startswith(("dialogue.see", "dialogue.export")):
            continue
        assert not any(may(person, name, dialogue) for person in people.values()), name
