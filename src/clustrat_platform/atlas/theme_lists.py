"""Lists of themes made at the site: a table as the core reads it, written from weights, and what it changes against another."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from clustrat.codes.themes import Theme, read_theme, theme
from clustrat.errors import ClustratError
from clustrat_platform.atlas.models import ThemeDraft
from clustrat_platform.base.input_types import clean_text
from clustrat_platform.base.problems import Invalid

__all__ = ["added_lines", "base_of", "content_of", "frozen_theme", "frozen_themes", "theme_of_content"]

COLUMNS = (
    "theme", "title", "nace_version", "version", "kind", "field", "question", "supply", "demand", "source", "licence", "valid_from",
    "coverage_notes", "code", "weight", "ring", "label", "note",
)  # fmt: skip
LINE = re.compile(r"([A-Z]?[0-9.]{1,8})\s*[;,\s]\s*([0-9]+(?:[.,][0-9]+)?)\Z")
ADDED_MAX = 200


def added_lines(text: str) -> dict[str, str]:
    """Industries that are added: a code and a weight on each line.

    Raises
    ------
    Invalid
        A line is no code and weight, or a code stands twice; named by its number.

    Examples
    --------
    >>> added_lines("86.10; 0.5")
    {'86.10': '0.5'}
    """
    found: dict[str, str] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > ADDED_MAX:
        raise Invalid(detail=_("Add at most %(n)s industries at once.") % {"n": ADDED_MAX}, parameter="added")
    for number, line in enumerate(lines, start=1):
        parts = LINE.match(line)
        if parts is None or parts[1] in found:
            raise Invalid(
                detail=_("Line %(number)s must be a code that stands once, and a weight, such as 86.10; 0.5")
                % {"number": number},
                parameter="added",
                value=line[:40],
            )
        found[parts[1]] = parts[2].replace(",", ".")
    return found


def content_of(base: Theme, weights: Mapping[str, str], added: Mapping[str, str]) -> str:
    """The table of a list that departs from ``base``: its items with other weights (0 or empty leaves one out), and added ones.

    The version stays empty, so that it follows from the content: another weight is always another version.
    """
    rows: list[Sequence[str]] = []
    for item in base.items:
        weight = weights.get(item.code, f"{item.weight:g}").strip().replace(",", ".")
        if weight not in ("", "0", "0.0"):
            rows.append((item.code, weight, item.ring, item.label, item.note))
    rows += [(code, weight, "extended", "", "") for code, weight in added.items()]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows):
        head: tuple[str, ...] = ("",) * 13
        if not number:
            head = (
                base.code, base.title, base.nace_version, "", "proposal", base.field, base.question, base.supply, base.demand,
                f"{base.source}; changed at this site", base.licence, base.valid_from, " ".join(base.coverage_notes),
            )  # fmt: skip
        writer.writerow([*head, *row])
    return buffer.getvalue()


def theme_of_content(content: str) -> Theme:
    """The theme that a table says, by the rules of the core.

    Raises
    ------
    Invalid
        The core refuses it; the sentence names line and column.
    """
    try:
        text = clean_text(content)
    except ValueError as error:
        raise Invalid(detail=str(error), parameter="content") from None
    with tempfile.TemporaryDirectory(prefix="clustrat-theme-") as folder:
        path = Path(folder) / "list.csv"
        path.write_text(text, encoding="utf-8")
        try:
            return read_theme(path)
        except ClustratError as refusal:
            raise Invalid(detail=str(refusal), parameter="content") from None


def frozen_themes(code: str = "") -> tuple[Theme, ...]:
    """Lists that were frozen at this site, by theme, the newest of each first; everyone may use them.

    Each is a theme of the core: ``StudyQuestion(own_theme=...)`` rates by it, ``version`` names it in an address.
    """
    rows = ThemeDraft.objects.filter(state=ThemeDraft.State.FROZEN)
    if code:
        rows = rows.filter(theme=code)
    return tuple(_read(it.content) for it in rows)


def frozen_theme(code: str, version: str) -> Theme:
    """One of them, by its theme and version.

    Raises
    ------
    Invalid
        No such version was frozen here; the refusal names those that were.
    """
    found = {it.version: it for it in frozen_themes(code)}
    if version not in found:
        raise Invalid(
            detail=_("No version '%(version)s' of the theme '%(code)s' is frozen here.")
            % {"version": version[:60], "code": code[:60]},
            parameter="theme",
            value=f"{code[:60]}.{version[:60]}",
            allowed=[f"{code}.{it}" for it in found],
        )
    return found[version]


def base_of(draft: ThemeDraft) -> Theme:
    """The list that a version departs from: one of the core, or one that was frozen here."""
    try:
        return theme(draft.theme, version=draft.base_version)
    except ClustratError:
        return frozen_theme(draft.theme, draft.base_version)


@lru_cache(maxsize=64)
def _read(content: str) -> Theme:
    return theme_of_content(content)
