"""What all tests share: profiles, closed sockets, small raw files, the extra data, and the site for tests that need it."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

REPOSITORY = Path(__file__).parent.parent
#: Marks that a profile leaves out; what is left out is counted in the summary.
LEFT_OUT = {"quick": ("full", "release", "live"), "full": ("release", "live"), "release": ("live",), "live": ()}
#: The profile of what ``full`` adds to ``quick``, for a run after the quick one.
ADDED = "added"


def extra_data_folder() -> Path:
    """Where the extra data would be: ``CLUSTRAT_TEST_DATA``, else ``../shared`` beside the repository."""
    return Path(os.environ.get("CLUSTRAT_TEST_DATA") or REPOSITORY.parent / "shared")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--profile`` chooses which marked tests join."""
    parser.addoption("--profile", choices=[*LEFT_OUT, ADDED], default="quick", help="which marked tests join")


def pytest_configure(config: pytest.Config) -> None:
    """Tests read the embedded edition, whatever this machine's user has built."""
    os.environ["CLUSTRAT_EDITION"] = str(REPOSITORY / "src" / "clustrat" / "data" / "edition")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say at the top what this run will and will not see."""
    is_there = (extra_data_folder() / "data").is_dir()
    return [
        f"profile: {config.getoption('--profile')}",
        "extra data: there, tests that need them run"
        if is_there
        else "extra data: not there, tests that need them are skipped",
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of other profiles, and close the sockets of all that stay, but for those that say otherwise."""
    profile = config.getoption("--profile")
    marks = LEFT_OUT["full" if profile == ADDED else profile]
    out = [
        item
        for item in items
        if any(item.get_closest_marker(mark) for mark in marks)
        or (profile == ADDED and item.get_closest_marker("full") is None)
        or not _is_of_this_database(item)
    ]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
    for item in items:
        if not any(item.get_closest_marker(mark) for mark in ("live", "server")):
            item.add_marker(pytest.mark.disable_socket)


def _is_of_this_database(item: pytest.Item) -> bool:
    """On PostgreSQL only what uses the database runs again; elsewhere all but what needs PostgreSQL.

    A site that a test starts as a process of its own has a database of its own, on SQLite.
    """
    needs_postgres = item.get_closest_marker("postgres") is not None
    if not os.environ.get("DATABASE_URL"):
        return not needs_postgres
    names = getattr(item, "fixturenames", ())
    uses_it = item.get_closest_marker("django_db") is not None or "db" in names
    return needs_postgres or (uses_it and item.get_closest_marker("server") is None)


#: Tests of the platform; only these set Django up, so that the core is tested without it.
SITE_TESTS = (
    "tests/platform/",
    "tests/trust/test_audit",
    "tests/trust/test_api",
    "tests/trust/test_headers",
    "tests/trust/test_personal",
    "tests/trust/test_publish",
    "tests/architecture/test_platform",
    "tests/browser/",
)
_site: dict[str, Any] = {}


def set_up_site() -> None:
    """Lay a site of its own for this process out of the pre-migrated template, and set Django up; once."""
    if _site:
        return
    _site["folder"] = folder = tempfile.TemporaryDirectory(prefix="clustrat-site-")
    os.environ.update(
        CLUSTRAT_SITE=folder.name,
        CLUSTRAT_MODE="local",
        CLUSTRAT_PATIENCE_S="off",
        DJANGO_SETTINGS_MODULE="clustrat_platform.config.settings",
    )
    for name in ("CLUSTRAT_DEBUG", "CLUSTRAT_ORIGIN", "CLUSTRAT_HOSTS", "CLUSTRAT_SECOND_FACTOR", "CLUSTRAT_MAIL_URL"):
        os.environ.pop(name, None)
    (Path(folder.name) / "static").mkdir()
    if not os.environ.get("DATABASE_URL"):
        from clustrat_platform.config.template import lay_template

        lay_template(Path(folder.name) / "site.sqlite3")
    import django
    from django.conf import settings

    # What makes passwords safe makes tests slow.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Tests ask more often than people do; how often one may ask has tests of its own.
    settings.RATE_LIMITS = {}
    django.setup()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> None:
    """Set the site up before the first module that imports its models is read."""
    if file_path.suffix == ".py" and file_path.is_relative_to(REPOSITORY):
        path = file_path.relative_to(REPOSITORY).as_posix()
        if path.startswith(SITE_TESTS):
            set_up_site()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Examples in docstrings of the platform run in tests/platform/test_examples.py, where the site is there."""
    return True if collection_path.name == "clustrat_platform" and collection_path.is_dir() else None


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """The database of the tests: on SQLite the template, on PostgreSQL (``DATABASE_URL``) a copy that goes afterwards.

    Steps that are newer than the template of SQLite are taken here.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", verbosity=0, interactive=False)
            yield
            connection.close()
        else:
            from tests.postgres_copies import copy_of_template

            with copy_of_template(connection):
                yield


@pytest.fixture(scope="session")
def extra_data() -> Path:
    """The folder with ``data`` and ``reference``: ``CLUSTRAT_TEST_DATA``, else ``../shared`` beside the repository.

    Where it is missing the test is skipped; on the build machine (``CI=true``) it fails.
    """
    folder = extra_data_folder()
    if not (folder / "data").is_dir():
        sentence = f"The extra data are not in {folder}; name their folder in CLUSTRAT_TEST_DATA."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return folder


@pytest.fixture(scope="session")
def raw_files() -> ModuleType:
    """The module that writes small raw files."""
    path = Path(__file__).parent / "trust" / "small_raw_files.py"
    spec = importlib.util.spec_from_file_location("small_raw_files", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small_raw(raw_files: ModuleType, tmp_path: Path) -> Path:
    """A folder with all raw files of a small edition."""
    folder: Path = raw_files.write_small_raw_files(tmp_path / "raw")
    return folder


@pytest.fixture
def a_small_chain(db: None) -> int:
    """Some entries with their payloads, sealed, one of them erased; returns how many."""
    from django.db import transaction

    from clustrat_platform.base import audit, chain
    from clustrat_platform.base.models import Region

    regions = [
        Region.objects.create(code=f"X{number}", nuts_version="2013", level=0, name=f"Region {number}", country="XX")
        for number in range(12)
    ]
    with transaction.atomic():
        audit.erase_payloads(entries=chain.history_of(regions[3]), ground="test")
    while audit.seal():
        pass
    return len(regions)
