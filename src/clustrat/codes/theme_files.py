"""Themes from files: the lists inside the package, and a user's own list as one CSV table, checked line by line."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import cast

from clustrat.codes.lists import near_codes
from clustrat.codes.nace import NACE_VERSIONS, activity
from clustrat.codes.theme_records import FIELDS, KINDS, Field, Kind, Theme, ThemeItem, content_hash, item_classes
from clustrat.errors import CodeListError, SourceError

__all__ = ["OPTIONAL_COLUMNS", "REQUIRED_COLUMNS", "THEME_TEMPLATE", "canonical_code", "read_theme_file", "theme_items"]

#: Columns that a file must have, and those that it may have.
REQUIRED_COLUMNS = ("theme", "title", "nace_version", "code", "weight")
OPTIONAL_COLUMNS = (
    "version", "kind", "field", "question", "ring", "label", "note", "supply", "demand", "source", "licence",
    "valid_from", "coverage_notes",
)  # fmt: skip
#: Columns about the theme as a whole: the first line says it, the others repeat it or are empty.
HEAD_COLUMNS = (
    "theme", "title", "nace_version", "version", "kind", "field", "question", "supply", "demand", "source", "licence",
    "valid_from", "coverage_notes",
)  # fmt: skip
#: A theme that can be read as it stands; `clustrat themes template` prints it.
THEME_TEMPLATE = """\
theme,title,nace_version,version,kind,field,question,source,licence,valid_from,code,weight,ring,label,note
silver_tourism,Tourism for older guests,2,v1,proposal,emerging_industry,Where do older guests find what they need?,\
Our working group,CC BY 4.0,2026-01-01,55.10,1.0,core,,
,,,,,,,,,,79.11,1.0,core,,
,,,,,,,,,,86.90,0.5,extended,,Health and care is not in the regional business statistics
"""
#: Lists that nobody publishes officially; a file that calls them so is refused.
NEVER_OFFICIAL = ("active_ageing", "green_economy", "smart_mobility")
NO_RING = "core"


def canonical_code(text: str) -> str:
    """The code of a theme as it is kept: small letters, underscores for hyphens and blanks.

    >>> canonical_code(" Active-Ageing ")
    'active_ageing'
    """
    return "_".join(text.strip().lower().replace("-", " ").replace("_", " ").split())


def read_theme_file(path: Path) -> Theme:
    """A theme as its file says it; :func:`clustrat.codes.themes.read_theme` is the door, and says what is refused."""
    rows, decimal_comma = _table(path)
    head = _head(rows, path.name)
    first_line = rows[0][0]
    version_of_nace = head["nace_version"].replace(",", ".") if decimal_comma else head["nace_version"]
    if version_of_nace not in NACE_VERSIONS:
        raise SourceError(
            f"{path.name}, line {first_line}, column nace_version: there is no NACE version '{head['nace_version']}'. "
            f"Give one of: {', '.join(NACE_VERSIONS)}."
        )
    items = theme_items(rows, nace_version=version_of_nace, name=path.name, decimal_comma=decimal_comma)
    code = canonical_code(head["theme"])
    kind = _choice(head.get("kind") or "proposal", KINDS, column="kind", name=path.name, line=first_line)
    field = _choice(
        canonical_code(head.get("field") or "emerging_industry"),
        FIELDS,
        column="field",
        name=path.name,
        line=first_line,
    )
    if kind == "official" and (code in NEVER_OFFICIAL or not head.get("source")):
        raise SourceError(
            f"{path.name}, line {first_line}, column kind: '{code}' cannot be official. "
            + (
                "Nobody publishes an official NACE list of it; write 'proposal'."
                if code in NEVER_OFFICIAL
                else "Name the body that publishes the list in the column source, or write 'proposal'."
            )
        )
    return Theme(
        code=code,
        version=head.get("version") or f"content-{content_hash(version_of_nace, items)}",
        kind=cast(Kind, kind),
        field=cast(Field, field),
        title=head["title"],
        question=head.get("question", ""),
        nace_version=version_of_nace,
        items=items,
        supply=head.get("supply", ""),
        demand=head.get("demand", ""),
        source=head.get("source", ""),
        licence=head.get("licence", ""),
        valid_from=_date(head.get("valid_from", ""), name=path.name, line=first_line),
        coverage_notes=tuple(filter(None, [head.get("coverage_notes", "")])),
    )


def theme_items(
    rows: Iterable[tuple[int, Mapping[str, str]]], *, nace_version: str, name: str, decimal_comma: bool = False
) -> tuple[ThemeItem, ...]:
    """The items of a list, each checked against its version of NACE.

    Parameters
    ----------
    rows
        Line number and fields (``code``, ``weight`` and, where there, ``ring``, ``label``, ``note``).
    name
        The file, for messages.
    decimal_comma
        Weights may be written ``0,5``.

    Raises
    ------
    SourceError
        As :func:`clustrat.codes.themes.read_theme`.
    """
    items: list[ThemeItem] = []
    owner: dict[str, tuple[int, str]] = {}
    for line, row in rows:
        weight = _weight(row["weight"], name=name, line=line, decimal_comma=decimal_comma)
        try:
            found = activity(row["code"].strip(), version=nace_version)
        except CodeListError as error:
            raise SourceError(f"{name}, line {line}, column code: {error}") from error
        for nace_class in item_classes(found.code, nace_version):
            if nace_class in owner:
                where, other = owner[nace_class]
                raise SourceError(
                    f"{name}, line {line}: the industry {found.code} stands in line {where} already. Give it once."
                    if other == found.code
                    else f"{name}, line {line}: {found.code} and {other} of line {where} share the class {nace_class}, "
                    "which would count twice. Keep one of them, or list the classes."
                )
            owner[nace_class] = (line, found.code)
        items.append(
            ThemeItem(
                code=found.code,
                weight=weight,
                ring=row.get("ring", "").strip() or NO_RING,
                label=row.get("label", "").strip() or found.label,
                note=row.get("note", "").strip(),
            )
        )
    if items and all(item.weight == 0.0 for item in items):
        raise SourceError(
            f"{name}: all {len(items)} weights are zero, so nothing belongs to the theme. Give at least one above 0."
        )
    return tuple(items)


def _table(path: Path) -> tuple[list[tuple[int, dict[str, str]]], bool]:
    """Line numbers and fields of a table, and whether its separator leaves the comma free for decimals."""
    text = _text(path)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = [column.strip().lower() for column in next(reader, [])]
    template = "Print the template with 'clustrat themes template'."
    if missing := [column for column in REQUIRED_COLUMNS if column not in header]:
        raise SourceError(
            f"{path.name}, line 1: the column '{missing[0]}' is missing; a theme needs {', '.join(REQUIRED_COLUMNS)}. "
            + template
        )
    allowed = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
    for column in header:
        if column not in allowed or header.count(column) > 1:
            near = near_codes(column, allowed)
            raise SourceError(
                f"{path.name}, line 1: "
                + (f"the column '{column}' stands twice. " if column in allowed else f"there is no column '{column}'. ")
                + (f"Do you mean {near[0]}? " if near and column not in allowed else "")
                + template
            )
    rows: list[tuple[int, dict[str, str]]] = []
    for fields in _whole(reader, path.name):
        if not any(field.strip() for field in fields):
            continue
        if len(fields) != len(header):
            raise SourceError(
                f"{path.name}, line {reader.line_num}: {len(fields)} fields instead of {len(header)}. "
                "Put quotation marks around a text that holds the separator."
            )
        rows.append((reader.line_num, {c: field.strip() for c, field in zip(header, fields, strict=True)}))
    if not rows:
        raise SourceError(f"{path.name} has no line below its head, so the theme has no industry. {template}")
    return rows, separator != ","


def _whole(reader: Iterable[list[str]], name: str) -> Iterator[list[str]]:
    """The lines of a table; one that cannot be parted into fields is refused."""
    try:
        yield from reader
    except csv.Error as error:
        raise SourceError(f"{name} cannot be parted into fields ({error}). Save it as CSV again.") from None


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}. Give the path of a theme in CSV.") from None
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path.name}, byte {error.start}: the text is not UTF-8. Save it as 'CSV UTF-8' and give it again."
        ) from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}). Give the path of a theme in CSV.") from None


def _head(rows: list[tuple[int, dict[str, str]]], name: str) -> dict[str, str]:
    """What the first line says of the whole theme; later lines repeat it or say nothing."""
    first_line, first = rows[0]
    head = {column: first[column] for column in HEAD_COLUMNS if column in first}
    for column in ("theme", "title", "nace_version"):
        if not head[column]:
            raise SourceError(f"{name}, line {first_line}: the column '{column}' is empty. Fill it in the first line.")
    for line, row in rows[1:]:
        for column, value in head.items():
            if row[column] and row[column] != value:
                raise SourceError(
                    f"{name}, line {line}, column {column}: '{row[column]}', but line {first_line} says '{value}'. "
                    "One file holds one theme; leave the field empty, or make a file for each theme."
                )
    return head


def _weight(text: str, *, name: str, line: int, decimal_comma: bool) -> float:
    written = text.strip()
    try:
        weight = float(written.replace(",", ".") if decimal_comma else written)
    except ValueError:
        weight = math.nan
    if not math.isfinite(weight):
        raise SourceError(
            f"{name}, line {line}, column weight: '{written}' is not a number. Give a weight from 0 to 1, such as 0.5."
        )
    if not 0.0 <= weight <= 1.0:
        raise SourceError(
            f"{name}, line {line}, column weight: {written} is {'negative' if weight < 0 else 'above 1'}. "
            "A weight is the part of the industry that belongs to the theme, from 0 to 1."
        )
    return weight


def _choice(value: str, choices: tuple[str, ...], *, column: str, name: str, line: int) -> str:
    if value not in choices:
        raise SourceError(
            f"{name}, line {line}, column {column}: there is no '{value}'. Give one of: {', '.join(choices)}."
        )
    return value


def _date(text: str, *, name: str, line: int) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise SourceError(
            f"{name}, line {line}, column valid_from: '{text}' is not a date. Write it as 2026-01-31."
        ) from None
