"""Changes of contacts: naming a person with the basis for it, and withdrawing, which erases."""

from __future__ import annotations

from datetime import date

from clustrat_platform.actors.models import Actor, Contact
from clustrat_platform.base.audit import action, checked, erase_payloads
from clustrat_platform.base.models import AuditEntry, User

__all__ = ["add_contact", "withdraw_contact"]


@action(verb="actors.add_contact", permission="actors.add_contact", on="actor")
def add_contact(
    *,
    by: User | None,
    actor: Actor,
    name: str,
    basis: str,
    purpose: str,
    text_version: str,
    evidence: str,
    given_on: date,
    function: str = "",
    mailbox: str = "",
    until: date | None = None,
) -> Contact:
    """Name a person beside an entry; without basis, purpose, version of the text, evidence and day nobody is named."""
    return checked(
        Contact(
            actor=actor,
            name=name,
            basis=basis,
            purpose=purpose,
            text_version=text_version,
            evidence=evidence,
            given_on=given_on,
            function=function,
            mailbox=mailbox,
            until=until,
        )
    )


@action(verb="actors.withdraw_contact", permission="actors.withdraw_contact", on="actor")
def withdraw_contact(*, by: User | None, actor: Actor, contact: Contact, reason: str = "") -> int:
    """Take a person out for ever: the row goes, and what the chain knows about it; returns how many payloads went."""
    key = str(contact.pk)
    contact.delete()
    about = AuditEntry.objects.filter(object_type=Contact._meta.db_table, object_key=key)
    return erase_payloads(entries=about, ground="a person named in the directory withdrew")
