"""The evidence basket: in the session for everyone, kept in the account of those who have one; frozen beside latest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _

from clustrat_platform.atlas.addresses import Address
from clustrat_platform.atlas.registry import answer_to, ask_of, screen_of
from clustrat_platform.atlas.renderers import as_document, json_bytes, long_citation_of, render
from clustrat_platform.atlas.results import Kept, ScreenResult
from clustrat_platform.base.problems import Invalid, Problem

__all__ = ["Shown", "add_to_session", "answer_at", "change_in_session", "in_session", "shown_item", "zip_of"]

SESSION_KEY = "atlas_basket"
#: Items that a basket without an account holds at most.
MOST_IN_SESSION = 50
MOST_LETTERS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An item as its owner sees it: what was frozen, whether the same edition still gives it, and what the latest gives."""

    key: str
    kept: Kept
    note: str
    page: str
    latest: str
    drift: str
    is_same: bool
    pdf: str = ""


def answer_at(address: str, *, language: str) -> tuple[ScreenResult, Address]:
    """The result that a canonical address (without language) gives, and the address as it was read.

    Raises
    ------
    Invalid
        It is no address of a screen.
    Problem
        What the screen itself refuses.
    """
    pieces = urlsplit(address)
    words = pieces.path.strip("/").split("/")
    if len(address) > MOST_LETTERS or pieces.scheme or pieces.netloc or len(words) != 3:
        raise Invalid(
            detail=_("This is no address of a screen."),
            parameter="address",
            value=address[:80],
            allowed="/region/ITH4/portfolio?v=2015.1",
        )
    noun, code, name = words
    ask = ask_of(screen_of(noun, name), code, parse_qsl(pieces.query, keep_blank_values=True), language=language)
    result = answer_to(ask)
    part = ask.address.state.values.get("part", "")
    if part and part not in result.parts:
        raise Invalid(
            detail=_("This screen has no part '%(name)s'.") % {"name": part},
            parameter="part",
            value=part,
            allowed=list(result.parts),
        )
    return result, ask.address


def in_session(request: HttpRequest) -> list[dict[str, Any]]:
    """The items of a reader without an account, in order."""
    items = request.session.get(SESSION_KEY, [])
    return [it for it in items if isinstance(it, dict)]


def add_to_session(request: HttpRequest, kept: Kept) -> None:
    """Put an item into the session; one that lies there stays.

    Raises
    ------
    Invalid
        The basket is full.
    """
    items = in_session(request)
    if any(it["address"] == kept.address for it in items):
        return
    if len(items) >= MOST_IN_SESSION:
        raise Invalid(
            detail=_("The basket holds %(n)s items; take one out first.") % {"n": MOST_IN_SESSION},
            parameter="address",
        )
    request.session[SESSION_KEY] = [*items, {**kept.as_fields(), "note": ""}]


def change_in_session(request: HttpRequest, key: str, *, do: str, note: str = "") -> bool:
    """Remove, move or annotate an item of the session by its place; says whether there was one."""
    items = in_session(request)
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 4 else -1
    if not 0 <= number < len(items):
        return False
    if do == "remove":
        del items[number]
    elif do == "note":
        items[number] = {**items[number], "note": note}
    else:
        other = number - 1 if do == "up" else number + 1
        if 0 <= other < len(items):
            items[number], items[other] = items[other], items[number]
    request.session[SESSION_KEY] = items
    return True


def shown_item(key: str, fields: Mapping[str, Any], *, language: str) -> Shown:
    """An item with what has become of it; a result that can no longer be had is said so, and stays in the basket."""
    kept = Kept(**{name: str(fields[name]) for name in Kept.__slots__})
    page = f"/{language}{kept.address}"
    latest, pdf = page, ""
    try:
        result, address = answer_at(kept.address, language=kept.language)
        page = address.path(language=language)
        latest = address.having(v="").path(language=language)
        pdf = address.path(language=language, suffix="pdf")
        is_same = result.hash == kept.result_hash
        drift = "" if is_same else _("The program has changed since: the same edition now gives another result.")
        newest, _address = answer_at(address.having(v="").canonical, language=kept.language)
        if is_same and newest.ask.edition.id != kept.edition:
            drift = _("There is a newer edition: %(edition)s.") % {"edition": newest.ask.edition.id}
    except Problem as problem:
        is_same, drift = False, problem.detail or problem.title
    return Shown(
        key=key,
        kept=kept,
        note=str(fields.get("note", "")),
        page=page,
        latest=latest,
        drift=str(drift),
        is_same=is_same,
        pdf=pdf,
    )


def zip_of(items: Sequence[Shown]) -> bytes:
    """The basket as a ZIP: for each item its tables as CSV, its pictures, its JSON, and one README; equal for equal items."""
    packed = io.BytesIO()
    lines = [_("Evidence basket of clustrat"), ""]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:

        def write(name: str, data: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)

        for number, item in enumerate(items, start=1):
            try:
                result, address = answer_at(item.kept.address, language=item.kept.language)
            except Problem as problem:
                lines += [f"{number}. {item.kept.title}: {problem.detail or problem.title}", ""]
                continue
            part = address.state.values.get("part", "")
            folder = f"{number:02d}-{address.code}-{address.screen}"
            write(f"{folder}/result.json", json_bytes(as_document(result)))
            names = [result.table_of(part).name] if part else list(result.tables)
            for name in names:
                write(f"{folder}/{name}.csv", render(result, suffix="csv", part=name))
            for name in [part] if part in result.sketches else () if part else result.figure_names:
                write(f"{folder}/{name}.svg", render(result, suffix="svg", part=name))
            lines += [
                f"{number}. {result.subject}: {item.kept.title}",
                long_citation_of(result),
                *([item.note] if item.note else []),
                *([item.drift] if item.drift else []),
                *(_columns_of(result, name) for name in names),
                "",
            ]
        write("README.txt", "\n".join(lines).encode("utf-8"))
    return packed.getvalue()


def _columns_of(result: ScreenResult, name: str) -> str:
    columns = "; ".join(
        f"{column.name} = {column.words}{f' ({column.unit})' if column.unit else ''}"
        for column in result.tables[name].columns
    )
    return f"{name}.csv: {columns}"
