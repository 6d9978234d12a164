"""What is looked at on a page: barriers by axe-core, width, weight, requests, and complaints of the browser."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

__all__ = ["ALL_LOOKS", "LOOKS", "Eyes", "Look", "Pass", "Seen", "barriers_of"]

#: Rules of axe that depend on colours and on room; everything else is the same in every look.
OF_LOOKS = ("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable")
TEXT = ("text/", "application/javascript", "application/json", "image/svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A width in CSS pixels, a scheme of colours, forced colours or not, and the rules of axe asked there: all, some, or none.

    Without ``every_row`` a long table or map is judged by its first rows and marks: the others have the same style.
    """

    width: int
    scheme: str
    is_forced: bool = False
    whole: bool = False
    rules: tuple[str, ...] = ()
    every_row: bool = False

    @property
    def words(self) -> str:
        """For findings."""
        return f"{self.width} px, {self.scheme}{', forced colours' if self.is_forced else ''}"


#: 320 px is a window of 1280 at 400 %. What depends on neither colours nor room is asked once; forced colours are the
#: browser's own, so that only what has no place of its own in the tree of accessibility can be lost with them.
LOOKS = (
    Look(width=1280, scheme="light", whole=True),
    Look(width=320, scheme="dark", rules=OF_LOOKS),
    Look(width=1280, scheme="dark", is_forced=True, rules=("svg-img-alt", "image-alt")),
)
#: For a release: all rules in every width and scheme, on every row.
ALL_LOOKS = tuple(
    Look(width=width, scheme=scheme, is_forced=is_forced, whole=True, every_row=True)
    for width in (1280, 360, 320)
    for scheme, is_forced in (("light", False), ("dark", False), ("dark", True))
)
#: Rows of a table and marks of a picture beyond the first ones.
FURTHER = ("tbody > tr:nth-child(n + 7)", "svg [role='link']:nth-of-type(n + 7)")
RUN = """([rules, further]) => axe.run(further.length ? {include: [['html']], exclude: further.map(it => [it])} : document,
    {resultTypes: ['violations'], ...(rules ? {runOnly: {type: 'rule', values: rules}} : {})})
  .then(found => found.violations.map(it => `${it.id}: ${it.nodes.length} x, such as ${it.nodes[0].html.slice(0, 160)}`))"""
OVERHANG = """width => document.documentElement.scrollWidth <= width ? '' : [...document.querySelectorAll('body *')]
  .filter(it => it.getBoundingClientRect().right > width + 1 && !it.closest('.scrolls, nav, pre, svg, .unseen'))
  .map(it => it.outerHTML.slice(0, 100)).slice(0, 3).join(' | ') || 'something'"""
WATCH = """document.addEventListener('securitypolicyviolation', it => {
  (window.refused ||= []).push(`${it.violatedDirective}: ${it.blockedURI} ${it.sample}`) })"""


@dataclass(slots=True, kw_only=True)
class Seen:
    """What was found on one page."""

    page: str
    status: int = 0
    barriers: dict[str, list[str]] = field(default_factory=dict)
    overhang: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    weight: int = 0
    script_weight: int = 0


@dataclass(slots=True, kw_only=True)
class Pass:
    """All pages that were looked at, by name."""

    pages: dict[str, Seen] = field(default_factory=dict)


class Eyes:
    """One page of a browser, which looks at one address after the other."""

    def __init__(self, context: Any, address: str, *, axe: str) -> None:
        self.page, self.address = context.new_page(), address
        self.seen = Seen(page="")
        self.answers: list[Any] = []
        self.weights: dict[str, tuple[int, bool]] = {}
        host = urlsplit(address).netloc
        self.page.add_init_script(WATCH)
        # Laid into every page that is opened: the browser reads it once, not each time.
        self.page.add_init_script(axe)
        self.page.on("response", lambda it: self.answers.append(it))
        self.page.on("request", lambda it: _note_stranger(self.seen, it.url, host))
        self.page.on("console", lambda it: self._hear(it.text) if it.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda it: self._hear(str(it)))

    def _hear(self, words: str) -> None:
        self.seen.complaints.append(words)

    def open(self, path: str, look: Look) -> Seen:
        """Go to an address, and weigh what comes."""
        # What the page before still asks for belongs to that one.
        self.page.evaluate("window.stop()")
        self.seen, self.answers = Seen(page=path), []
        self._take(look)
        self.seen.status = self.page.goto(self.address + path, wait_until="load").status
        self._weigh()
        if self.seen.status >= 400:
            # The browser complains of the status itself, which is right.
            self.seen.complaints = [it for it in self.seen.complaints if "the server responded with a status" not in it]
        return self.seen

    def look_at(self, path: str, *, looks: Sequence[Look] = LOOKS) -> Seen:
        """Open an address once, and look at it in every width and scheme."""
        seen = self.open(path, looks[0])
        self.look_around(looks)
        seen.complaints += self.page.evaluate("window.refused || []")
        return seen

    def look_around(self, looks: Sequence[Look]) -> None:
        """Look at what the page shows now."""
        for look in looks:
            self._take(look)
            if overhang := self.page.evaluate(OVERHANG, look.width):
                self.seen.overhang[look.words] = overhang
            if barriers := barriers_of(self.page, look):
                self.seen.barriers[look.words] = barriers

    def _weigh(self) -> None:
        for answer in self.answers:
            if answer.status in (204, 301, 302, 304):
                continue
            if answer.url not in self.weights or "/static/" not in answer.url:
                body, kind = answer.body(), answer.headers.get("content-type", "")
                weight = len(gzip.compress(body)) if kind.startswith(TEXT) else len(body)
                self.weights[answer.url] = (weight, "javascript" in kind)
            weight, is_script = self.weights[answer.url]
            self.seen.weight += weight
            self.seen.script_weight += weight if is_script else 0

    def _take(self, look: Look) -> None:
        self.page.set_viewport_size({"width": look.width, "height": 900})
        self.page.emulate_media(color_scheme=look.scheme, forced_colors="active" if look.is_forced else "none")


def barriers_of(page: Any, look: Look) -> list[str]:
    """What axe finds on a page that carries it."""
    if not look.whole and not look.rules:
        return []
    found: list[str] = page.evaluate(
        RUN, [None if look.whole else list(look.rules), [] if look.every_row else list(FURTHER)]
    )
    return found


def _note_stranger(seen: Seen, url: str, host: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("data", "blob") and parts.netloc != host:
        seen.strangers.append(url)
