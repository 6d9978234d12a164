"""The rows that searches read, written anew whenever an entry or its organisation changes, under the stamp of the directory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.db.models import F

from clustrat.codes import nuts
from clustrat.errors import CodeListError
from clustrat_platform.actors.models import Actor, DirectoryRow, DirectoryStamp
from clustrat_platform.base.audit import action
from clustrat_platform.base.folding import folded
from clustrat_platform.base.models import User
from clustrat_platform.organisations.models import Site

__all__ = ["index_actors", "note_removal", "reindex_directory"]

BATCH = 500
COLUMNS = [field.name for field in DirectoryRow._meta.concrete_fields if field.name != "actor"]


def index_actors(keys: Iterable[int]) -> int:
    """Write the rows of these entries anew; returns how many. Call inside a transaction."""
    wanted = sorted(set(keys))
    if not wanted:
        return 0
    number = _next_number()
    n = 0
    for start in range(0, len(wanted), BATCH):
        entries = (
            Actor.objects.filter(pk__in=wanted[start : start + BATCH])
            .select_related("organisation__region")
            .prefetch_related("codes", "accreditations", "organisation__names", "organisation__sites")
        )
        rows = [_row(it, number) for it in entries]
        DirectoryRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["actor"], update_fields=COLUMNS)
        n += len(rows)
    return n


@action(verb="actors.reindex", permission="actors.reindex")
def reindex_directory(*, by: User | None) -> int:
    """Write all rows anew; returns how many."""
    return index_actors(Actor.objects.values_list("pk", flat=True))


def note_removal() -> None:
    """Say that rows go; whoever keeps the directory in memory reads it anew. Call inside the transaction."""
    _next_number()
    DirectoryStamp.objects.filter(pk=1).update(removals=F("removals") + 1)


def _next_number() -> int:
    if not DirectoryStamp.objects.filter(pk=1).update(number=F("number") + 1):
        DirectoryStamp.objects.create(pk=1, number=1)
    return DirectoryStamp.objects.values_list("number", flat=True).get(pk=1)


def _row(it: Actor, number: int) -> DirectoryRow:
    organisation = it.organisation
    sites = list(organisation.sites.all())
    site = next((at for at in sites if at.longitude is not None), None)
    region = organisation.region or next((at.region for at in sites if at.region_id), None)
    longitude, latitude, origin = _point(site, region.code if region else "", region.nuts_version if region else "")
    texts = [
        *(name.text for name in organisation.names.all()),
        *(at.town for at in sites),
        it.summary,
        it.services,
        it.equipment,
        it.parent_name,
        it.sought_partners,
        *(f"{at.scope} {at.products} {at.legal_act}" for at in it.accreditations.all()),
    ]
    return DirectoryRow(
        actor=it,
        number=number,
        is_shown=it.is_public,
        kind=it.kind,
        country=organisation.country,
        nuts=region.code if region else "",
        trl_min=it.trl_min,
        trl_max=it.trl_max,
        due_on=it.due_on,
        stale_on=it.stale_on,
        longitude=longitude,
        latitude=latitude,
        point_from=origin,
        codes=" ".join(f"{code.scheme}:{code.side}:{code.code}" for code in it.codes.all()),
        label=organisation.label,
        label_folded=_words([organisation.label])[:400],
        text_folded=_words([organisation.label, *texts]),
    )


def _words(texts: Sequence[str]) -> str:
    """Folded text in single blanks, with one at each end, so that a word can be asked for whole."""
    return f" {' '.join(folded(' '.join(texts)).split())} "


def _point(site: Site | None, code: str, version: str) -> tuple[float | None, float | None, str]:
    if site is not None:
        return site.longitude, site.latitude, "site"
    found = _label_point(code, version) if code else None
    return (*found, "region") if found else (None, None, "")


@lru_cache(maxsize=4_096)
def _label_point(code: str, version: str) -> tuple[float, float] | None:
    """The label point of a region; a country has none that would say where in it."""
    if len(code) == 2:
        return None
    try:
        it = nuts.region(code, version=version)
    except CodeListError:
        return None
    return None if it.lon is None or it.lat is None else (it.lon, it.lat)
