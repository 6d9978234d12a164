"""What a theme is: a weighted, versioned list of industries with its kind, its readings, and what changed between two."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Literal

from clustrat.codes.nace import activities, activity
from clustrat.errors import CodeListError

__all__ = ["FIELDS", "KINDS", "Field", "ItemChange", "Kind", "Theme", "ThemeItem", "difference", "item_classes"]

Kind = Literal["official", "derived", "proposal"]
Field = Literal["emerging_industry", "key_enabling_technology", "cross_cutting_issue", "technology_level"]

KINDS: tuple[Kind, ...] = ("official", "derived", "proposal")
FIELDS: tuple[Field, ...] = (
    "emerging_industry",
    "key_enabling_technology",
    "cross_cutting_issue",
    "technology_level",
)
#: Hexadecimal digits of a content hash that a version shows.
N_HASH_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeItem:
    """One industry of a theme.

    Attributes
    ----------
    code
        Class, group or division of the theme's version of NACE, as the regulation writes it (``"21.10"``, ``"26"``).
    weight
        How much of it belongs to the theme, 0 to 1.
    ring
        Where it stands in the theme, such as ``"core"`` or ``"extended"``.
    label, note
        Its title, and what should be known about it.
    """

    code: str
    weight: float
    ring: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A field of activity across industries: an emerging industry, a key technology, a cross-cutting issue.

    Attributes
    ----------
    code, aliases, version
        Its canonical name, other names, and the version of its list; another weight is another version.
    kind
        What the list is: ``"official"`` is published by the body named in ``source``, ``"derived"`` is computed by rule
        from official tables, ``"proposal"`` is a judgement. The three emerging industries of CluStrat are proposals.
    field
        Emerging industry, key enabling technology, cross-cutting issue, or technology level of manufacturing.
    title, question
        What readers call it, and what it asks of a region.
    nace_version
        Version of NACE of the items.
    items
        Its industries; empty where only the name is published, or where the theme is measured by indicators.
    supply, demand
        What the supply reading (who makes it) and the demand reading (who needs it) rest on, or why there is none. The
        two stand side by side and are never added.
    source, licence, valid_from
        Where the list is from, its terms, and the date (ISO 8601) from which it holds.
    coverage_notes
        What the embedded statistics cannot show of it, in full sentences.
    """

    code: str
    aliases: tuple[str, ...] = ()
    version: str
    kind: Kind
    field: Field
    title: str
    question: str = ""
    nace_version: str
    items: tuple[ThemeItem, ...]
    supply: str = ""
    demand: str = ""
    source: str = ""
    licence: str = ""
    valid_from: str = ""
    coverage_notes: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """Short hash of what decides a rating: the version of NACE, and each item's code and weight, in any order."""
        return content_hash(self.nace_version, self.items)

    @property
    def weights(self) -> dict[str, float]:
        """Weight by code of the items."""
        return {item.code: item.weight for item in self.items}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """One difference between two versions of a theme; weights are ``None`` where the item is not in that version."""

    code: str
    label: str
    change: Literal["added", "removed", "changed"]
    old_weight: float | None
    new_weight: float | None
    old_ring: str
    new_ring: str


def content_hash(nace_version: str, items: tuple[ThemeItem, ...]) -> str:
    """Short hash of the items of a theme; their order, rings and labels do not matter, their weights do.

    >>> first = ThemeItem(code="21", weight=1.0, ring="core", label="Pharmaceuticals")
    >>> other = ThemeItem(code="26", weight=0.5, ring="core", label="Electronics")
    >>> content_hash("2", (first, other)) == content_hash("2", (other, first)), len(content_hash("2", (first,)))
    (True, 10)
    """
    written = [f"nace {nace_version}", *sorted(f"{item.code} {item.weight!r}" for item in items)]
    return hashlib.sha256("\n".join(written).encode("utf-8")).hexdigest()[:N_HASH_DIGITS]


@cache
def item_classes(code: str, version: str) -> tuple[str, ...]:
    """The classes of an activity in the order of the regulation; a class is its own.

    Raises
    ------
    CodeListError
        The code is not in this version of NACE.

    Examples
    --------
    >>> item_classes("C21", "2"), item_classes("26.60", "2")
    (('21.10', '21.20'), ('26.60',))
    """
    found = activity(code, version=version)
    classes = activities(version=version, level="class")
    if found.level == "section":
        return tuple(c.code for c in classes if c.section == found.section)
    return tuple(c.code for c in classes if c.code.startswith(found.code))


def difference(old: Theme, new: Theme) -> tuple[ItemChange, ...]:
    """What changed from one list to another: items added, removed, or of another weight or ring, in order of code.

    Raises
    ------
    CodeListError
        The two are of different versions of NACE, so their codes do not mean the same.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from clustrat.codes.themes import theme
    >>> old = theme("high_technology")
    >>> lighter = replace(old.items[0], weight=0.5)
    >>> [(c.code, c.change, c.old_weight, c.new_weight) for c in difference(old, replace(old, items=(lighter,)))]
    [('21', 'changed', 1.0, 0.5), ('26', 'removed', 1.0, None)]
    """
    if old.nace_version != new.nace_version:
        raise CodeListError(
            f"The theme '{old.code}' is written in NACE Rev. {old.nace_version} and '{new.code}' in NACE Rev. "
            f"{new.nace_version}; their codes do not mean the same. Compare two lists of one version."
        )
    before = {item.code: item for item in old.items}
    after = {item.code: item for item in new.items}
    changes = []
    for code in sorted(before.keys() | after.keys()):
        was, now = before.get(code), after.get(code)
        if was and now and (was.weight, was.ring) == (now.weight, now.ring):
            continue
        changes.append(
            ItemChange(
                code=code,
                label=now.label if now else was.label if was else "",
                change="changed" if was and now else "added" if now else "removed",
                old_weight=was.weight if was else None,
                new_weight=now.weight if now else None,
                old_ring=was.ring if was else "",
                new_ring=now.ring if now else "",
            )
        )
    return tuple(changes)
