"""Words in the public directory: one function for both databases, which finds the same entries, and how well each name fits."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from clustrat_platform.base.folding import folded

__all__ = ["TIERS", "matching_keys", "tier_of", "words_of"]

#: How well an entry fits: its name is what was asked, begins so, has all words whole, has them all, or its text has them.
TIERS = 5
#: Shorter words have no trigram, and are found at the beginning of words only.
TRIGRAM = 3
#: Words of one search at most; more would find nothing anyway.
N_WORDS = 12
#: ``%%s`` stands for the placeholder of the value.
_LIKE = "%s LIKE %%s ESCAPE '!'"


def words_of(text: str) -> list[str]:
    """The words of a search, folded, each once.

    >>> words_of("  Győri   Klaszter klaszter ")
    ['gyori', 'klaszter']
    """
    return list(dict.fromkeys(folded(text).split()))[:N_WORDS]


def matching_keys(words: Sequence[str]) -> list[int]:
    """Keys of the entries in which all words stand, in the name or elsewhere; some of them may not be public any more.

    A word of three letters or more may stand anywhere, also inside another word; a shorter one begins a word. SQLite asks the
    trigrams of FTS5, PostgreSQL those of ``pg_trgm``; the conditions are the same, hence so is what is found.
    """
    long = [it for it in words if len(it) >= TRIGRAM]
    short = [it for it in words if len(it) < TRIGRAM]
    if not words:
        return []
    if connection.vendor == "sqlite" and long:
        quoted = ['"' + it.replace('"', '""') + '"' for it in long]
        statement = "SELECT rowid FROM actors_directory_fts WHERE text_folded MATCH %s"
        values = [" AND ".join(quoted)]
        if short:
            every = " AND ".join([_LIKE % "text_folded"] * len(short))
            statement = " ".join([statement, "AND", every])
            values += [_pattern(it) for it in short]
    else:
        every = " AND ".join([_LIKE % "text_folded"] * len(words))
        statement = " ".join(["SELECT actor_id FROM actors_directoryrow WHERE is_shown AND", every])
        values = [_pattern(it) for it in words]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [int(row[0]) for row in cursor.fetchall()]


def tier_of(label: str, words: Sequence[str]) -> int:
    """How well a name (folded, with a blank at each end) fits words that stand in the entry; 0 is best.

    >>> [tier_of(it, ["wood"]) for it in (" wood ", " wood centre ", " institute for wood ", " plywood works ", " steel ")]
    [0, 1, 2, 3, 4]
    """
    name = " ".join(words)
    if label.startswith(f" {name}"):
        return 0 if len(label) == len(name) + 2 else 1
    if all(f" {it} " in label for it in words):
        return 2
    inside = (it in label if len(it) >= TRIGRAM else f" {it}" in label for it in words)
    return 3 if all(inside) else 4


def _pattern(word: str) -> str:
    plain = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{plain}%" if len(word) >= TRIGRAM else f"% {plain}%"
