"""What words mean: labels of activities, capabilities and themes in nine languages lead from a query to codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from clustrat.codes import nace
from clustrat.codes.capabilities import CAPABILITY_LANGUAGES, capabilities, capability_label
from clustrat.codes.label_search import LabelIndex
from clustrat.codes.themes import theme, themes
from clustrat.errors import CodeListError
from clustrat.publish.language import translator
from clustrat.study.potential_tables import theme_words
from clustrat_platform.base.folding import folded

__all__ = ["FACET_OF", "Meaning", "label_of", "meanings"]

#: The facet in which the codes of a list are searched.
FACET_OF = {"nace2": "activity", "capability": "capability", "theme": "theme"}
#: Share of the n-grams of the words that a label must have: of one word, and of several, which are rarely alike by chance as a whole.
LEAST, LEAST_OF_SEVERAL = 0.45, 0.6
N_MEANINGS = 3
#: Fields of themes that an actor may serve.
THEME_FIELDS = ("emerging_industry", "key_enabling_technology", "cross_cutting_issue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A code that words lead to: its list, its facet, its label in the reader's language."""

    scheme: str
    code: str
    label: str
    score: float

    @property
    def facet(self) -> str:
        """The facet in which it is searched."""
        return FACET_OF[self.scheme]


@lru_cache(maxsize=1)
def _index() -> LabelIndex:
    rows = []
    for it in nace.activities(version="2"):
        if it.level == "section":
            continue
        for language in nace.LABEL_LANGUAGES:
            label = nace.label(it.code, version="2", language=language)
            if label.language == language:
                rows.append((f"nace2:{it.table_code}", folded(label.text)))
    for code in capabilities():
        rows += [(f"capability:{code}", folded(capability_label(code, language=it))) for it in CAPABILITY_LANGUAGES]
    for theme_ in themes():
        if theme_.field in THEME_FIELDS:
            for language in CAPABILITY_LANGUAGES:
                words = theme_words(theme_.code, theme_.title, translator(language))
                rows.append((f"theme:{theme_.code}", folded(words)))
    return LabelIndex.of(rows)


def meanings(words: str, *, language: str) -> list[Meaning]:
    """The codes that words lead to in any of nine languages, the likeliest first; none where nothing is like them."""
    text = folded(words)
    if len(text) < 3:
        return []
    found: dict[str, Meaning] = {}
    least = LEAST_OF_SEVERAL if len(text.split()) > 1 else LEAST
    for hit in _index().find(text, n=4 * N_MEANINGS, least=least):
        scheme, _colon, code = hit.code.partition(":")
        if scheme == "nace2" and any(scheme == it.scheme and code.startswith(it.code) for it in found.values()):
            continue  # it lies in a wider one that was found
        found[hit.code] = Meaning(scheme=scheme, code=code, label=label_of(scheme, code, language), score=hit.score)
        if len(found) == N_MEANINGS:
            break
    return list(found.values())


def label_of(scheme: str, code: str, language: str) -> str:
    """What a code is called in a language; the code itself where no list has it."""
    try:
        if scheme == "nace2":
            return nace.label(code, version="2", language=language).text
        if scheme == "capability":
            return capability_label(code, language=language)
        if scheme == "theme":
            found = theme(code)
            return theme_words(found.code, found.title, translator(language))
    except CodeListError:
        return code
    return code
