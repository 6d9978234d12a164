"""Names of organisations in a form that can be compared: folded, without legal form, with what tells one from another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["NormalName", "fold_name", "normal_name"]

#: Letters that stay one letter when marks are taken away.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ß": "ss",
        "æ": "ae",
        "ø": "o",
        "œ": "oe",
        "ı": "i",
        "ð": "d",
        "þ": "th",
        "&": " & ",
        "+": " + ",
    }
)
#: The German umlaut is written out, so that Böhlerit and Boehlerit meet.
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_UMLAUT_COUNTRIES = frozenset({"AT", "DE"})
_WORD = re.compile(r"[a-z0-9]+|&|\+")
_NUMBER = re.compile(r"\d+")
_ROMAN = frozenset(["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv"])
#: ``V. gimnazija``: a Roman numeral with a point is a number even where it is one letter.
_ORDINAL = re.compile(r"\b([IVX]{1,4})\.(?=\s*\w{3})")
#: A part of a university is known by its own name; the word for the whole is left out beside one for the part.
_WHOLE = re.compile(r"(sveucilis|univerz|universit|uniwersyt|egyetem)")
_PART = re.compile(r"(fakult|facult|facolt|wydzial|dipartiment|odjel|oddelek|kar$)")
_QUOTED = re.compile(r"[\"“”„«»˝]([^\"“”„«»˝]{3,60})[\"“”„«»˝]|''([^']{3,60})''")
_BRACKETED = re.compile(r"\(([^()]{2,60})\)")
#: An acronym in brackets; it becomes an alias.
_SHORT_FORM = re.compile(r"\(([A-ZČŠŽĆĐŁŚŹŻ][A-ZČŠŽĆĐŁŚŹŻa-z0-9.&-]{1,11})\)")
#: ``Handelsgesellschaft`` and ``Handelsges.`` are one.
_COMPOUND = re.compile(r"(?<=[a-z]{4})(gesellschaft|ges)$")
#: ``M.U.O.S.I.D.`` and ``d.o.o.`` are one word each.
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]\b\.?")
_LETTERS_APART = re.compile(r"\b[a-z](?: [a-z]\b){2,}")
_ACRONYM = re.compile(r"[A-ZČŠŽĆĐŁŚŹŻÄÖÜÁÉÍÓÚŐŰ0-9&+]{3,12}")
_N_LONGEST_FORM = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalName:
    """A name ready to be compared; all parts are folded.

    Attributes
    ----------
    full
        All words but the legal form, without spaces: equal for names that differ in writing only.
    distinct
        Stems of what tells this body from others, sorted and joined by a space; empty where only general words are left.
    stems
        All stems, sorted.
    lead
        The first word that tells it apart.
    is_telling
        Whether a word is left that no kind of institution is called by: ``Technical School`` tells nothing apart.
    n_telling
        Letters of such words.
    numbers
        Numbers in the name, sorted and joined; ``School 5`` is not ``School 6``.
    form
        Family of the legal form, such as ``gmbh``; empty where none is written.
    aliases
        Acronyms and quoted or bracketed names inside the name, folded.
    """

    full: str
    distinct: str
    stems: tuple[str, ...]
    lead: str
    is_telling: bool
    n_telling: int
    numbers: str
    form: str
    aliases: tuple[str, ...]


def fold_name(name: str, *, country: str = "") -> str:
    """Lower case, without marks, punctuation as spaces; ``&`` and ``+`` stay.

    >>> fold_name("AT&S Österreich G.m.b.H.", country="AT"), fold_name("Győr-Łódź")
    ('at & s oesterreich g m b h', 'gyor lodz')
    """
    text = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
    if country in _UMLAUT_COUNTRIES:
        text = text.translate(_UMLAUTS)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(plain))


def normal_name(name: str, *, country: str = "") -> NormalName:
    """What a name says, apart from how it is written.

    Parameters
    ----------
    name
        As published.
    country
        ISO code; its legal forms and general words are taken out, or those of all nine countries where it is empty.

    Examples
    --------
    >>> a, b = normal_name("BÖHLERIT GmbH & Co. KG.", country="AT"), normal_name("Boehlerit Gesellschaft m.b.H. & Co KG", country="AT")
    >>> a.full == b.full == "boehlerit", a.form == b.form == "gmbh&co"
    (True, True)
    >>> normal_name("NEOS d.o.o. za usluge", country="HR").distinct
    'neos'
    """
    written = _DOTTED.sub(lambda found: found[0].replace(".", ""), _SHORT_FORM.sub(" ", name))
    words = fold_name(written, country=country).split()
    if country in _UMLAUT_COUNTRIES:
        words = [_COMPOUND.sub("", word) if len(word) > 8 else word for word in words]
    rest, form = _without_form(words, country)
    general = _general(country)
    stems = [_stem(word) for word in rest]
    has_part = any(_PART.match(word) for word in rest)
    distinct = [
        stem
        for word, stem in zip(rest, stems, strict=True)
        # In the name of a faculty every word may tell it from its sisters, but the small ones.
        if word != "&"
        and not (has_part and _WHOLE.match(word))
        and (word not in general or (has_part and len(word) > 3))
    ]
    telling = set(distinct) - _institutions(country)
    ordinals = {number.casefold() for number in _ORDINAL.findall(name)}
    numbers = sorted({word for word in rest if word in _ROMAN or _NUMBER.search(word)} | ordinals)
    return NormalName(
        full="".join(rest),
        distinct=" ".join(sorted(set(distinct))),
        stems=tuple(sorted(set(stems))),
        lead=distinct[0] if distinct else "",
        is_telling=bool(telling),
        n_telling=sum(len(word) for word in telling),
        numbers=" ".join(numbers),
        form=form,
        aliases=tuple(sorted(_inside(name, country, general))),
    )


def _without_form(words: list[str], country: str) -> tuple[list[str], str]:
    """The words before the legal form and those behind it that are no mere description, and the form; forms in the middle end the name."""
    forms = _forms(country)
    best: tuple[int, int, str] | None = None
    for start in range(len(words)):
        for length in range(min(_N_LONGEST_FORM, len(words) - start), 0, -1):
            form = forms.get(" ".join(words[start : start + length]))
            # A name may begin like a form ("AG Industrie"); then it is none.
            if form is not None and start > 0:
                best = best or (start, start + length, form)
                break
        if best is not None:
            break
    if best is None:
        return words, ""
    start, end, form = best
    general = _general(country)
    behind = words[end:]
    if behind and behind[0] in ("za", "fuer", "pro", "per"):
        behind = []
    return [*words[:start], *(word for word in behind if word not in general)], form


def _stem(word: str) -> str:
    """A word without the vowels of its ending: in the nine languages cases differ mostly there."""
    if len(word) < 5:
        return word
    bare = word.rstrip("aeiouy")
    return bare if len(bare) >= 4 else word


def _inside(name: str, country: str, general: Collection[str]) -> Iterable[str]:
    """Quoted and bracketed parts and acronyms set off by dash or comma, each as one folded word."""
    found = {part for quoted in _QUOTED.findall(name) for part in quoted if part}
    found |= set(_BRACKETED.findall(name))
    if name != name.upper():
        parts = re.split(r"\s+[–—-]\s*|\s*[–—]\s+|,\s*|-\s+", name)
        found |= {part.strip(" .") for part in parts if len(parts) > 1 and _ACRONYM.fullmatch(part.strip(" ."))}
    for part in found:
        rest, _ = _without_form(fold_name(part, country=country).split(), country)
        if key := "".join(word for word in rest if word not in general):
            yield key


@cache
def _forms(country: str) -> dict[str, str]:
    rows = [*_rows("legal_forms.csv")]
    # ``d o o`` stands for ``d. o. o.`` and for ``d.o.o.``, which is read as one word.
    rows += [
        (code, _LETTERS_APART.sub(lambda run: run[0].replace(" ", ""), written), form) for code, written, form in rows
    ]
    of_country = {written: form for code, written, form in rows if code == country}
    return of_country or {written: form for _, written, form in rows if len(written) > 2}


@cache
def _general(country: str) -> frozenset[str]:
    rows = [(code, words.split()) for code, words in _rows("generic_words.csv")]
    of_country = [word for code, words in rows if code == country for word in words]
    return frozenset(of_country)


@cache
def _institutions(country: str) -> frozenset[str]:
    """Stems of what institutions are called by."""
    listed = [(code, words.split()) for code, words in _rows("institution_words.csv")]
    return frozenset(_stem(word) for code, words in listed if country in ("", code) for word in words)


@cache
def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return tuple(tuple(line.split(",")) for line in text.splitlines()[1:])
