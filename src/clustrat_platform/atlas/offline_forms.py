"""The form of an interview that is taken offline: as JSON, CSV, XLSX, or as one page that works without a network."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import override

from clustrat_platform.atlas.questions import FORM_FORMAT, guarded

if TYPE_CHECKING:
    from clustrat_platform.atlas.models import Interview

__all__ = ["FORM_TYPES", "form_csv", "form_document", "form_file", "form_page_offline", "form_xlsx"]

FORM_TYPES = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
#: What a form says about itself, before its items.
OF_FORM = ("format", "interview", "questionnaire", "version", "questionnaire_sha256", "language")
OF_CONSENT = ("consent_version", "consent_given_on", "held_on")


def form_file(interview: Interview, *, suffix: str) -> bytes:
    """The form of an interview in its language, as one of :data:`FORM_TYPES`."""
    document = form_document(interview, language=interview.language)
    match suffix:
        case "json":
            return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8")
        case "csv":
            return form_csv(document).encode("utf-8")
        case "xlsx":
            return form_xlsx(document)
    return form_page_offline(document).encode("utf-8")


def form_document(interview: Interview, *, language: str) -> dict[str, Any]:
    """The form that is taken offline: items in one language, answers to be filled in; nothing about the respondent but the role."""
    questionnaire = interview.round.questionnaire

    def item_of(item: Mapping[str, Any]) -> dict[str, Any]:
        found = {
            "code": item["code"],
            "kind": item["kind"],
            "required": bool(item.get("required")),
            "text": questionnaire.words(item["text"], language),
        }
        if item["kind"] == "choice":
            found["choices"] = [
                {"code": it["code"], "text": questionnaire.words(it["text"], language)} for it in item["choices"]
            ]
        if item.get("only_if"):
            found["only_if"] = item["only_if"]
        return found

    return {
        "format": FORM_FORMAT,
        "interview": str(interview.permanent_id),
        "questionnaire": questionnaire.code,
        "version": questionnaire.version,
        "questionnaire_sha256": questionnaire.sha256,
        "language": language,
        "title": questionnaire.words(questionnaire.title, language),
        "consent_version": questionnaire.consent_version,
        "consent_text": questionnaire.words(questionnaire.consent_text, language),
        "consent_purpose": questionnaire.words(questionnaire.consent_purpose, language),
        "consent_given_on": "",
        "held_on": "",
        "items": [item_of(item) for item in questionnaire.items],
        "answers": {item["code"]: interview.answers.get(item["code"], "") for item in questionnaire.items},
    }


def _rows(document: Mapping[str, Any]) -> list[list[str]]:
    """The form as a table: lines that say what it is, then one line for each item."""
    rows = [["code", "text", "answer"]]
    rows += [[f"#{name}", "", str(document[name])] for name in (*OF_FORM, *OF_CONSENT)]
    for item in document["items"]:
        allowed = "; ".join(f"{it['code']}: {it['text']}" for it in item.get("choices", []))
        if item["kind"] == "scale":
            allowed = "0-4"
        text = f"{item['text']} [{allowed}]" if allowed else item["text"]
        if item.get("only_if"):
            text = f"{text} ({item['only_if']['code']}: {', '.join(item['only_if']['is'])})"
        rows.append([item["code"], guarded(text), guarded(str(document["answers"][item["code"]]))])
    return rows


def form_csv(document: Mapping[str, Any]) -> str:
    """The form as a table with three columns."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(_rows(document))
    return "\ufeff" + buffer.getvalue()


def form_xlsx(document: Mapping[str, Any]) -> bytes:
    """The same table as a workbook; every cell is typed as text, so that none of them is a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = "form"
    for number, row in enumerate(_rows(document), start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=place)
            cell.value = text
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for column, width in (("A", 24), ("B", 70), ("C", 40)):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def form_page_offline(document: Mapping[str, Any]) -> str:
    """One page with all it needs inside: opened from a disk it asks, keeps what is typed, and saves the answers as a file."""
    path = finders.find("atlas/offline_form.js")
    assert isinstance(path, str)
    source = base64.b64encode(Path(path).read_bytes()).decode()
    with override(str(document["language"])):
        return render_to_string(
            "atlas/desk/offline_form.html",
            {
                "form": document,
                "script": f"data:text/javascript;base64,{source}",
                "scale": [str(it) for it in range(5)],
            },
        )
