"""What changes evidence beside a dialogue: a figure is attached with its edition and value, and frozen anew at each event."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clustrat_platform.base.audit import checked
from clustrat_platform.base.evidence import resolve_evidence
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict
from clustrat_platform.dialogue.actions.pen import dialogue_action
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.models import Argument, Dialogue, EvidenceLink, EvidenceSnapshot, Proposal
from clustrat_platform.dialogue.permissions import is_in_sight_of
from clustrat_platform.dialogue.rule_sets import sha256_of

__all__ = ["attach", "freeze_all", "freeze_evidence", "link_evidence"]


@dialogue_action(verb="dialogue.link_evidence", permission="dialogue.link_evidence", on="target")
def link_evidence(
    *, by: User | None, target: Dialogue | Proposal | Argument, address: str, note: str = ""
) -> EvidenceLink:
    """Attach a figure by its address; its value is frozen at this moment.

    Raises
    ------
    NotAllowed
        The thing belongs to someone else.
    Invalid
        It is no address of a figure.
    """
    is_in_sight_of(by, target)
    return attach(target, address=address, note=note, by=by)


def attach(target: Dialogue | Proposal | Argument, *, address: str, note: str = "", by: User | None) -> EvidenceLink:
    """Attach inside another action, whose permission was asked."""
    found = resolve_evidence(address, language=(get_language() or "en").partition("-")[0])
    name = {Dialogue: "dialogue", Proposal: "proposal", Argument: "argument"}[type(target)]
    if EvidenceLink.objects.filter(**{name: target}, address=found.address).exists():
        raise Conflict(detail=_("This figure is attached already."))
    link = checked(EvidenceLink(**{name: target}, **found.as_fields(), note=note, added_by=by))
    _take(link, event="attached")
    return link


@dialogue_action(verb="dialogue.freeze_evidence", permission="dialogue.freeze_evidence", on="dialogue")
def freeze_evidence(*, by: User | None, dialogue: Dialogue) -> int:
    """Freeze all figures of a dialogue as they are now; returns how many."""
    return freeze_all(dialogue, event="by_hand")


def freeze_all(dialogue: Dialogue, *, event: str) -> int:
    """Take a snapshot of every figure of a dialogue, inside the action of an event; returns how many."""
    links = EvidenceLink.objects.filter(
        Q(dialogue=dialogue) | Q(proposal__dialogue=dialogue) | Q(argument__proposal__dialogue=dialogue)
    )
    for link in links:
        _take(link, event=event)
    return len(links)


def _take(link: EvidenceLink, *, event: str) -> EvidenceSnapshot:
    document = {
        "address": link.address,
        "edition": link.edition,
        "result_sha256": link.result_sha256,
        "subject": link.subject,
        "title": link.title,
        "sentence": link.sentence,
        "headlines": link.headlines,
    }
    return checked(
        EvidenceSnapshot(link=link, event=event, taken_at=moment(), document=document, sha256=sha256_of(document))
    )
