"""Getting a site ready to serve: the template on a first start, missing steps, the regions, and a stamp that says so."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from clustrat_platform.config.surroundings import Surroundings
from clustrat_platform.config.template import TEMPLATE, lay_template

__all__ = ["fingerprint", "is_prepared", "prepare"]

#: Packages whose steps the database takes.
PACKAGES = (
    "django",
    "wagtail",
    "wagtail-localize",
    "django-allauth",
    "django-axes",
    "django-tasks-db",
    "django-taggit",
)
#: The version of NUTS whose regions a new site knows: that of the embedded edition.
NUTS_VERSION = "2013"

Say = Callable[[str], None]


def fingerprint() -> str:
    """What the database must have gone through: versions of packages, and the names of our own steps."""
    parts = [f"{name} {version(name)}" for name in PACKAGES]
    here = Path(str(files("clustrat_platform")))
    parts += sorted(str(path.relative_to(here)) for path in here.glob("*/migrations/0*.py"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_prepared(it: Surroundings) -> bool:
    """Whether this version has prepared the folder before; then a start need not ask Django."""
    stamp = it.folder / "prepared"
    database = it.folder / "site.sqlite3"
    is_there = bool(it.database_url) or database.exists()
    return is_there and stamp.exists() and stamp.read_text(encoding="ascii").strip() == _stamp_of(it)


def prepare(it: Surroundings, *, say: Say) -> None:
    """Bring the database of a site to this version, telling what is done; does nothing where nothing is missing."""
    if is_prepared(it):
        return
    for name in ("", "static", "media"):
        (it.folder / name).mkdir(parents=True, exist_ok=True)
    database = it.folder / "site.sqlite3"
    if not it.database_url and not database.exists() and TEMPLATE.exists():
        say(f"First start: laying the database in {it.folder}")
        lay_template(database)
    _set_up_django()
    _take_missing_steps(say)
    _load_regions(say)
    _lay_pages(say)
    _lay_schedules()
    if it.is_production:
        from django.core.management import call_command

        say("Collecting the files of the pages")
        call_command("collectstatic", interactive=False, verbosity=0)
    (it.folder / "prepared").write_text(_stamp_of(it) + "\n", encoding="ascii")


def _stamp_of(it: Surroundings) -> str:
    return hashlib.sha256(f"{fingerprint()} {it.mode} {it.database_url}".encode()).hexdigest()


def _set_up_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustrat_platform.config.settings")
    django.setup()


def _take_missing_steps(say: Say) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return
    say(f"Bringing the database to this version: {len(missing)} steps")

    class Telling:
        """Says each tenth step."""

        n_done = 0

        def write(self, text: str) -> None:
            if text.lstrip().startswith("Applying"):
                Telling.n_done += 1
                if Telling.n_done % 10 == 0 or Telling.n_done == len(missing):
                    say(
                        f"  {100 * Telling.n_done // len(missing):3d} %  {text.strip().removeprefix('Applying ').rstrip('. ')}"
                    )

        def flush(self) -> None:
            """Nothing is held back."""

        def isatty(self) -> bool:
            """Plain text."""
            return False

    call_command("migrate", interactive=False, verbosity=1, stdout=Telling())


def _load_regions(say: Say) -> None:
    from clustrat_platform.base.actions import load_regions
    from clustrat_platform.base.models import Region

    if not Region.objects.filter(nuts_version=NUTS_VERSION).exists():
        n = load_regions(by=None, nuts_version=NUTS_VERSION)
        say(f"Loaded {n} regions of NUTS {NUTS_VERSION}")


def _lay_pages(say: Say) -> None:
    from clustrat_platform.publications.actions import lay_pages

    if n := lay_pages(by=None):
        say(f"Laid {n} pages")


def _lay_schedules() -> None:
    from clustrat_platform.actors.tasks import lay_schedules
    from clustrat_platform.dialogue.tasks import lay_schedules as lay_schedules_of_dialogues

    lay_schedules()
    lay_schedules_of_dialogues()
