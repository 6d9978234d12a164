"""Readers of the atlas: 50 of them ask 50 pages a second of a site on loopback; and how soon a second start shows its first page.

``python benchmarks/server.py [SECONDS]`` serves a site of its own on SQLite (or on ``DATABASE_URL``: run it under
``scripts/with_postgres.py``), reads every page once, and then times readers who each ask at a fixed beat, whether the answer
before was quick or not. The site and its worker are ended by their own process id.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

READERS = 50
BEAT_S = 1.0
GOAL_P95_MS = 300
GOAL_FIRST_PAGE_S = 5.0
REGIONS = ("ITH4", "AT31", "CZ08", "SI04", "DED5")
SCREENS = ("overview", "portfolio", "compare", "potential", "space")
PAGES = (
    "/en/",
    *(f"/en/region/{region}/{screen}" for region in REGIONS for screen in SCREENS),
    "/en/edition/2015.1/data",
)
CLUSTRAT = [sys.executable, "-c", "from clustrat.cli.main import main; main()"]


def main(words: list[str]) -> int:
    """Start, warm, measure, start again; returns 1 if a goal is missed."""
    seconds = float(words[0]) if words else 20.0
    with tempfile.TemporaryDirectory(prefix="clustrat-load-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "CLUSTRAT_SITE": folder, "CLUSTRAT_MODE": "local"}
        database = "PostgreSQL" if environment.get("DATABASE_URL") else "SQLite"
        first, took = start(port, environment)
        try:
            print(f"{database}: the first start showed its first page after {took:.1f} s")
            began = time.monotonic()
            for page in PAGES:
                ask(http.client.HTTPConnection("127.0.0.1", port, timeout=120), page)
            print(f"{len(PAGES)} pages read for the first time in {time.monotonic() - began:.1f} s")
            times, errors = read(port, seconds)
        finally:
            stop(first)
        second, took = start(port, environment)
        stop(second)
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    rate = len(times) / seconds
    print(
        f"{READERS} readers, {rate:.1f} pages a second for {seconds:.0f} s: p50 {1000 * p50:.0f} ms, p95 {1000 * p95:.0f} ms, "
        f"slowest {1000 * max(times):.0f} ms, {errors} errors (goal: p95 < {GOAL_P95_MS} ms, 0 errors)"
    )
    print(f"The second start showed its first page after {took:.1f} s (goal: {GOAL_FIRST_PAGE_S:.0f} s)")
    print(f"Load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0 if 1000 * p95 < GOAL_P95_MS and not errors and took < GOAL_FIRST_PAGE_S else 1


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
