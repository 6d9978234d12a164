"""CORDIS as published: participants, projects and fields of science out of the ZIP files or CSV files that the user brings."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from clustrat.errors import SourceError
from clustrat.sources.field_limit import field_limit

__all__ = ["CordisParticipant", "CordisProject", "read_participants", "read_projects"]

#: What participants need at least; the full list is in `organization.csv` of CORDIS.
_NEEDED = ("projectID", "name", "country")
_BOOL = {"true": True, "false": False, "True": True, "False": False, "y": True, "n": False}
#: Letters of the longest field: objectives of projects are long.
MOST_LETTERS = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CordisParticipant:
    """One organisation in one project, as CORDIS writes it; empty or ``None`` where it says nothing."""

    project: str
    organisation: str
    name: str
    short_name: str
    vat: str
    is_sme: bool | None
    kind: str
    street: str
    postcode: str
    city: str
    country: str
    nuts_code: str
    url: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CordisProject:
    """A project with the year of its start and its fields of science."""

    project: str
    year: int
    topics: tuple[str, ...]


def read_participants(paths: Sequence[Path]) -> tuple[CordisParticipant, ...]:
    """The participants of ``organization.csv``, alone or inside the ZIP of a programme.

    CORDIS parts columns with semicolons; a file parted with ``|`` or commas is read too. Persons are not in it, and contact forms are left aside.

    Raises
    ------
    SourceError
        A file is not there, holds no ``organization.csv``, or lacks a column.
    """
    found = []
    for path in paths:
        for row in _rows(path, "organization.csv", needed=_NEEDED):
            name = (row.get("name") or "").strip()
            if not name:
                continue
            country = (row.get("country") or "").strip()
            found.append(
                CordisParticipant(
                    project=row["projectID"].strip(),
                    organisation=(row.get("organisationID") or "").strip() or f"{country}:{name.casefold()}",
                    name=name,
                    short_name=(row.get("shortName") or "").strip(),
                    vat=(row.get("vatNumber") or "").strip(),
                    is_sme=_BOOL.get((row.get("SME") or "").strip()),
                    kind=(row.get("activityType") or "").strip(),
                    street=(row.get("street") or "").strip(),
                    postcode=(row.get("postCode") or "").strip(),
                    city=(row.get("city") or "").strip(),
                    country=country,
                    nuts_code=(row.get("nutsCode") or "").strip(),
                    url=(row.get("organizationURL") or "").strip(),
                    role=(row.get("role") or "").strip(),
                )
            )
    if not found:
        raise SourceError(
            f"There is no participant in {', '.join(p.name for p in paths) or 'no file'}. Give CORDIS files."
        )
    return tuple(found)


def read_projects(paths: Sequence[Path]) -> tuple[CordisProject, ...]:
    """The projects of ``project.csv`` with the fields of ``euroSciVoc.csv`` beside it, alone or inside the ZIP of a programme.

    A project without a start date is left out: it cannot be put before or after a year.

    Raises
    ------
    SourceError
        A file is not there, or lacks a column.
    """
    years: dict[str, int] = {}
    topics: dict[str, list[str]] = {}
    for path in paths:
        for row in _rows(path, "project.csv", needed=("id", "startDate")):
            start = (row.get("startDate") or "").strip()
            if start[:4].isdigit():
                years[row["id"].strip()] = int(start[:4])
        for row in _rows(path, "euroSciVoc.csv", needed=("projectID",), optional=True):
            code = (row.get("euroSciVocCode") or "").strip()
            if code:
                topics.setdefault(row["projectID"].strip(), []).append(code)
    return tuple(
        CordisProject(project=key, year=year, topics=tuple(sorted(set(topics.get(key, ())))))
        for key, year in years.items()
    )


def _rows(path: Path, member: str, *, needed: Iterable[str], optional: bool = False) -> Iterator[dict[str, str]]:
    with _opened(path, member) as stream:
        if stream is None:
            if optional:
                return
            raise SourceError(
                f"{path.name} holds no {member}. Give the ZIP of a programme as CORDIS publishes it, or that file."
            )
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", errors="replace")
        head = text.readline()
        delimiter = max(";|,\t", key=head.count)
        columns = next(csv.reader([head], delimiter=delimiter), [])
        if absent := [name for name in needed if name not in columns]:
            raise SourceError(
                f"{path.name} ({member}) has no column '{absent[0]}', only {', '.join(columns[:12])}. Give it as CORDIS publishes it."
            )
        with field_limit(MOST_LETTERS):
            for row in csv.DictReader(text, fieldnames=columns, delimiter=delimiter):
                if row.get(columns[0]):
                    yield row


@contextmanager
def _opened(path: Path, member: str) -> Iterator[IO[bytes] | None]:
    if not path.exists():
        raise SourceError(f"There is no file {path}. Download it from CORDIS, and name it.")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            name = next((m for m in archive.namelist() if m.rsplit("/", 1)[-1].lower() == member.lower()), None)
            if name is None:
                yield None
            else:
                with archive.open(name) as stream:
                    yield stream
        return
    beside = path if path.name.lower() == member.lower() else path.with_name(member)
    if path.is_dir():
        beside = path / member
    elif member == "organization.csv":
        beside = path
    if not beside.exists():
        yield None
        return
    with beside.open("rb") as stream:
        yield stream
