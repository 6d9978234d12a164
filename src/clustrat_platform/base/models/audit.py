"""The audit chain: entries without personal data, payloads apart, seals in one order, and what was erased."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["AuditContext", "AuditEntry", "AuditErasure", "AuditPayload", "AuditSeal"]


class AuditEntry(models.Model):
    """One thing that happened: an action with its verb, or a change that the database itself captured.

    Written by the triggers of :mod:`clustrat_platform.base.capture` and by :mod:`clustrat_platform.base.audit`; never
    changed, never removed (triggers refuse). ``actor`` is a pseudonym; what was changed stands in the payload.
    """

    class Kind(models.TextChoices):
        """What an entry tells."""

        ACTION = "action", _("action")
        CHANGE = "change", _("change")

    captured_at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80, blank=True)
    object_key = models.CharField(max_length=80, blank=True)
    actor = models.CharField(max_length=36, blank=True)
    #: The entry of the action that made this change; a bare number, as the chain must outlive everything it names.
    action_id = models.BigIntegerField(null=True)

    class Meta:
        """In the order of capture."""

        ordering = ("id",)
        indexes = (models.Index(fields=("object_type", "object_key"), name="audit_by_object"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_key}".strip()


class AuditPayload(models.Model):
    """Before and after of an entry, with the salt of its commitment; goes only by an :class:`AuditErasure`."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    salt = models.BinaryField()
    payload = models.TextField()

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"


class AuditSeal(models.Model):
    """The place of an entry in the chain: ``digest`` follows from the seal before it and from the entry."""

    sequence = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    commitment = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        """In the order of the chain."""

        ordering = ("sequence",)

    def __str__(self) -> str:
        return f"seal {self.sequence}"


class AuditErasure(models.Model):
    """That the payload of an entry was erased, and under which title; kept for ever, so that a restore can repeat it."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, primary_key=True, related_name="erasure")
    erased_at = models.DateTimeField()
    ground = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"erasure of {self.entry_id}"


class AuditContext(models.Model):
    """On SQLite: which action is under way, in its one row; PostgreSQL keeps this in the transaction itself."""

    action_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=36, blank=True)

    def __str__(self) -> str:
        return f"action {self.action_id}"
