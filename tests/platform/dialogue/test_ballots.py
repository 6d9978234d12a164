"""Ballots that hold: one for each person, secret, superseded and never changed, counted from what is published by anyone."""

from __future__ import annotations

import json
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction
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
from tests.platform.organisations.factories import make_person, make_region

from clustrat_platform.base.models import AuditEntry, AuditPayload, User
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.analysis import analyse, hash_of_input
from clustrat_platform.dialogue.clock import acting_at
from clustrat_platform.dialogue.inputs import input_of
from clustrat_platform.dialogue.models import Batch, Dialogue, Phase, SecretBallot, StatementVote, VotingRight
from clustrat_platform.dialogue.small_cells import shown_cells

pytestmark = pytest.mark.django_db


def budget_dialogue(n_people: int = 6) -> tuple[Dialogue, Phase, list[User]]:
    """A selection of pilots with three proposals of 300,000, 200,000 and 150,000 EUR, and a budget of 600,000."""
    dialogue = make_dialogue("pilot_selection", owner=make_person())
    people = [join(dialogue, helix=HELICES[n % 3]) for n in range(n_people)]
    for cost in (300_000, 200_000, 150_000):
        make_proposal(dialogue, people[0], cost_eur=cost)
    return dialogue, phase_of(dialogue, "prioritise"), people


def test_a_second_ballot_needs_the_code_of_the_first_and_supersedes_it() -> None:
    dialogue, phase, people = budget_dialogue(2)
    with during(dialogue, "prioritise"):
        first = actions.cast_ballot(by=people[0], phase=phase, choice=[1, 2])
        with pytest.raises(Conflict, match="give the code"):
            actions.cast_ballot(by=people[0], phase=phase, choice=[3])
        with pytest.raises(Invalid, match="No ballot in the box"):
            actions.cast_ballot(by=people[0], phase=phase, choice=[3], code="guessed")
        second = actions.cast_ballot(by=people[0], phase=phase, choice=[3], code=first.code)
        with pytest.raises(Invalid, match="No ballot in the box"):
            actions.cast_ballot(by=people[0], phase=phase, choice=[1], code=first.code)
    held = SecretBallot.objects.filter(phase=phase, is_superseded=False)
    assert [it.choice for it in held] == [[3]]
    assert SecretBallot.objects.filter(phase=phase).count() == 2
    assert held.get().receipt_sha256 == second.receipt == actions.receipt_of(second.code)


@pytest.mark.parametrize("choice", [[4], [1, 1], [-1]])
def test_what_is_not_on_the_ballot_is_refused(choice: list[int]) -> None:
    dialogue, phase, people = budget_dialogue(1)
    with during(dialogue, "prioritise"), pytest.raises(Invalid, match="is not on the ballot"):
        actions.cast_ballot(by=people[0], phase=phase, choice=choice)
    assert not VotingRight.objects.filter(cast_on__isnull=False).exists()


def test_list_and_box_share_no_key_and_the_chain_does_not_tell() -> None:
    dialogue, phase, people = budget_dialogue(1)
    with during(dialogue, "prioritise"):
        cast = actions.cast_ballot(by=people[0], phase=phase, choice=[2])
    fields = {it.name for it in SecretBallot._meta.get_fields()}
    assert not fields & {"participation", "user", "right", "at", "created_at"}
    assert not AuditEntry.objects.filter(object_type=SecretBallot._meta.db_table).exists()
    texts = "\n".join(AuditPayload.objects.values_list("payload", flat=True))
    assert cast.code not in texts
    assert cast.receipt not in texts
    assert SecretBallot.objects.get().code_sha3 not in texts


@pytest.mark.parametrize("who", ["nobody", "stranger", "superuser", "owner", "decider", "invited"])
def test_no_path_lets_one_vote_who_does_not_take_part(who: str) -> None:
    """I4."""
    dialogue, phase, people = budget_dialogue(1)
    owner = dialogue.seats.filter(role="owner").get().user
    invited = make_person()
    from clustrat_platform.dialogue.models import Participation

    actions.invite(
        by=None,
        participation=Participation(dialogue=dialogue, user=invited, helix="civil", region=make_region("ITH4")),
    )
    person: Any = {
        "nobody": None,
        "stranger": make_person(),
        "superuser": make_person(is_superuser=True),
        "owner": owner,
        "decider": seat(dialogue, "decider"),
        "invited": invited,
    }[who]
    statement = make_statement(dialogue, people[0])
    with during(dialogue, "deliberate"), pytest.raises(NotAllowed):
        actions.vote(by=person, statement=statement, value=1)
    with during(dialogue, "prioritise"), pytest.raises(NotAllowed):
        actions.cast_ballot(by=person, phase=phase, choice=[1])


