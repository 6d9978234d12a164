"""The site of the browser tests as a process of its own, with the demo and with an object in each state that a route can show."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

__all__ = ["Answer", "Reader", "Site", "fill", "serve"]

#: The command line as it is installed, without needing it on the path.
CLUSTRAT = [sys.executable, "-c", "from clustrat.cli.main import main; main()"]
PATIENCE_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running site: its address, and the path of the link of each role."""

    address: str
    port: int
    links: dict[str, str]
    folder: Path

    def reader(self, role: str = "") -> Reader:
        """Someone who reads the site without a browser; with a role, signed in."""
        reader = Reader(port=self.port)
        if role:
            page = reader.ask(self.links[role]).text
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            assert token is not None
            answer = reader.ask(self.links[role], form={"csrfmiddlewaretoken": token[1]})
            assert answer.status == 302, answer.text
        return reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    text: str
    content_type: str
    location: str
    headers: dict[str, str]


@dataclass(slots=True, kw_only=True)
class Reader:
    """A visitor with cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, *, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """GET, or POST of a form."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            sent = {"Accept": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
            if self.cookies:
                sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            if form is None:
                connection.request("GET", path, headers=sent)
            else:
                sent |= {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Referer": f"http://127.0.0.1:{self.port}/",
                }
                connection.request("POST", path, body=urlencode(form), headers=sent)
            return self._read(connection.getresponse())
        finally:
            connection.close()

    def _read(self, response: HTTPResponse) -> Answer:
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        kind = response.headers.get("Content-Type", "")
        body = response.read()
        return Answer(
            status=response.status,
            text=body.decode("utf-8") if kind.startswith(("text/", "application/json", "application/problem")) else "",
            content_type=kind,
            location=response.headers.get("Location", ""),
            headers={name.lower(): value for name, value in response.headers.items()},
        )


@contextmanager
def serve(folder: Path, **more: str) -> Iterator[Site]:
    """A site with the demo on loopback, ended by its own process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {
        name: it for name, it in os.environ.items() if not name.startswith(("CLUSTRAT_", "DATABASE_URL", "DJANGO_"))
    }
    kept |= {"CLUSTRAT_SITE": str(folder / "site"), "CLUSTRAT_EDITION": os.environ["CLUSTRAT_EDITION"]}
    # What is looked at is the page, not how far it is; and two cores are for the tests.
    kept |= {"CLUSTRAT_PATIENCE_S": "off", "CLUSTRAT_WARM": "0"} | more
    said = folder / "said"
    with said.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*CLUSTRAT, "serve", "--demo", "--port", str(port)], env=kept, stdout=log, stderr=log
        )
        try:
            _wait(port, process, said)
            links = re.findall(r"^  (.+?) +http://[^/]+(/\w+/sign-in/\S+)$", said.read_text(encoding="utf-8"), re.M)
            yield Site(address=f"http://127.0.0.1:{port}", port=port, links=dict(links), folder=folder / "site")
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(port: int, process: subprocess.Popen[bytes], said: Path) -> None:
    for _ in range(PATIENCE_S * 4):
        if process.poll() is not None:
            break
        try:
            if Reader(port=port).ask("/healthy").status == 200:
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"The site does not answer:\n{said.read_text(encoding='utf-8')}")


#: Makes the objects of the tables of routes in the database of the site that runs, and tells their addresses.
FILL = """
import django, json
django.setup()
import importlib
from pathlib import Path
names = sorted(it.parent.name for it in Path('tests/platform').glob('*/routes.py'))
made = {}
for name in names:
    made |= importlib.import_module(f'tests.platform.{name}.routes').addresses()
print(json.dumps([[route, state, address] for (route, state), address in made.items()]))
"""


def fill(site: Site) -> dict[tuple[str, str], str]:
    """Make what ``tests/platform/<app>/routes.py`` make; route and state -> address."""
    done = subprocess.run(
        [sys.executable, "-c", FILL], env=_surroundings(site.folder, DJANGO_SETTINGS_MODULE="clustrat_platform.config.settings"),
        cwd=Path(__file__).parent.parent.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {(route, state): address for route, state, address in json.loads(done.stdout.splitlines()[-1])}


def _surroundings(folder: Path, **more: str) -> dict[str, str]:
    kept = {
        name: it for name, it in os.environ.items() if not name.startswith(("CLUSTRAT_", "DATABASE_URL", "DJANGO_"))
    }
    return kept | {"CLUSTRAT_SITE": str(folder), "CLUSTRAT_EDITION": os.environ["CLUSTRAT_EDITION"]} | more
