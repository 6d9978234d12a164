"""The list of editions with those that were withdrawn, and the tables of an edition as files."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat_platform.atlas.actions.editions import reinstate_edition, withdraw_edition
from clustrat_platform.atlas.edition_files import given_tables, table_bytes
from clustrat_platform.atlas.editions import current_edition, given_editions, refuse_withdrawn, withdrawn_editions
from clustrat_platform.base.input_types import clean_text
from clustrat_platform.base.permissions import may, require
from clustrat_platform.base.problems import Invalid, NotFound

__all__ = ["editions", "table_file"]

DEEDS = ("withdraw", "reinstate")
MOST_LETTERS = 300
YEAR_S = 31_536_000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def editions(request: HttpRequest) -> HttpResponse:
    """All editions: the one in use, those beside it, and those that were withdrawn, with reason and successor."""
    if request.method == "POST":
        return _change(request)
    current, given = current_edition(), given_editions()
    context = {
        "editions": [
            {"edition": it, "is_current": it.id == current.id, "n_tables": len(given_tables(it))}
            for it in given.values()
        ],
        "withdrawn": list(withdrawn_editions().values()),
        "others": [name for name in given if name != current.id],
        "successors": list(given),
        "may_withdraw": may(request.user, "atlas.withdraw_edition"),
    }
    return render(request, "atlas/editions.html", context)


def _change(request: HttpRequest) -> HttpResponse:
    require(request.user, "atlas.withdraw_edition")
    do, by = request.POST.get("do", ""), request.user
    name, reason = request.POST.get("edition", "")[:80], _reason(request)
    if do == "withdraw":
        successor = request.POST.get("successor", "")[:80]
        withdraw_edition(by=by, edition=name, reason=reason, successor=successor)  # type: ignore[arg-type]
        messages.success(request, _("Edition %(name)s is withdrawn.") % {"name": name})
    elif do == "reinstate":
        reinstate_edition(by=by, edition=name, reason=reason)  # type: ignore[arg-type]
        messages.success(request, _("Edition %(name)s is given out again.") % {"name": name})
    else:
        raise Invalid(detail=_("This cannot be done here."), parameter="do", value=do[:80], allowed=list(DEEDS))
    return redirect("atlas:editions")


def _reason(request: HttpRequest) -> str:
    try:
        return clean_text(request.POST.get("reason", "")[:MOST_LETTERS])
    except ValueError as error:
        raise Invalid(detail=str(error), parameter="reason") from None


@require_safe
def table_file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """A table of an edition as it was built, as Parquet; the address stays true as long as the edition is given out."""
    for parameter in request.GET:
        raise Invalid(
            detail=_("This address knows no parameter '%(name)s'.") % {"name": parameter[:80]},
            parameter=parameter[:80],
        )
    refuse_withdrawn(code)
    editions_there = given_editions()
    if code not in editions_there:
        raise NotFound(
            detail=_("There is no edition '%(name)s' here.") % {"name": code[:40]}, near=list(editions_there)
        )
    edition = editions_there[code]
    body = table_bytes(edition, name)
    etag = f'"{edition.tables[name].sha256}"'
    is_known = request.headers.get("If-None-Match", "").removeprefix("W/") == etag
    response = (
        HttpResponseNotModified() if is_known else HttpResponse(body, content_type="application/vnd.apache.parquet")
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{edition.id}.parquet"'
    return response
