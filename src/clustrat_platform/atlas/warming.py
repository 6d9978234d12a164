"""Work done before anyone asks: what first pages rest on is read when a process starts, and the worker makes pages in advance."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import structlog
from django.conf import settings
from django.db import connections

from clustrat.codes.nuts import CENTRAL_EUROPE, regions
from clustrat.errors import ClustratError
from clustrat.study.question import NUTS_VERSION, THEME_LEVEL
from clustrat_platform.atlas.answers import kept_markup, markup_of
from clustrat_platform.atlas.registry import answer_to, ask_of, screen_of
from clustrat_platform.base.problems import Problem

__all__ = ["pages_in_advance", "warm_process"]

log = structlog.get_logger(__name__)

#: Screens whose pages are made in advance, the quickest first.
SCREENS = ("overview", "portfolio", "potential")
#: Seconds after the start of a process: the first page comes first.
AFTER_S = 1.5
#: The region that a process warms up with; any does.
ANY_REGION = "ITH4"


def is_on() -> bool:
    """Whether anything is made in advance: not where ``CLUSTRAT_WARM`` is 0."""
    return os.environ.get("CLUSTRAT_WARM", "1") != "0"


def warm_process() -> None:
    """Read figures, libraries and typefaces that every page of this process needs, in a thread of its own, a little later."""
    if is_on():
        timer = threading.Timer(AFTER_S, _warm)
        timer.daemon = True
        timer.start()


def _warm() -> None:
    try:
        for screen in ("overview", "potential"):
            _make(ANY_REGION, screen, language=settings.LANGUAGE_CODE.partition("-")[0], anew=True)
    finally:
        connections.close_all()


def pages_in_advance(*, language: str = "en") -> Iterator[str]:
    """Make the pages of the programme area that are not kept yet, one at each step; the screens by turns of all regions."""
    codes = [it.code for it in regions(version=NUTS_VERSION, level=THEME_LEVEL) if it.country in CENTRAL_EUROPE]
    for screen in SCREENS:
        for code in codes:
            if is_on() and _make(code, screen, language=language):
                yield f"{code}/{screen}"


def _make(code: str, screen: str, *, language: str, anew: bool = False) -> bool:
    """Make one page; nothing is made where it is kept, or where the edition has no figures for it."""
    begun = time.monotonic()
    try:
        ask = ask_of(screen_of("region", screen), code, [], language=language)
        if not anew and kept_markup(ask) is not None:
            return False
        markup_of(ask, lambda _percent, _message: None)
        if anew:
            # The page may be kept on disk; what a weight or a year changes needs the study behind it.
            answer_to(ask)
    except (Problem, ClustratError) as refusal:
        log.info("not_made_in_advance", region=code, screen=screen, reason=str(refusal)[:200])
        return False
    log.debug("made_in_advance", region=code, screen=screen, seconds=round(time.monotonic() - begun, 2))
    return True
