"""Items and answers of a questionnaire: what an item may be, when it is asked, and what an answer to it may be."""

from __future__ import annotations

import hashlib
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
    from clustrat_platform.atlas.models import Questionnaire

__all__ = [
    "FORM_FORMAT",
    "KINDS",
    "AnswerFinding",
    "OfflineAnswers",
    "answers_of",
    "answers_with_findings",
    "check_answers",
    "check_items",
    "digest_of",
    "guarded",
    "is_asked",
    "unguarded",
]

KINDS = ("text", "number", "scale", "choice")
FORM_FORMAT = "clustrat interview form 1"
ITEMS_MAX = 200
TEXT_MAX = 5_000
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
SCALE_MAX = 4
FIELDS = {"code", "kind", "component", "required", "text", "choices", "only_if"}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFinding:
    """Why one answer cannot be kept: its item, what was given (its first letters), and a sentence."""

    code: str
    given: str
    text: str


def check_items(items: object) -> list[dict[str, Any]]:
    """The items of a questionnaire, checked.

    Raises
    ------
    Invalid
        An item is none; the refusal names it by its number.
    """
    if not isinstance(items, list) or not 1 <= len(items) <= ITEMS_MAX:
        raise Invalid(detail=_("A questionnaire has 1 to %(n)s items.") % {"n": ITEMS_MAX}, parameter="items")
    before: dict[str, dict[str, Any]] = {}
    for number, item in enumerate(items, start=1):
        fault = _fault_of(item, before)
        if fault:
            raise Invalid(
                detail=_("Item %(number)s: %(fault)s") % {"number": number, "fault": fault}, parameter="items"
            )
        before[item["code"]] = item
    return items


def _fault_of(item: object, before: Mapping[str, Mapping[str, Any]]) -> str:
    if not isinstance(item, dict) or set(item) - FIELDS:
        return _("it may have these fields only: %(fields)s.") % {"fields": ", ".join(sorted(FIELDS))}
    if not isinstance(item.get("code"), str) or not CODE.match(item["code"]):
        return _("its code is small letters, digits and underscores, such as 'demand_next_years'.")
    if item["code"] in before:
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
    return _fault_of_branch(item.get("only_if"), before)


def _fault_of_branch(branch: object, before: Mapping[str, Mapping[str, Any]]) -> str:
    """What is wrong with the condition under which an item is asked; it looks back only, so that no branch runs in a circle."""
    if branch is None:
        return ""
    if not isinstance(branch, dict) or set(branch) != {"code", "is"} or not isinstance(branch["is"], list):
        return _("its condition names an earlier item and the answers after which it is asked.")
    earlier = before.get(str(branch["code"]))
    if earlier is None or earlier["kind"] not in ("scale", "choice"):
        return _("its condition must name an earlier item of the kind 'scale' or 'choice'.")
    allowed = answers_of(earlier)
    if not branch["is"] or not all(it in allowed for it in branch["is"]):
        return _("its condition names no answer of '%(code)s'; there are: %(answers)s.") % {
            "code": earlier["code"],
            "answers": ", ".join(allowed),
        }
    return ""


def answers_of(item: Mapping[str, Any]) -> list[str]:
    """The answers that an item of the kind ``scale`` or ``choice`` may have, as text."""
    if item["kind"] == "scale":
        return [str(it) for it in range(SCALE_MAX + 1)]
    return [str(it["code"]) for it in item.get("choices", [])]


def is_asked(item: Mapping[str, Any], items: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> bool:
    """Whether an item is asked after these answers; one that hangs on an item that is not asked is not asked either.

    >>> items = [{"code": "has_lab", "kind": "choice", "choices": []}, {"code": "size", "only_if": {"code": "has_lab", "is": ["yes"]}}]
    >>> is_asked(items[1], items, {"has_lab": "yes"}), is_asked(items[1], items, {"has_lab": "no"}), is_asked(items[1], items, {})
    (True, False, False)
    """
    branch = item.get("only_if")
    if not branch:
        return True
    earlier = next((it for it in items if it["code"] == branch["code"]), None)
    given = str(answers.get(branch["code"], "")).strip()
    return earlier is not None and given in branch["is"] and is_asked(earlier, items, answers)


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
    found, findings = answers_with_findings(items, answers, finish=finish)
    if findings:
        first = findings[0]
        raise Invalid(detail=first.text, parameter=first.code, value=first.given)
    return found


def answers_with_findings(
    items: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], *, finish: bool
) -> tuple[dict[str, Any], list[AnswerFinding]]:
    """The answers that can be kept, and what was found of the others, item by item; see :func:`check_answers`."""
    found: dict[str, Any] = {}
    findings = [
        AnswerFinding(
            code=code[:80], given="", text=_("The questionnaire has no item '%(code)s'.") % {"code": code[:80]}
        )
        for code in sorted(set(answers) - {str(item["code"]) for item in items})
    ]
    for item in items:
        code = str(item["code"])
        given = answers.get(code)
        text = "" if given is None else str(given).strip()
        asked = is_asked(item, items, answers)
        fault = ""
        if text and finish and not asked:
            fault = _("The item '%(code)s' is not asked after this answer to '%(earlier)s'; leave it empty.") % {
                "code": code,
                "earlier": item["only_if"]["code"],
            }
        elif text:
            try:
                found[code] = _answer(item, text)
            except Invalid as refusal:
                fault = refusal.detail
        elif finish and asked and item.get("required"):
            fault = _("The item '%(code)s' needs an answer before the interview is done; save a draft meanwhile.") % {
                "code": code
            }
        if fault:
            findings.append(AnswerFinding(code=code, given=text[:80], text=fault))
    return found, findings


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
        "consent_purpose": questionnaire.consent_purpose,
    }
    return hashlib.sha256(canonical_json(record).encode()).hexdigest()


def guarded(text: str) -> str:
    """Text that no spreadsheet runs: one apostrophe before what would be a formula; numbers stay numbers."""
    is_number = re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text) is not None
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text


def unguarded(text: str) -> str:
    """Take away exactly the apostrophe that :func:`guarded` has put there.

    >>> unguarded("'=1+1"), unguarded("'tis so")
    ('=1+1', "'tis so")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
