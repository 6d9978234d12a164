"""Jobs, schedules and mail: told as they go, started once, sent at most once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings
from tests.platform.organisations.factories import make_person

from clustrat_platform.base import jobs, mail
from clustrat_platform.base.jobs import LOG_TAIL_MAX, Progress, job_kind, run_due, schedule, start_job
from clustrat_platform.base.models import Job, OutboxMail, Schedule

pytestmark = pytest.mark.django_db


@job_kind("test.count")
def count(progress: Progress, *, up_to: int) -> dict[str, Any]:
    for number in range(up_to):
        progress.report(percent=100 * number // up_to, message=f"Step {number}")
    return {"counted": up_to}


@job_kind("test.fail")
def fail(progress: Progress) -> None:
    progress.report(percent=40, message="Reading")
    raise ValueError("Row 7 has no region.")


@pytest.fixture(autouse=True)
def keep_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker closes connections between tasks; here it shares the one of the test's transaction."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


def work() -> None:
    call_command("db_worker", batch=True, startup_delay=False, interval=0, reload=False, verbosity=0)


def test_job_runs_in_the_worker_and_keeps_its_result() -> None:
    job = start_job(kind="test.count", arguments={"up_to": 5})
    assert (job.state, job.percent) == ("waiting", 0)
    work()
    job.refresh_from_db()
    assert (job.state, job.percent, job.result) == ("done", 100, {"counted": 5})
    assert "Step 4" in job.log_tail


def test_job_that_fails_says_why_in_its_own_words() -> None:
    job = start_job(kind="test.fail")
    work()
    job.refresh_from_db()
    assert (job.state, job.percent, job.message) == ("failed", 40, "Row 7 has no region.")
    assert job.ended_at is not None


def test_job_exists_exactly_if_its_action_did() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        start_job(kind="test.count", arguments={"up_to": 1})
        raise RuntimeError
    work()
    assert not Job.objects.exists()


def test_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LookupError, match=r"no job kind 'test.nothing'; known are .*test\.count"):
        start_job(kind="test.nothing")


def test_two_functions_for_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="Two functions"):

        @job_kind("test.count")
        def other(progress: Progress) -> None: ...


def test_progress_never_goes_back_and_the_log_stays_small() -> None:
    job = Job.objects.create(kind="test.count")
    progress = Progress(job)
    progress.report(percent=70)
    progress.report(percent=30)
    progress.report(percent=1000)
    for number in range(900):
        progress.report(message=f"line {number} " + "x" * 20)
    job.refresh_from_db()
    assert job.percent == 100
    assert len(job.log_tail) == LOG_TAIL_MAX
    assert "line 899" in job.log_tail


def test_page_of_a_job_is_its_owners(client: Client) -> None:
    owner, other = make_person(), make_person()
    job = start_job(kind="test.count", arguments={"up_to": 1}, owner=owner)
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(owner, backend=backend)
    assert client.get(f"/en/job/{job.permanent_id}").status_code == 200
    fragment = client.get(f"/en/job/{job.permanent_id}", headers={"HX-Request": "true"}).content.decode()
    assert "<progress" in fragment
    assert "<html" not in fragment
    client.force_login(other, backend=backend)
    assert client.get(f"/en/job/{job.permanent_id}").status_code == 404


def test_what_is_due_starts_once_and_missed_turns_are_left_out() -> None:
    entry = schedule(name="count", kind="test.count", every_s=60, arguments={"up_to": 1})
    now = entry.next_at + timedelta(minutes=10, seconds=5)
    assert len(run_due(now=now)) == 1
    assert run_due(now=now) == []
    entry.refresh_from_db()
    assert entry.next_at == entry.after(entry.next_at) - timedelta(seconds=60)
    assert now < entry.next_at <= now + timedelta(seconds=60)


def test_same_name_changes_the_schedule_and_not_its_next_turn() -> None:
    first = schedule(name="count", kind="test.count", every_s=60)
    again = schedule(name="count", kind="test.count", every_s=120)
    assert (again.pk, again.every_s, again.next_at) == (first.pk, 120, first.next_at)
    assert Schedule.objects.count() == 1
    with pytest.raises(ValueError, match="every 0 seconds"):
        schedule(name="never", kind="test.count", every_s=0)


class Server(BaseEmailBackend):
    """Keeps what it is sent, or refuses."""

    def __init__(self, *, refuses: bool = False) -> None:
        super().__init__()
        self.sent: list[EmailMultiAlternatives] = []
        self.refuses = refuses

    def send_messages(self, email_messages: Any) -> int:
        if self.refuses:
            raise ConnectionRefusedError("no server there")
        self.sent += email_messages
        return len(email_messages)


@pytest.fixture
def outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "clustrat_platform.base.mail.OutboxBackend"


@pytest.mark.usefixtures("outbox")
def test_mail_of_a_failed_transaction_is_never_sent() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        send_mail("Subject", "Body", None, ["a@example.org"])
        raise RuntimeError
    assert mail.send_waiting(connection=Server()) == 0


@pytest.mark.usefixtures("outbox")
def test_mail_is_sent_once_and_waits_while_the_server_is_down() -> None:
    send_mail("Subject", "Body", None, ["a@example.org"])
    assert mail.send_waiting() == 0, "without a server it stays"
    assert mail.send_waiting(connection=Server(refuses=True)) == 0
    assert OutboxMail.objects.get().fault == "no server there"
    server = Server()
    assert mail.send_waiting(connection=server) == 1
    assert mail.send_waiting(connection=server) == 0
    (message,) = server.sent
    assert message.to == ["a@example.org"]
    assert str(OutboxMail.objects.get().permanent_id) in message.extra_headers["Message-ID"]


@pytest.mark.usefixtures("outbox")
def test_mail_whose_process_died_while_sending_is_not_sent_again() -> None:
    send_mail("Subject", "Body", None, ["a@example.org"])
    OutboxMail.objects.update(claimed_at=datetime.now(UTC))
    assert mail.send_waiting(connection=Server()) == 0


def test_one_round_of_keeping_seals() -> None:
    from clustrat_platform.base.keeping import keep_once

    make_person()
    assert keep_once()["sealed"] > 0
    assert jobs.job_kinds()
