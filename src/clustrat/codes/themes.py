"""Themes as data: emerging industries, key enabling technologies, cross-cutting issues, technology levels, by version."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import cast

from clustrat.codes.lists import near_codes, read_list
from clustrat.codes.theme_files import THEME_TEMPLATE, canonical_code, read_theme_file, theme_items
from clustrat.codes.theme_records import FIELDS, Field, ItemChange, Kind, Theme, ThemeItem, difference
from clustrat.codes.theme_weights import ThemeWeights, theme_weights
from clustrat.errors import CodeListError, ParameterError, SourceError

__all__ = [
    "FIELDS",
    "THEME_TEMPLATE",
    "ItemChange",
    "Theme",
    "ThemeItem",
    "ThemeWeights",
    "difference",
    "read_theme",
    "theme",
    "theme_weights",
    "themes",
]

#: Separates several values in one field of the list of themes.
SEPARATOR = "|"


@cache
def _embedded() -> tuple[Theme, ...]:
    """All themes of the package, every version, in the order of the list."""
    found = []
    for row in read_list("themes/themes"):
        name = f"themes/{row['code']}_{row['version']}"
        items: tuple[ThemeItem, ...] = ()
        if row["has_items"] == "yes":
            items = theme_items(
                enumerate(read_list(name), start=2), nace_version=row["nace_version"], name=f"{name}.csv"
            )
        found.append(
            Theme(
                code=row["code"],
                aliases=_several(row["aliases"]),
                version=row["version"],
                kind=cast(Kind, row["kind"]),
                field=cast(Field, row["field"]),
                title=row["title"],
                question=row["question"],
                nace_version=row["nace_version"],
                items=items,
                supply=row["supply"],
                demand=row["demand"],
                source=row["source"],
                licence=row["licence"],
                valid_from=row["valid_from"],
                coverage_notes=_several(row["coverage_notes"]),
            )
        )
    return tuple(found)


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())


def themes(field: str | None = None) -> tuple[Theme, ...]:
    """The embedded themes, the newest version of each, in the order of the list.

    Parameters
    ----------
    field
        One of :data:`FIELDS`, with hyphens or underscores; default: all.

    Raises
    ------
    ParameterError
        There is no such field.

    Examples
    --------
    >>> [found.code for found in themes("emerging-industry") if found.items]
    ['active_ageing', 'green_economy', 'smart_mobility']
    >>> [found.code for found in themes("cross_cutting_issue")]
    ['gender_in_innovation', 'technology_and_knowledge_transfer', 'internationalisation']
    """
    if field is not None and canonical_code(field) not in FIELDS:
        raise ParameterError(f"There is no field of themes '{field}'. Choose one of: {', '.join(FIELDS)}.")
    newest: dict[str, Theme] = {}
    for found in _embedded():
        known = newest.get(found.code)
        if known is None or found.valid_from >= known.valid_from:
            newest[found.code] = found
    return tuple(t for t in newest.values() if field is None or t.field == canonical_code(field))


def theme(code: str, *, version: str | None = None) -> Theme:
    """One embedded theme by its code or an alias; hyphens, blanks and capitals do not matter.

    Parameters
    ----------
    version
        Version of its list; default: the newest.

    Raises
    ------
    CodeListError
        There is no such theme (the message gives near names), or no such version of it.

    Examples
    --------
    >>> theme("Active-Ageing").code, theme("EI-AGE").kind, len(theme("active_ageing").items)
    ('active_ageing', 'proposal', 30)
    >>> theme("active_aging_care")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    clustrat.errors.CodeListError: There is no theme 'active_aging_care'. Near names: active_ageing...
    """
    wanted = canonical_code(code)
    names: dict[str, str] = {}
    for found in _embedded():
        names.update({canonical_code(name): found.code for name in (found.code, *found.aliases)})
    if wanted not in names:
        near = list(dict.fromkeys(names[name] for name in near_codes(wanted, names)))
        raise CodeListError(
            f"There is no theme '{code}'. "
            + (f"Near names: {', '.join(near)}. " if near else "")
            + "'clustrat themes list' shows all; a theme of your own is read from a CSV file."
        )
    if version is None:
        return next(found for found in themes() if found.code == names[wanted])
    versions = {found.version: found for found in _embedded() if found.code == names[wanted]}
    if version not in versions:
        raise CodeListError(
            f"The theme '{names[wanted]}' has no version '{version}'. Give one of: {', '.join(versions)}."
        )
    return versions[version]


def read_theme(path: str | Path) -> Theme:
    """Read a user's theme from a CSV table: one line per industry, separated by commas, semicolons or tabs.

    The columns ``theme, title, nace_version, code, weight`` are needed; the columns about the whole theme may be filled in
    the first line only. Without a version the list gets one from its content (``"content-"`` and a hash), so that another
    weight is always another version. The template is :data:`THEME_TEMPLATE` (``clustrat themes template``).

    Raises
    ------
    SourceError
        The file is not there or no such table; a weight is no number, negative or above 1, or all are zero; a code is not
        in the version of NACE, stands twice, or is part of another item; the file calls a list official that is not, or
        takes a version that the package gives to another list. Each names file and line.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "silver.csv"
    >>> _ = file.write_text(THEME_TEMPLATE, encoding="utf-8")
    >>> found = read_theme(file)
    >>> found.code, found.version, [(item.code, item.weight) for item in found.items]
    ('silver_tourism', 'v1', [('55.10', 1.0), ('79.11', 1.0), ('86.90', 0.5)])
    """
    path = Path(path)
    found = read_theme_file(path)
    for known in _embedded():
        if (known.code, known.version) == (found.code, found.version) and known.content_hash != found.content_hash:
            raise SourceError(
                f"{path.name}, line 2, column version: '{found.version}' of '{found.code}' is the list of this package, "
                "which has other weights. Leave the version empty, so that it comes from the content, or give a new one."
            )
    return found
