"""The screens of the atlas by noun and name, and panels that other apps register into them without being imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override

from clustrat_platform.atlas.addresses import FORMATS, Address, State, parse_state
from clustrat_platform.atlas.editions import edition_named
from clustrat_platform.atlas.keeping import kept_result
from clustrat_platform.atlas.results import Ask, ScreenResult
from clustrat_platform.atlas.studies import boundaries_stamp
from clustrat_platform.base.problems import Gone, NotFound

__all__ = [
    "Finder",
    "Found",
    "Panel",
    "Screen",
    "all_registered_screens",
    "answer_to",
    "ask_of",
    "finders",
    "lasts",
    "panels_for",
    "register_finder",
    "register_panel",
    "register_screen",
    "screen_of",
    "screens_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen: the noun it is of, its name in addresses, its words, its parameters, and what answers it."""

    noun: str
    name: str
    label: Any
    names: tuple[str, ...]
    build: Callable[[Ask], ScreenResult]
    order: int = 50
    formats: tuple[str, ...] = FORMATS
    #: What is looked at before anything is computed: raises a Problem for a code that cannot be.
    check: Callable[[Ask], None] | None = None
    #: Why the screen cannot be opened for a code, in words; empty where it can.
    why_not: Callable[[str], str] | None = None
    #: Of a screen that shows what may change within an edition: changes with it. Its results do not last.
    stamp: Callable[[Ask], str] | None = None
    #: Things of the same kind that stand beside this one, by code and words in a language, where there are few of them.
    siblings: Callable[[str], tuple[tuple[str, str], ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What another app shows on a screen: ``build(request, code)`` gives heading, lines (text, address) and an empty text."""

    noun: str
    screen: str
    name: str
    order: int
    build: Callable[[HttpRequest, str], dict[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that a search has found."""

    title: str
    kind: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """What an app adds to the one search: ``find(request, words)`` gives what the reader may see; ``name`` is lazy."""

    name: Any
    order: int
    find: Callable[[HttpRequest, str], list[Found]]


_SCREENS: dict[tuple[str, str], Screen] = {}
_PANELS: dict[tuple[str, str, str], Panel] = {}
_FINDERS: dict[str, Finder] = {}


def register_screen(screen: Screen) -> None:
    """Add a screen (in ``AppConfig.ready``)."""
    _SCREENS[screen.noun, screen.name] = screen


def register_panel(panel: Panel) -> None:
    """Let an app show something on a screen."""
    _PANELS[panel.noun, panel.screen, panel.name] = panel


def register_finder(finder: Finder) -> None:
    """Let an app be searched."""
    _FINDERS[str(finder.name)] = finder


def panels_for(request: HttpRequest, screen: Screen, code: str) -> list[dict[str, Any]]:
    """What other apps show on a screen, in order; never part of a result or a file."""
    chosen = sorted(
        (it for it in _PANELS.values() if (it.noun, it.screen) == (screen.noun, screen.name)), key=lambda it: it.order
    )
    return [shown for panel in chosen if (shown := panel.build(request, code)) is not None]


def finders() -> list[Finder]:
    """Everything that is searched, in order."""
    return sorted(_FINDERS.values(), key=lambda it: it.order)


def all_registered_screens() -> list[Screen]:
    """Every screen there is, by noun and order."""
    return sorted(_SCREENS.values(), key=lambda it: (it.noun, it.order, it.name))


def screens_of(noun: str) -> list[Screen]:
    """The screens of a noun, in order."""
    return sorted((it for it in _SCREENS.values() if it.noun == noun), key=lambda it: it.order)


def screen_of(noun: str, name: str) -> Screen:
    """A screen by its name.

    Raises
    ------
    NotFound
        There is none; the refusal names those of the noun.
    """
    if (noun, name) not in _SCREENS:
        raise NotFound(
            detail=_("There is no screen '%(name)s' of a %(noun)s.") % {"name": name[:80], "noun": noun},
            near=[it.name for it in screens_of(noun)],
        )
    return _SCREENS[noun, name]


def ask_of(screen: Screen, code: str, pairs: list[tuple[str, str]], *, language: str) -> Ask:
    """What a request asks: its state read and checked, its edition found."""
    state: State = parse_state(pairs, names=screen.names)
    address = Address(noun=screen.noun, code=code, screen=screen.name, state=state)
    try:
        ask = Ask(address=address, language=language, edition=edition_named(state["v"]))
        if screen.check is not None:
            screen.check(ask)
    except Gone as gone:
        if edition := gone.members.get("successor_edition"):
            gone.members["successor"] = _in_edition(address, edition).path(language=language)
        raise
    return ask


def _in_edition(address: Address, edition: str) -> Address:
    """The same in another edition."""
    if address.noun == "edition":
        return replace(address, code=edition).having(v="")
    return address.having(v=edition)


def lasts(ask: Ask) -> bool:
    """Whether what is rendered of an answer may be kept; what people judge may be withdrawn, so none of it is."""
    return screen_of(ask.address.noun, ask.address.screen).stamp is None


def answer_to(ask: Ask) -> ScreenResult:
    """The result of a screen, computed once in this process for what decides it."""
    screen = screen_of(ask.address.noun, ask.address.screen)

    def make() -> ScreenResult:
        plain = Ask(
            address=ask.address.having(part="", tab="", sort="", v=""), language=ask.language, edition=ask.edition
        )
        with override(ask.language):
            return screen.build(plain)

    stamp = screen.stamp(ask) if screen.stamp else ""
    return kept_result(("screen", ask.key, boundaries_stamp(), stamp), make)
