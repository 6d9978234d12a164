"""The site as a process of its own: started, asked, stopped; backed up and brought back; its template made anew."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

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


@pytest.mark.full
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
    """REL-5 in the small: an empty site, all hashes, the chain whole, the loss named, the erasure made again."""
    site, empty = tmp_path / "site", tmp_path / "empty"
    assert "one person in, once" in run(site, "demo", "--no-serve")
    run(site, "chain", "seal")
    head = run(site, "chain", "head")
    (site / "media").mkdir(exist_ok=True)
    (site / "media" / "file.txt").write_text("kept", encoding="utf-8")
    run(site, "backup", str(tmp_path / "backup"))
    people = subprocess.run(
        [sys.executable, "-m", "clustrat_platform", "shell", "-v", "0", "-c",
         "from clustrat_platform.base.models import User; print(User.objects.get(email__startswith='editor').pk)"],
        env=environment(site), capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    ledger = tmp_path / "erasures.json"
    ledger.write_text(
        json.dumps([{"object_type": "base_user", "object_key": people, "ground": "request"}]), encoding="utf-8"
    )
    said = run(empty, "restore", str(tmp_path / "backup"), "--erasures", str(ledger))
    assert "the audit chain is whole" in said
    assert (empty / "media" / "file.txt").read_text(encoding="utf-8") == "kept"
    found = subprocess.run(
        [sys.executable, "-m", "clustrat_platform", "shell", "-v", "0", "-c",
         "from clustrat_platform.base.models import *\n"
         "print(User.objects.filter(email__startswith='editor').count(), "
         "AuditPayload.objects.filter(payload__contains='editor@demo').count(), "
         "AuditPayload.objects.filter(payload__contains='is lost').count())"],
        env=environment(empty), capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert found == ["0", "0", "1"]
    (tmp_path / "head.json").write_text(head, encoding="utf-8")
    assert "The chain is whole" in run(empty, "chain", "verify", "--head", str(tmp_path / "head.json"))
    assert "is there already" in run(site, "restore", str(tmp_path / "backup"), code=2)


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
