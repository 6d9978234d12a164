"""Work in the background: jobs with their progress, what runs on a schedule, and mail that waits to be sent."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited, unaudited

__all__ = ["Job", "OutboxMail", "Schedule"]


@unaudited("a job reports its own progress many times a second; what it changes is audited where it changes it")
class Job(models.Model):
    """One piece of work that takes longer than a page may: per cent, a message, the tail of its log, its result."""

    class State(models.TextChoices):
        """Where a job stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    permanent_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=80)
    arguments = models.JSONField(_("arguments"), default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), null=True, blank=True, on_delete=models.SET_NULL
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    percent = models.PositiveSmallIntegerField(_("per cent"), default=0)
    message = models.CharField(_("message"), max_length=500, blank=True)
    log_tail = models.TextField(_("log"), blank=True)
    result = models.JSONField(_("result"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-created_at",)
        constraints = (models.CheckConstraint(condition=models.Q(percent__lte=100), name="job_percent_at_most_100"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (self.State.DONE, self.State.FAILED)


@audited(ignored=("next_at", "last_at"))
class Schedule(models.Model):
    """A job that starts again and again; ``next_at`` moves on before the job starts, so that it starts once."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    arguments = models.JSONField(_("arguments"), default=dict, blank=True)
    every_s = models.PositiveIntegerField(_("every (seconds)"))
    next_at = models.DateTimeField(_("next"))
    last_at = models.DateTimeField(_("last"), null=True, blank=True)
    is_on = models.BooleanField(_("on"), default=True)

    class Meta:
        """By name."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def after(self, moment: datetime) -> datetime:
        """The first turn later than ``moment``; turns missed while nothing ran are left out, not made up for."""
        step = timedelta(seconds=self.every_s)
        missed = max(0, (moment - self.next_at) // step)
        return self.next_at + (missed + 1) * step


@unaudited("a mail carries personal data and is removed after it was sent; the action that wrote it is audited")
class OutboxMail(models.Model):
    """A mail, written in the transaction of the action that wants it and sent afterwards, at most once."""

    permanent_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipients = models.JSONField(default=list)
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=500)
    body = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    #: Set before the mail is handed over. A mail that was claimed but not sent is shown to people, not sent again.
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        """Oldest first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return self.subject
