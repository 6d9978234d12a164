"""The site as a process of its own: started, asked, stopped; backed up and brought back; its template made anew."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from tests.postgres_copies import two_databases

from clustrat_platform.config import template

#: The command line as it is installed, without needing it on the path.
CLUSTRAT = [sys.executable, "-c", "from clustrat.cli.main import main; main()"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("CLUSTRAT_", "DATABASE_URL", "DJANGO_"))
    }
    return kept | {"CLUSTRAT_SITE": str(folder)} | more


def run(folder: Path, *words: str, code: int = 0, **more: str) -> str:
    done = subprocess.run(
        [*CLUSTRAT, *words], env=environment(folder, **more), capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_production_start_with_wrong_settings_is_refused_in_a_sentence(tmp_path: Path) -> None:
    said = run(tmp_path, "serve", code=2, CLUSTRAT_MODE="production", CLUSTRAT_HOSTS="*")
    assert "CLUSTRAT_SECRET_KEY has 0 characters" in said
    assert "CLUSTRAT_HOSTS is '*'" in said
    assert not (tmp_path / "site.sqlite3").exists()


def test_template_has_taken_every_step(tmp_path: Path) -> None:
    """In the quick run; whether fresh steps end in the very same schema and rows is asked for a release."""
    from django.db.migrations.loader import MigrationLoader

    template.lay_template(tmp_path / "laid.sqlite3")
    with closing(sqlite3.connect(tmp_path / "laid.sqlite3")) as laid:
        taken = set(laid.execute("SELECT app, name FROM django_migrations"))
    assert taken == set(MigrationLoader(None).disk_migrations)


@pytest.mark.release
def test_fresh_steps_end_where_the_template_is(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    subprocess.run(
        [sys.executable, "-m", "clustrat_platform", "migrate", "--verbosity", "0"],
        env=environment(fresh, CLUSTRAT_HASTY="1"), check=True,
    )  # fmt: skip
    template.lay_template(tmp_path / "laid.sqlite3")
    assert template.schema_of(fresh / "site.sqlite3") == template.schema_of(tmp_path / "laid.sqlite3")
    assert template.rows_of(fresh / "site.sqlite3") == template.rows_of(tmp_path / "laid.sqlite3")


@pytest.mark.full
def test_backup_is_rehearsed_and_erasures_are_repeated(tmp_path: Path) -> None:
    rehearse(tmp_path, {}, {})
    assert "is there already" in run(tmp_path / "site", "restore", str(tmp_path / "backup"), code=2)


@pytest.mark.full
@pytest.mark.postgres
@pytest.mark.django_db
def test_backup_is_rehearsed_on_postgresql(tmp_path: Path) -> None:
    from django.db import connection

    with two_databases(connection) as (site, empty):
        rehearse(tmp_path, {"DATABASE_URL": site}, {"DATABASE_URL": empty})
        assert "pg_restore failed" in run(
            tmp_path / "site", "restore", str(tmp_path / "backup"), code=2, DATABASE_URL=site
        )


def rehearse(tmp_path: Path, of_site: dict[str, str], of_empty: dict[str, str]) -> None:
    """REL-5 in the small: an empty site, all hashes, the chain whole, the loss named, the erasure made again."""
    site, empty = tmp_path / "site", tmp_path / "empty"
    subprocess.run([sys.executable, "-c", PREPARE], env=environment(site, **of_site), check=True)
    run(site, "chain", "seal", **of_site)
    head = run(site, "chain", "head", **of_site)
    (site / "media").mkdir(exist_ok=True)
    (site / "media" / "file.txt").write_text("kept", encoding="utf-8")
    run(site, "backup", str(tmp_path / "backup"), **of_site)
    (person,) = asked(site, of_site, "print(User.objects.get(email__startswith='editor').pk)")
    ledger = tmp_path / "erasures.json"
    ledger.write_text(
        json.dumps([{"object_type": "base_user", "object_key": person, "ground": "request"}]), encoding="utf-8"
    )
    said = run(empty, "restore", str(tmp_path / "backup"), "--erasures", str(ledger), **of_empty)
    assert "the audit chain is whole" in said
    assert (empty / "media" / "file.txt").read_text(encoding="utf-8") == "kept"
    counts = (
        "User.objects.filter(email__startswith='editor')",
        "AuditPayload.objects.filter(payload__contains='editor@demo')",
        "AuditPayload.objects.filter(payload__contains='is lost')",
    )
    assert asked(empty, of_empty, f"print({', '.join(f'{it}.count()' for it in counts)})") == ["0", "0", "1"]
    (tmp_path / "head.json").write_text(head, encoding="utf-8")
    whole = run(empty, "chain", "verify", "--head", str(tmp_path / "head.json"), **of_empty)
    assert "The chain is whole" in whole


#: A site with one person.
PREPARE = """
from clustrat_platform.config.preparing import prepare
from clustrat_platform.config.surroundings import read_surroundings
prepare(read_surroundings(), say=str)
from clustrat_platform.base.actions import make_user
make_user(by=None, email='editor@demo.example.org', display_name='Editor')
"""


def asked(folder: Path, more: dict[str, str], code: str) -> list[str]:
    """What a site's database says."""
    code = f"from clustrat_platform.base.models import *\n{code}"
    command = [sys.executable, "-m", "clustrat_platform", "shell", "-v", "0", "-c", code]
    done = subprocess.run(command, env=environment(folder, **more), capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.full
@pytest.mark.server
def test_site_serves_lets_in_once_and_stops_with_its_worker(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path / "log").open("w", encoding="utf-8")
    server = subprocess.Popen(
        [*CLUSTRAT, "serve", "--demo", "--port", str(port)], env=environment(tmp_path / "site"), stdout=log, stderr=log
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthy", server)
        said = (tmp_path / "log").read_text(encoding="utf-8")
        assert said.count("/en/sign-in/") == 10, "one link for every role"
        body = urllib.request.urlopen(f"http://127.0.0.1:{port}/en/organisations", timeout=10).read().decode()
        assert "<h1>" in body
        for _ in range(100):
            worker = subprocess.run(
                ["pgrep", "-f", f"work --with-parent {server.pid}"], capture_output=True, text=True, check=False
            ).stdout
            if worker:
                break
            time.sleep(0.2)
        assert worker, "the worker is the site's child"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        log.close()
    for _ in range(100):
        left = subprocess.run(
            ["pgrep", "-f", f"work --with-parent {server.pid}"], capture_output=True, text=True, check=False
        ).stdout
        if not left:
            break
        time.sleep(0.1)
    assert not left, "the worker goes with the site"


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the site ended"
        try:
            urllib.request.urlopen(address, timeout=5).read()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the site did not answer within a minute")
