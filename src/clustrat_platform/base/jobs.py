"""Jobs: work that takes longer than a page may, with per cent, a message, the tail of a log, and a result.

An app declares a kind of job and starts it from an action::

    @job_kind("atlas.build_edition")
    def build(progress: Progress, *, edition: str) -> dict[str, int]:
        progress.report(percent=10, message=_("Reading the tables."))
        ...

    job = start_job(kind="atlas.build_edition", arguments={"edition": "2015.1"}, owner=by)

The row and the queued task are written in the caller's transaction: a job exists exactly if its action did.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django_tasks import TaskResult, TaskResultStatus, task
from django_tasks.signals import task_finished

from clustrat_platform.base.models import Job, Schedule, User

__all__ = ["LOG_TAIL_MAX", "Progress", "job_kind", "job_kinds", "run_due", "run_job", "schedule", "start_job"]

#: Characters of a job's log that are kept, the newest.
LOG_TAIL_MAX = 8_000

Work = Callable[..., dict[str, Any] | None]
_KINDS: dict[str, Work] = {}


class Progress:
    """What a job calls to tell how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def report(self, *, percent: int | None = None, message: str = "") -> None:
        """Tell how far; ``percent`` never goes back, and a message also goes into the log."""
        fields = []
        if percent is not None:
            self.job.percent = max(self.job.percent, min(100, max(0, percent)))
            fields.append("percent")
        if message:
            self.job.message = str(message)[:500]
            line = f"{datetime.now(UTC):%H:%M:%S} {message}\n"
            self.job.log_tail = (self.job.log_tail + line)[-LOG_TAIL_MAX:]
            fields += ["message", "log_tail"]
        if fields:
            self.job.save(update_fields=fields)


def job_kind(name: str) -> Callable[[Work], Work]:
    """Declare what runs for jobs of a kind (decorator)."""

    def decorate(work: Work) -> Work:
        if name in _KINDS and _KINDS[name].__qualname__ != work.__qualname__:
            raise ValueError(f"Two functions want to be the job kind '{name}'.")
        _KINDS[name] = work
        return work

    return decorate


def job_kinds() -> list[str]:
    """The names of all kinds."""
    return sorted(_KINDS)


def start_job(*, kind: str, arguments: dict[str, Any] | None = None, owner: User | None = None) -> Job:
    """Write the job and queue it, in the caller's transaction.

    Raises
    ------
    LookupError
        If no function was declared for the kind.
    """
    if kind not in _KINDS:
        raise LookupError(f"There is no job kind '{kind}'; known are {', '.join(job_kinds()) or 'none'}.")
    with transaction.atomic():
        job = Job.objects.create(kind=kind, arguments=arguments or {}, owner=owner)
        run_job.enqueue(job.pk)
    return job


@task()
def run_job(number: int) -> None:
    """Run one job in the worker; a fault is written into the job by :func:`_note_the_end`."""
    taken = Job.objects.filter(pk=number, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, started_at=datetime.now(UTC)
    )
    if not taken:
        return
    job = Job.objects.get(pk=number)
    result = _KINDS[job.kind](Progress(job), **job.arguments)
    Job.objects.filter(pk=number).update(state=Job.State.DONE, percent=100, result=result, ended_at=datetime.now(UTC))


def _note_the_end(*, task_result: TaskResult[Any], **_rest: Any) -> None:
    """A job whose function raised is failed, with the last line of the fault for its owner."""
    if task_result.status != TaskResultStatus.FAILED or task_result.task.func is not run_job.func:
        return
    last = (task_result.errors[-1].traceback.strip().splitlines() or [""])[-1] if task_result.errors else ""
    Job.objects.filter(pk=task_result.args[0], state=Job.State.RUNNING).update(
        state=Job.State.FAILED, message=last.partition(": ")[2][:500] or last[:500], ended_at=datetime.now(UTC)
    )


task_finished.connect(_note_the_end, dispatch_uid="clustrat_platform.base.jobs")


def schedule(*, name: str, kind: str, every_s: int, arguments: dict[str, Any] | None = None) -> Schedule:
    """Let a job start again and again; the same name changes the schedule that is there."""
    if every_s <= 0:
        raise ValueError(f"A schedule of every {every_s} seconds cannot be; give 1 or more.")
    entry, _is_new = Schedule.objects.update_or_create(
        name=name,
        defaults={"kind": kind, "arguments": arguments or {}, "every_s": every_s},
        create_defaults={
            "kind": kind,
            "arguments": arguments or {},
            "every_s": every_s,
            "next_at": datetime.now(UTC),
        },
    )
    return entry


def run_due(*, now: datetime | None = None) -> list[Job]:
    """Start what is due, each once, however many workers ask at the same time."""
    moment = now or datetime.now(UTC)
    started = []
    for entry in Schedule.objects.filter(is_on=True, next_at__lte=moment):
        with transaction.atomic():
            taken = Schedule.objects.filter(pk=entry.pk, next_at=entry.next_at).update(
                next_at=entry.after(moment), last_at=moment
            )
            if taken:
                started.append(start_job(kind=entry.kind, arguments=entry.arguments))
    return started
