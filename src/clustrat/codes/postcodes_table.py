"""From a postcode to its NUTS-3 region by a table that the user brings, with the method and the confidence of each answer."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from clustrat.codes.correspondence import NUTS_VERSIONS, predecessors, successors
from clustrat.codes.nuts import regions
from clustrat.codes.postcodes import POSTCODE_COUNTRIES, Postcode, postcode
from clustrat.errors import CodeListError, SourceError

__all__ = ["Located", "LocatedShare", "PostcodeTable", "in_version", "locate", "located_share", "read_postcode_table"]

Method = Literal["postcode", "point", "town", "hand", "none"]
#: How sure each method is, 0 to 1 (set ``actors.v1``); a code whose zeros were put back, and one of several regions, is less sure.
CONFIDENCE: Mapping[str, float] = MappingProxyType(
    {
        "hand": 1.0,
        "both": 0.99,
        "postcode": 0.95,
        "restored": 0.85,
        "point": 0.9,
        "town": 0.6,
        "conflict": 0.5,
        "none": 0.0,
    }
)
#: A table has at most so many lines and so many bytes unpacked; all of the nine countries together have 44,000 codes.
MOST_LINES, MOST_BYTES, MOST_MEMBERS = 2_000_000, 200_000_000, 1_000
#: Named by Eurostat's files, not yet in the lists; in the nine countries its NUTS-3 codes differ from 2021 in Thüringen only.
NEXT_VERSION = "2024"
_FILE_NAME = re.compile(r"pc\d{4}_([A-Za-z]{2})_NUTS-(\d{4})", re.IGNORECASE)
_NUTS_3 = re.compile(r"[A-Z]{2}[0-9A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostcodeTable:
    """Postcodes in normal form with their NUTS-3 regions, of one NUTS version.

    Attributes
    ----------
    nuts_version
        Such as ``"2021"``.
    codes
        (country, normal form) -> codes, more than one where the table lists the postcode under several regions.
    sources
        Name and SHA-256 of each file read.
    n_unread
        Lines left out, by reason.
    """

    nuts_version: str
    codes: Mapping[tuple[str, str], tuple[str, ...]]
    sources: tuple[tuple[str, str], ...]
    n_unread: Mapping[str, int]

    @property
    def countries(self) -> tuple[str, ...]:
        """Countries that the table covers."""
        return tuple(sorted({country for country, _ in self.codes}))

    def regions(self, found: Postcode) -> tuple[str, ...]:
        """The NUTS-3 codes of a postcode; empty where the table has not got it."""
        return self.codes.get((found.country, found.code), ())


def read_postcode_table(
    files: Sequence[tuple[str, bytes]], *, nuts_version: str = "", country: str = ""
) -> PostcodeTable:
    """Eurostat's postcode files as published: one CSV per country, or a ZIP of them, named ``pc2020_AT_NUTS-2021_v2.0``.

    A file has the columns ``NUTS3`` and ``CODE`` between semicolons, values in single quotes: ``'AT221';'8010'``. Eurostat lets them be used for
    statistical and other non-commercial purposes, hence they are the user's own and not part of clustrat.

    Parameters
    ----------
    files
        Name and content of each.
    nuts_version, country
        Where the name of a file does not say them.

    Raises
    ------
    SourceError
        A file is not laid out like that, is too large, says no version or country, or versions are mixed.

    Examples
    --------
    >>> table = read_postcode_table([("pc2020_AT_NUTS-2021_v2.0.csv", b"NUTS3;CODE\\n'AT221';'8010'\\n")])
    >>> table.nuts_version, table.regions(postcode("A-8010"))
    ('2021', ('AT221',))
    """
    listed: dict[tuple[str, str], list[str]] = {}
    unread: Counter[str] = Counter()
    versions: dict[str, str] = {}
    for name, content in _unpacked(files):
        said = _FILE_NAME.search(name)
        version, of = (nuts_version or (said[2] if said else "")), (country or (said[1].upper() if said else ""))
        if not version or not of:
            raise SourceError(
                f"The name of {name} does not say country and NUTS version, as pc2020_AT_NUTS-2021 does. Give nuts_version= and country=."
            )
        versions[name] = version
        if of not in POSTCODE_COUNTRIES:
            unread[f"a country without known form ({of})"] += 1
            continue
        for code, region in _lines(name, content):
            if not _NUTS_3.fullmatch(region) or region[:2] != of:
                unread["no NUTS-3 code of the country"] += 1
                continue
            try:
                normal = postcode(code, country=of)
            except CodeListError:
                unread["no postcode of the country"] += 1
                continue
            known = listed.setdefault((of, normal.code), [])
            if region not in known:
                known.append(region)
    if len(set(versions.values())) > 1:
        raise SourceError(
            "The postcode files are of different NUTS versions: "
            + ", ".join(f"{name} of {version}" for name, version in versions.items())
            + ". Give files of one version."
        )
    if not listed:
        raise SourceError("The postcode files have no postcode of the nine countries. Give at least one such file.")
    return PostcodeTable(
        nuts_version=next(iter(versions.values())),
        codes=MappingProxyType({key: tuple(sorted(found)) for key, found in listed.items()}),
        sources=tuple((name, hashlib.sha256(content).hexdigest()) for name, content in files),
        n_unread=MappingProxyType(dict(unread)),
    )


def _unpacked(files: Sequence[tuple[str, bytes]]) -> Iterable[tuple[str, bytes]]:
    """The CSV files, those inside a ZIP too; sizes are counted while reading, not taken from what the ZIP says."""
    left = MOST_BYTES
    for name, content in files:
        if not content.startswith(b"PK\x03\x04"):
            yield name, content
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                members = [m for m in packed.infolist() if m.filename.lower().endswith(".csv")]
                if len(packed.infolist()) > MOST_MEMBERS:
                    raise SourceError(
                        f"{name} holds more than {MOST_MEMBERS:,} files. Unpack it, and give the CSV files."
                    )
                for member in members:
                    with packed.open(member) as stream:
                        data = stream.read(left + 1)
                    left -= len(data)
                    if left < 0:
                        raise SourceError(
                            f"{name} unpacks to more than {MOST_BYTES:,} bytes. That is no postcode file."
                        )
                    yield member.filename.rsplit("/", 1)[-1], data
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise SourceError(f"{name} is a damaged or locked ZIP: {error}. Download it again.") from error


def _lines(name: str, content: bytes) -> Iterable[tuple[str, str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{name} is not in UTF-8 ({error.reason} at byte {error.start}). Save it as published."
        ) from error
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", quotechar="'")
    header = [column.strip().strip('"').upper() for column in next(rows, [])]
    if not {"NUTS3", "CODE"} <= set(header):
        raise SourceError(
            f"{name} has the columns {', '.join(header) or '(none)'}; Eurostat's postcode files have NUTS3 and CODE between semicolons. "
            "Give the file as published."
        )
    region, code = header.index("NUTS3"), header.index("CODE")
    for place, row in enumerate(rows):
        if place >= MOST_LINES:
            raise SourceError(f"{name} has more than {MOST_LINES:,} lines. That is no postcode file.")
        if len(row) > max(region, code):
            yield row[code].strip().strip('"'), row[region].strip().strip('"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a record lies: a NUTS-3 code with its version, how it was found, how sure that is (0 to 1), and whether a person should look.

    ``code`` is ``None`` where nothing was found or the choice is a person's; ``candidates`` are what is open then. ``normal`` is the postcode's normal
    form, ``None`` where there was none; ``why`` says in a sentence what is to be known of the answer, empty where nothing is.
    """

    code: str | None
    nuts_version: str
    method: Method
    confidence: float
    needs_person: bool = False
    candidates: tuple[str, ...] = ()
    normal: Postcode | None = None
    in_table: bool = False
    why: str = ""


