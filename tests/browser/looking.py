"""What is looked at on a page: barriers by axe-core, width, weight, requests, and complaints of the browser."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

__all__ = ["ALL_LOOKS", "LOOKS", "Look", "Pass", "Seen", "look_at"]

#: Rules of axe that depend on colours and on room; everything else is the same in every look.
OF_LOOKS = ("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable")
TEXT = ("text/", "application/javascript", "application/json", "image/svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A width in CSS pixels, a scheme of colours, and the rules of axe asked there: all, some, or none."""

    width: int
    scheme: str
    whole: bool = False
    rules: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """For findings."""
        return f"{self.width} px, {self.scheme}"


#: 320 px is a window of 1280 at 400 %. What depends on neither colours nor room is asked once.
LOOKS = (
    Look(width=1280, scheme="light", whole=True),
    Look(width=320, scheme="dark", rules=OF_LOOKS),
)
#: For a release: all rules in every width and scheme.
ALL_LOOKS = tuple(
    Look(width=width, scheme=scheme, whole=True) for width in (1280, 360, 320) for scheme in ("light", "dark")
)
RUN = """rules => axe.run(document, {resultTypes: ['violations'], ...(rules ? {runOnly: {type: 'rule', values: rules}} : {})})
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


def look_at(context: Any, address: str, path: str, *, axe: str, looks: Sequence[Look] = LOOKS) -> Seen:
    """Open a page once, weigh it, and look at it in every width and scheme."""
    seen = Seen(page=path)
    page = context.new_page()
    page.add_init_script(WATCH)
    host = urlsplit(address).netloc
    answers: list[Any] = []
    page.on("response", lambda it: answers.append(it))
    page.on("request", lambda it: _note_stranger(seen, it.url, host))
    page.on("console", lambda it: seen.complaints.append(it.text) if it.type in ("error", "warning") else None)
    page.on("pageerror", lambda it: seen.complaints.append(str(it)))
    page.set_viewport_size({"width": looks[0].width, "height": 900})
    answer = page.goto(address + path, wait_until="load")
    seen.status = answer.status
    _weigh(seen, answers)
    if seen.status >= 400:
        # The browser complains of the status itself, which is right.
        seen.complaints = [it for it in seen.complaints if "the server responded with a status" not in it]
    page.evaluate(axe)
    for look in looks:
        page.set_viewport_size({"width": look.width, "height": 900})
        page.emulate_media(color_scheme=look.scheme)
        if overhang := page.evaluate(OVERHANG, look.width):
            seen.overhang[look.words] = overhang
        if (look.whole or look.rules) and (barriers := page.evaluate(RUN, list(look.rules) or None)):
            seen.barriers[look.words] = barriers
    seen.complaints += page.evaluate("window.refused || []")
    page.close()
    return seen


def _note_stranger(seen: Seen, url: str, host: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("data", "blob") and parts.netloc != host:
        seen.strangers.append(url)


def _weigh(seen: Seen, answers: list[Any]) -> None:
    for answer in answers:
        if answer.status in (204, 301, 302, 304):
            continue
        body = answer.body()
        kind = answer.headers.get("content-type", "")
        weight = len(gzip.compress(body)) if kind.startswith(TEXT) else len(body)
        seen.weight += weight
        if "javascript" in kind:
            seen.script_weight += weight
