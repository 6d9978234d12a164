"""Time the directory at 100,000 synthetic organisations: searches, their pages, and what a change costs; on either database.

``python benchmarks/directory.py`` takes SQLite; ``python scripts/with_postgres.py python benchmarks/directory.py`` takes PostgreSQL.
The last line is a digest of all that was found, which is the same on both.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

N_RUNS = 40
CHANCE = random.Random(20140101)
#: Syllables of names and services, with the marks of nine languages; nobody is called so.
SYLLABLES = ["győ", "čer", "łod", "mün", "trie", "zag", "bra", "lju", "wro", "ost", "kar", "vel", "nor", "sib", "tek", "lab", "dro", "pil"]  # fmt: skip
SERVICES = ["Testing of furniture", "Prüfung von Möbeln", "Kalibrace měřidel", "badania mebli", "prove su veicoli", "anyagvizsgálat",
            "umjeravanje mjerila", "razvoj programske opreme", "vývoj softvéru", "surface treatment"]  # fmt: skip
KINDS = ("laboratory", "start_up", "spin_off")


def main() -> None:
    """Lay a site of its own, fill it, and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000, help="how many organisations")
    n = parser.parse_known_args()[0].n
    with tempfile.TemporaryDirectory(prefix="clustrat-directory-") as folder:
        set_up(folder)
        fill(n)
        ask()


def set_up(folder: str) -> None:
    """Django on a database that goes with the folder, or on that of DATABASE_URL."""
    os.environ.update(
        CLUSTRAT_SITE=folder, CLUSTRAT_MODE="local", DJANGO_SETTINGS_MODULE="clustrat_platform.config.settings"
    )
    (Path(folder) / "static").mkdir()
    from clustrat_platform.config.template import lay_template

    if not os.environ.get("DATABASE_URL"):
        lay_template(Path(folder) / "site.sqlite3")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def fill(n: int) -> None:
    """Organisations of three kinds, in all regions of NUTS 2, with codes; then the rows that searches read."""
    from django.db import transaction

    from clustrat.codes import nace
    from clustrat.codes.capabilities import capabilities
    from clustrat.codes.themes import themes
    from clustrat_platform.actors.actions.indexing import index_actors
    from clustrat_platform.actors.models import Actor, ActorCode
    from clustrat_platform.base.actions import load_regions
    from clustrat_platform.base.models import Region
    from clustrat_platform.organisations.models import Organisation, OrganisationName

    if not Region.objects.exists():
        load_regions(by=None, nuts_version="2013")
    regions = list(Region.objects.filter(nuts_version="2013", level=2).order_by("code"))
    codes = [it.table_code for it in nace.activities(version="2") if it.level != "section"]
    themed, able = [it.code for it in themes()], list(capabilities())
    start = time.perf_counter()
    today = date(2026, 11, 1)
    with transaction.atomic():
        rows = []
        for number in range(n):
            region = CHANCE.choice(regions)
            label = " ".join("".join(CHANCE.choices(SYLLABLES, k=2)).title() for _ in range(2)) + f" {number}"
            rows.append(
                Organisation(kind="firm", state="published", label=label, country=region.country, region=region)
            )
        made = Organisation.objects.bulk_create(rows, batch_size=2_000)
        OrganisationName.objects.bulk_create(
            [OrganisationName(organisation=it, kind="official", text=it.label) for it in made], batch_size=2_000
        )
        entries = []
        for it in made:
            confirmed = today - timedelta(days=CHANCE.randrange(700))
            level = CHANCE.randint(1, 9)
            kind = CHANCE.choice(KINDS)
            entries.append(
                Actor(
                    organisation=it,
                    kind=kind,
                    state="published",
                    summary=CHANCE.choice(SERVICES),
                    services=" ".join(CHANCE.choices(SERVICES, k=2)),
                    trl_min=level,
                    trl_max=min(9, level + 2),
                    confirmed_on=confirmed,
                    due_on=confirmed + timedelta(days=365),
                    stale_on=confirmed + timedelta(days=548),
                )
            )
        entries = Actor.objects.bulk_create(entries, batch_size=2_000)
        pairs = []
        for it in entries:
            chosen = [("nace2", code) for code in CHANCE.sample(codes, 2)]
            chosen += [("capability", code) for code in CHANCE.sample(able, 2)]
            chosen += [("theme", CHANCE.choice(themed)), ("language", CHANCE.choice(["en", "de", "it", "pl", "cs"]))]
            pairs += [ActorCode(actor=it, scheme=scheme, side="offer", code=code) for scheme, code in chosen]
        ActorCode.objects.bulk_create(pairs, batch_size=5_000)
        filled = time.perf_counter() - start
        start = time.perf_counter()
        index_actors([it.pk for it in entries])
    print(
        f"{n:,} organisations written in {filled:.0f} s, their rows for searches in {time.perf_counter() - start:.0f} s"
    )