def test_superseded_votes_stay_and_a_recount_at_any_time_gives_what_held_then() -> None:
    """I7."""
    dialogue = make_dialogue()
    people = [join(dialogue) for _ in range(6)]
    statement = make_statement(dialogue, people[0])
    phase = phase_of(dialogue, "deliberate")
    for hour, value in ((2, 1), (4, -1), (6, 0)):
        with during(dialogue, "deliberate", after=timedelta(hours=hour)):
            for person in people:
                actions.vote(by=person, statement=statement, value=value)
    assert StatementVote.objects.count() == 18
    for hour, expected in ((3, (6, 0)), (5, (0, 6)), (7, (0, 0))):
        document = input_of(phase, "opinion", as_of=phase.opens_at + timedelta(hours=hour))
        (row,) = analyse(document)["statements"]
        assert (row["agree"], row["disagree"]) == expected


def test_the_same_vote_again_changes_nothing() -> None:
    dialogue = make_dialogue()
    person = join(dialogue)
    statement = make_statement(dialogue, person)
    with during(dialogue, "deliberate"):
        first = actions.vote(by=person, statement=statement, value=1)
        assert actions.vote(by=person, statement=statement, value=1) == first
    assert StatementVote.objects.count() == 1


def test_the_database_itself_holds_one_vote() -> None:
    dialogue = make_dialogue()
    person = join(dialogue)
    statement = make_statement(dialogue, person)
    with during(dialogue, "deliberate"):
        held = actions.vote(by=person, statement=statement, value=1)
    held.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        held.save()


# Results stay hidden ------------------------------------------------------------------------------------------------


def test_nothing_is_analysed_or_released_before_the_phase_is_over() -> None:
    """I3, BAL-4: one second before it closes there is no result anywhere, not even a run; one second after there is."""
    dialogue, phase, people = budget_dialogue()
    owner = dialogue.seats.filter(role="owner").get().user
    with during(dialogue, "prioritise"):
        for person in people:
            actions.cast_ballot(by=person, phase=phase, choice=[1, 2])
    with acting_at(phase.closes_at - timedelta(seconds=1)):
        for by in (owner, None, make_person(is_superuser=True)):
            with pytest.raises((Conflict, NotAllowed)):
                actions.ask_for_analysis(by=by, phase=phase, kind="budget")
        with pytest.raises(Conflict, match="stay hidden"):
            actions.keep_run(
                by=None, phase=phase, kind="budget", as_of=phase.closes_at - timedelta(seconds=1), input_sha256="0" * 64,
                output={}, parameters={},
            )  # fmt: skip
    assert not dialogue.runs.exists()
    with acting_at(phase.closes_at + timedelta(seconds=1)):
        job = actions.ask_for_analysis(by=owner, phase=phase, kind="budget")
        from clustrat_platform.base.jobs import Progress
        from clustrat_platform.dialogue.tasks import run_analysis

        run_analysis(Progress(job), **job.arguments)
    run = dialogue.runs.get()
    assert "funded" not in job.message
    from clustrat_platform.base.permissions import may

    with acting_at(phase.closes_at + timedelta(seconds=1)):
        assert may(owner, "dialogue.see_run", run)
        assert not may(people[0], "dialogue.see_run", run)
        actions.release_run(by=owner, run=run)
        assert may(people[0], "dialogue.see_run", run)
    with acting_at(phase.closes_at - timedelta(seconds=1)):
        assert not may(people[0], "dialogue.see_run", run)
        assert not may(make_person(is_superuser=True), "dialogue.see_run", run)


# Counting -----------------------------------------------------------------------------------------------------------


