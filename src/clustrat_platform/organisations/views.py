"""Pages of organisations: a list with a filter, and one page for each."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clustrat_platform.base.problems import Gone, Invalid
from clustrat_platform.organisations.models import Organisation
from clustrat_platform.organisations.queries import (
    disagreements_of,
    history_of_names,
    organisation_by_id,
    present_successors,
    visible_organisations,
)

__all__ = ["organisation_list", "organisation_page"]

PER_PAGE = 50
PARAMETERS = ("q", "kind", "country", "page")


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """All organisations that the reader may see; an unknown parameter or value is refused by name, never corrected."""
    for name in request.GET:
        if name not in PARAMETERS:
            raise Invalid(
                detail=_("This page knows no parameter '%(name)s'.") % {"name": name[:80]},
                parameter=name[:80],
                allowed=list(PARAMETERS),
            )
    rows = visible_organisations(request.user)
    kind = request.GET.get("kind", "")
    if kind:
        if kind not in Organisation.Kind.values:
            raise Invalid(
                detail=_("There is no kind '%(value)s'.") % {"value": kind[:80]},
                parameter="kind",
                value=kind[:80],
                allowed=list(Organisation.Kind.values),
            )
        rows = rows.filter(kind=kind)
    country = request.GET.get("country", "")
    if country:
        if len(country) != 2 or not country.isascii() or not country.isalpha() or not country.isupper():
            raise Invalid(
                detail=_("A country is two capital letters, such as AT."), parameter="country", value=country[:80]
            )
        rows = rows.filter(country=country)
    query = request.GET.get("q", "").strip()[:200]
    if query:
        rows = rows.filter(names__text__icontains=query).distinct()
    number = request.GET.get("page", "1")
    pages = Paginator(rows, PER_PAGE)
    if not (number.isascii() and number.isdigit() and len(number) < 7 and 1 <= int(number) <= pages.num_pages):
        raise Invalid(
            detail=_("There are %(n)s pages.") % {"n": pages.num_pages},
            parameter="page",
            value=number[:20],
            allowed=f"1-{pages.num_pages}",
        )
    context = {
        "page": pages.page(int(number)),
        "query": query,
        "kind": kind,
        "country": country,
        "kinds": Organisation.Kind.choices,
    }
    is_fragment = bool(getattr(request, "htmx", False))
    template = "organisations/list.html#rows" if is_fragment else "organisations/list.html"
    response = render(request, template, context)
    response.headers["Vary"] = "HX-Request, Accept-Language, Cookie"
    return response


@require_safe
def organisation_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One organisation: names, sites, what it was and became, and facts of which sources disagree."""
    organisation = organisation_by_id(request.user, permanent_id)
    present = [it for it in present_successors(organisation) if it.pk != organisation.pk]
    if organisation.state == Organisation.State.WITHDRAWN:
        raise Gone(
            detail=_("The entry of %(name)s was withdrawn.") % {"name": organisation.label},
            reason=organisation.withdrawn_reason,
            successor=_address_of(present[0]) if present else "",
        )
    context = {
        "organisation": organisation,
        "names": history_of_names(organisation),
        "became": organisation.successions.select_related("successor"),
        "was": organisation.precursions.select_related("predecessor"),
        "present": present,
        "disagreements": disagreements_of(organisation),
    }
    return render(request, "organisations/page.html", context)


def _address_of(organisation: Organisation) -> str:
    from django.urls import reverse

    return reverse("organisations:page", kwargs={"permanent_id": organisation.permanent_id})
