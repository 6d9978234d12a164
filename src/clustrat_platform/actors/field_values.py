"""Values of the fields of an entry: read as plain values, compared, and checked before they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clustrat.codes import nace
from clustrat.codes.capabilities import capabilities
from clustrat.codes.themes import themes
from clustrat.errors import CodeListError
from clustrat_platform.actors.models import CODE_FIELDS, ORGANISATION_FIELDS, Actor, fields_of
from clustrat_platform.actors.models.fields import CodeScheme
from clustrat_platform.actors.models.register import MemberType
from clustrat_platform.base.input_types import clean_text
from clustrat_platform.base.problems import Invalid

__all__ = ["checked_values", "plain", "values_of"]

#: Codes of one field at most.
N_CODES = 60
LANGUAGE = re.compile(r"[a-z]{2,3}")
CODE = re.compile(r"[A-Za-z0-9._/-]{1,40}")


def plain(value: Any) -> Any:
    """A value as it goes through forms and JSON: days as text, lists sorted, nothing as ``None``."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(it) for it in value)
    return None if value == "" else value


def values_of(actor: Actor) -> dict[str, Any]:
    """All fields of an entry as plain values, those of its organisation among them."""
    codes: dict[tuple[str, str], list[str]] = {}
    for it in actor.codes.all():
        codes.setdefault((it.scheme, it.side), []).append(it.code)
    found: dict[str, Any] = {}
    for name in fields_of(actor.kind):
        if name in CODE_FIELDS:
            found[name] = sorted(codes.get(CODE_FIELDS[name], []))
        elif name in ORGANISATION_FIELDS:
            found[name] = plain(getattr(actor.organisation, name))
        else:
            found[name] = plain(getattr(actor, name))
    return found


def checked_values(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they may be written; numbers and days stay what the field takes.

    Raises
    ------
    Invalid
        A field that the kind does not have, or a code that its list does not have; the refusal names both.
    """
    own = fields_of(kind)
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name not in own:
            raise Invalid(
                detail=_("An entry of this kind has no field '%(name)s'.") % {"name": name[:80]},
                parameter=name[:80],
                allowed=list(own),
            )
        found[name] = _codes(name, value) if name in CODE_FIELDS else _single(name, value)
    return found


def _single(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return clean_text(value).strip()
    except ValueError as error:
        raise Invalid(detail=str(error), parameter=name) from None


def _codes(name: str, value: Any) -> list[str]:
    given = [str(it).strip() for it in (value or ())]
    scheme = CODE_FIELDS[name][0]
    read = _READERS[scheme]
    found = sorted({read(it) for it in given if it})
    if len(found) > N_CODES:
        raise Invalid(
            detail=_("A field holds at most %(n)s codes.") % {"n": N_CODES}, parameter=name, value=str(len(found))
        )
    return found


def _nace(text: str) -> str:
    try:
        return nace.activity(text, version="2").table_code
    except CodeListError as error:
        raise Invalid(detail=str(error), parameter="activities", value=text[:80]) from None


def _among(parameter: str, allowed: Callable[[], list[str]]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed():
            raise Invalid(
                detail=_("There is no '%(value)s' here.") % {"value": text[:80]},
                parameter=parameter,
                value=text[:80],
                allowed=allowed(),
            )
        return text

    return read


def _like(parameter: str, pattern: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise Invalid(
                detail=_("'%(value)s' is no code of this list.") % {"value": text[:80]},
                parameter=parameter,
                value=text[:80],
            )
        return text

    return read


_READERS: dict[str, Callable[[str], str]] = {
    CodeScheme.NACE: _nace,
    CodeScheme.CPA: _like("products", CODE),
    CodeScheme.CAPABILITY: _among("capabilities", lambda: list(capabilities())),
    CodeScheme.EUROSCIVOC: _like("sciences", CODE),
    CodeScheme.THEME: _among("themes", lambda: [it.code for it in themes()]),
    CodeScheme.LANGUAGE: _like("languages", LANGUAGE),
    CodeScheme.MEMBER_TYPE: _among("member_types", lambda: list(MemberType.values)),
}