def test_tally_of_published_ballots_is_what_an_independent_count_gives() -> None:
    """BAL-3: Equal Shares by hand over the anonymised ballots, in exact fractions."""
    dialogue, phase, people = budget_dialogue()
    choices = [[1, 2], [1, 2], [1], [2, 3], [3], [1]]
    receipts = []
    with during(dialogue, "prioritise"):
        for person, choice in zip(people, choices, strict=True):
            receipts.append(actions.cast_ballot(by=person, phase=phase, choice=choice).receipt)
    output = analyse(input_of(phase, "budget", as_of=phase.closes_at))
    funded, spent = independent_equal_shares(600_000, {1: 300_000, 2: 200_000, 3: 150_000}, choices)
    assert [it["number"] for it in output["projects"] if it["by"] == "equal_shares"] == sorted(funded)
    assert spent <= 600_000
    assert [it["supporters"] for it in output["projects"]] == [4, 3, 2]
    assert output["receipts"] == sorted(receipts)
    assert output["n_ballots"] == len(output["receipts"])


def independent_equal_shares(budget: int, costs: dict[int, int], ballots: list[list[int]]) -> tuple[set[int], Fraction]:
    """The method in a dozen lines of its own: buy what costs its supporters the least per unit of utility."""
    left = [Fraction(budget, len(ballots))] * len(ballots)
    bought: set[int] = set()
    while True:
        offers = []
        for project, cost in costs.items():
            voters = [n for n, it in enumerate(ballots) if project in it]
            if project in bought or sum(left[n] for n in voters) < cost:
                continue
            rest, open_to = Fraction(cost), sorted(voters, key=lambda n: left[n])
            for place, voter in enumerate(open_to):
                share = rest / (len(open_to) - place)
                if left[voter] >= share:
                    offers.append((share / cost, -len(voters), cost, project, share, voters))
                    break
                rest -= left[voter]
        if not offers:
            return bought, sum(Fraction(costs[it]) for it in bought)
        _rho, _n, _cost, project, share, voters = min(offers)
        for voter in voters:
            left[voter] -= min(left[voter], share)
        bought.add(project)


def test_the_same_votes_in_any_order_give_the_same_hash() -> None:
    """I6."""
    outcomes = []
    for turn in (1, -1):
        dialogue = make_dialogue(title="Same", codes=("ITH4", "ITH3"), rules={"groups": ["helix", "territory"]})
        people = [join(dialogue, helix=HELICES[n % 2], code=("ITH4", "ITH3")[n % 2]) for n in range(10)]
        statements = [make_statement(dialogue, people[0], f"Statement number {n}") for n in range(3)]
        with during(dialogue, "deliberate"):
            for n, person in list(enumerate(people))[::turn]:
                for m, statement in list(enumerate(statements))[::turn]:
                    actions.vote(by=person, statement=statement, value=(n * (m + 1)) % 3 - 1)
        phase = phase_of(dialogue, "deliberate")
        for kind in ("opinion", "rollup"):
            document = input_of(phase, kind, as_of=phase.closes_at)
            outcomes.append((hash_of_input(document), json.dumps(analyse(document), sort_keys=True)))
    assert outcomes[:2] == outcomes[2:]


@pytest.mark.parametrize(("sizes", "shown"), [
    ([12, 3, 7], [True, False, False]), ([12, 0, 7], [True, True, True]), ([3, 2], [False, False]),
    ([4], [False]), ([5, 5], [True, True]), ([1, 20, 30], [False, False, True]), ([], []),
])  # fmt: skip
def test_no_small_cell_follows_by_subtraction(sizes: list[int], shown: list[bool]) -> None:
    """BAL-5."""
    assert shown_cells(sizes, 5) == shown


def test_flagged_votes_are_kept_and_a_second_count_stands_beside_only_if_it_tells_nobody() -> None:
    dialogue = make_dialogue(owner=(owner := make_person()))
    people = [join(dialogue) for _ in range(12)]
    statement = make_statement(dialogue, people[0])
    with during(dialogue, "deliberate"):
        for n, person in enumerate(people):
            actions.vote(by=person, statement=statement, value=1 if n < 6 else -1)
    phase = phase_of(dialogue, "deliberate")

    def sensitivity() -> dict[str, Any]:
        found: dict[str, Any] = analyse(input_of(phase, "opinion", as_of=phase.closes_at))["sensitivity"]
        return found

    for n, person in enumerate(people[:6]):
        own = dialogue.participations.get(user=person)
        flag = actions.flag_participation(by=owner, participation=own, kind="hand", note="Looks odd.")
        if n == 0:
            assert sensitivity()["without_flagged"] is None
    assert sensitivity()["without_flagged"]["statements"][0]["agree"] == 0
    actions.judge_flag(by=owner, participation=own, flag=flag, confirms=False, note="A real person.")
    assert sensitivity()["without_flagged"]["statements"][0]["agree"] == 1
    assert StatementVote.objects.count() == 12