def locate(
    written: str,
    *,
    table: PostcodeTable,
    country: str = "",
    point_code: str = "",
    town: str = "",
    by_hand: str = "",
) -> Located:
    """The NUTS-3 region of a record: by hand, else by postcode, else by its point, else by the name of its town.

    Parameters
    ----------
    written
        The postcode as it came; may be empty.
    table
        As of :func:`read_postcode_table`.
    country
        ISO code.
    point_code
        The NUTS-3 code, of the table's version, in whose polygon the record's point lies, where that was computed.
    town
        Name of the place; answers only where it is the name of one NUTS-3 region of the country.
    by_hand
        A NUTS-3 code that a person chose; it wins.

    Returns
    -------
    Located
        Never a refusal: what cannot be read is said in ``why``.

    Examples
    --------
    >>> table = read_postcode_table([("pc2020_DE_NUTS-2021_v3.0.csv", b"NUTS3;CODE\\n'DED21';'01067'\\n")])
    >>> found = locate("1067", country="DE", table=table)
    >>> found.code, found.method, found.confidence
    ('DED21', 'postcode', 0.85)
    >>> locate("D-01067", table=table, point_code="DED2C").why
    'The postcode lies in DED21, the point in DED2C. A person should decide.'
    """
    version = table.nuts_version
    if by_hand:
        return Located(code=by_hand, nuts_version=version, method="hand", confidence=CONFIDENCE["hand"])
    normal, why = None, ""
    if written.strip():
        try:
            normal = postcode(written, country=country)
        except CodeListError as error:
            why = str(error)
    found = table.regions(normal) if normal else ()
    if normal and not found:
        why = f"The postcode {normal.code} of {normal.country} is not in the table."
    if len(found) > 1 and point_code not in found:
        return Located(
            code=None, nuts_version=version, method="postcode", confidence=CONFIDENCE["conflict"], needs_person=True,
            candidates=found, normal=normal, in_table=True,
            why=f"The postcode {written} lies in {' and '.join(found)}. A person should decide.",
        )  # fmt: skip
    if found and point_code and point_code not in found:
        return Located(
            code=None, nuts_version=version, method="postcode", confidence=CONFIDENCE["conflict"], needs_person=True,
            candidates=(found[0], point_code), normal=normal, in_table=True,
            why=f"The postcode lies in {found[0]}, the point in {point_code}. A person should decide.",
        )  # fmt: skip
    if found:
        assert normal is not None
        sure = "both" if point_code else "restored" if normal.is_restored else "postcode"
        return Located(
            code=point_code or found[0], nuts_version=version, method="postcode", confidence=CONFIDENCE[sure],
            normal=normal, in_table=True,
            why=f"Zeros before {written.strip()} were put back." if normal.is_restored else "",
        )  # fmt: skip
    if point_code:
        return Located(
            code=point_code,
            nuts_version=version,
            method="point",
            confidence=CONFIDENCE["point"],
            normal=normal,
            why=why,
        )
    named = _of_town(town, normal.country if normal else country, version)
    return Located(
        code=named, nuts_version=version, method="town" if named else "none",
        confidence=CONFIDENCE["town" if named else "none"], normal=normal, why=why or ("" if named else "There is no postcode."),
    )  # fmt: skip


