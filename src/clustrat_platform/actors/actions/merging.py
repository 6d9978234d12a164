"""Merging two entries of one organisation, and taking it back to the last byte; and the pairs that wait for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from clustrat_platform.actors.actions.indexing import index_actors
from clustrat_platform.actors.models import Actor, DuplicatePair, Merge
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.jobs import start_job
from clustrat_platform.base.models import Job, User
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.organisations.models import Organisation, OrganisationName

__all__ = ["ask_for_pairs", "keep_apart", "merge_organisations", "note_pairs", "unmerge_organisations"]

#: Tables whose rows stay with the organisation they were written of: they tell of it, they do not belong to it.
STAY = frozenset({"actors.Merge", "actors.DuplicatePair", "organisations.Succession"})


@action(verb="actors.ask_for_pairs", permission="actors.find_duplicates")
def ask_for_pairs(*, by: User | None) -> Job:
    """Start the job that looks for pairs."""
    return start_job(kind="actors.find_duplicates", arguments={"by": by.pk if by else None}, owner=by)


@action(verb="actors.note_pairs", permission="actors.find_duplicates")
def note_pairs(*, by: User | None, pairs: Iterable[dict[str, Any]]) -> int:
    """Write pairs that were found; one that was decided stays decided. Returns how many are new.

    ``pairs`` have ``left``, ``right`` (keys of organisations), ``tier``, ``probability``, ``evidence`` and ``may_be_automatic``.
    """
    known = {(p.left_id, p.right_id): p for p in DuplicatePair.objects.all()}
    fresh, changed = [], []
    for pair in pairs:
        left, right = sorted((pair["left"], pair["right"]))
        told = {name: pair[name] for name in ("tier", "probability", "evidence", "may_be_automatic")}
        there = known.get((left, right))
        if there is None:
            fresh.append(DuplicatePair(left_id=left, right_id=right, **told))
        elif there.state == DuplicatePair.State.OPEN:
            for name, value in told.items():
                setattr(there, name, value)
            changed.append(there)
    DuplicatePair.objects.bulk_create(fresh, batch_size=1_000)
    DuplicatePair.objects.bulk_update(changed, ["tier", "probability", "evidence", "may_be_automatic"], batch_size=200)
    return len(fresh)


@action(verb="actors.keep_apart", permission="actors.merge", on="pair")
def keep_apart(*, by: User | None, pair: DuplicatePair, reason: str) -> DuplicatePair:
    """Say that two are two; they are not suggested again.

    Raises
    ------
    Invalid
        No reason is given, or the pair is decided.
    """
    _open(pair, reason)
    pair.state = DuplicatePair.State.APART
    return checked(pair, fields=["state", "changed_at"])


@action(verb="actors.merge", permission="actors.merge", on="pair")
def merge_organisations(*, by: User | None, pair: DuplicatePair, keep: Organisation, reason: str) -> Merge:
    """Let one of a pair stand for both: names, numbers, places, entries, members and rights of the other hang on it from now.

    What would stand twice (a second seat, the same membership) stays where it is. The other is withdrawn, never deleted, and
    :func:`unmerge_organisations` puts everything back.

    Raises
    ------
    Invalid
        No reason is given, the pair is decided, or ``keep`` is none of the two.
    Conflict
        One of the two was withdrawn.
    """
    _open(pair, reason)
    if keep.pk not in (pair.left_id, pair.right_id):
        raise Invalid(detail=_("Keep one of the two."), parameter="keep")
    absorbed = Organisation.objects.select_for_update().get(
        pk=pair.right_id if keep.pk == pair.left_id else pair.left_id
    )
    kept = Organisation.objects.select_for_update().get(pk=keep.pk)
    if Organisation.State.WITHDRAWN in (kept.state, absorbed.state):
        raise Conflict(detail=_("One of the two was withdrawn; there is nothing to merge."))
    before: dict[str, Any] = {"state": absorbed.state, "withdrawn_reason": absorbed.withdrawn_reason}
    moved = _hang_over(absorbed, kept)
    alias = None
    if not kept.names.filter(text=absorbed.label).exists():
        # Whoever looks for the former name finds the one that stands for both.
        alias = checked(OrganisationName(organisation=kept, kind=OrganisationName.Kind.ALIAS, text=absorbed.label)).pk
    merge = checked(
        Merge(
            kept=kept, absorbed=absorbed, reason=reason.strip(), moved=moved, before=before, alias=alias, merged_by=by
        )
    )
    Organisation.objects.filter(pk=absorbed.pk).update(
        state=Organisation.State.WITHDRAWN,
        withdrawn_reason=_("The same organisation as %(name)s.") % {"name": kept.label},
    )
    DuplicatePair.objects.filter(pk=pair.pk).update(state=DuplicatePair.State.MERGED)
    pair.state = DuplicatePair.State.MERGED
    _index(kept, absorbed)
    return merge


@action(verb="actors.unmerge", permission="actors.unmerge", on="merge")
def unmerge_organisations(*, by: User | None, merge: Merge, reason: str) -> Merge:
    """Take a merge back: every row that was hung over hangs where it hung, and the other is as it was.

    Raises
    ------
    Invalid
        No reason is given, or it was taken back already.
    Conflict
        Something that was hung over has since gone, or hangs elsewhere, or would stand twice; nothing is changed.
    """
    if not reason.strip():
        raise Invalid(detail=_("Say why."), parameter="reason")
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise Invalid(detail=_("This merge was taken back already."), parameter="merge")
    gone = 0
    for label, key, field in reversed(merge.moved):
        model = apps.get_model(label)
        try:
            with transaction.atomic():
                n = model._default_manager.filter(pk=key, **{f"{field}_id": merge.kept_id}).update(
                    **{f"{field}_id": merge.absorbed_id}
                )
        except IntegrityError:
            n = 0
        gone += not n
    if gone:
        raise Conflict(
            detail=_("%(n)s of the rows that were merged have changed since; the merge cannot be taken back whole.")
            % {"n": gone}
        )
    if merge.alias is not None:
        OrganisationName.objects.filter(pk=merge.alias, organisation_id=merge.kept_id).delete()
    Organisation.objects.filter(pk=merge.absorbed_id).update(**merge.before)
    merge.undone_at = datetime.now(UTC)
    checked(merge, fields=["undone_at", "changed_at"])
    left, right = sorted((merge.kept_id, merge.absorbed_id))
    DuplicatePair.objects.filter(left_id=left, right_id=right).update(state=DuplicatePair.State.OPEN)
    _index(merge.kept, merge.absorbed)
    return merge


def _open(pair: DuplicatePair, reason: str) -> None:
    if not reason.strip():
        raise Invalid(detail=_("Say why."), parameter="reason")
    if not DuplicatePair.objects.filter(pk=pair.pk, state=DuplicatePair.State.OPEN).exists():
        raise Invalid(detail=_("This pair was decided already."), parameter="pair")


def _hang_over(absorbed: Organisation, kept: Organisation) -> list[list[Any]]:
    """Point every row that points at the one to the other, where no constraint forbids it."""
    moved: list[list[Any]] = []
    for relation in Organisation._meta.related_objects:
        field = relation.field
        model = relation.related_model
        if not isinstance(field, models.ForeignKey) or not isinstance(model, type) or model._meta.label in STAY:
            continue
        for key in model._default_manager.filter(**{field.name: absorbed}).order_by("pk").values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    model._default_manager.filter(pk=key).update(**{field.attname: kept.pk})
            except IntegrityError:
                continue
            moved.append([model._meta.label, key, field.name])
    return moved


def _index(*organisations: Organisation) -> None:
    index_actors(Actor.objects.filter(organisation__in=organisations).values_list("pk", flat=True))
