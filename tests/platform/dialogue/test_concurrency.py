"""Many at once: duplicate votes and ballots of one person leave exactly one, on both databases (I8, BAL-1)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from tests.platform.dialogue.factories import (
    START,
    during,
    join,
    make_dialogue,
    make_proposal,
    make_statement,
    phase_of,
)

from clustrat_platform.base.problems import Problem
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.clock import acting_at
from clustrat_platform.dialogue.models import Dialogue, SecretBallot, StatementVote, VotingRight


@pytest.fixture
def open_database(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Threads see only what is committed; what this test makes stays, as the chain lets nothing be taken back."""
    with django_db_blocker.unblock():
        yield
        connection.close()


def at_once(act: Callable[[], Any], *, n_threads: int, each: int) -> list[BaseException]:
    """Do something in many threads at the same time; returns what was refused."""
    refusals: list[BaseException] = []
    gate = threading.Barrier(n_threads)

    def work() -> None:
        gate.wait()
        for _ in range(each):
            try:
                act()
            except (Problem, OperationalError) as refusal:
                refusals.append(refusal)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(n_threads)]
    for it in threads:
        it.start()
    for it in threads:
        it.join()
    return refusals


def duplicates(n_threads: int, each: int) -> None:
    """One person votes and casts a ballot many times at once."""
    dialogue = make_dialogue("pilot_selection", title="Many at once", rules={"limits": {"votes_per_minute": 10_000}})
    person = join(dialogue)
    make_proposal(dialogue, person, cost_eur=100_000)
    statement = make_statement(dialogue, person)
    phase = phase_of(dialogue, "prioritise")
    turn = iter(range(10**9))

    def vote() -> None:
        with during(dialogue, "deliberate"):
            actions.vote(by=person, statement=statement, value=next(turn) % 3 - 1)

    def cast() -> None:
        with acting_at(phase.opens_at):
            actions.cast_ballot(by=person, phase=phase, choice=[1])

    assert phase.opens_at > START
    assert not at_once(vote, n_threads=n_threads, each=each)
    assert StatementVote.objects.filter(statement=statement, superseded_at__isnull=True).count() == 1
    refused = at_once(cast, n_threads=n_threads, each=each)
    assert len(refused) == n_threads * each - 1
    assert all("give the code" in str(it) for it in refused)
    assert SecretBallot.objects.filter(phase=phase).count() == 1
    assert VotingRight.objects.filter(phase=phase).count() == 1
    # What was committed stays in the base of this process; no test lists all dialogues without a filter.
    dialogue.refresh_from_db()
    Dialogue.objects.filter(pk=dialogue.pk).update(state="draft")


def test_duplicates_at_once_leave_one(open_database: None) -> None:
    duplicates(n_threads=4, each=3)


@pytest.mark.release
def test_ten_thousand_duplicates_at_once_leave_one(open_database: None) -> None:
    duplicates(n_threads=20, each=500)
