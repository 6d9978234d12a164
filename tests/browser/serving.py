"""The site of the browser tests as a process of its own with the demo loaded, and every screen that its links lead to."""

from __future__ import annotations

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
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.urls import Resolver404, resolve

__all__ = ["Reader", "Site", "kind_of", "serve", "walk"]

#: The command line as it is installed, without needing it on the path.
CLUSTRAT = [sys.executable, "-c", "from clustrat.cli.main import main; main()"]
PATIENCE_S = 120
#: Screens of one kind that are looked at; the others differ from them in their figures only.
MOST_OF_A_KIND = 2
#: Not pages: files, fragments that end a session, and what other packages answer for.
NOT_WALKED = re.compile(
    r"\.(csv|json|svg|png|pdf|zip|xml|atom|rss|geojson|xlsx|parquet)(\?|$)|/accounts/logout|/api/|/sign-in/|/pages-admin/"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running site: its address, and the path of the link of each role."""

    address: str
    port: int
    links: dict[str, str]

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
    kept |= {"CLUSTRAT_SITE": str(folder / "site"), "CLUSTRAT_EDITION": os.environ["CLUSTRAT_EDITION"]} | more
    said = folder / "said"
    with said.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*CLUSTRAT, "serve", "--demo", "--port", str(port)], env=kept, stdout=log, stderr=log
        )
        try:
            _wait(port, process, said)
            links = re.findall(r"^  (.+?) +http://[^/]+(/\w+/sign-in/\S+)$", said.read_text(encoding="utf-8"), re.M)
            yield Site(address=f"http://127.0.0.1:{port}", port=port, links=dict(links))
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


def kind_of(path: str) -> str:
    """Which kind of screen an address shows: its route, with the screen of the atlas or the place among the pages."""
    bare = urlsplit(path).path
    try:
        match = resolve(bare)
    except Resolver404:
        return ""
    route = match.route.replace("en/", "", 1)
    if "screen" in match.kwargs:
        return f"{match.kwargs['noun']}/{match.kwargs['screen']}"
    if bare.startswith("/en/pages/"):
        return "/".join(["pages", *bare.split("/")[3:4]]) + ("/one" if bare.count("/") > 4 else "")
    return route or "home"


def walk(
    reader: Reader, *, begin: tuple[str, ...] = ("/en/",), known: frozenset[str] = frozenset()
) -> dict[str, list[str]]:
    """Follow every link from the first pages; kind of screen -> addresses of pages, at most two of each kind.

    Of kinds that are known already only one is opened, for its links. A fault of the program on the way fails the walk.
    """
    found: dict[str, list[str]] = {}
    waiting, seen = list(begin), set(begin)
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if not kind or len(found.get(kind, ())) >= (1 if kind in known else MOST_OF_A_KIND):
            continue
        answer = reader.ask(path)
        assert answer.status < 500, f"{path}: {answer.status}"
        links = [answer.location] if answer.status in (301, 302) else []
        if answer.status == 200 and answer.content_type.startswith("text/html"):
            found.setdefault(kind, []).append(path)
            links = [unescape(it) for it in re.findall(r'<a\b[^>]*?href="(/en/[^"#]*)', answer.text)]
        for link in links:
            if link not in seen and link.startswith("/en/") and not NOT_WALKED.search(link):
                seen.add(link)
                waiting.append(link)
    return found
