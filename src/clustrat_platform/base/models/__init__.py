"""Data that every part of the site rests on: people, regions, the audit chain, and work in the background."""

from __future__ import annotations

from clustrat_platform.base.models.audit import AuditContext, AuditEntry, AuditErasure, AuditPayload, AuditSeal
from clustrat_platform.base.models.people import SignInLink, User
from clustrat_platform.base.models.record import Record
from clustrat_platform.base.models.regions import Region
from clustrat_platform.base.models.work import Job, OutboxMail, Schedule

__all__ = [
    "AuditContext",
    "AuditEntry",
    "AuditErasure",
    "AuditPayload",
    "AuditSeal",
    "Job",
    "OutboxMail",
    "Record",
    "Region",
    "Schedule",
    "SignInLink",
    "User",
]
