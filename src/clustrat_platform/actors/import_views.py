"""Pages of imports and of duplicates: bring a list in, look at every row, write it or take it back; decide about pairs."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clustrat.codes.postcodes_table import read_postcode_table
from clustrat.errors import SourceError
from clustrat_platform.actors import actions
from clustrat_platform.actors.forms import ReasonForm
from clustrat_platform.actors.import_forms import MappingForm, PostcodeForm, UploadForm
from clustrat_platform.actors.import_reading import checked_mapping, refuse_size, template_columns
from clustrat_platform.actors.models import (
    FIELD_NAMES,
    ActorKind,
    DirectoryImport,
    DuplicatePair,
    ImportRow,
    Merge,
    PostcodeFile,
)
from clustrat_platform.base.form_pages import (
    READ_AND_WRITE,
    REFUSALS,
    chosen_value,
    done,
    no_such_deed,
    page_of,
    sentence_of,
)
from clustrat_platform.base.permissions import may, require
from clustrat_platform.base.problems import Invalid, NotFound

__all__ = ["duplicates", "import_page", "imports", "load_postcodes", "pair_page", "template", "unmerge"]

N_SHOWN = 50


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def imports(request: HttpRequest) -> HttpResponse:
    """My imports, and a form for the next."""
    require(request.user, "actors.import")
    is_sent = request.method == "POST"
    form = UploadForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if request.method == "POST":

        def upload() -> DirectoryImport:
            file = form.cleaned_data["file"]
            refuse_size(file.size)
            return actions.upload_import(
                by=request.user,  # type: ignore[arg-type]
                file_name=file.name,
                content=file.read(),
                layout=form.cleaned_data["layout"],
                kind=form.cleaned_data["kind"],
                source=form.source(),
                country=form.cleaned_data["country"],
                publishes=form.cleaned_data["publishes"],
            )

        if of := done(form, upload):
            return redirect("actors:import", permanent_id=of.permanent_id)
    context = {
        "form": form,
        "imports": DirectoryImport.objects.filter(uploaded_by=request.user.pk).defer("content")[:N_SHOWN],
        "kinds": ActorKind.choices,
        "postcodes": PostcodeFile.objects.defer("content").first(),
        "postcode_form": PostcodeForm(prefix="postcodes"),
    }
    return render(request, "actors/imports.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Our template for a kind of actor, as CSV with its head."""
    require(request.user, "actors.import")
    kind = chosen_value(request, "kind", list(ActorKind.values)) or ActorKind.LABORATORY
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(template_columns(kind))
    answer = HttpResponse("\ufeff" + stream.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="clustrat-{kind}.csv"'
    return answer


@never_cache
@login_required
@require_POST
def load_postcodes(request: HttpRequest) -> HttpResponse:
    """Take Eurostat's postcode files into use."""
    require(request.user, "actors.import")
    form = PostcodeForm(request.POST, request.FILES, prefix="postcodes")

    def keep() -> PostcodeFile:
        file = form.cleaned_data["file"]
        refuse_size(file.size)
        content = file.read()
        try:
            table = read_postcode_table([(file.name, content)])
        except SourceError as refusal:
            raise Invalid(detail=str(refusal), parameter="file") from refusal
        return actions.keep_postcodes(
            by=request.user,  # type: ignore[arg-type]
            file_name=file.name,
            content=content,
            nuts_version=table.nuts_version,
            countries=" ".join(table.countries),
            n_codes=len(table.codes),
        )

    kept = done(form, keep)
    if kept:
        messages.success(request, _("%(n)s postcodes are in use.") % {"n": kept.n_codes})
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("actors:imports")


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def import_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One import: name its columns, look at its rows, write it, take it back."""
    of = DirectoryImport.objects.defer("content").filter(permanent_id=permanent_id).first()
    if of is None or not may(request.user, "actors.change_import", of):
        raise NotFound(detail=_("There is nothing with this id."))
    person: Any = request.user
    wants_columns = of.layout == DirectoryImport.Layout.COLUMNS and of.state in ("read", "previewed")
    mapping = MappingForm(
        request.POST if request.POST.get("do") == "map" else None, kind=of.kind, columns=of.columns, initial=of.mapping
    )
    reason = ReasonForm(request.POST if request.POST.get("do") == "undo" else None)
    if request.method == "POST":
        do = request.POST.get("do", "")
        deeds: dict[str, Callable[[], Any]] = {
            "map": lambda: done(mapping, lambda: _map(person, of, mapping)),
            "apply": lambda: actions.ask_for_import(by=person, of=of),
            "undo": lambda: done(
                reason, lambda: actions.undo_import(by=person, of=of, reason=reason.cleaned_data["reason"])
            ),
            "as_new": lambda: actions.choose_rows(by=person, of=of, rows=_keys(request), as_new=True) or True,
            "not_new": lambda: actions.choose_rows(by=person, of=of, rows=_keys(request), as_new=False) or True,
        }
        if do not in deeds:
            raise no_such_deed(do, list(deeds))
        try:
            if deeds[do]():
                return redirect("actors:import", permanent_id=of.permanent_id)
        except REFUSALS as refusal:
            messages.error(request, sentence_of(refusal))
            return redirect("actors:import", permanent_id=of.permanent_id)
    outcome = chosen_value(request, "outcome", list(ImportRow.Outcome.values))
    rows = of.rows.filter(outcome=outcome) if outcome else of.rows.all()
    page = page_of(request, rows, parameters=("outcome",))
    counts = of.report.get("outcomes", {})
    context = {
        "of": of,
        "page": page,
        "rows": [(row, _difference(row)) for row in page.object_list],
        "outcome": outcome,
        "query": f"outcome={outcome}&" if outcome else "",
        "counts": [
            (value, label, counts.get(value, 0)) for value, label in ImportRow.Outcome.choices if counts.get(value)
        ],
        "region": _region_words(of.report.get("region", {})),
        "mapping": mapping if wants_columns else None,
        "form": mapping if mapping.errors else reason,
        "reason": reason,
    }
    failed = bool(mapping.errors or reason.errors)
    return render(request, "actors/import.html", context, status=422 if failed else 200)


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one organisation, surest first; and merges that can be taken back."""
    require(request.user, "actors.find_duplicates")
    if request.method == "POST":
        job = actions.ask_for_pairs(by=request.user)  # type: ignore[arg-type]
        return redirect("base:job", permanent_id=job.permanent_id)
    pairs = DuplicatePair.objects.filter(state="open").select_related("left__region", "right__region")
    merges = Merge.objects.filter(undone_at=None).select_related("kept__region", "absorbed__region")[:N_SHOWN]
    context = {
        "page": page_of(request, pairs, parameters=()),
        "merges": [merge for merge in merges if may(request.user, "actors.unmerge", merge)],
    }
    return render(request, "actors/duplicates.html", context)


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def pair_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One pair with its evidence, and what is known of both, side by side."""
    pair = (
        DuplicatePair.objects.select_related("left__region", "right__region").filter(permanent_id=permanent_id).first()
    )
    if pair is None or not may(request.user, "actors.merge", pair):
        raise NotFound(detail=_("There is nothing with this id."))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        person: Any = request.user
        do = request.POST.get("do", "")
        keep = {"keep_left": pair.left, "keep_right": pair.right}.get(do)
        if keep is None and do != "apart":
            raise no_such_deed(do, ["keep_left", "keep_right", "apart"])

        def decide() -> Any:
            reason = form.cleaned_data["reason"]
            if keep is None:
                return actions.keep_apart(by=person, pair=pair, reason=reason)
            return actions.merge_organisations(by=person, pair=pair, keep=keep, reason=reason)

        if done(form, decide):
            messages.success(request, _("Decided."))
            return redirect("actors:duplicates")
    sides = [
        {
            "organisation": it,
            "names": ", ".join(it.names.values_list("text", flat=True)),
            "numbers": ", ".join(str(number) for number in it.legal_ids.all()),
            "places": ", ".join(f"{site.postcode} {site.town}".strip() for site in it.sites.all()),
        }
        for it in (pair.left, pair.right)
    ]
    context = {"pair": pair, "sides": sides, "form": form}
    return render(request, "actors/pair.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def unmerge(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Take a merge back."""
    merge = Merge.objects.select_related("kept__region", "absorbed__region").filter(permanent_id=permanent_id).first()
    if merge is None or not may(request.user, "actors.unmerge", merge):
        raise NotFound(detail=_("There is nothing with this id."))
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def take_back() -> Any:
        return actions.unmerge_organisations(by=request.user, merge=merge, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]

    if request.method == "POST" and done(form, take_back):
        messages.success(request, _("Everything is as it was before the merge."))
        return redirect("actors:duplicates")
    return render(request, "actors/unmerge.html", {"merge": merge, "form": form}, status=422 if form.errors else 200)


def _map(person: Any, of: DirectoryImport, form: MappingForm) -> DirectoryImport:
    return actions.map_import(
        by=person, of=of, mapping=checked_mapping(of.layout, of.kind, of.columns, form.cleaned_data)
    )


def _keys(request: HttpRequest) -> list[int]:
    return [
        int(key) for key in request.POST.getlist("row")[:1_000] if key.isascii() and key.isdigit() and len(key) < 18
    ]


def _difference(row: ImportRow) -> list[tuple[str, str, str]]:
    return [(str(FIELD_NAMES.get(name, name)), _words(was), _words(now)) for name, (was, now) in row.difference.items()]


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(it) for it in value) or "–"
    return "–" if value in (None, "") else str(value)


def _region_words(told: dict[str, Any]) -> str:
    """How many rows got a region, in a sentence."""
    if not told:
        return ""
    if not told["table"]:
        return _(
            "No postcode file is in use, so rows got no region. Load Eurostat's postcode files on the page of imports."
        )
    share, inside = told["located_share"], told["in_table_share"]
    return _(
        "%(located)s of the rows have a region (%(share)s); of %(n)s readable postcodes %(inside)s are in the table (%(table)s). "
        "%(person)s rows wait for a person."
    ) % {
        "located": told["n_located"],
        "share": "–" if share is None else f"{share:.1%}",
        "n": told["n_with_postcode"],
        "inside": "–" if inside is None else f"{inside:.1%}",
        "table": told["table"],
        "person": told["n_for_person"],
    }
