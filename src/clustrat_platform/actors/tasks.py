"""What the directory does later: asks for confirmations every day, and follows changes of organisations."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.utils.translation import gettext as _

from clustrat_platform.actors import actions
from clustrat_platform.actors.models import Actor
from clustrat_platform.base.jobs import Progress, job_kind, schedule
from clustrat_platform.organisations.models import Organisation, OrganisationName, Site

__all__ = ["lay_schedules", "listen", "remind"]

DAY_S = 86_400


@job_kind("actors.remind")
def remind(progress: Progress) -> dict[str, Any]:
    """Ask for the confirmation of what is due in 30 or in 7 days."""
    n = actions.send_reminders(by=None)
    progress.report(percent=100, message=_("%(n)s reminders were written.") % {"n": n})
    return {"reminders": n}


def lay_schedules() -> None:
    """Let the reminders run every day."""
    schedule(name="actors.remind", kind="actors.remind", every_s=DAY_S)


def listen() -> None:
    """Follow changes of organisations: the rows that searches read carry their names, places and states."""
    for model in (Organisation, OrganisationName, Site):
        post_save.connect(_follow, sender=model, dispatch_uid=f"clustrat_platform.actors.{model.__name__}")


def _follow(*, instance: Any, **_rest: Any) -> None:
    key = instance.pk if isinstance(instance, Organisation) else instance.organisation_id
    actions.index_actors(Actor.objects.filter(organisation_id=key).values_list("pk", flat=True))
