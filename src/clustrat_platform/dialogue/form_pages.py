"""What pages of dialogues share: the page of a list, refusals that become errors of a form, and the time taken once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clustrat_platform.base.problems import Invalid
from clustrat_platform.dialogue.clock import fixed
from clustrat_platform.dialogue.forms import REFUSALS, tell
from clustrat_platform.dialogue.standings import remembered

__all__ = ["READ_AND_WRITE", "at_one_moment", "done", "form_page", "page_of", "unknown_deed"]

PER_PAGE = 50
READ_AND_WRITE = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponse]


def at_one_moment(view: View) -> View:
    """Take the time once for a request; reading looks each standing up once, too."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with fixed():
            if request.method == "POST":
                return view(request, *args, **kwargs)
            with remembered():
                return view(request, *args, **kwargs)

    return answer


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


def done(form: forms.Form, act: Callable[[], Any]) -> Any:
    """What an action gives, or ``None`` where the form or the action refuses: the form then says why."""
    if not form.is_valid():
        return None
    try:
        return act() or True
    except REFUSALS as refusal:
        tell(form, refusal)
        return None


def form_page(request: HttpRequest, form: forms.Form, **context: Any) -> HttpResponse:
    """A page with one form; what was typed stays, and the answer says by its status that something is wrong."""
    status = 422 if form.errors else 200
    return render(request, "dialogue/form.html", {"form": form, **context}, status=status)


def unknown_deed(do: str, allowed: list[str]) -> Invalid:
    """The refusal of a form that asks for something this page does not do."""
    return Invalid(detail=_("This cannot be done here."), parameter="do", value=do[:80], allowed=allowed)
