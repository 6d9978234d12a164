"""Bringing files into the directory: kept as they came, looked at, written in one transaction, and taken back whole."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from clustrat_platform.actors.actions.entries import change_actor, propose_actor
from clustrat_platform.actors.actions.indexing import index_actors, note_removal
from clustrat_platform.actors.field_values import values_of
from clustrat_platform.actors.models import (
    CODE_FIELDS,
    ORGANISATION_FIELDS,
    Actor,
    ActorCode,
    ActorKind,
    DirectoryImport,
    FieldSource,
    ImportRow,
    PostcodeFile,
    fields_of,
)
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.jobs import start_job
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.permissions import may
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.organisations.models import LegalId, Organisation, OrganisationName, Site

__all__ = [
    "apply_import",
    "ask_for_import",
    "choose_rows",
    "keep_postcodes",
    "map_import",
    "note_look",
    "note_reading",
    "refuse_import",
    "undo_import",
    "upload_import",
]

State = DirectoryImport.State
Outcome = ImportRow.Outcome
BATCH = 1_000
#: The version of the regions that the directory speaks of.
IMPORT_NUTS_VERSION = "2013"
#: What sort of organisation an actor of a kind mostly is.
ORGANISATION_KINDS = {
    ActorKind.LABORATORY: Organisation.Kind.RESEARCH,
    ActorKind.CERTIFICATION: Organisation.Kind.SERVICES,
    ActorKind.START_UP: Organisation.Kind.FIRM,
    ActorKind.SPIN_OFF: Organisation.Kind.FIRM,
    ActorKind.CLUSTER: Organisation.Kind.CLUSTER,
}


@action(verb="actors.keep_postcodes", permission="actors.import")
def keep_postcodes(
    *, by: User | None, file_name: str, content: bytes, nuts_version: str, countries: str, n_codes: int
) -> PostcodeFile:
    """Keep postcode files; the newest is in use from the next look at an import on."""
    return checked(
        PostcodeFile(
            file_name=file_name[-200:],
            sha256=hashlib.sha256(content).hexdigest(),
            nuts_version=nuts_version,
            countries=countries,
            n_codes=n_codes,
            content=content,
        )
    )


@action(verb="actors.upload_import", permission="actors.import")
def upload_import(
    *, by: User | None, file_name: str, content: bytes, layout: str, kind: str, source: Mapping[str, Any],
    country: str = "", publishes: bool = False,
) -> DirectoryImport:  # fmt: skip
    """Keep a file as it came, and start reading it; ``source`` as for ``propose_actor``."""
    of = checked(
        DirectoryImport(
            file_name=file_name[-200:],
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            layout=layout,
            kind=kind,
            country=country,
            publishes=publishes,
            uploaded_by=by,
            **{name: value for name, value in source.items() if value},
        )
    )
    return _with_job(of, by, "actors.read_import")


@action(verb="actors.note_import_reading", permission="actors.change_import", on="of")
def note_reading(
    *, by: User | None, of: DirectoryImport, columns: list[str], sample: list[list[str]], report: dict[str, Any]
) -> DirectoryImport:
    """Write down what the file holds."""
    of = _in_state(of, State.UPLOADED)
    of.columns, of.sample, of.report, of.state = columns, sample, report, State.READ
    return checked(of)


@action(verb="actors.refuse_import", permission="actors.change_import", on="of")
def refuse_import(*, by: User | None, of: DirectoryImport, reason: str) -> DirectoryImport:
    """Write down why a file cannot be brought in."""
    of = _in_state(of, State.UPLOADED, State.READ, State.PREVIEWED)
    of.state = State.REFUSED
    of.report = {**of.report, "refused": reason[:1_000]}
    return checked(of)


@action(verb="actors.map_import", permission="actors.change_import", on="of")
def map_import(*, by: User | None, of: DirectoryImport, mapping: Mapping[str, str]) -> DirectoryImport:
    """Say what the columns mean, and start the look at every row; nothing is written of them."""
    of = _in_state(of, State.READ, State.PREVIEWED)
    of.mapping = dict(mapping)
    checked(of)
    return _with_job(of, by, "actors.look_at_import")


@action(verb="actors.note_import_look", permission="actors.change_import", on="of")
def note_look(
    *, by: User | None, of: DirectoryImport, rows: Iterable[ImportRow], report: dict[str, Any]
) -> DirectoryImport:
    """Write down what would become of every row, in the place of an earlier look."""
    of = _in_state(of, State.READ, State.PREVIEWED)
    of.rows.all().delete()
    ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    of.report = {**of.report, **report}
    of.state = State.PREVIEWED
    return checked(of)


@action(verb="actors.choose_import_rows", permission="actors.change_import", on="of")
def choose_rows(*, by: User | None, of: DirectoryImport, rows: Iterable[int], as_new: bool) -> int:
    """Say of doubtful rows that they are new organisations, or leave them out; returns how many."""
    of = _in_state(of, State.PREVIEWED)
    former, chosen = (Outcome.DOUBTFUL, Outcome.NEW) if as_new else (Outcome.NEW, Outcome.DOUBTFUL)
    found = of.rows.filter(pk__in=list(rows)[:BATCH], outcome=former).exclude(there=None)
    n = found.update(outcome=chosen)
    _recount(of)
    return n


@action(verb="actors.ask_for_import", permission="actors.change_import", on="of")
def ask_for_import(*, by: User | None, of: DirectoryImport) -> DirectoryImport:
    """Start the job that writes the rows."""
    return _with_job(_in_state(of, State.PREVIEWED), by, "actors.apply_import")


@action(verb="actors.apply_import", permission="actors.change_import", on="of")
def apply_import(*, by: User | None, of: DirectoryImport) -> DirectoryImport:
    """Write all new and changed rows: in this one transaction, or none of them.

    Raises
    ------
    Conflict
        Something else brought the same number in meanwhile; look at the rows again.
    """
    of = _in_state(of, State.PREVIEWED)
    regions = {r.code: r for r in Region.objects.filter(nuts_version=IMPORT_NUTS_VERSION, level=3)}
    keys: list[int] = []
    try:
        with transaction.atomic(), _without_collector():
            for batch in _batches(of.rows.filter(outcome=Outcome.NEW).order_by("number", "pk").iterator(BATCH)):
                keys += _write_new(of, batch, regions)
    except IntegrityError as error:
        raise Conflict(
            detail=_(
                "An organisation with the same number was entered meanwhile. Look at the rows again; nothing was written."
            )
        ) from error
    n_left = _write_changes(of, by)
    with _without_collector():
        index_actors(keys)
    of.state = State.APPLIED
    of.report = {**of.report, "n_written": len(keys), "n_left_out": n_left}
    of.applied_at = datetime.now(UTC)
    return checked(of)


@action(verb="actors.undo_import", permission="actors.change_import", on="of")
def undo_import(*, by: User | None, of: DirectoryImport, reason: str) -> DirectoryImport:
    """Take an import back: what it entered goes, what it changed is as before; all of it, or nothing.

    Raises
    ------
    Invalid
        No reason is given.
    Conflict
        Someone has changed or used an entry of it since.
    """
    if not reason.strip():
        raise Invalid(detail=_("Say why the import is taken back."), parameter="reason")
    of = _in_state(of, State.APPLIED)
    made = list(of.rows.filter(outcome=Outcome.NEW).values_list("made", flat=True))
    for batch in _batches(made):
        there = Organisation.objects.filter(permanent_id__in=batch)
        touched = (
            there.filter(changed_at__gt=of.applied_at)
            | there.filter(actors__changed_at__gt=of.applied_at)
            | there.filter(memberships__isnull=False)
        ).first()
        if touched is not None:
            raise Conflict(
                detail=_("%(name)s has been changed or is used since; the import cannot be taken back whole.")
                % {"name": touched.label}
            )
        try:
            there.delete()
        except ProtectedError as error:
            raise Conflict(
                detail=_("Entries of this import are used elsewhere on the site; it cannot be taken back whole.")
            ) from error
    _take_back_changes(of, by)
    note_removal()
    of.state = State.UNDONE
    of.report = {**of.report, "undone": reason.strip()[:500]}
    return checked(of)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave out the search for cycles of objects, which hundreds of thousands of new rows would start again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _with_job(of: DirectoryImport, by: User | None, kind: str) -> DirectoryImport:
    of.job = start_job(kind=kind, arguments={"of": of.pk, "by": by.pk if by else None}, owner=by)
    return checked(of, fields=["job", "changed_at"])


def _in_state(of: DirectoryImport, *states: str) -> DirectoryImport:
    """The import as it stands now, held until the end of the transaction where the database can hold a row."""
    now = DirectoryImport.objects.select_for_update(of=("self",)).get(pk=of.pk)
    if now.state not in states:
        raise Invalid(
            detail=_("This import is “%(state)s”; that cannot be done with it now.")
            % {"state": now.get_state_display()},
            parameter="state",
            value=now.state,
        )
    return now


def _recount(of: DirectoryImport) -> None:
    outcomes: dict[str, int] = {}
    for outcome in of.rows.values_list("outcome", flat=True):
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    of.report = {**of.report, "outcomes": outcomes}
    checked(of, fields=["report", "changed_at"])


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write_new(of: DirectoryImport, rows: list[ImportRow], regions: Mapping[str, Region]) -> list[int]:
    """Write the organisations and entries of some rows; returns the keys of the entries."""
    organisations = Organisation.objects.bulk_create(_organisation(of, row, regions) for row in rows)
    names, sites, numbers = [], [], []
    for row, organisation in zip(rows, organisations, strict=True):
        names += _names(row, organisation)
        sites += _sites(row, organisation, regions)
        numbers += [
            LegalId(organisation=organisation, scheme=scheme, value=str(row.values[scheme])[:80])
            for scheme in LegalId.Scheme.values
            if row.values.get(scheme)
        ]
    OrganisationName.objects.bulk_create(names)
    Site.objects.bulk_create(sites)
    LegalId.objects.bulk_create(numbers)
    actors = Actor.objects.bulk_create(
        _actor(of, row, organisation) for row, organisation in zip(rows, organisations, strict=True)
    )
    codes, sources = [], []
    for row, actor in zip(rows, actors, strict=True):
        for name in fields_of(of.kind):
            value = row.values.get(name)
            if value in (None, "", []):
                continue
            sources.append(FieldSource(actor=actor, field=name, **_source(of)))
            if name in CODE_FIELDS:
                scheme, side = CODE_FIELDS[name]
                codes += [ActorCode(actor=actor, scheme=scheme, side=side, code=code) for code in value]
    ActorCode.objects.bulk_create(codes)
    FieldSource.objects.bulk_create(sources)
    return [actor.pk for actor in actors]


def _is_published(of: DirectoryImport, row: ImportRow) -> bool:
    return of.publishes and row.is_own_territory


def _organisation(of: DirectoryImport, row: ImportRow, regions: Mapping[str, Region]) -> Organisation:
    published = _is_published(of, row)
    return Organisation(
        permanent_id=row.made,
        kind=ORGANISATION_KINDS[ActorKind(of.kind)],
        state=Organisation.State.PUBLISHED if published else Organisation.State.PROPOSED,
        label=row.label,
        country=row.values["country"],
        region=regions.get(row.values.get("region", "")),
        website=row.values.get("website", ""),
        mailbox=row.values.get("mailbox", ""),
        confirmed_on=_confirmed_on(of) if published else None,
    )


def _names(row: ImportRow, organisation: Organisation) -> list[OrganisationName]:
    Kind = OrganisationName.Kind
    found = [OrganisationName(organisation=organisation, kind=Kind.OFFICIAL, text=row.label)]
    if acronym := str(row.values.get("acronym", "")).strip():
        found.append(OrganisationName(organisation=organisation, kind=Kind.ACRONYM, text=acronym[:200]))
    others = {name.strip() for name in str(row.values.get("other_names", "")).split(";")} - {""}
    found += [OrganisationName(organisation=organisation, kind=Kind.ALIAS, text=name[:200]) for name in sorted(others)]
    return found


def _sites(row: ImportRow, organisation: Organisation, regions: Mapping[str, Region]) -> list[Site]:
    values = row.values
    if not any(values.get(name) for name in ("postcode", "town", "address", "longitude")):
        return []
    return [
        Site(
            organisation=organisation,
            address=values.get("address", ""),
            postcode=values.get("postcode", "")[:12],
            town=values.get("town", ""),
            country=values["country"],
            region=regions.get(values.get("region", "")),
            region_method=values.get("region_method", ""),
            longitude=values.get("longitude"),
            latitude=values.get("latitude"),
            is_seat=True,
        )
    ]


def _actor(of: DirectoryImport, row: ImportRow, organisation: Organisation) -> Actor:
    single = {
        name: row.values[name]
        for name in fields_of(of.kind)
        if name in row.values and name not in CODE_FIELDS and name not in ORGANISATION_FIELDS
    }
    actor = Actor(organisation=organisation, kind=of.kind, **single)
    if _is_published(of, row):
        actor.state = Actor.State.PUBLISHED
        actor.confirmed_on = _confirmed_on(of)
        actor.confirmed_as = Actor.Confirmer.SOURCE
        due = actor.update_due_on(actor.confirmed_on)
        actor.due_on, actor.stale_on = due.due_on, due.stale_on
    return actor


def _confirmed_on(of: DirectoryImport) -> date:
    return of.retrieved_on or of.created_at.date()


def _source(of: DirectoryImport) -> dict[str, Any]:
    return {
        "source_title": of.source_title,
        "source_url": of.source_url,
        "licence": of.licence,
        "retrieved_on": of.retrieved_on,
    }


def _write_changes(of: DirectoryImport, by: User | None) -> int:
    """Write rows that change what is there, as far as the person may; returns how many were left out."""
    n_left = 0
    for row in of.rows.filter(outcome=Outcome.CHANGE, there__isnull=False).order_by("number", "pk"):
        organisation = Organisation.objects.filter(permanent_id=str(row.there)).first()
        if organisation is None:
            raise Conflict(
                detail=_("Row %(row)s: its organisation is gone. Look at the rows again.") % {"row": row.number}
            )
        actor = Actor.objects.filter(organisation=organisation, kind=of.kind).first()
        fields = {name: after for name, (_before, after) in row.difference.items()}
        if actor is None:
            made = propose_actor(by=by, organisation=organisation, kind=of.kind, fields=fields, source=_source(of))
            row.values["made_actor"] = made.pk
            row.save(update_fields=["values"])
            continue
        if not may(by, "actors.change", actor):
            n_left += 1
            row.values["left_out"] = True
            row.save(update_fields=["values"])
            continue
        seen = {name: before for name, (before, _after) in row.difference.items()}
        change_actor(by=by, actor=actor, fields=fields, seen=seen, source=_source(of))
    return n_left


def _take_back_changes(of: DirectoryImport, by: User | None) -> None:
    for row in of.rows.filter(outcome=Outcome.CHANGE).order_by("number", "pk"):
        if row.values.get("left_out"):
            continue
        if made := row.values.get("made_actor"):
            Actor.objects.filter(pk=made).delete()
            continue
        actor = Actor.objects.filter(organisation__permanent_id=str(row.there), kind=of.kind).first()
        now = values_of(actor) if actor else {}
        if actor is None or any(now.get(name) != after for name, (_before, after) in row.difference.items()):
            raise Conflict(
                detail=_("%(name)s has been changed since; the import cannot be taken back whole.")
                % {"name": row.label}
            )
        before = {
            name: [] if was is None and name in CODE_FIELDS else was for name, (was, _after) in row.difference.items()
        }
        change_actor(by=by, actor=actor, fields=before)
