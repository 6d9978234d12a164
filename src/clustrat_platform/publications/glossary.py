"""The glossary: the words of the site, plain word first, each with its term, a sentence, a formula and where to read on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from clustrat.codes.lists import near_codes
from clustrat_platform.base.problems import NotFound

__all__ = ["FULL_LANGUAGES", "Entry", "glossary", "term"]

#: Languages in which every entry is there; the others show English, marked.
FULL_LANGUAGES = ("en", "de", "it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; ``language`` tells in which language its words are."""

    slug: str
    group: str
    plain: str
    term: str
    sentence: str
    language: str
    formula: str = ""
    function: str = ""
    literature: str = ""
    source: str = ""
    see: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, Any], ...]:
    path = files("clustrat_platform.publications") / "data" / "glossary.json"
    return tuple(json.loads(path.read_text(encoding="utf-8"))["entries"])


@lru_cache(maxsize=16)
def glossary(language: str) -> tuple[Entry, ...]:
    """All entries, in ``language`` where they are translated, else in English.

    Examples
    --------
    >>> glossary("de")[0].plain
    'relative Präsenz'
    >>> {it.language for it in glossary("pl")}
    {'en'}
    """
    found = []
    for row in _rows():
        known = language if language in row["words"] else "en"
        plain, term_, sentence = row["words"][known]
        found.append(
            Entry(
                slug=row["slug"],
                group=row["group"],
                plain=plain,
                term=term_,
                sentence=sentence,
                language=known,
                formula=row.get("formula", ""),
                function=row.get("function", ""),
                literature=row.get("literature", ""),
                source=row.get("source", ""),
                see=tuple(row.get("see", ())),
            )
        )
    return tuple(found)


def term(slug: str, language: str) -> Entry:
    """One entry.

    Raises
    ------
    NotFound
        There is none of that name; the refusal lists names that are near.
    """
    for it in glossary(language):
        if it.slug == slug:
            return it
    raise NotFound(
        detail=_("The glossary has no entry '%(name)s'.") % {"name": slug[:80]},
        near=near_codes(slug[:40], [it.slug for it in glossary(language)])[:5],
    )
