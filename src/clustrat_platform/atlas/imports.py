"""What comes in as a file: answers of an interview that were written offline, as JSON, CSV or XLSX."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import uuid
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.atlas.questions import FORM_FORMAT, OfflineAnswers, unguarded
from clustrat_platform.atlas.table_reading import read_upload
from clustrat_platform.base.problems import Invalid

__all__ = ["FORM_BYTES_MAX", "read_form"]

FORM_BYTES_MAX = 1_000_000


def read_form(data: bytes, *, name: str) -> OfflineAnswers:
    """Read a form as :mod:`clustrat_platform.atlas.offline_forms` has written it; a workbook in a process of its own.

    Raises
    ------
    Invalid
        It is too large, no such form, of another format, or a field of it cannot be.
    """
    if len(data) > FORM_BYTES_MAX:
        raise Invalid(
            detail=_("The form has %(n)s bytes; a form has at most %(max)s.") % {"n": len(data), "max": FORM_BYTES_MAX},
            parameter="file",
        )
    record = _from_workbook(data) if data[:2] == b"PK" else _from_text(data)
    if record.get("format") != FORM_FORMAT:
        raise Invalid(
            detail=_("This is no form of this site: its format is not '%(format)s'.") % {"format": FORM_FORMAT},
            parameter="file",
        )
    answers = record.get("answers")
    if not isinstance(answers, dict) or not all(isinstance(it, str | int | float | None) for it in answers.values()):
        raise Invalid(detail=_("The answers of the form are no list of texts and numbers."), parameter="answers")
    try:
        interview = uuid.UUID(str(record.get("interview")))
    except ValueError:
        raise Invalid(detail=_("The form does not name its interview."), parameter="interview") from None
    return OfflineAnswers(
        interview=interview,
        questionnaire_sha256=str(record.get("questionnaire_sha256", ""))[:64],
        consent_version=str(record.get("consent_version", ""))[:40],
        consent_given_on=_day(record, "consent_given_on"),
        held_on=_day(record, "held_on"),
        answers={str(code): "" if it is None or isinstance(it, bool) else str(it) for code, it in answers.items()},
        name=name[-200:],
        sha256=hashlib.sha256(data).hexdigest(),
        n_bytes=len(data),
    )


def _from_workbook(data: bytes) -> dict[str, Any]:
    table = read_upload(data, name="form.xlsx")
    return _from_rows([table.columns, *table.rows])


def _from_text(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(
            detail=_("The file is not UTF-8. Save it as 'CSV UTF-8', or send the JSON form."), parameter="file"
        ) from None
    if "\x00" in text:
        raise Invalid(detail=_("The file holds the character NUL, which no text may hold."), parameter="file")
    return _from_json(text) if text.lstrip().startswith("{") else _from_csv(text)


def _from_json(text: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid(
            detail=_("The file is no JSON. Take the form again from the interview."), parameter="file"
        ) from None
    return record if isinstance(record, dict) else {}


def _from_csv(text: str) -> dict[str, Any]:
    head = text.partition("\n")[0]
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True))
    except csv.Error as error:
        raise Invalid(detail=_("The file is no table: %(fault)s.") % {"fault": error}, parameter="file") from None
    return _from_rows(rows)


def _from_rows(rows: list[list[str]]) -> dict[str, Any]:
    if not rows or [it.strip().lower() for it in rows[0][:3]] != ["code", "text", "answer"]:
        raise Invalid(detail=_("The first line of the table must be: code, text, answer."), parameter="file")
    record: dict[str, Any] = {"answers": {}}
    for number, row in enumerate(rows[1:], start=2):
        if not any(it.strip() for it in row):
            continue
        if len(row) != 3:
            raise Invalid(
                detail=_("Line %(number)s has %(n)s fields instead of 3.") % {"number": number, "n": len(row)},
                parameter="file",
            )
        code, _words, answer = (it.strip() for it in row)
        place = record if code.startswith("#") else record["answers"]
        key = code.removeprefix("#")
        if key in place:
            raise Invalid(
                detail=_("Line %(number)s: '%(code)s' stands twice.") % {"number": number, "code": key[:80]},
                parameter="file",
            )
        place[key] = unguarded(answer)
    return record


def _day(record: dict[str, Any], name: str) -> date | None:
    text = str(record.get(name) or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            detail=_("'%(value)s' is no date; write it as 2026-05-31.") % {"value": text[:40]}, parameter=name
        ) from None
