"""Answers of the atlas as they are kept: what a page must know of a result, and its markup, so that a known one needs no study."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.template import loader
from django.utils.translation import gettext as _

from clustrat.store.catalog import CATALOG_FILE
from clustrat_platform.atlas.keeping import kept_rendered, rendered
from clustrat_platform.atlas.pages import page_context
from clustrat_platform.atlas.registry import answer_to, lasts
from clustrat_platform.atlas.results import Ask
from clustrat_platform.atlas.studies import boundaries_stamp, prepare_for
from clustrat_platform.atlas.waiting import Tell

__all__ = ["Facts", "Markup", "facts_of", "kept_markup", "markup_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of a result beside its body: hash and stamp, words, the parts that may stand alone, the columns there are."""

    hash: str
    stamp: str
    title: str
    subject: str
    sentence: str
    parts: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """The body of a page, and what stands below the panels of other apps."""

    body: bytes
    about: bytes


def _decides(ask: Ask) -> tuple[object, ...]:
    """Everything that decides an answer, but for the program: question, language, edition as it lies there, boundaries."""
    stat = (ask.edition.folder / CATALOG_FILE).stat()
    return (*ask.key, stat.st_mtime_ns, stat.st_size, boundaries_stamp())


def facts_of(ask: Ask) -> Facts:
    """The facts of an answer, from what is kept or of the result itself."""

    def make() -> bytes:
        result = answer_to(ask)
        facts = Facts(
            hash=result.hash,
            stamp=result.stamp,
            title=result.title,
            subject=result.subject,
            sentence=result.sentence,
            parts=result.parts,
            columns=tuple(dict.fromkeys(column.name for table in result.tables.values() for column in table.columns)),
        )
        return json.dumps(asdict(facts)).encode("utf-8")

    return _read_facts(rendered("facts", *_decides(ask), make=make) if lasts(ask) else make())


def _read_facts(kept: bytes) -> Facts:
    given: dict[str, Any] = json.loads(kept)
    return Facts(**{**given, "parts": tuple(given["parts"]), "columns": tuple(given["columns"])})


def _page_key(ask: Ask, facts: Facts) -> tuple[object, ...]:
    return ("html", facts.stamp, ask.address.path(language=ask.language))


def kept_markup(ask: Ask) -> tuple[Facts, Markup] | None:
    """Facts and markup of a page that was made before; nothing is worked out."""
    kept = kept_rendered("facts", *_decides(ask)) if lasts(ask) else None
    if kept is None:
        return None
    facts = _read_facts(kept)
    page = kept_rendered(*_page_key(ask, facts))
    return None if page is None else (facts, _read_markup(page))


def markup_of(ask: Ask, tell: Tell) -> tuple[Facts, Markup]:
    """Facts and markup of a page, made now if need be; ``tell`` hears how far it is."""
    tell(5, _("Reading the figures of the edition."))
    prepare_for(ask)
    tell(40, _("Working out the answer."))
    facts = facts_of(ask)

    def make() -> bytes:
        result = answer_to(ask)
        names = [it for it in result.figure_names if not ask.address.state["part"] or it == ask.address.state["part"]]
        for number, name in enumerate(names):
            tell(65 + 25 * number // len(names), _("Drawing the pictures."))
            result.figure(name)
        tell(92, _("Setting the page."))
        context = page_context(result, address=ask.address)
        pieces = {name: loader.render_to_string(f"atlas/{name}.html", context) for name in ("result", "about")}
        return json.dumps(pieces).encode("utf-8")

    return facts, _read_markup(rendered(*_page_key(ask, facts), make=make) if lasts(ask) else make())


def _read_markup(kept: bytes) -> Markup:
    pieces = json.loads(kept)
    return Markup(body=pieces["result"].encode("utf-8"), about=pieces["about"].encode("utf-8"))
