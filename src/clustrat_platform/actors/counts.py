"""Enabling actors by region, counted over the public directory: what the potential and the concepts rest on."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

from clustrat_platform.actors.models import Actor, ActorKind, Freshness
from clustrat_platform.actors.searching import NUTS_VERSION
from clustrat_platform.base.source_tables import SourceRow, SourceTable

__all__ = ["DIRECTORY", "counted"]

#: Measure -> the kinds that it counts; the first is the one that ``clustrat.study.directory_actors`` reads.
MEASURES = {
    "enabling_actors": (ActorKind.LABORATORY, ActorKind.CERTIFICATION),
    "young_technology_firms": (ActorKind.START_UP, ActorKind.SPIN_OFF),
    "cluster_organisations": (ActorKind.CLUSTER,),
}
#: Length of a code at the level of which is counted: NUTS 2.
NUTS_2 = 4


def counted(*, today: date | None = None) -> list[SourceRow]:
    """Organisations by NUTS-2 region of the seat, each once for a measure; stale entries and those of the demo do not count.

    A region without an entry has no row: no directory is complete, so that no entry is not the number 0.
    """
    day = today or datetime.now(UTC).date()
    rows = (
        Actor.objects.public()
        .filter(organisation__region__nuts_version=NUTS_VERSION, organisation__is_demo=False)
        .exclude(pk__in=Actor.objects.of_freshness_on(Freshness.STALE, day).values("pk"))
        .values_list("kind", "organisation_id", "organisation__region__code")
    )
    found: dict[str, set[tuple[str, int]]] = {name: set() for name in MEASURES}
    for kind, organisation, code in rows:
        if len(code) < NUTS_2:
            continue
        for name, kinds in MEASURES.items():
            if kind in kinds:
                found[name].add((code[:NUTS_2], organisation))
    return [
        SourceRow(measure=name, nuts_code=code, nuts_version=NUTS_VERSION, year=day.year, value=float(n))
        for name, pairs in found.items()
        for code, n in sorted(Counter(code for code, _organisation in pairs).items())
    ]


DIRECTORY = SourceTable(
    name="directory", title="Enabling actors in the directory, by NUTS-2 region", unit="organisations", build=counted
)
