"""Formats of others: Polis CSV in and out, Pabulib ``.pb`` in and out, workshop tables in; refusals name file, line, value and remedy."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.base.problems import Invalid
from clustrat_platform.dialogue.models import Helix

__all__ = [
    "PabulibElection",
    "PolisConversation",
    "pabulib_text",
    "polis_document",
    "polis_votes_text",
    "read_pabulib",
    "read_polis",
    "read_workshop",
]

#: Bounds of what is read here.
MAX_BYTES = 20_000_000
MAX_ROWS = 200_000
MAX_UNPACKED = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PolisConversation:
    """Statements by their number, and for each person the group and the votes: 1, 0 or -1."""

    statements: dict[int, str]
    people: tuple[tuple[str, dict[int, int]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PabulibElection:
    """A participatory budget: what it is, the projects with names and costs, and the approved projects of each ballot."""

    meta: dict[str, str]
    projects: dict[str, tuple[str, str]]
    ballots: tuple[tuple[str, ...], ...]


def _refuse(name: str, line: int, sentence: str, value: str = "") -> Invalid:
    return Invalid(
        detail=_("%(file)s, line %(line)s: %(why)s") % {"file": name, "line": line, "why": sentence},
        parameter="file",
        value=value[:80],
    )


def _rows(text: str, name: str) -> list[dict[str, str]]:
    if len(text) > MAX_BYTES:
        raise _refuse(name, 1, _("The file is larger than 20 MB; split it."))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    if not rows or len(rows) > MAX_ROWS:
        raise _refuse(name, 1, _("The file has no rows, or too many; split it."), str(len(rows)))
    return rows


def read_polis(comments: str, votes: str) -> PolisConversation:
    """Read ``comments.csv`` and ``participants-votes.csv``; a column ``xid`` is dropped, totals are not believed.

    Raises
    ------
    Invalid
        A column is missing, or a vote is none.

    Examples
    --------
    >>> found = read_polis("comment-id,comment-body\\n0,Share the labs.\\n", "participant,group-id,0\\n7,1,-1\\n8,,\\n")
    >>> found.people
    (('1', {0: -1}), ('', {}))
    """
    statements = {}
    for line, row in enumerate(_rows(comments, "comments.csv"), start=2):
        number = row.get("comment-id") or ""
        if not number.isdigit() or "comment-body" not in row:
            raise _refuse(
                "comments.csv", line, _("There is no 'comment-id' or 'comment-body'; export it again."), number
            )
        statements[int(number)] = str(row["comment-body"])
    people = []
    for line, row in enumerate(_rows(votes, "participants-votes.csv"), start=2):
        given = {}
        for column, value in row.items():
            if column is None or not column.isdigit() or not value:
                continue
            if value not in ("1", "0", "-1"):
                raise _refuse(
                    "participants-votes.csv", line, _("A vote is 1, 0, -1 or empty; correct the cell."), value
                )
            given[int(column)] = int(value)
        people.append((row.get("group-id") or "", given))
    return PolisConversation(statements=statements, people=tuple(people))


def polis_document(conversation: PolisConversation, *, rules: Mapping[str, Any], title: str = "") -> dict[str, Any]:
    """What goes into an analysis of statements, with the exported groups as the declared ones; people without one stay out."""
    from clustrat_platform.dialogue.rule_sets import canonical

    people = [
        {"group": group, "flagged": False, "votes": {str(n): value for n, value in given.items()}}
        for group, given in conversation.people
        if group and given
    ]
    return {
        "kind": "opinion",
        "rule_set_sha256": "",
        "rules": dict(rules),
        "title": title,
        "question": "",
        "statements": [
            {"number": n, "text": text, "language": "", "is_meta": False}
            for n, text in sorted(conversation.statements.items())
        ],
        "people": sorted(people, key=canonical),
    }


def polis_votes_text(document: Mapping[str, Any]) -> str:
    """``participants-votes.csv`` of an analysed document: people without any id, in an order that tells nothing."""
    numbers = [str(it["number"]) for it in document["statements"]]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *numbers])
    for place, person in enumerate(document["people"]):
        given = person["votes"]
        counts = [len(given), sum(it == 1 for it in given.values()), sum(it == -1 for it in given.values())]
        writer.writerow([place, person["group"], 0, *counts, *(given.get(n, "") for n in numbers)])
    return out.getvalue()


def read_pabulib(text: str) -> PabulibElection:
    """Read a ``.pb`` file: sections META, PROJECTS and VOTES, fields parted by semicolons.

    Raises
    ------
    Invalid
        A section or field is missing, or a vote names a project that is not there.
    """
    sections: dict[str, list[tuple[int, list[str]]]] = {}
    current = ""
    if len(text) > MAX_BYTES:
        raise _refuse("*.pb", 1, _("The file is larger than 20 MB; split it."))
    for line, row in enumerate(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"), start=1):
        if len(row) == 1 and row[0].strip().upper() in ("META", "PROJECTS", "VOTES"):
            current = row[0].strip().upper()
            sections[current] = []
        elif row and any(cell.strip() for cell in row):
            if not current:
                raise _refuse("*.pb", line, _("The file begins with META; this line stands before it."), row[0])
            sections[current].append((line, [cell.strip() for cell in row]))
    for name in ("META", "PROJECTS", "VOTES"):
        if len(sections.get(name, [])) < 2:
            raise _refuse("*.pb", 1, _("The section %(name)s is missing or empty.") % {"name": name})
    meta = {row[0]: row[1] for _line, row in sections["META"][1:] if len(row) > 1}
    heads = sections["PROJECTS"][0][1]
    vote_heads = sections["VOTES"][0][1]
    for name, known in (("project_id", heads), ("cost", heads), ("vote", vote_heads)):
        if name not in known:
            raise _refuse("*.pb", sections["PROJECTS"][0][0], _("The column '%(name)s' is missing.") % {"name": name})
    projects = {}
    for line, row in sections["PROJECTS"][1:]:
        found = dict(zip(heads, row, strict=False))
        if not found.get("cost", "").replace(".", "", 1).isdigit():
            raise _refuse("*.pb", line, _("The cost is a number above 0; correct the cell."), found.get("cost", ""))
        projects[found["project_id"]] = (found.get("name", ""), found["cost"])
    ballots = []
    for line, row in sections["VOTES"][1:]:
        found = dict(zip(vote_heads, row, strict=False))
        chosen = tuple(it.strip() for it in found.get("vote", "").split(",") if it.strip())
        stranger = next((it for it in chosen if it not in projects), None)
        if stranger is not None:
            raise _refuse("*.pb", line, _("The vote names a project that is not in PROJECTS."), stranger)
        ballots.append(chosen)
    return PabulibElection(meta=meta, projects=projects, ballots=tuple(ballots))


def pabulib_text(document: Mapping[str, Any]) -> str:
    """A ``.pb`` file of the anonymised ballots of an analysed budget.

    Examples
    --------
    >>> text = pabulib_text({"title": "Pilots", "rules": {"budget": {"amount_eur": "9"}},
    ...     "proposals": [{"number": 1, "title": "A; b", "cost_eur": "3"}], "ballots": [{"choice": [1]}, {"choice": []}]})
    >>> read_pabulib(text).ballots
    (('1',), ())
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    ballots = sorted(",".join(str(n) for n in it["choice"]) for it in document["ballots"])[::-1]
    facts = {
        "description": document["title"],
        "num_projects": len(document["proposals"]),
        "num_votes": len(ballots),
        "budget": document["rules"]["budget"]["amount_eur"],
        "vote_type": "approval",
        "rule": "equalshares",
    }
    writer.writerows([["META"], ["key", "value"], *([name, value] for name, value in facts.items())])
    writer.writerows([["PROJECTS"], ["project_id", "cost", "name"]])
    writer.writerows([it["number"], it["cost_eur"], it["title"]] for it in document["proposals"])
    writer.writerows([["VOTES"], ["voter_id", "vote"]])
    writer.writerows([place, choice] for place, choice in enumerate(ballots))
    return out.getvalue()


