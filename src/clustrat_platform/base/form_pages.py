"""What pages with forms share: lists in pages, filters, and refusals that become errors of the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clustrat_platform.base.forms import tell
from clustrat_platform.base.problems import Conflict, Invalid

__all__ = [
    "READ_AND_WRITE",
    "REFUSALS",
    "chosen_value",
    "done",
    "form_page",
    "no_such_deed",
    "page_of",
    "sentence_of",
]

PER_PAGE = 50
READ_AND_WRITE = ["GET", "HEAD", "POST"]
#: What an action may raise that is for the reader of a form.
REFUSALS = (Invalid, Conflict, ValidationError)


def page_of(request: HttpRequest, rows: Any, *, parameters: tuple[str, ...]) -> Any:
    """The page of a list that an address asks for; an unknown parameter or page is refused by name."""
    for name in request.GET:
        if name not in (*parameters, "page"):
            raise Invalid(
                detail=_("This page knows no parameter '%(name)s'.") % {"name": name[:80]},
                parameter=name[:80],
                allowed=[*parameters, "page"],
            )
    pages = Paginator(rows, PER_PAGE)
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 7 and 1 <= int(number) <= pages.num_pages):
        raise Invalid(
            detail=_("There are %(n)s pages.") % {"n": pages.num_pages},
            parameter="page",
            value=number[:20],
            allowed=f"1-{pages.num_pages}",
        )
    return pages.page(int(number))


def chosen_value(request: HttpRequest, name: str, allowed: list[str]) -> str:
    """A parameter of a filter: one of the values allowed, or empty; another is refused by name."""
    value = request.GET.get(name, "")
    if value and value not in allowed:
        raise Invalid(
            detail=_("There is no '%(value)s' here.") % {"value": value[:80]},
            parameter=name,
            value=value[:80],
            allowed=allowed,
        )
    return value


def done(form: forms.Form, act: Callable[[], Any]) -> Any:
    """What an action gives, or ``None`` where the form or the action refuses: the form then says why."""
    if not form.is_valid():
        return None
    try:
        return act() or True
    except REFUSALS as refusal:
        tell(form, refusal)
        return None


def sentence_of(refusal: Exception) -> str:
    """What a refusal says, for a page that has no form to put it into."""
    return (
        " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(getattr(refusal, "detail", refusal))
    )


def form_page(request: HttpRequest, form: forms.Form, **context: Any) -> HttpResponse:
    """A page with one form; what was typed stays, and the answer says by its status that something is wrong."""
    status = 422 if form.errors else 200
    return render(request, "base/form.html", {"form": form, **context}, status=status)


def no_such_deed(do: str, allowed: list[str]) -> Invalid:
    """The refusal of a form that asks for something this page does not do."""
    return Invalid(detail=_("This cannot be done here."), parameter="do", value=do[:80], allowed=allowed)
