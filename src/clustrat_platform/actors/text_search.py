"""Words in the public directory: one function for both databases, with the same entries in the same tiers."""

from __future__ import annotations

from django.db import connection

from clustrat_platform.base.folding import folded

__all__ = ["TIERS", "matching_entries", "words_of"]

#: How well an entry fits: its name is what was asked, begins so, has all words whole, has them all, or its text has them.
TIERS = 5
#: Shorter words have no trigram, and are found at the beginning of words only.
TRIGRAM = 3
#: Words of one search at most; more would find nothing anyway.
N_WORDS = 12


def words_of(text: str) -> list[str]:
    """The words of a search, folded, each once.

    >>> words_of("  Győri   Klaszter klaszter ")
    ['gyori', 'klaszter']
    """
    return list(dict.fromkeys(folded(text).split()))[:N_WORDS]


def matching_entries(words: list[str]) -> list[tuple[int, int]]:
    """Key and tier (0 best) of every public entry in which all words stand, in the name or elsewhere.

    A word of three letters or more may stand anywhere, also inside another word; a shorter one begins a word. SQLite asks the
    trigrams of FTS5, PostgreSQL those of ``pg_trgm``; the conditions are the same, hence so is what is found.
    """
    if not words:
        return []
    is_sqlite = connection.vendor == "sqlite"
    name = " ".join(words)
    long = [it for it in words if len(it) >= TRIGRAM]
    short = [it for it in words if len(it) < TRIGRAM]
    whole = [f"% {_escaped(it)} %" for it in words]
    inside = [_inside(it) for it in words]
    conditions: list[str] = []
    values: list[str] = []
    if is_sqlite and long:
        conditions.append("f.text_folded MATCH %s")
        quoted = ['"' + it.replace('"', '""') + '"' for it in long]
        values.append(" AND ".join(quoted))
    else:
        conditions += [_LIKE % "r.text_folded" for _ in long]
        values += [_inside(it) for it in long]
    conditions += [_LIKE % "r.text_folded" for _ in short]
    values += [_inside(it) for it in short]
    origin = "actors_directoryrow r"
    if is_sqlite and long:
        origin = "actors_directory_fts f JOIN actors_directoryrow r ON r.actor_id = f.rowid"
    every = " AND ".join([_LIKE % "r.label_folded"] * len(words))
    statement = " ".join([
        "SELECT r.actor_id, CASE WHEN r.label_folded = %s THEN 0 WHEN",
        _LIKE % "r.label_folded",
        "THEN 1 WHEN", every, "THEN 2 WHEN", every, "THEN 3 ELSE 4 END FROM", origin,
        "WHERE r.is_shown AND", " AND ".join(conditions),
    ])  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, [f" {name} ", f" {_escaped(name)}%", *whole, *inside, *values])
        return [(int(key), int(tier)) for key, tier in cursor.fetchall()]


#: ``%%s`` stands for the placeholder of the value.
_LIKE = "%s LIKE %%s ESCAPE '!'"


def _inside(word: str) -> str:
    return f"%{_escaped(word)}%" if len(word) >= TRIGRAM else f"% {_escaped(word)}%"


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