def read_workshop(data: bytes, name: str) -> list[dict[str, Any]]:
    """Paper ballots out of a table (CSV or XLSX) with the columns ``helix`` and ``choice`` (numbers parted by commas).

    Raises
    ------
    Invalid
        It is another kind of file, too large, or a row cannot be.
    """
    table = _xlsx(data, name) if name.lower().endswith(".xlsx") else _table(data, name)
    if not table or [it.strip().lower() for it in table[0][:2]] != ["helix", "choice"]:
        raise _refuse(name, 1, _("The first row holds the names 'helix' and 'choice'."))
    lines = []
    for line, row in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        helix, choice = row[0].strip(), row[1] if len(row) > 1 else ""
        if helix not in Helix.values:
            raise _refuse(
                name, line, _("The part of society is one of: %(names)s.") % {"names": ", ".join(Helix.values)}, helix
            )
        numbers = [it.strip() for it in choice.replace(";", ",").split(",") if it.strip()]
        wrong = next((it for it in numbers if not (it.isascii() and it.isdigit() and len(it) < 6)), None)
        if wrong is not None:
            raise _refuse(name, line, _("The choice is numbers of proposals, parted by commas."), wrong)
        lines.append({"helix": helix, "choice": [int(it) for it in numbers]})
    return lines


def _table(data: bytes, name: str) -> list[list[str]]:
    if len(data) > MAX_BYTES:
        raise _refuse(name, 1, _("The file is larger than 20 MB; split it."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refuse(name, 1, _("The file is not in UTF-8; save it so, or as XLSX.")) from None
    first = text.partition("\n")[0]
    return list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))


def _xlsx(data: bytes, name: str) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > 1_000 or sum(it.file_size for it in parts) > MAX_UNPACKED or len(data) > MAX_BYTES:
                raise _refuse(name, 1, _("The file is larger than 20 MB; split it."))
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows: Sequence[Any] = list(book.worksheets[0].iter_rows(max_row=MAX_ROWS, max_col=10, values_only=True))
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise _refuse(name, 1, _("The file is no XLSX that can be read; save it again.")) from None
    return [
        ["" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows
    ]
