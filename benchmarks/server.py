"""Readers of the atlas: 50 of them ask 50 pages a second of a site on loopback; and how soon a second start shows its first page.

``python benchmarks/server.py [--seconds 60] [--write]`` serves a site of its own on SQLite, and again on a PostgreSQL that it
starts (``--only sqlite`` or ``postgresql`` for one), reads every page once, and then lets wrk (Debian: ``apt-get install wrk``)
ask with 50 connections, each a second on average after its last answer; and readers of our own at a fixed beat, whose wait counts from the
moment they meant to ask, so that a slow answer cannot hide those behind it. ``--write`` puts the table into the docs. The site
and its worker are ended by their own process id.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
OUT = REPOSITORY / "docs" / "reference" / "benchmarks-server.md"
READERS = 50
BEAT_S = 1.0
GOAL_P95_MS = 300
GOAL_FIRST_PAGE_S = 5.0
REGIONS = ("ITH4", "AT31", "CZ08", "SI04", "DED5")
SCREENS = ("overview", "portfolio", "compare", "potential", "issues", "space")
PAGES = (
    "/en/",
    *(f"/en/region/{region}/{screen}" for region in REGIONS for screen in SCREENS),
    "/en/edition/2015.1/data",
)
DATABASES = ("SQLite", "PostgreSQL")
CLUSTRAT = [sys.executable, "-c", "from clustrat.cli.main import main; main()"]
#: Each connection waits up to two beats after an answer, so that they do not all ask at once, and begins somewhere in the list of pages.
WRK = r"""
local pages = {%(pages)s}
local n_threads = 0
function init() math.randomseed(7 + first) end
function setup(thread) thread:set("first", n_threads * 16); n_threads = n_threads + 1 end
local turn = nil
function request()
  turn = (turn or first) + 1
  return wrk.format("GET", pages[turn %% #pages + 1], {["Accept"] = "text/html", ["Accept-Encoding"] = "gzip"})
end
function delay() return math.random(0, 2 * %(beat_ms)d) end
function done(summary, latency)
  local wrong = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format('{"n": %%d, "s": %%.3f, "p50": %%.1f, "p95": %%.1f, "slowest": %%.1f, "errors": %%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency.max / 1e3, wrong))
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one client found: pages a second, milliseconds, and answers that were not the page."""

    client: str
    rate: float
    p50_ms: float
    p95_ms: float
    slowest_ms: float
    errors: int

    @property
    def is_good(self) -> bool:
        """Whether the goal is met."""
        return self.p95_ms < GOAL_P95_MS and not self.errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All that was measured on one database."""

    database: str
    first_start_s: float
    second_start_s: float
    first_reading_s: float
    clients: tuple[Measured, ...]

    @property
    def is_good(self) -> bool:
        """Whether every goal is met."""
        return self.second_start_s < GOAL_FIRST_PAGE_S and all(it.is_good for it in self.clients)


def main(words: list[str]) -> int:
    """Measure on both databases, print, and write on request; returns 1 if a goal is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=30.0)
    options.add_argument("--only", choices=[it.lower() for it in DATABASES])
    options.add_argument("--write", action="store_true", help="put the table into the docs")
    options.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args(words)
    if chosen.here:
        print(json.dumps(run_here(chosen.seconds)))
        return 0
    runs = [measured_on(it, chosen.seconds) for it in DATABASES if chosen.only in (None, it.lower())]
    page = page_of(runs)
    print(page)
    if chosen.write:
        OUT.write_text(page, encoding="utf-8")
    return 0 if all(it.is_good for it in runs) else 1


def measured_on(database: str, seconds: float) -> Run:
    """One database in a process of its own; PostgreSQL is started for it and ended after it."""
    command = [sys.executable, __file__, "--here", "--seconds", str(seconds)]
    if database == "PostgreSQL":
        command = [sys.executable, str(REPOSITORY / "scripts" / "with_postgres.py"), *command]
    environment = {name: it for name, it in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    clients = tuple(Measured(**it) for it in found.pop("clients"))
    return Run(database=database, clients=clients, **found)


def run_here(seconds: float) -> dict[str, object]:
    """Start, read everything once, measure, start again."""
    with tempfile.TemporaryDirectory(prefix="clustrat-load-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "CLUSTRAT_SITE": folder, "CLUSTRAT_MODE": "local", "CLUSTRAT_PATIENCE_S": "off"}
        site, first_start_s = start(port, environment)
        try:
            began = time.monotonic()
            for page in PAGES:
                ask(http.client.HTTPConnection("127.0.0.1", port, timeout=120), page)
            first_reading_s = time.monotonic() - began
            clients = [by_wrk(port, seconds, Path(folder)), by_our_readers(port, seconds)]
        finally:
            stop(site)
        site, second_start_s = start(port, environment)
        stop(site)
    return {
        "first_start_s": first_start_s,
        "second_start_s": second_start_s,
        "first_reading_s": first_reading_s,
        "clients": clients,
    }


def by_wrk(port: int, seconds: float, folder: Path) -> dict[str, object]:
    """What wrk finds."""
    script = folder / "ask.lua"
    pages = ", ".join(f'"{page}"' for page in PAGES)
    script.write_text(WRK % {"pages": pages, "beat_ms": 1000 * BEAT_S}, encoding="ascii")
    address = f"http://127.0.0.1:{port}/"
    command = ["wrk", "-t2", f"-c{READERS}", f"-d{seconds:.0f}s", "--timeout", "30s", "-s", str(script), address]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except FileNotFoundError as error:
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk).") from error
    it = json.loads(said.splitlines()[-1])
    rounded = {"p50_ms": it["p50"], "p95_ms": it["p95"], "slowest_ms": it["slowest"], "errors": it["errors"]}
    return {"client": "wrk", "rate": it["n"] / it["s"], **rounded}


def by_our_readers(port: int, seconds: float) -> dict[str, object]:
    """What readers at a fixed beat find."""
    times, errors = read(port, seconds)
    return {
        "client": "readers at a fixed beat",
        "rate": len(times) / seconds,
        "p50_ms": 1000 * statistics.median(times),
        "p95_ms": 1000 * statistics.quantiles(times, n=20)[-1],
        "slowest_ms": 1000 * max(times),
        "errors": errors,
    }


def page_of(runs: list[Run]) -> str:
    """The page of the docs."""
    lines = [
        "# Benchmarks: the server",
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `python benchmarks/server.py`: {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load of the machine at the end {os.getloadavg()[0]:.1f}; server, database and clients share "
        f"the cores. {READERS} readers ask {len(PAGES)} pages of the embedded edition, about {READERS / BEAT_S:.0f} a second, each page "
        f"read once before. Goal: p95 under {GOAL_P95_MS} ms, no error.",
        "",
        "| Database | client | pages a second | p50, ms | p95, ms | slowest, ms | errors |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {run.database} | {it.client} | {it.rate:.1f} | {it.p50_ms:.0f} | {it.p95_ms:.0f} | {it.slowest_ms:.0f} | {it.errors} |"
        for run in runs
        for it in run.clients
    ]
    lines += [
        "",
        f"| Database | first start to first page, s | second start, s (goal {GOAL_FIRST_PAGE_S:.0f}) | all pages for the first time, s |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {run.database} | {run.first_start_s:.1f} | {run.second_start_s:.1f} | {run.first_reading_s:.1f} |"
        for run in runs
    ]
    return "\n".join(lines) + "\n"


def start(port: int, environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], float]:
    """Serve, and wait for the first page; the process and the seconds from the command to the page."""
    began = time.monotonic()
    site = subprocess.Popen([*CLUSTRAT, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    while site.poll() is None and time.monotonic() - began < 120:
        try:
            if ask(http.client.HTTPConnection("127.0.0.1", port, timeout=30), "/en/") == 200:
                return site, time.monotonic() - began
        except OSError:
            time.sleep(0.05)
    stop(site)
    raise SystemExit("The site does not answer.")


def stop(site: subprocess.Popen[bytes]) -> None:
    """End the site by its own process id; its worker is its child and goes with it."""
    if site.poll() is None:
        site.send_signal(signal.SIGINT)
        try:
            site.wait(timeout=20)
        except subprocess.TimeoutExpired:
            site.kill()


def ask(connection: http.client.HTTPConnection, page: str) -> int:
    """One page, whole; its status."""
    connection.request("GET", page, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def read(port: int, seconds: float) -> tuple[list[float], int]:
    """What the readers waited, from the beat on which they meant to ask; and how often something else than the page came."""
    times: list[float] = []
    errors = [0]
    lock = threading.Lock()
    begin = time.monotonic() + 0.5

    def reader(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for turn in range(int(seconds / BEAT_S)):
            due = begin + turn * BEAT_S + number * BEAT_S / READERS
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                status = ask(connection, PAGES[(number + turn) % len(PAGES)])
            except (OSError, http.client.HTTPException):
                status, connection = 0, http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            with lock:
                times.append(time.monotonic() - due)
                errors[0] += status != 200

    readers = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    for it in readers:
        it.start()
    for it in readers:
        it.join()
    return times, errors[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
