"""Pages of the data desk: upload, say what columns mean, read what was found, publish, roll back; compare two editions."""

from __future__ import annotations

import csv
import io
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat.codes.nuts import VERSIONS
from clustrat.study.added_tables import compare_editions
from clustrat_platform.atlas import desk_queries
from clustrat_platform.atlas.actions import uploads as actions
from clustrat_platform.atlas.editions import edition_named, known_editions
from clustrat_platform.atlas.forms import MappingForm, PublishForm, ReasonForm, UploadForm
from clustrat_platform.atlas.models import DataUpload
from clustrat_platform.atlas.permissions import KEEPERS_OF_DATA
from clustrat_platform.atlas.questions import guarded
from clustrat_platform.atlas.table_checks import NACE_VERSIONS
from clustrat_platform.atlas.table_child import LIMITS
from clustrat_platform.atlas.table_guessing import guess_mapping
from clustrat_platform.atlas.table_publishing import desk_root
from clustrat_platform.base.form_pages import READ_AND_WRITE, chosen_value, done, no_such_deed, page_of
from clustrat_platform.base.models import Region
from clustrat_platform.base.permissions import is_administrator, may, require
from clustrat_platform.organisations.permissions import assignments_of

__all__ = ["compare", "desk", "findings_file", "upload_page"]

DEEDS = ["map", "publish", "roll_back"]


def _territories(user: Any) -> Any:
    """Regions of every level in which a person keeps data, those that the person holds first by being above the others."""
    if is_administrator.test(user):
        return Region.objects.filter(level__lte=2)
    held = [it for it in assignments_of(user) if it.role in KEEPERS_OF_DATA]
    if any(it.region is None for it in held):
        return Region.objects.filter(level__lte=2)
    return Region.objects.filter(pk__in=[it.region_id for it in held])


@never_cache
@require_http_methods(READ_AND_WRITE)
def desk(request: HttpRequest) -> HttpResponse:
    """All uploads of one's territories, and the form for another."""
    require(request.user, "atlas.open_desk")
    is_post = request.method == "POST"
    form = UploadForm(
        request.POST if is_post else None, request.FILES if is_post else None, regions=_territories(request.user)
    )

    def act() -> DataUpload:
        data = dict(form.cleaned_data)
        sent = data.pop("file")
        content = sent.read(LIMITS["bytes"] + 1)
        upload = DataUpload(**data, file_name=sent.name[-200:], content=content)
        return actions.upload_table(by=request.user, upload=upload)  # type: ignore[arg-type]

    if is_post and (found := done(form, act)):
        return redirect("desk:upload", permanent_id=found.permanent_id)
    page = page_of(request, desk_queries.visible_uploads(request.user), parameters=())
    context = {"page": page, "form": form, "editions": list(known_editions())}
    return render(request, "atlas/desk/desk.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(READ_AND_WRITE)
def upload_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One upload: its job, its columns, what was found row by row, the difference, and what may be done next."""
    upload = desk_queries.upload_by_id(request.user, permanent_id)
    by: Any = request.user
    do = request.POST.get("do", "") if request.method == "POST" else ""

    def data(name: str) -> Any:
        return request.POST if do == name else None

    mapping = MappingForm(
        data("map"),
        columns=upload.columns,
        nuts=VERSIONS,
        nace=NACE_VERSIONS,
        initial={**guess_mapping(upload.columns, upload.sample), **upload.mapping},
    )
    publish, back = PublishForm(data("publish")), ReasonForm(data("roll_back"))
    if request.method == "POST":
        if do not in DEEDS:
            raise no_such_deed(do, DEEDS)
        whole = DataUpload.objects.select_related("region").get(pk=upload.pk)
        form, act = {
            "map": (mapping, lambda: actions.map_upload(by=by, upload=whole, mapping=mapping.cleaned_data)),
            "publish": (
                publish,
                lambda: actions.publish_upload(by=by, upload=whole, accept_loss=publish.cleaned_data["accept_loss"]),
            ),
            "roll_back": (
                back,
                lambda: actions.roll_back_upload(
                    by=by, upload=whole, root=desk_root(), reason=back.cleaned_data["reason"]
                ),
            ),
        }[do]
        if done(form, act):
            messages.success(request, _("The table is taken back.") if do == "roll_back" else _("The work has begun."))
            return redirect("desk:upload", permanent_id=permanent_id)
    findings = list(upload.report.get("findings", []))
    context = {
        "upload": upload,
        "report": upload.report,
        "findings": findings[:100],
        "n_more": max(0, int(upload.report.get("n_findings", 0)) - 100),
        "mapping_form": mapping,
        "publish_form": publish,
        "back_form": back,
        "all_forms": [mapping, publish, back],
        "may_map": bool(upload.columns)
        and upload.state in ("uploaded", "mapped", "checked")
        and may(by, "atlas.map_upload", upload),
        "may_publish": upload.state == "checked" and may(by, "atlas.publish_upload", upload),
        "may_roll_back": upload.state == "published" and may(by, "atlas.roll_back_upload", upload),
    }
    has_errors = any(form.errors for form in (mapping, publish, back))
    return render(request, "atlas/desk/upload.html", context, status=422 if has_errors else 200)


@never_cache
@require_safe
def findings_file(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """What was found, as a table."""
    upload = desk_queries.upload_by_id(request.user, permanent_id)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["line", "column", "is_error", "finding"])
    for it in upload.report.get("findings", []):
        writer.writerow([it["line"], guarded(it["column"]), str(it["is_error"]).lower(), guarded(it["text"])])
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="findings-{upload.permanent_id}.csv"'
    return response


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two editions side by side: which tables differ, in how many rows, and the first of them."""
    names = list(known_editions())
    page_of(request, [], parameters=("a", "b"))
    a, b = (chosen_value(request, name, names) for name in ("a", "b"))
    differences = compare_editions(edition_named(a), edition_named(b)) if a and b and a != b else []
    context = {"names": names, "a": a, "b": b, "is_asked": bool(a and b), "differences": differences}
    return render(request, "atlas/desk/compare.html", context)