def _of_town(town: str, country: str, version: str) -> str | None:
    """The one NUTS-3 region of a country that is named like a town."""
    wanted = town.strip().casefold()
    if not wanted or country not in POSTCODE_COUNTRIES or version not in NUTS_VERSIONS:
        return None
    of = [r.code for r in regions(version=version, level=3, country=country) if r.name.casefold() == wanted]
    return of[0] if len(of) == 1 else None


def in_version(code: str, *, from_version: str, to_version: str) -> str | None:
    """A NUTS-3 code in another version; ``None`` where the region was split or joined so that the place alone could tell.

    Raises
    ------
    CodeListError
        The version is not known, or lists no such code.

    Examples
    --------
    >>> in_version("ITH44", from_version="2021", to_version="2013"), in_version("PL12A", from_version="2013", to_version="2021")
    ('ITH44', None)
    """
    if from_version == to_version:
        return code
    if NEXT_VERSION in (from_version, to_version):
        # A region whose area changes gets a new code: one listed in both versions is the same.
        listed = code in {region.code for region in regions(version=NUTS_VERSIONS[-1], level=3)}
        here, there = (NUTS_VERSIONS[-1] if v == NEXT_VERSION else v for v in (from_version, to_version))
        return in_version(code, from_version=here, to_version=there) if listed or here != NUTS_VERSIONS[-1] else None
    if from_version < to_version:
        parts = successors(code, from_version=from_version, to_version=to_version, level=3)
    else:
        parts = predecessors(code, from_version=to_version, to_version=from_version, level=3)
    return parts[0].code if len(parts) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedShare:
    """How many records of an import got a NUTS-3 code; shares are ``None`` where there is nothing to take them of."""

    n_records: int
    n_with_postcode: int
    n_in_table: int
    n_located: int
    n_for_person: int
    by_method: Mapping[str, int]

    @property
    def located_share(self) -> float | None:
        """Of all records, those with a code."""
        return self.n_located / self.n_records if self.n_records else None

    @property
    def in_table_share(self) -> float | None:
        """Of the records with a readable postcode, those whose postcode is in the table."""
        return self.n_in_table / self.n_with_postcode if self.n_with_postcode else None


def located_share(answers: Iterable[Located]) -> LocatedShare:
    """What to report of an import."""
    listed = list(answers)
    return LocatedShare(
        n_records=len(listed),
        n_with_postcode=sum(answer.normal is not None for answer in listed),
        n_in_table=sum(answer.in_table for answer in listed),
        n_located=sum(answer.code is not None for answer in listed),
        n_for_person=sum(answer.needs_person for answer in listed),
        by_method=MappingProxyType(dict(sorted(Counter(answer.method for answer in listed).items()))),
    )
