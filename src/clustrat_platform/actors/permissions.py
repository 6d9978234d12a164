"""Who may what with entries of the directory: keepers of the territory, the organisation's own editors, everyone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from clustrat_platform.actors.models import Actor
from clustrat_platform.base.permissions import forbid, grant, is_anyone, is_signed_in, predicate
from clustrat_platform.organisations.models import Organisation, Role
from clustrat_platform.organisations.permissions import KEEPERS, edits, has_role, has_role_anywhere

__all__ = ["KEEPERS", "edits_entry", "register"]


@predicate
def edits_entry(user: Any, actor: Any) -> bool:
    """The person may edit the organisation of the entry."""
    return actor is not None and bool(edits.test(user, actor.organisation))


@predicate
def is_open_to_all(user: Any, actor: Any) -> bool:
    """Everyone may see it: published, or withdrawn after it was, with an organisation that everyone may see."""
    if actor is None:
        return False
    shown = (Organisation.State.PUBLISHED, Organisation.State.WITHDRAWN)
    return actor.state in (Actor.State.PUBLISHED, Actor.State.WITHDRAWN) and actor.organisation.state in shown


@predicate
def is_withdrawn(user: Any, actor: Any) -> bool:
    """The entry was withdrawn."""
    return actor is not None and actor.state == Actor.State.WITHDRAWN


@predicate
def is_withdrawn_organisation(user: Any, organisation: Any) -> bool:
    """The organisation was withdrawn."""
    return organisation is not None and organisation.state == Organisation.State.WITHDRAWN


@predicate
def is_own_claim(user: Any, claim: Any) -> bool:
    """The person decides about a claim of their own."""
    return claim is not None and getattr(user, "pk", None) == claim.claimant_id


@predicate
def keeps_claim(user: Any, claim: Any) -> bool:
    """The person keeps the register where the claimed entry lies."""
    return claim is not None and bool(has_role(*KEEPERS).test(user, claim.actor))


@predicate
def is_own_proposal(user: Any, proposal: Any) -> bool:
    """The person decides about a proposal of their own."""
    return proposal is not None and proposal.author_id is not None and getattr(user, "pk", None) == proposal.author_id


@predicate
def decides_proposal(user: Any, proposal: Any) -> bool:
    """The person keeps the register there, or edits the entry."""
    if proposal is None:
        return False
    return bool(has_role(*KEEPERS).test(user, proposal.actor)) or bool(edits_entry.test(user, proposal.actor))


@predicate
def is_own_import(user: Any, of: Any) -> bool:
    """The person uploaded it."""
    return of is not None and of.uploaded_by_id is not None and getattr(user, "pk", None) == of.uploaded_by_id


@predicate
def keeps_pair(user: Any, pair: Any) -> bool:
    """The person keeps the register where both organisations of a pair, or of a merge, lie."""
    if pair is None:
        return False
    both = (pair.left, pair.right) if hasattr(pair, "left") else (pair.kept, pair.absorbed)
    return all(bool(has_role(*KEEPERS).test(user, it)) for it in both)


def register() -> None:
    """Tell the permissions of this app."""
    keeps = has_role(*KEEPERS)
    keepers = _("editors and analysts of the region")
    both = _("editors and analysts of the region, and its own editors")
    gone = _("The entry was withdrawn; it can no longer be changed.")
    grant("actors.see", is_open_to_all, who=_("everyone, once it is published"))
    grant("actors.see", keeps | edits_entry, who=both)
    grant("actors.propose", is_signed_in, who=_("everyone with an account"))
    forbid("actors.propose", is_withdrawn_organisation, why=_("The organisation was withdrawn."))
    for name in ("change", "confirm", "add_contact", "keep_members"):
        grant(f"actors.{name}", keeps | edits_entry, who=both)
        forbid(f"actors.{name}", is_withdrawn, why=gone)
    # What is checked was checked by someone else than those whose entry it is (verified.v1).
    for name in ("check", "publish", "waive", "link", "accredit"):
        grant(f"actors.{name}", keeps, who=keepers)
        forbid(f"actors.{name}", is_withdrawn, why=gone)
        forbid(f"actors.{name}", edits_entry, why=_("Someone other than its own editors has to check an entry."))
    grant("actors.withdraw_contact", keeps | edits_entry, who=both)
    grant("actors.withdraw", keeps, who=keepers)
    grant("actors.claim", is_signed_in, who=_("everyone with an account"))
    forbid("actors.claim", is_withdrawn, why=gone)
    grant("actors.decide_claim", keeps_claim, who=keepers)
    forbid("actors.decide_claim", is_own_claim, why=_("Nobody decides about a claim of their own."))
    grant("actors.propose_change", is_signed_in, who=_("everyone with an account"))
    forbid("actors.propose_change", is_withdrawn, why=gone)
    grant("actors.decide_change", decides_proposal, who=both)
    forbid("actors.decide_change", is_own_proposal, why=_("Nobody decides about a proposal of their own."))
    grant("actors.moderate", has_role_anywhere(*KEEPERS), who=_("editors and analysts"))
    grant("actors.list", is_anyone, who=_("everyone"))
    grant("actors.import", has_role_anywhere(*KEEPERS), who=_("editors and analysts"))
    grant("actors.change_import", is_own_import, who=_("the person who uploaded the file"))
    grant("actors.change_import", has_role_anywhere(Role.ADMINISTRATOR), who=_("administrators"))
    grant("actors.find_duplicates", has_role_anywhere(*KEEPERS), who=_("editors and analysts"))
    for name in ("merge", "unmerge"):
        grant(f"actors.{name}", keeps_pair, who=_("editors and analysts of the regions of both"))
    for name in ("remind", "reindex", "remove_demo"):
        grant(f"actors.{name}", has_role_anywhere(Role.ADMINISTRATOR), who=_("administrators"))
