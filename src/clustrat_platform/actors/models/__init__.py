"""What the directory keeps: entries with codes and sources, accreditations, members of clusters, contacts, claims, proposals."""

from __future__ import annotations

from clustrat_platform.actors.models.accreditations import Accreditation
from clustrat_platform.actors.models.contacts import Contact
from clustrat_platform.actors.models.entries import Actor, ActorCode, FieldSource
from clustrat_platform.actors.models.fields import (
    CODE_FIELDS,
    FIELD_NAMES,
    ORGANISATION_FIELDS,
    TEXT_MAX,
    ActorKind,
    Freshness,
    fields_of,
)
from clustrat_platform.actors.models.imports import DirectoryImport, ImportRow, PostcodeFile
from clustrat_platform.actors.models.index import DirectoryRow, DirectoryStamp
from clustrat_platform.actors.models.merges import DuplicatePair, Merge
from clustrat_platform.actors.models.moderation import ChangeProposal, ClaimRequest
from clustrat_platform.actors.models.register import ClusterMember, Reminder, StatisticalLink, Waiver

__all__ = [
    "CODE_FIELDS",
    "FIELD_NAMES",
    "ORGANISATION_FIELDS",
    "TEXT_MAX",
    "Accreditation",
    "Actor",
    "ActorCode",
    "ActorKind",
    "ChangeProposal",
    "ClaimRequest",
    "ClusterMember",
    "Contact",
    "DirectoryImport",
    "DirectoryRow",
    "DirectoryStamp",
    "DuplicatePair",
    "FieldSource",
    "Freshness",
    "ImportRow",
    "Merge",
    "PostcodeFile",
    "Reminder",
    "StatisticalLink",
    "Waiver",
    "fields_of",
]
