"""Changes of entries: entering, writing fields, checking, publishing, confirming, withdrawing, handing over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from clustrat.decision.rules import verified_gate
from clustrat_platform.actors.actions.indexing import index_actors
from clustrat_platform.actors.field_values import checked_values, plain, values_of
from clustrat_platform.actors.models import CODE_FIELDS, FIELD_NAMES, ORGANISATION_FIELDS, Actor, ActorCode, FieldSource
from clustrat_platform.actors.permissions import edits_entry
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.organisations import actions as organisations
from clustrat_platform.organisations.models import Organisation

__all__ = [
    "change_actor",
    "check_actor",
    "confirm_actor",
    "end_editing",
    "make_owner",
    "propose_actor",
    "publish_actor",
    "set_due_dates",
    "withdraw_actor",
]

#: What stands as the source of a value that nobody gave a source for.
BY_OWNER = "the organisation itself"
BY_KEEPER = "the keeper of the register"
BY_AUTHOR = "the person who proposed the entry"


@action(verb="actors.propose", permission="actors.propose", on="organisation")
def propose_actor(
    *,
    by: User | None,
    organisation: Organisation,
    kind: str,
    fields: Mapping[str, Any] | None = None,
    source: Mapping[str, Any] | None = None,
) -> Actor:
    """Enter an organisation in one capacity; everyone sees it once someone of its region has published it.

    ``source`` has ``source_title``, and may have ``source_url``, ``licence``, ``retrieved_on`` and ``certainty``.
    """
    actor = Actor(organisation=organisation, kind=kind)
    checked(actor)
    given = {name: value for name, value in (fields or {}).items() if name not in ORGANISATION_FIELDS}
    _write(actor, checked_values(kind, given), source=source or {"source_title": BY_AUTHOR})
    index_actors([actor.pk])
    return actor


@action(verb="actors.change", permission="actors.change", on="actor")
def change_actor(
    *,
    by: User | None,
    actor: Actor,
    fields: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
    source: Mapping[str, Any] | None = None,
    reason: str = "",
) -> list[str]:
    """Write fields of an entry; returns the names of those that changed.

    With ``seen`` (the values that the editor had before them) a field that someone else has changed meanwhile is a conflict,
    while fields that only one of the two changed go together.

    Raises
    ------
    Conflict
        Both changed a field, differently; ``difference`` has field, what was seen, what stands now, and what was wanted.
        Nothing is written.
    """
    given, actor = actor, _latest(actor)
    wanted = checked_values(actor.kind, fields)
    now = values_of(actor)
    changes: dict[str, Any] = {}
    difference = []
    for name, value in wanted.items():
        if plain(value) == now[name]:
            continue
        if seen is not None and name in seen:
            if plain(seen[name]) == plain(value):
                continue  # the editor left it as it was; what someone else wrote stays
            if plain(seen[name]) != now[name]:
                difference.append(
                    {
                        "field": name,
                        "label": str(FIELD_NAMES[name]),
                        "seen": plain(seen[name]),
                        "now": now[name],
                        "wanted": plain(value),
                    }
                )
                continue
        changes[name] = value
    if difference:
        raise Conflict(
            detail=_("Someone else has changed the same fields meanwhile: %(names)s. Choose for each what shall stand.")
            % {"names": ", ".join(str(it["label"]) for it in difference)},
            difference=difference,
        )
    if changes:
        _write(actor, changes, source=source or {"source_title": _who(by, actor)})
        index_actors([actor.pk])
        given.refresh_from_db()
    return sorted(changes)


@action(verb="actors.check", permission="actors.check", on="actor")
def check_actor(*, by: User | None, actor: Actor, reason: str) -> Actor:
    """Say that an entry was checked against something other than its owner's word; ``reason`` names what.

    Raises
    ------
    Invalid
        Nothing is named (``verified.v1``), or the entry is checked already.
    """
    if actor.state != Actor.State.PROPOSED:
        raise Invalid(detail=_("Only a proposed entry is checked."), parameter="state", value=actor.state)
    gate = verified_gate(owner="owner", evidence_by=["keeper"] if reason.strip() else [])
    if gate.outcome != "pass":
        raise Invalid(detail=_("Say against what the entry was checked."), parameter="reason")
    actor.state = Actor.State.CHECKED
    checked(actor, fields=["state", "changed_at"])
    index_actors([actor.pk])
    return actor


@action(verb="actors.publish", permission="actors.publish", on="actor")
def publish_actor(*, by: User | None, actor: Actor, confirmed_on: date | None = None) -> Actor:
    """Show a checked entry to everyone, its organisation with it, as confirmed by the keeper.

    Raises
    ------
    Invalid
        The entry was not checked.
    """
    if actor.state not in (Actor.State.CHECKED, Actor.State.PUBLISHED):
        raise Invalid(detail=_("Check the entry before it is published."), parameter="state", value=actor.state)
    if actor.organisation.state != Organisation.State.PUBLISHED:
        organisations.publish_organisation(by=by, organisation=actor.organisation)
    actor.state = Actor.State.PUBLISHED
    _confirm(actor, on_day=confirmed_on, capacity=Actor.Confirmer.KEEPER)
    return actor


@action(verb="actors.confirm", permission="actors.confirm", on="actor")
def confirm_actor(*, by: User | None, actor: Actor, confirmed_on: date | None = None, capacity: str = "") -> Actor:
    """Say that an entry is right as it stands; by its own editors that is the organisation's word.

    Raises
    ------
    Invalid
        The day lies in the future.
    """
    own = by is not None and bool(edits_entry.test(by, actor))
    chosen = capacity if by is None and capacity else Actor.Confirmer.OWNER if own else Actor.Confirmer.KEEPER
    _confirm(actor, on_day=confirmed_on, capacity=chosen)
    return actor


@action(verb="actors.withdraw", permission="actors.withdraw", on="actor")
def withdraw_actor(*, by: User | None, actor: Actor, reason: str) -> Actor:
    """Take an entry out of all lists and searches; its page says why, and the organisation stays."""
    actor.state = Actor.State.WITHDRAWN
    actor.withdrawn_reason = reason.strip()
    checked(actor, fields=["state", "withdrawn_reason", "changed_at"])
    index_actors([actor.pk])
    return actor


@action(verb="actors.make_owner", permission="actors.change", on="actor")
def make_owner(*, by: User | None, actor: Actor, user: User) -> Actor:
    """Hand an entry over to one of its editors.

    Raises
    ------
    Invalid
        The person does not edit the entry.
    """
    if not edits_entry.test(user, actor):
        raise Invalid(detail=_("Only an editor of the entry can be its owner."), parameter="user")
    actor.owner = user
    return checked(actor, fields=["owner", "changed_at"])


@action(verb="actors.end_editing", permission="actors.change", on="actor")
def end_editing(*, by: User | None, actor: Actor, user: User) -> Actor:
    """Take back that a person may edit an entry; an entry whose owner goes has none until another is named."""
    organisations.end_membership(by=by, organisation=actor.organisation, user=user)
    if actor.owner_id == user.pk:
        actor.owner = None
        checked(actor, fields=["owner", "changed_at"])
    return actor


def set_due_dates(actor: Actor) -> None:
    """Bring the days on which an entry is due and stale to its last confirmation and the end of its certificates."""
    if actor.confirmed_on is None:
        actor.due_on = actor.stale_on = None
        return
    found = actor.update_due_on(actor.confirmed_on)
    ends = [
        it.valid_until
        for it in actor.accreditations.all()
        if it.valid_until is not None and it.valid_until >= actor.confirmed_on and it.withdrawn_on is None
    ]
    due = found.due_on
    assert due is not None
    actor.due_on = min([due, *ends])
    actor.stale_on = found.stale_on


def _confirm(actor: Actor, *, on_day: date | None, capacity: str) -> None:
    today = datetime.now(UTC).date()
    day = on_day or today
    if day > today:
        raise Invalid(
            detail=_("An entry cannot have been confirmed in the future."), parameter="confirmed_on", value=str(day)
        )
    actor.confirmed_on = day
    actor.confirmed_as = capacity
    set_due_dates(actor)
    # Only what this action decides: whoever edits fields at the same time keeps theirs.
    checked(actor, fields=["state", "confirmed_on", "confirmed_as", "due_on", "stale_on", "changed_at"])
    index_actors([actor.pk])


def _latest(actor: Actor) -> Actor:
    """The entry as it stands, held until the end of the transaction where the database can hold a row."""
    return Actor.objects.select_for_update(of=("self",)).select_related("organisation__region").get(pk=actor.pk)


def _write(actor: Actor, values: Mapping[str, Any], *, source: Mapping[str, Any]) -> None:
    at_home = {name: value or "" for name, value in values.items() if name in ORGANISATION_FIELDS}
    if at_home:
        for name, value in at_home.items():
            setattr(actor.organisation, name, value)
        checked(actor.organisation)
    for name, value in values.items():
        if name in CODE_FIELDS:
            _write_codes(actor, name, value)
        elif name not in ORGANISATION_FIELDS:
            field = Actor._meta.get_field(name)
            setattr(actor, name, value if value is not None or field.null else "")
    checked(actor)
    for name, value in values.items():
        _write_source(actor, name, source if plain(value) not in (None, []) else None)


def _write_codes(actor: Actor, name: str, codes: list[str]) -> None:
    scheme, side = CODE_FIELDS[name]
    kept = {it.code: it for it in actor.codes.filter(scheme=scheme, side=side)}
    for code in set(kept) - set(codes):
        kept[code].delete()
    for code in sorted(set(codes) - set(kept)):
        checked(ActorCode(actor=actor, scheme=scheme, side=side, code=code))


def _write_source(actor: Actor, name: str, source: Mapping[str, Any] | None) -> None:
    kept = actor.sources.filter(field=name).first()
    if source is None:
        if kept is not None:
            kept.delete()
        return
    fresh = kept or FieldSource(actor=actor, field=name)
    fresh.source_title = source["source_title"]
    fresh.source_url = source.get("source_url", "")
    fresh.licence = source.get("licence", "")
    fresh.retrieved_on = source.get("retrieved_on")
    fresh.certainty = source.get("certainty", "seen")
    checked(fresh)


def _who(by: User | None, actor: Actor) -> str:
    return BY_OWNER if by is not None and edits_entry.test(by, actor) else BY_KEEPER
