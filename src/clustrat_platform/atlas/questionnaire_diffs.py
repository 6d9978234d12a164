"""What differs between two versions of a questionnaire, in words that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from clustrat_platform.atlas.models import Questionnaire

__all__ = ["Difference", "differences_between"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs: where, what, before and after; empty where it was not there. ``change`` is added, removed, moved or changed."""

    place: str
    what: str
    change: str
    before: str = ""
    after: str = ""
    language: str = ""


def differences_between(old: Questionnaire, new: Questionnaire) -> list[Difference]:
    """All differences: title and consent first, then items in the order of the newer version, removed ones last."""
    found = []
    if old.consent_version != new.consent_version:
        found.append(
            _changed(_("Consent"), _("version"), old.consent_version, new.consent_version),
        )
    for place, name in ((_("Title"), "title"), (_("Consent"), "consent_text"), (_("Purpose"), "consent_purpose")):
        found += _of_words(place, "", getattr(old, name), getattr(new, name))
    before = {item["code"]: (number, item) for number, item in enumerate(old.items, start=1)}
    kept = [item["code"] for item in new.items if item["code"] in before]
    stayed = _longest_in_order([before[code][0] for code in kept])
    for number, item in enumerate(new.items, start=1):
        code = item["code"]
        if code not in before:
            found.append(
                Difference(place=code, what=_("question"), change="added", after=str(item["text"].get("en", code)))
            )
            continue
        former, old_item = before[code]
        if former not in stayed:
            found.append(Difference(place=code, what=_("place"), change="moved", before=str(former), after=str(number)))
        found += _of_item(code, old_item, item)
    there = {item["code"] for item in new.items}
    found += [
        Difference(place=code, what=_("question"), change="removed", before=str(item["text"].get("en", code)))
        for code, (_number, item) in before.items()
        if code not in there
    ]
    return found


def _of_item(code: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    found = _of_words(code, _("question"), old["text"], new["text"])
    for name, words in (("kind", _("kind")), ("component", _("component")), ("required", _("must be answered"))):
        pair = [_plain(it.get(name)) for it in (old, new)]
        if pair[0] != pair[1]:
            found.append(_changed(code, words, *pair))
    pair = [_branch(it.get("only_if")) for it in (old, new)]
    if pair[0] != pair[1]:
        found.append(_changed(code, _("asked only after"), *pair))
    choices = [{it["code"]: it["text"] for it in item.get("choices", [])} for item in (old, new)]
    for name in dict.fromkeys([*choices[0], *choices[1]]):
        found += _of_words(code, _("choice %(name)s") % {"name": name}, *(it.get(name, {}) for it in choices))
    return found


def _of_words(place: str, what: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(
            place=place,
            what=what,
            change="changed" if old.get(code) and new.get(code) else "added" if new.get(code) else "removed",
            before=old.get(code, ""),
            after=new.get(code, ""),
            language=code,
        )
        for code, _name in settings.LANGUAGES
        if old.get(code, "") != new.get(code, "")
    ]


def _changed(place: str, what: str, before: str, after: str) -> Difference:
    return Difference(place=place, what=what, change="changed", before=before, after=after)


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return _("yes") if value else _("no") if value is False else ""
    return str(value)


def _branch(branch: Mapping[str, Any] | None) -> str:
    return f"{branch['code']}: {', '.join(branch['is'])}" if branch else ""


def _longest_in_order(numbers: list[int]) -> set[int]:
    """The longest run that stayed in order, so that as few questions as can be are said to have moved.

    >>> sorted(_longest_in_order([2, 3, 1, 4]))
    [2, 3, 4]
    """
    runs: list[list[int]] = []
    longest: list[int] = []
    for number in numbers:
        before: list[int] = []
        for run in runs:
            if run[-1] < number and len(run) > len(before):
                before = run
        runs.append([*before, number])
        if len(runs[-1]) > len(longest):
            longest = runs[-1]
    return set(longest)
