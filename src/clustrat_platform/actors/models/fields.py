"""The fields of an entry: which kind of actor has which, which of them are codes, and what each is called."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = [
    "CODE_FIELDS",
    "FIELD_NAMES",
    "ORGANISATION_FIELDS",
    "TEXT_MAX",
    "ActorKind",
    "CodeScheme",
    "Freshness",
    "Side",
    "fields_of",
]

#: The longest text of an entry, in characters.
TEXT_MAX = 4_000


class ActorKind(models.TextChoices):
    """The five kinds of actor that the directory holds."""

    LABORATORY = "laboratory", _("research and development laboratory")
    CERTIFICATION = "certification", _("certification centre")
    START_UP = "start_up", _("high-tech start-up")
    SPIN_OFF = "spin_off", _("academic spin-off")
    CLUSTER = "cluster", _("cluster organisation")


class Freshness(models.TextChoices):
    """How old the last confirmation of an entry is (``actors.v1``)."""

    CURRENT = "current", _("confirmed in time")
    DUE = "due", _("please confirm")
    STALE = "stale", _("stale")
    UNKNOWN = "unknown", _("never confirmed")


class CodeScheme(models.TextChoices):
    """The lists whose codes describe an entry."""

    NACE = "nace2", _("activity (NACE Rev. 2)")
    CPA = "cpa", _("product (CPA)")
    CAPABILITY = "capability", _("capability")
    EUROSCIVOC = "euroscivoc", _("field of science (EuroSciVoc)")
    THEME = "theme", _("theme")
    LANGUAGE = "language", _("working language")
    MEMBER_TYPE = "member_type", _("kind of member")


class Side(models.TextChoices):
    """Whether the actor has and offers what a code names, or needs it."""

    OFFER = "offer", _("offers")
    NEED = "need", _("needs")


#: Fields that are lists of codes: the scheme and the side under which they are kept.
CODE_FIELDS: dict[str, tuple[str, str]] = {
    "activities": (CodeScheme.NACE, Side.OFFER),
    "activities_sought": (CodeScheme.NACE, Side.NEED),
    "products": (CodeScheme.CPA, Side.OFFER),
    "capabilities": (CodeScheme.CAPABILITY, Side.OFFER),
    "capabilities_sought": (CodeScheme.CAPABILITY, Side.NEED),
    "sciences": (CodeScheme.EUROSCIVOC, Side.OFFER),
    "themes": (CodeScheme.THEME, Side.OFFER),
    "languages": (CodeScheme.LANGUAGE, Side.OFFER),
    "member_types": (CodeScheme.MEMBER_TYPE, Side.OFFER),
}
#: Fields whose home is the organisation itself.
ORGANISATION_FIELDS = ("website", "mailbox")

COMMON = (
    *ORGANISATION_FIELDS,
    "summary",
    "summary_language",
    "services",
    "legal_form",
    "founded_year",
    "size_class",
    "has_gender_mark",
    "is_international",
    "activities",
    "activities_sought",
    "products",
    "capabilities",
    "capabilities_sought",
    "sciences",
    "themes",
    "languages",
)
OF_KIND: dict[str, tuple[str, ...]] = {
    ActorKind.LABORATORY: (
        "parent_name",
        "parent_kind",
        "equipment",
        "access_rules",
        "trl_min",
        "trl_max",
        "serves_smes",
        "sme_projects",
        "investments",
        "industrial_funding_pct",
        "sme_turnover_pct",
    ),
    ActorKind.CERTIFICATION: ("access_rules",),
    ActorKind.START_UP: ("trl_min", "trl_max", "funding_stage", "ipr", "sought_partners"),
    ActorKind.SPIN_OFF: (
        "parent_name",
        "parent_kind",
        "parent_link",
        "trl_min",
        "trl_max",
        "funding_stage",
        "ipr",
        "sought_partners",
    ),
    ActorKind.CLUSTER: (
        "management_fte",
        "committed_members",
        "member_types",
        "public_bodies_involved",
        "english_website",
        "english_website_checked_on",
        "quality_label",
        "quality_label_until",
    ),
}

#: What every field is called where people meet it.
FIELD_NAMES: dict[str, Any] = {
    "website": _("Website"),
    "mailbox": _("Role mailbox"),
    "summary": _("In short"),
    "summary_language": _("Language of the text"),
    "services": _("Services"),
    "legal_form": _("Legal form"),
    "founded_year": _("Founded in"),
    "size_class": _("Size"),
    "has_gender_mark": _("Gender in innovation: takes part in a programme or has a plan"),
    "is_international": _("Works across borders"),
    "activities": _("Activities (NACE)"),
    "activities_sought": _("Activities sought (NACE)"),
    "products": _("Products (CPA)"),
    "capabilities": _("Offers"),
    "capabilities_sought": _("Needs"),
    "sciences": _("Fields of science"),
    "themes": _("Themes"),
    "languages": _("Working languages"),
    "parent_name": _("Parent institution"),
    "parent_kind": _("Kind of parent"),
    "parent_link": _("Link to the parent"),
    "equipment": _("Equipment"),
    "access_rules": _("Who may use it, and how"),
    "trl_min": _("Technology readiness, from"),
    "trl_max": _("Technology readiness, to"),
    "serves_smes": _("Serves industry and small firms"),
    "sme_projects": _("Projects with small firms in two years"),
    "investments": _("Major investments in three years"),
    "industrial_funding_pct": _("Funding from industry (%)"),
    "sme_turnover_pct": _("Turnover from projects with small firms (%)"),
    "funding_stage": _("Stage of funding"),
    "ipr": _("Intellectual property"),
    "sought_partners": _("Partners sought"),
    "management_fte": _("Managers, in full-time equivalents"),
    "committed_members": _("Committed members"),
    "member_types": _("Kinds of members"),
    "public_bodies_involved": _("Public bodies are members or cooperate"),
    "english_website": _("Website in English fits the profile"),
    "english_website_checked_on": _("Website looked at on"),
    "quality_label": _("Quality label"),
    "quality_label_until": _("Quality label until"),
}


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that an entry of a kind has, in the order of its page."""
    return COMMON + OF_KIND[kind]
