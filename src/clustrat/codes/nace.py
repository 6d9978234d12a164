"""Economic activities of the NACE classification by version: sections, divisions, groups, classes and their labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, NoReturn

from clustrat.codes.lists import near_codes, read_list, require_version
from clustrat.errors import CodeListError, ParameterError

__all__ = ["LABEL_LANGUAGES", "LEVELS", "NACE_VERSIONS", "Activity", "Label", "activities", "activity", "label"]

Level = Literal["section", "division", "group", "class"]
Kind = Literal["official", "unofficial translation", "short title", "fallback"]

#: Version -> name of its file.
_FILES = MappingProxyType({"2": "nace_rev2", "2.1": "nace_rev2_1"})
NACE_VERSIONS = tuple(_FILES)
LEVELS: tuple[Level, ...] = ("section", "division", "group", "class")
#: Length of a code without its dot -> level; sections are single letters.
_LEVEL_OF_LENGTH: MappingProxyType[int, Level] = MappingProxyType({1: "section", 2: "division", 3: "group", 4: "class"})
#: English is official; the others are unofficial translations of sections and divisions.
LABEL_LANGUAGES = ("en", "de", "it", "pl", "cs", "sk", "sl", "hu", "hr")
#: Languages with titles of at most 32 characters for charts.
_SHORT_LANGUAGES = ("en", "de", "it")
_WRITTEN = re.compile(r"(?P<section>[A-V])?(?P<digits>[0-9]{2}(?:\.?[0-9]{1,2})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """An economic activity of one version of NACE; ``label`` is its official English title.

    Attributes
    ----------
    code
        As the regulation writes it: ``"C"``, ``"31"``, ``"31.0"``, ``"31.01"``.
    section
        Letter of its section in this version; from J on the letters of the two versions differ.
    """

    code: str
    version: str
    level: Level
    section: str
    label: str

    @property
    def table_code(self) -> str:
        """The code as Eurostat's tables write it: section letter, then digits without a dot, such as ``"C31"``."""
        return self.code if self.level == "section" else self.section + self.code.replace(".", "")


@dataclass(frozen=True, slots=True)
class Label:
    """A label and what it is: official, an unofficial translation, our short title, or English for want of a translation."""

    text: str
    language: str
    kind: Kind


@cache
def _list(version: str) -> MappingProxyType[str, Activity]:
    require_version(version, NACE_VERSIONS, scheme="NACE")
    return MappingProxyType(
        {
            row["code"]: Activity(
                code=row["code"],
                version=version,
                level=_LEVEL_OF_LENGTH[len(row["code"].replace(".", ""))],
                section=row["section"],
                label=row["label"],
            )
            for row in read_list(_FILES[version])
        }
    )


@cache
def _by_table_code(version: str) -> MappingProxyType[str, Activity]:
    return MappingProxyType({found.table_code: found for found in _list(version).values()})


def activities(*, version: str, level: Level | None = None) -> tuple[Activity, ...]:
    """All activities of a version, in the order of the regulation.

    Raises
    ------
    CodeListError
        The version is missing or unknown.
    ParameterError
        There is no such level.

    Examples
    --------
    >>> [len(activities(version="2", level=level)) for level in LEVELS]
    [21, 88, 272, 615]
    >>> [len(activities(version="2.1", level=level)) for level in LEVELS]
    [22, 87, 287, 651]
    """
    listed = _list(version)
    if level is not None and level not in LEVELS:
        raise ParameterError(f"NACE has no level '{level}'. Choose one of: {', '.join(LEVELS)}.")
    return tuple(found for found in listed.values() if level is None or found.level == level)