def test_twenty_same_votes_of_two_people_are_a_sign_and_nothing_goes() -> None:
    from clustrat_platform.dialogue.signals_of_abuse import IDENTICAL_N, signs_in

    dialogue = make_dialogue(rules={"limits": {"statements_per_day": 100, "votes_per_minute": 1000}})
    people = [join(dialogue) for _ in range(3)]
    statements = [make_statement(dialogue, people[0]) for _ in range(IDENTICAL_N)]
    with during(dialogue, "deliberate"):
        for n, statement in enumerate(statements):
            for place, person in enumerate(people):
                actions.vote(by=person, statement=statement, value=(n + n * (place // 2)) % 3 - 1)
    assert {it.participation.user_id for it in signs_in(dialogue)} == {people[0].pk, people[1].pk}


# Workshops ----------------------------------------------------------------------------------------------------------


def batch_of(phase: Phase, name: str = "sheet.xlsx") -> Batch:
    return Batch(phase=phase, region=make_region("ITH4"), source_name=name, source_sha256=name.ljust(64, "0")[:64])


LINES = [{"helix": "business", "choice": [1]}, {"helix": "civil", "choice": [2, 3]}]


def test_paper_ballots_count_once_a_second_person_has_checked_them() -> None:
    dialogue, phase, _people = budget_dialogue()
    one, other = seat(dialogue, "rapporteur", code="ITH4"), seat(dialogue, "rapporteur", code="ITH4")
    with during(dialogue, "prioritise"):
        batch, codes = actions.enter_batch(by=one, batch=batch_of(phase), lines=LINES)
        assert SecretBallot.objects.count() == 0
        with pytest.raises(NotAllowed, match="ask a second person"):
            actions.check_batch(by=one, batch=batch)
        with pytest.raises(NotAllowed):
            actions.check_batch(by=make_person(is_superuser=True), batch=batch)
    with acting_at(phase.closes_at), pytest.raises(Conflict, match="waits for its second person"):
        actions.begin_closing(by=None, dialogue=dialogue)
        actions.close_dialogue(by=None, dialogue=dialogue)
    with acting_at(phase.closes_at):
        actions.check_batch(by=other, batch=batch)
        with pytest.raises(Conflict):
            actions.check_batch(by=other, batch=batch)
    box = SecretBallot.objects.filter(is_from_batch=True)
    assert sorted(it.receipt_sha256 for it in box) == sorted(it.receipt for it in codes)


def test_a_batch_is_refused_by_line_by_territory_and_twice() -> None:
    dialogue, phase, _people = budget_dialogue()
    rapporteur = seat(dialogue, "rapporteur", code="ITH4")
    stranger = seat(dialogue, "rapporteur", code="AT31")
    with during(dialogue, "prioritise"):
        with pytest.raises(Invalid, match="Line 2: The proposal 9"):
            actions.enter_batch(
                by=rapporteur, batch=batch_of(phase), lines=[LINES[0], {"helix": "civil", "choice": [9]}]
            )
        with pytest.raises(NotAllowed):
            actions.enter_batch(by=stranger, batch=batch_of(phase), lines=LINES)
        actions.enter_batch(by=rapporteur, batch=batch_of(phase), lines=LINES)
        from django.core.exceptions import ValidationError

        with pytest.raises(ValidationError):
            actions.enter_batch(by=rapporteur, batch=batch_of(phase), lines=LINES)
    with during(dialogue, "deliberate"), pytest.raises(NotAllowed):
        actions.enter_batch(by=rapporteur, batch=batch_of(phase, "other"), lines=LINES)


# Rounds and weights -------------------------------------------------------------------------------------------------


def test_outside_the_middle_half_that_was_shown_a_reason_is_due() -> None:
    dialogue = make_dialogue("expert_delphi", owner=make_person())
    people = [join(dialogue) for _ in range(6)]
    proposal = make_proposal(dialogue, people[0])
    items = actions.make_items(by=None, dialogue=dialogue)
    item = next(it for it in items if it.dimension == "importance")
    phase = phase_of(dialogue, "rate")
    with during(dialogue, "rate"):
        for n, person in enumerate(people):
            actions.rate(by=person, item=item, rating=6 + n % 3)
        actions.take_snapshot(by=None, phase=phase)
        actions.rate(by=people[0], item=item, rating=1)
    with during(dialogue, "rate", after=timedelta(days=1)):
        with pytest.raises(Invalid, match="outside the middle half"):
            actions.rate(by=people[1], item=item, rating=1)
        with pytest.raises(Invalid, match="from 1 to 9"):
            actions.rate(by=people[1], item=item, rating=10)
        actions.rate(by=people[1], item=item, rating=1, reason="The law forbids it.")
        actions.take_snapshot(by=None, phase=phase)
    output = analyse(input_of(phase, "delphi", as_of=phase.closes_at))
    (found,) = output["items"]
    assert (found["number"], found["n"], found["verdict"]) == (proposal.number, 6, "dissent")
    assert output["reasons"] == [{"item": "1/importance", "reason": "The law forbids it."}]
    assert found["stability"]["n"] == 6


def test_weights_give_values_acceptability_and_two_cross_checks() -> None:
    from clustrat_platform.dialogue.models import Performance

    dialogue = make_dialogue("discovery_group", owner=make_person())
    people = [join(dialogue, helix=HELICES[n % 2]) for n in range(12)]
    for n in range(3):
        proposal = make_proposal(dialogue, people[n])
        values = {"need": 9 - n, "strength": 5, "cost": 100_000 * (n + 1)} if n < 2 else {"need": 3}
        for code, value in values.items():
            actions.assess_proposal(
                by=None, proposal=proposal, performance=Performance(criterion=code, value=value, source="estimate")
            )
    phase = phase_of(dialogue, "prioritise")
    with during(dialogue, "prioritise"):
        for person in people:
            actions.weigh(by=person, phase=phase, points={"need": 100, "strength": 50, "cost": 50})
        for wrong in ({"need": 100}, {"need": 0, "strength": 0, "cost": 0}, {"need": 101, "strength": 1, "cost": 1}):
            with pytest.raises(Invalid, match="0 to 100 points"):
                actions.weigh(by=people[0], phase=phase, points=wrong)
    output = analyse(input_of(phase, "weights", as_of=phase.closes_at))
    assert output["group_weights"] == {"need": 0.5, "strength": 0.25, "cost": 0.25}
    # 9 of 1..9 is worth 1; 5 is worth 1/2; 100,000 of 0..1,000,000 is worth 0.9: 0.5 + 0.125 + 0.225.
    assert [it["value"] for it in output["alternatives"]] == [0.85, 0.7625]
    assert output["alternatives"][0]["first_by_people"] == 1
    assert [it["number"] for it in output["left_out"]] == [3]
    assert output["orders_differ_at"] == []
    assert close(dialogue).state == "closed"


def test_a_roll_up_shows_every_scheme_and_fills_nothing_in() -> None:
    dialogue = make_dialogue("transnational_event", codes=("ITH4", "AT31", "SI03"), level="transnational")
    voters = {"ITH4": (1, 1, 1, 1, 1, -1), "AT31": (1, 1, 1, 1, -1, -1)}
    people = {code: [join(dialogue, code=code) for _ in values] for code, values in voters.items()}
    statement = make_statement(dialogue, people["ITH4"][0])
    with during(dialogue, "deliberate"):
        for code, values in voters.items():
            for person, value in zip(people[code], values, strict=True):
                actions.vote(by=person, statement=statement, value=value)
    phase = phase_of(dialogue, "deliberate")
    (found,) = analyse(input_of(phase, "rollup", as_of=phase.closes_at))["subjects"]
    # (5+1)/(6+2) and (4+1)/(6+2); Slovenia is missing, and its weight is.
    assert found["staged"]["equal"] == pytest.approx((6 / 8 + 5 / 8) / 2)
    assert set(found["staged"]) == {"equal", "penrose", "population", "participants"}
    assert found["staged"]["population"] is None
    assert found["regions"]["SI03"] == {"score": None, "n": 0}
    assert found["verdict"] == "blocked_quorum"
    assert found["coverage"]["equal"] == pytest.approx(2 / 3)