def ask() -> None:
    """Each question many times, the first apart; then pages, and the first search after a change."""
    from django.test import Client

    from clustrat_platform.actors import actions
    from clustrat_platform.actors.directory import directory_now, forget_directory
    from clustrat_platform.actors.models import Actor
    from clustrat_platform.actors.searching import parse_search, search

    forget_directory()
    start = time.perf_counter()
    print(
        f"{'directory of ' + format(len(directory_now()), ',') + ' read into memory':<58}{time.perf_counter() - start:9.3f} s"
    )
    labels = dict(Actor.objects.values_list("pk", "organisation__label"))
    digest = hashlib.sha256()
    facets: list[list[tuple[str, str]]] = [
        [], [("kind", "start_up")], [("region", "IT")], [("region", "ITH4"), ("kind", "laboratory")], [("theme", "photonics")],
        [("trl", "6"), ("language", "de")], [("confirmed", "stale")], [("activity", "C31"), ("region", "DE")],
        [("near", "AT13"), ("within", "200")], [("capability", "testing"), ("theme", "photonics"), ("confirmed", "current")],
    ]  # fmt: skip
    words = [
        "gyor",
        "Łodbra",
        "furniture",
        "Möbel",
        "anyagvizsgálat",
        "kalibrace meridel",
        "tek",
        "zag 77",
        "wro ost",
        "q",
    ]
    searches = {
        "facet search": facets,
        "full text": [[("q", it), ("match", "words")] for it in words],
        "full text with meanings": [[("q", it)] for it in words],
    }
    for name, asked in searches.items():
        times = []
        for run in range(N_RUNS):
            for pairs in asked:
                start = time.perf_counter()
                result = search(parse_search(pairs), language="en", today=date(2026, 11, 1))
                times.append(time.perf_counter() - start)
                if run == 0:
                    shown = [labels[it] for it in result.keys[:200].tolist()]
                    counts = sorted((facet, sorted(values.items())) for facet, values in result.counts.items())
                    digest.update(repr((pairs, result.n, shown, counts)).encode())
        tell(name, times, "0.150 s" if name == "facet search" else "0.200 s")
    client = Client(SERVER_NAME="127.0.0.1")
    for name, asked in searches.items():
        times = []
        for _ in range(5):
            for pairs in asked:
                start = time.perf_counter()
                answer = client.get("/en/actors", pairs_as_query(pairs))
                times.append(time.perf_counter() - start)
                assert answer.status_code == 200, (pairs, answer.status_code)
        tell(f"whole page, {name}", times, "none")
    actor = Actor.objects.order_by("pk").first()
    assert actor is not None
    times = []
    for number in range(5):
        actions.change_actor(by=None, actor=actor, fields={"services": f"changed {number}"})
        start = time.perf_counter()
        search(parse_search([]), language="en")
        times.append(time.perf_counter() - start)
    tell("first search after a change", times, "none")
    print(f"digest of all that was found: {digest.hexdigest()[:16]}")


def pairs_as_query(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """As Django's client takes them."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def tell(name: str, times: list[float], goal: str) -> None:
    """Median, 95th percentile and the longest."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(
        f"{name:<42} median {1000 * statistics.median(ordered):7.1f} ms   p95 {1000 * p95:7.1f} ms   "
        f"longest {1000 * ordered[-1]:7.1f} ms   goal p95 {goal}",
        flush=True,
    )


if __name__ == "__main__":
    main()