def activity(code: str, *, version: str) -> Activity:
    """One activity, by the code of the regulation (``"31"``, ``"45.1"``) or of the tables (``"C31"``, ``"G451"``).

    Raises
    ------
    CodeListError
        The version is missing or unknown; the code is not in it (the message names near codes, and the version that has
        it); or its letter is not that of its section in this version.

    Examples
    --------
    >>> activity("C31", version="2").label, activity("31", version="2").table_code
    ('Manufacture of furniture', 'C31')
    >>> activity("J62", version="2.1")
    Traceback (most recent call last):
        ...
    clustrat.errors.CodeListError: 62 is in section K of NACE Rev. 2.1, not in J. Write 62 or K62. J62 is its code in \
NACE Rev. 2, whose letters differ from J on.
    """
    listed = _list(version)
    if code in listed:
        return listed[code]
    written = _WRITTEN.fullmatch(code)
    if not written:
        _refuse(code, version)
    bare = _dotted(written["digits"])
    if bare not in listed:
        _refuse(code, version)
    found = listed[bare]
    if written["section"] and written["section"] != found.section:
        elsewhere = next((v for v in NACE_VERSIONS if code in _by_table_code(v)), None)
        raise CodeListError(
            f"{found.code} is in section {found.section} of NACE Rev. {version}, not in {written['section']}. "
            f"Write {found.code} or {found.table_code}."
            + (f" {code} is its code in NACE Rev. {elsewhere}, whose letters differ from J on." if elsewhere else "")
        )
    return found


def _dotted(digits: str) -> str:
    """The digits of a code with the dot of the regulation.

    >>> _dotted("31"), _dotted("451"), _dotted("4511"), _dotted("45.1")
    ('31', '45.1', '45.11', '45.1')
    """
    bare = digits.replace(".", "")
    return bare if len(bare) <= 2 else f"{bare[:2]}.{bare[2:]}"


def _refuse(code: str, version: str) -> NoReturn:
    """Say which version has a code that this one has not, or which codes come near."""
    written = _WRITTEN.fullmatch(code)
    bare = _dotted(written["digits"]) if written else code
    for other in NACE_VERSIONS:
        if other != version and bare in _list(other):
            raise CodeListError(
                f"{code} is a code of NACE Rev. {other} ({_list(other)[bare].label}), not of NACE Rev. {version}. "
                "Figures pass from one version to the other only by the weights of a year that was coded in both."
            )
    with_letter = code[:1].isalpha() and len(code) > 1
    known = _by_table_code(version) if with_letter else _list(version)
    near = near_codes(code.upper() if with_letter else bare, known)
    raise CodeListError(
        f"There is no activity '{code}' in NACE Rev. {version}. "
        + (
            f"Near codes: {', '.join(f'{c} ({known[c].label})' for c in near)}."
            if near
            else "Codes look like C, C31, 31 or 31.01."
        )
    )


@cache
def _translations() -> MappingProxyType[tuple[Level, str], Mapping[str, str]]:
    """Level and official English title of Rev. 2 -> translations; one title, one translation, whatever the letter."""
    listed = _list("2")
    rows = {row["code"]: row for row in read_list("nace_rev2_labels")}
    return MappingProxyType({(listed[code].level, listed[code].label): row for code, row in rows.items()})


def label(code: str, *, version: str, language: str = "en", short: bool = False) -> Label:
    """The label of an activity in a language.

    English titles are official. Sections and divisions have unofficial translations into the other languages; in
    Rev. 2.1 only those whose official title is that of Rev. 2 at the same level. Anything else falls back to the
    official English title, marked ``"fallback"`` and with ``language="en"``.

    Parameters
    ----------
    short
        Take the title of at most 32 characters for charts, which English, German and Italian have for sections and
        divisions; ours, hence never ``"official"``. Where there is none, the whole label.

    Raises
    ------
    CodeListError
        As :func:`activity`.
    ParameterError
        There are no labels in that language.

    Examples
    --------
    >>> label("C31", version="2", language="de")
    Label(text='Herstellung von Möbeln', language='de', kind='unofficial translation')
    >>> label("31.01", version="2", language="it")
    Label(text='Manufacture of office and shop furniture', language='en', kind='fallback')
    >>> label("C29", version="2", short=True).text
    'Motor vehicles and trailers'
    """
    found = activity(code, version=version)
    if language not in LABEL_LANGUAGES:
        raise ParameterError(
            f"There are no labels of NACE in '{language}'. Choose one of: {', '.join(LABEL_LANGUAGES)}."
        )
    translated = _translations().get((found.level, found.label))
    if translated and short and language in _SHORT_LANGUAGES:
        kind: Kind = "short title" if language == "en" else "unofficial translation"
        return Label(translated[f"short_{language}"], language, kind)
    if language == "en":
        return Label(found.label, "en", "official")
    if translated:
        return Label(translated[language], language, "unofficial translation")
    return Label(found.label, "en", "fallback")
