"""What the worker does for dialogues: analyses with progress, daily snapshots of rounds, signs of dishonest votes, mail digests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.base.jobs import Progress, job_kind, schedule
from clustrat_platform.base.models import User
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.analysis import analyse, hash_of_input
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.inputs import input_of
from clustrat_platform.dialogue.models import Dialogue, Phase
from clustrat_platform.dialogue.rule_sets import parameters_of
from clustrat_platform.dialogue.signals_of_abuse import signs_in

__all__ = ["digest", "lay_schedules", "look_for_abuse", "run_analysis", "snapshots"]


@job_kind("dialogue.analyse")
def run_analysis(progress: Progress, *, phase: int, kind: str, as_of: str, by: int | None) -> dict[str, Any]:
    """Analyse a phase as of a moment; the message tells how far it is, and never what was found."""
    found = Phase.objects.select_related("dialogue").get(pk=phase)
    person = None if by is None else User.objects.get(pk=by)
    when = datetime.fromisoformat(as_of)
    progress.report(percent=1, message=_("Reading the votes."))
    document = input_of(found, kind, as_of=when)
    output = analyse(document, tell=lambda percent, message: progress.report(percent=percent, message=message))
    run = actions.keep_run(
        by=person,
        phase=found,
        kind=kind,
        as_of=when,
        input_sha256=hash_of_input(document),
        output=output,
        parameters=parameters_of(document["rules"]).as_dict(),
    )
    progress.report(percent=100, message=_("The result is kept and hashed."))
    return {"run": str(run.permanent_id), "output_sha256": run.output_sha256}


@job_kind("dialogue.snapshots")
def snapshots(progress: Progress) -> dict[str, Any]:
    """Keep the ratings of every round that is open, once a day."""
    n = 0
    for phase in Phase.objects.filter(type="rate", dialogue__state=Dialogue.State.OPEN).open_at(moment()):
        actions.take_snapshot(by=None, phase=phase)
        n += 1
    return {"snapshots": n}


@job_kind("dialogue.look_for_abuse")
def look_for_abuse(progress: Progress) -> dict[str, Any]:
    """Flag what looks like votes that are not honest, for a person to judge; nothing is deleted."""
    n = 0
    for dialogue in Dialogue.objects.filter(state=Dialogue.State.OPEN):
        for sign in signs_in(dialogue):
            actions.flag_participation(by=None, participation=sign.participation, kind=sign.kind, note=sign.note)
            n += 1
    return {"flags": n}


@job_kind("dialogue.digest")
def digest(progress: Progress, *, channel: str) -> dict[str, Any]:
    """Send what is new to those who want mail once a day or once a week."""
    return {"mails": actions.send_digests(by=None, channel=channel)}


def lay_schedules() -> None:
    """Let the daily and weekly work of dialogues start by itself; called when the site is prepared."""
    day = 24 * 3600
    schedule(name="dialogue.snapshots", kind="dialogue.snapshots", every_s=day)
    schedule(name="dialogue.look_for_abuse", kind="dialogue.look_for_abuse", every_s=3600)
    schedule(name="dialogue.digest.daily", kind="dialogue.digest", every_s=day, arguments={"channel": "daily"})
    schedule(name="dialogue.digest.weekly", kind="dialogue.digest", every_s=7 * day, arguments={"channel": "weekly"})
