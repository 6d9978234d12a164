"""Items and answers of a questionnaire: what an item may be, what an answer to it may be, and the form that is taken offline."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from clustrat.evidence.result import canonical_json
from clustrat.study.ratings_of_experts import COMPONENTS
from clustrat_platform.base.input_types import clean_text
from clustrat_platform.base.problems import Invalid

if TYPE_CHECKING:
    from clustrat_platform.atlas.models import Interview, Questionnaire

__all__ = [
    "FORM_FORMAT",
    "KINDS",
    "OfflineAnswers",
    "check_answers",
    "check_items",
    "digest_of",
    "form_csv",
    "form_document",
    "guarded",
    "unguarded",
]

KINDS = ("text", "number", "scale", "choice")
FORM_FORMAT = "clustrat interview form 1"
ITEMS_MAX = 200
TEXT_MAX = 5_000
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
SCALE_MAX = 4
FIELDS = {"code", "kind", "component", "required", "text", "choices"}
#: Beginnings that a spreadsheet would run as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineAnswers:
    """A form that was filled in: of which interview and questionnaire, with which consent, the answers, and its hash."""

    interview: uuid.UUID
    questionnaire_sha256: str
    consent_version: str
    consent_given_on: date | None
    held_on: date | None
    answers: dict[str, str]
    name: str
    sha256: str
    n_bytes: int


def check_items(items: object) -> list[dict[str, Any]]:
    """The items of a questionnaire, checked.

    Raises
    ------
    Invalid
        An item is none; the refusal names it by its number.
    """
    if not isinstance(items, list) or not 1 <= len(items) <= ITEMS_MAX:
        raise Invalid(detail=_("A questionnaire has 1 to %(n)s items.") % {"n": ITEMS_MAX}, parameter="items")
    codes: set[str] = set()
    for number, item in enumerate(items, start=1):
        fault = _fault_of(item, codes)
        if fault:
            raise Invalid(
                detail=_("Item %(number)s: %(fault)s") % {"number": number, "fault": fault}, parameter="items"
            )
        codes.add(item["code"])
    return items


def _fault_of(item: object, codes: set[str]) -> str:
    if not isinstance(item, dict) or set(item) - FIELDS:
        return _("it may have these fields only: %(fields)s.") % {"fields": ", ".join(sorted(FIELDS))}
    if not isinstance(item.get("code"), str) or not CODE.match(item["code"]):
        return _("its code is small letters, digits and underscores, such as 'demand_next_years'.")
    if item["code"] in codes:
        return _("its code '%(code)s' stands twice.") % {"code": item["code"]}
    if item.get("kind") not in KINDS:
        return _("its kind is one of %(kinds)s.") % {"kinds": ", ".join(KINDS)}
    if item.get("component", "") not in ("", *COMPONENTS):
        return _("its component is empty or one of %(names)s.") % {"names": ", ".join(COMPONENTS)}
    if not isinstance(item.get("required", False), bool):
        return _("'required' is true or false.")
    if not _is_text_by_language(item.get("text")):
        return _("its text is given by language, English among them.")
    choices = item.get("choices", [])
    if item["kind"] == "choice":
        if not isinstance(choices, list) or len(choices) < 2 or not all(_is_choice(it) for it in choices):
            return _("it needs two choices or more, each with a code and a text by language.")
        if len({it["code"] for it in choices}) < len(choices):
            return _("two of its choices have the same code.")
    elif choices:
        return _("only an item of the kind 'choice' has choices.")
    return ""


def _is_choice(it: object) -> bool:
    return (
        isinstance(it, dict)
        and set(it) == {"code", "text"}
        and isinstance(it["code"], str)
        and bool(CODE.match(it["code"]))
        and _is_text_by_language(it["text"])
    )


def _is_text_by_language(texts: object) -> bool:
    return (
        isinstance(texts, dict)
        and bool(str(texts.get("en", "")).strip())
        and all(isinstance(name, str) and len(name) <= 8 and isinstance(it, str) for name, it in texts.items())
        and all(len(it) <= TEXT_MAX for it in texts.values())
    )


def check_answers(items: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], *, finish: bool) -> dict[str, Any]:
    """Answers by item, checked; what is empty is left out: not answered, never zero.

    Parameters
    ----------
    items
        Of the questionnaire.
    answers
        Text as it was typed, by the code of the item.
    finish
        Whether the interview is over: then the required items need their answer.

    Raises
    ------
    Invalid
        There is no such item, or an answer cannot be; the refusal names the item.

    Examples
    --------
    >>> items = [{"code": "will", "kind": "scale", "text": {"en": "How strong is the will?"}}]
    >>> check_answers(items, {"will": " 3 "}, finish=True), check_answers(items, {"will": ""}, finish=True)
    ({'will': 3}, {})
    """
    by_code = {str(item["code"]): item for item in items}
    if unknown := sorted(set(answers) - set(by_code)):
        raise Invalid(
            detail=_("The questionnaire has no item '%(code)s'.") % {"code": unknown[0][:80]},
            parameter=unknown[0][:80],
            allowed=list(by_code),
        )
    found: dict[str, Any] = {}
    for code, item in by_code.items():
        given = answers.get(code)
        text = "" if given is None else str(given).strip()
        if text:
            found[code] = _answer(item, text)
        elif finish and item.get("required"):
            raise Invalid(
                detail=_("The item '%(code)s' needs an answer before the interview is done; save a draft meanwhile.")
                % {"code": code},
                parameter=code,
            )
    return found


def _answer(item: Mapping[str, Any], text: str) -> Any:
    code = str(item["code"])
    if len(text) > TEXT_MAX:
        raise Invalid(
            detail=_("The answer has %(n)s characters; it may have %(max)s.") % {"n": len(text), "max": TEXT_MAX},
            parameter=code,
        )
    try:
        cleaned = clean_text(text)
    except ValueError as error:
        raise Invalid(detail=str(error), parameter=code) from None
    if item["kind"] == "text":
        return cleaned
    if item["kind"] == "choice":
        allowed = [str(it["code"]) for it in item["choices"]]
        if cleaned not in allowed:
            raise Invalid(
                detail=_("The item '%(code)s' has no such choice.") % {"code": code},
                parameter=code,
                value=cleaned[:80],
                allowed=allowed,
            )
        return cleaned
    if item["kind"] == "scale":
        if cleaned not in [str(it) for it in range(SCALE_MAX + 1)]:
            raise Invalid(
                detail=_("The item '%(code)s' is answered by a whole number from 0 to 4.") % {"code": code},
                parameter=code,
                value=cleaned[:80],
                allowed="0-4",
            )
        return int(cleaned)
    if not re.fullmatch(r"[+-]?\d{1,15}(?:[.,]\d{1,6})?", cleaned, flags=re.ASCII):
        raise Invalid(
            detail=_("The item '%(code)s' is answered by a number, such as 12.5.") % {"code": code},
            parameter=code,
            value=cleaned[:80],
        )
    return float(cleaned.replace(",", "."))


def digest_of(questionnaire: Questionnaire) -> str:
    """The hash of a questionnaire: of its items and of the words of its consent."""
    record = {
        "code": questionnaire.code,
        "version": questionnaire.version,
        "items": questionnaire.items,
        "consent_version": questionnaire.consent_version,
        "consent_text": questionnaire.consent_text,
    }
    return hashlib.sha256(canonical_json(record).encode()).hexdigest()


def form_document(interview: Interview, *, language: str) -> dict[str, Any]:
    """The form that is taken offline: items in one language, answers to be filled in; nothing about the respondent but the role."""
    questionnaire = interview.round.questionnaire
    return {
        "format": FORM_FORMAT,
        "interview": str(interview.permanent_id),
        "questionnaire": questionnaire.code,
        "version": questionnaire.version,
        "questionnaire_sha256": questionnaire.sha256,
        "language": language,
        "consent_version": questionnaire.consent_version,
        "consent_text": questionnaire.words(questionnaire.consent_text, language),
        "consent_given_on": "",
        "held_on": "",
        "items": [
            {
                "code": item["code"],
                "kind": item["kind"],
                "required": bool(item.get("required")),
                "text": questionnaire.words(item["text"], language),
                **(
                    {
                        "choices": [
                            {"code": it["code"], "text": questionnaire.words(it["text"], language)}
                            for it in item["choices"]
                        ]
                    }
                    if item["kind"] == "choice"
                    else {}
                ),
            }
            for item in questionnaire.items
        ],
        "answers": {item["code"]: interview.answers.get(item["code"], "") for item in questionnaire.items},
    }


def form_csv(document: Mapping[str, Any]) -> str:
    """The same form as a table: two columns that say what it is, then one line for each item."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["code", "text", "answer"])
    for name in ("format", "interview", "questionnaire", "version", "questionnaire_sha256", "language"):
        writer.writerow([f"#{name}", "", document[name]])
    for name in ("consent_version", "consent_given_on", "held_on"):
        writer.writerow([f"#{name}", "", document[name]])
    for item in document["items"]:
        allowed = "; ".join(f"{it['code']}: {it['text']}" for it in item.get("choices", []))
        text = f"{item['text']} [{allowed}]" if allowed else item["text"]
        writer.writerow([item["code"], guarded(text), guarded(str(document["answers"][item["code"]]))])
    return "\ufeff" + buffer.getvalue()


def guarded(text: str) -> str:
    """Text that no spreadsheet runs: one apostrophe before what would be a formula; numbers stay numbers."""
    is_number = re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text) is not None
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text


def unguarded(text: str) -> str:
    """Take away exactly the apostrophe that :func:`form_csv` has put there.

    >>> unguarded("'=1+1"), unguarded("'tis so")
    ('=1+1', "'tis so")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
