"""Pages of lists of themes: weights are changed in a form, and what that does to all ratings is shown before it is agreed."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat.codes.nace import label
from clustrat.codes.themes import Theme, difference, theme, themes
from clustrat.errors import ClustratError
from clustrat.study.theme_ratings import rating_changes
from clustrat_platform.atlas.actions.theme_drafts import draft_theme, freeze_theme, validate_theme
from clustrat_platform.atlas.desk_queries import ratings_under, theme_draft_by_id, theme_drafts, theme_title
from clustrat_platform.atlas.editions import current_edition
from clustrat_platform.atlas.theme_lists import (
    added_lines,
    base_of,
    content_of,
    frozen_theme,
    frozen_themes,
    theme_of_content,
)
from clustrat_platform.base.form_pages import READ_AND_WRITE, done, no_such_deed
from clustrat_platform.base.permissions import may, require
from clustrat_platform.base.problems import Invalid, NotFound

__all__ = ["edit_theme", "theme_draft", "theme_list"]

N_SHOWN = 50


class WeightsForm(forms.Form):
    """A number for each industry of the list, lines for more, and the reason."""

    added = forms.CharField(
        label=gettext_lazy("More industries"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One on each line: a code and a weight, such as 86.10; 0.5"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why the list is changed"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, base: Theme, only_looks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not only_looks
        for item in base.items:
            words = label(item.code, version=base.nace_version).text
            self.fields[_field(item.code)] = forms.CharField(
                label=f"{item.code} {words}",
                required=False,
                max_length=8,
                initial=f"{item.weight:g}",
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )
        self.order_fields([*(_field(item.code) for item in base.items), "added", "reason"])

    def content(self, base: Theme) -> str:
        """The table of the list as it was filled in."""
        weights = {item.code: self.cleaned_data.get(_field(item.code), "") for item in base.items}
        return content_of(base, weights, added_lines(self.cleaned_data["added"]))


def _field(code: str) -> str:
    return f"w_{code.replace('.', '_')}"


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """Every theme with a list of industries, and the versions that were made here."""
    rows = [(it, theme_title(it.code)) for it in themes() if it.items and it.field != "technology_level"]
    context = {
        "rows": rows,
        "drafts": [(it, theme_title(it.theme)) for it in theme_drafts(request.user)],
        "may_write": may(request.user, "atlas.write_theme"),
    }
    return render(request, "atlas/desk/themes.html", context)


@never_cache
@require_http_methods(READ_AND_WRITE)
def edit_theme(request: HttpRequest, code: str) -> HttpResponse:
    """Change weights, leave industries out, add others; what that does to every rating is shown before it is kept as a version.

    ``?from=`` departs from a version that was frozen here instead of the one in use.
    """
    require(request.user, "atlas.write_theme")
    base = _base(request, code)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do and do not in ("look", "keep"):
        raise no_such_deed(do, ["look", "keep"])
    form = WeightsForm(request.POST if request.method == "POST" else None, base=base, only_looks=do == "look")
    looked: dict[str, Any] = {}

    def look() -> bool:
        looked.update(_what_it_changes(base, theme_of_content(form.content(base))))
        return True

    def keep() -> Any:
        return draft_theme(
            by=request.user,  # type: ignore[arg-type]
            theme=base.code,
            base_version=base.version,
            content=form.content(base),
            reason=form.cleaned_data["reason"],
        )

    if do == "look":
        done(form, look)
    elif request.method == "POST" and (found := done(form, keep)):
        return redirect("desk:theme_draft", permanent_id=found.permanent_id)
    context = {
        "form": form,
        "base": base,
        "theme": theme_title(base.code),
        "members": [
            (it.code, label(it.code, version=base.nace_version).text, form[_field(it.code)]) for it in base.items
        ],
        "frozen": frozen_themes(base.code),
        **looked,
    }
    return render(request, "atlas/desk/theme_edit.html", context, status=422 if form.errors else 200)


def _base(request: HttpRequest, code: str) -> Theme:
    """The list to depart from."""
    try:
        base = theme(code)
    except ClustratError as refusal:
        raise NotFound(detail=str(refusal)) from None
    if not base.items:
        raise NotFound(detail=_("This theme has no list of industries."))
    version = request.GET.get("from", "")
    return frozen_theme(base.code, version) if version and version != base.version else base


def _what_it_changes(base: Theme, changed: Theme) -> dict[str, Any]:
    """The differences in the list and in the ratings of all regions, worked out now and kept nowhere."""
    items = difference(base, changed)
    if not items:
        raise Invalid(detail=_("Nothing is changed yet: the list is the same."), parameter="added")
    try:
        found = rating_changes(current_edition(), base, changed)
    except ClustratError as refusal:
        raise Invalid(detail=str(refusal), parameter="added") from None
    changes = [it for it in found.changes if it.change is None or it.change != 0.0]
    return {
        "is_looked_at": True,
        "items": items,
        "changes": changes,
        "n_changes": len(changes),
        "n_regions": len(found.changes),
        "year": found.year,
        "edition": current_edition().id,
    }


@never_cache
@require_http_methods(READ_AND_WRITE)
def theme_draft(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One version: what differs in the list, and in the rating of every region."""
    draft = theme_draft_by_id(request.user, permanent_id)
    if request.method == "POST":
        do = request.POST.get("do", "")
        steps = {"validate": validate_theme, "freeze": freeze_theme}
        if do not in steps:
            raise no_such_deed(do, list(steps))
        steps[do](by=request.user, draft=draft)  # type: ignore[arg-type]
        return redirect("desk:theme_draft", permanent_id=permanent_id)
    job = ratings_under(draft)
    result = job.result if job and job.result else {}
    changes = [it for it in result.get("changes", []) if it["change"] is None or it["change"] != 0.0]
    context = {
        "draft": draft,
        "theme": theme_title(draft.theme),
        "items": difference(base_of(draft), theme_of_content(draft.content)),
        "job": job,
        "result": result,
        "changes": changes[:N_SHOWN],
        "n_changes": len(changes),
        "n_regions": len(result.get("changes", [])),
        "may_write": may(request.user, "atlas.write_theme"),
        "may_validate": draft.state == "draft" and may(request.user, "atlas.validate_theme", draft),
        "may_freeze": draft.state == "validated" and may(request.user, "atlas.freeze_theme", draft),
    }
    return render(request, "atlas/desk/theme_draft.html", context)
