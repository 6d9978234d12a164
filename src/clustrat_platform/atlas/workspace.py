"""My workspace: baskets of evidence, saved views, followed things, what awaits me; and the page of a shared basket."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat_platform.atlas.actions import baskets as actions
from clustrat_platform.atlas.actions import holding
from clustrat_platform.atlas.basket_files import zip_of
from clustrat_platform.atlas.baskets import Holder, SessionBasket, StoredBasket, answer_at
from clustrat_platform.atlas.drift import Shown, shown_piece
from clustrat_platform.atlas.editions import current_edition
from clustrat_platform.atlas.frozen import kept_of
from clustrat_platform.atlas.held_queries import (
    basket_of,
    baskets_of,
    followed_by,
    followed_things,
    share_by_token,
    share_of,
    view_of,
    views_of,
)
from clustrat_platform.atlas.models import EvidenceBasket
from clustrat_platform.atlas.workspace_parts import targets_for, tasks_for
from clustrat_platform.base.input_types import clean_name, clean_text
from clustrat_platform.base.permissions import require
from clustrat_platform.base.problems import Invalid

__all__ = ["shared", "shared_zip", "take_over_at_sign_in", "workspace", "workspace_zip"]

MOST_LETTERS_OF_NOTE = 2000
#: Which of a person's baskets new pieces go into.
IN_USE = "atlas_basket_in_use"


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _shown(holder: Holder) -> list[Shown]:
    return [shown_piece(it, language=_language()) for it in holder.pieces()]


def basket_in_use(request: HttpRequest) -> EvidenceBasket | None:
    """The basket of the account that new pieces go into; ``None`` for a visitor, and where there is none yet."""
    rows = baskets_of(request.user)
    named = request.session.get(IN_USE)
    return (rows.filter(permanent_id=named).first() if named else None) or rows.first()


def _holder(request: HttpRequest, basket: EvidenceBasket | None, *, makes: bool = False) -> Holder:
    """Where pieces go: the session of a visitor, else the basket; ``makes`` begins one where a person has none."""
    if not request.user.is_authenticated:
        return SessionBasket(request)
    if basket is None and makes:
        basket = actions.make_basket(by=request.user, title=_("My basket"))
    return SessionBasket(request) if basket is None else StoredBasket(basket, by=request.user)


def _chosen(request: HttpRequest, permanent_id: uuid.UUID | None) -> EvidenceBasket | None:
    return basket_in_use(request) if permanent_id is None else basket_of(request.user, permanent_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def workspace(request: HttpRequest, permanent_id: uuid.UUID | None = None) -> HttpResponse:
    """What a reader holds and owes; a form adds, orders, annotates, takes out, puts back, shares, saves and follows."""
    basket = _chosen(request, permanent_id)
    if request.method == "POST":
        return _change(request, basket, is_named=permanent_id is not None)
    holder = _holder(request, basket)
    user = request.user
    return render(
        request,
        "atlas/workspace.html",
        {
            "items": _shown(holder),
            "taken_out": holder.taken_out(),
            "basket": basket,
            "in_use": basket_in_use(request),
            "baskets": baskets_of(user),
            "shares": [
                {"share": it, "address": f"{settings.SITE_ORIGIN}{_address_of_share(it.token)}"}
                for it in (basket.shares.filter(revoked_at=None) if basket is not None else ())
            ],
            "targets": targets_for(user, basket) if basket is not None else [],
            "views": views_of(user),
            "follows": followed_things(user, language=_language()),
            "tasks": tasks_for(user),
        },
    )


def _address_of_share(token: str) -> str:
    return reverse("atlas:shared", kwargs={"token": token})


def _change(request: HttpRequest, basket: EvidenceBasket | None, *, is_named: bool) -> HttpResponse:
    do, key = request.POST.get("do", ""), request.POST.get("key", "")
    by: Any = request.user

    def owned() -> EvidenceBasket:
        if basket is None:
            require(request.user, "atlas.make_basket")
            raise Invalid(detail=_("You have no basket yet."), parameter="do", value=do)
        return basket

    def add() -> str:
        result, address = answer_at(request.POST.get("address", ""), language=_language())
        _holder(request, basket, makes=True).keep(kept_of(result, part=address.state.values.get("part", "")))
        return _("Kept in your basket.")

    def take_out() -> str:
        _holder(request, basket).take_out(key)
        return _("Taken out. You can put it back below.")

    def put_back() -> str:
        _holder(request, basket).put_back(key)
        return _("Put back.")

    def move() -> str:
        _holder(request, basket).move(key, up=do == "up")
        return ""

    def note() -> str:
        _holder(request, basket).annotate(key, _text(request, "note", most=MOST_LETTERS_OF_NOTE))
        return _("The note is saved.")

    def new() -> str:
        made = actions.make_basket(by=by, title=_name(request, "title"))
        request.session[IN_USE] = str(made.permanent_id)
        return _("New pieces go into this basket.")

    def use() -> str:
        request.session[IN_USE] = str(owned().permanent_id)
        return _("New pieces go into this basket.")

    def rename() -> str:
        actions.rename_basket(by=by, basket=owned(), title=_name(request, "title"))
        return ""

    def drop() -> str:
        actions.remove_basket(by=by, basket=owned())
        return _("The basket is gone.")

    def share() -> str:
        name = _text(request, "shown_as", most=120)
        actions.share_basket(by=by, basket=owned(), shown_as=name, with_notes="with_notes" in request.POST)
        return _("Everyone who has the link can read this basket.")

    def revoke() -> str:
        actions.revoke_share(by=by, share=share_of(owned(), key))
        return _("The link is taken back.")

    def save_view() -> str:
        result, address = answer_at(request.POST.get("address", ""), language=_language())
        live = address.having(v="", part="").canonical
        holding.save_view(by=by, address=live, subject=result.subject, title=result.title)
        return _("The view is saved.")

    def forget_view() -> str:
        holding.forget_view(by=by, view=view_of(request.user, key))
        return _("The view is forgotten.")

    def follow() -> str:
        _result, address = answer_at(request.POST.get("address", ""), language=_language())
        holding.follow(by=by, reference=f"{address.noun}:{address.code}", edition=current_edition().id)
        return _("You follow it now.")

    def unfollow() -> str:
        holding.unfollow(by=by, followed=followed_by(request.user, key))
        return _("You follow it no longer.")

    def seen() -> str:
        holding.note_seen(by=by, followed=followed_by(request.user, key), edition=current_edition().id)
        return ""

    deeds: dict[str, Callable[[], str]] = {
        "add": add, "remove": take_out, "put_back": put_back, "up": move, "down": move, "note": note,
        "new": new, "use": use, "rename": rename, "drop": drop, "share": share, "revoke": revoke,
        "save_view": save_view, "forget_view": forget_view, "follow": follow, "unfollow": unfollow, "seen": seen,
    }  # fmt: skip
    if do not in deeds:
        raise Invalid(
            detail=_("This cannot be done with a basket."), parameter="do", value=do[:80], allowed=list(deeds)
        )
    try:
        words = deeds[do]()
    except ValidationError as error:
        raise Invalid(detail=" ".join(error.messages), parameter=do) from None
    if words:
        messages.success(request, words)
    if is_named and basket is not None and do not in ("drop", "new"):
        return redirect("atlas:basket", permanent_id=basket.permanent_id)
    return redirect("atlas:workspace")


def _text(request: HttpRequest, name: str, *, most: int) -> str:
    try:
        cleaned = clean_text(request.POST.get(name, "")).replace("\r\n", "\n")
    except ValueError as error:
        raise Invalid(detail=str(error), parameter=name) from None
    if len(cleaned) > most:
        raise Invalid(
            detail=_("This text has at most %(n)s letters.") % {"n": most}, parameter=name, allowed=f"0-{most}"
        )
    return cleaned


def _name(request: HttpRequest, name: str) -> str:
    try:
        return clean_name(_text(request, name, most=200))
    except ValueError as error:
        raise Invalid(detail=str(error), parameter=name) from None


@never_cache
@require_safe
def workspace_zip(request: HttpRequest, permanent_id: uuid.UUID | None = None) -> HttpResponse:
    """A whole basket as one file."""
    basket = _chosen(request, permanent_id)
    title = _("Evidence basket of clustrat") if basket is None else basket.title
    return _as_file(zip_of(_shown(_holder(request, basket)), title=title))


def _as_file(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="clustrat-evidence.zip"'
    return response


def _shared_items(token: str) -> tuple[Any, list[Shown]]:
    share = share_by_token(token)
    pieces = StoredBasket(share.basket, by=None).pieces()
    items = [shown_piece(it, language=_language()) for it in pieces]
    return share, items if share.with_notes else [replace(it, note="") for it in items]


@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A basket as its owner shares it: read only, with who shared it (in the owner's own words) and when."""
    share, items = _shared_items(token)
    response = render(request, "atlas/shared.html", {"share": share, "items": items})
    # The address is a key; it is told to no one whom the page links to, and no search engine lists it.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def shared_zip(request: HttpRequest, token: str) -> HttpResponse:
    """A shared basket as one file."""
    share, items = _shared_items(token)
    return _as_file(zip_of(items, title=share.basket.title))


def take_over_at_sign_in(*, sender: Any, request: HttpRequest, user: Any, **_rest: Any) -> None:
    """Bring the basket of the session into the account that signs in, and say so; connected to Django's own signal."""
    if request is None or not hasattr(request, "session"):
        return
    waiting = SessionBasket(request)
    pieces = [(it.kept, it.note) for it in waiting.pieces()]
    if not pieces:
        return
    n = actions.take_over(by=user, pieces=pieces, basket=baskets_of(user).first())
    waiting.empty()
    if n:
        messages.info(request, _("What you kept before signing in is in your basket now."), fail_silently=True)
