"""Pages of questionnaires: written question by question in a form, looked at before use, compared, and fixed for ever."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat_platform.atlas import actions, desk_queries
from clustrat_platform.atlas.forms import AnswersForm
from clustrat_platform.atlas.models import Questionnaire
from clustrat_platform.atlas.questionnaire_diffs import differences_between
from clustrat_platform.atlas.questionnaire_forms import KIND_WORDS, HeadForm, QuestionForm
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
from clustrat_platform.base.problems import NotFound

__all__ = [
    "add_question",
    "compare_questionnaires",
    "edit_question",
    "edit_questionnaire",
    "new_questionnaire",
    "preview_questionnaire",
    "questionnaire_list",
    "questionnaire_page",
]

DEEDS = ["head", "up", "down", "remove"]


@require_safe
def questionnaire_list(request: HttpRequest) -> HttpResponse:
    """Every version that the reader may see, the newest of each first."""
    page = page_of(request, desk_queries.visible_questionnaires(request.user), parameters=())
    context = {"page": page, "may_write": may(request.user, "atlas.write_questionnaire")}
    return render(request, "atlas/desk/questionnaires.html", context)


@never_cache
@require_http_methods(READ_AND_WRITE)
def new_questionnaire(request: HttpRequest) -> HttpResponse:
    """Begin a questionnaire: its title and its consent; the questions follow on the next page."""
    require(request.user, "atlas.write_questionnaire")
    form = HeadForm(request.POST if request.method == "POST" else None)

    def act() -> Questionnaire:
        return actions.draft_questionnaire(by=request.user, code=form.cleaned_data["code"], **form.head())  # type: ignore[arg-type]

    if request.method == "POST" and (found := done(form, act)):
        return redirect("desk:edit_questionnaire", permanent_id=found.permanent_id)
    status = 422 if form.errors else 200
    return render(request, "atlas/desk/questionnaire_head.html", {"form": form}, status=status)


@require_http_methods(READ_AND_WRITE)
def questionnaire_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One version: its questions in all their languages, its hash, its other versions, and the steps that may be taken."""
    found = desk_queries.questionnaire_by_id(request.user, permanent_id)
    fault, status = "", 200
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do not in ("publish", "revise"):
            raise no_such_deed(do, ["publish", "revise"])
        by: Any = request.user
        require(by, "atlas.write_questionnaire", found)
        try:
            if do == "publish":
                actions.publish_questionnaire(by=by, questionnaire=found)
                return redirect("desk:questionnaire", permanent_id=permanent_id)
            draft = actions.revise_questionnaire(by=by, questionnaire=found)
            return redirect("desk:edit_questionnaire", permanent_id=draft.permanent_id)
        except REFUSALS as refusal:
            fault, status = sentence_of(refusal), 422
            found.refresh_from_db()
    may_write = may(request.user, "atlas.write_questionnaire", found)
    versions = list(desk_queries.visible_questionnaires(request.user).filter(code=found.code))
    context = {
        "questionnaire": found,
        "fault": fault,
        "kinds": KIND_WORDS,
        "versions": versions,
        "former": next((it for it in versions if it.version < found.version), None),
        "n_rounds": found.rounds.count() if may(request.user, "atlas.see_rounds") else None,
        "may_publish": found.state == "draft" and may_write,
        "may_revise": found.state == "published" and may_write,
    }
    return render(request, "atlas/desk/questionnaire.html", context, status=status)


@never_cache
@require_http_methods(READ_AND_WRITE)
def edit_questionnaire(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """A draft being written: its words in nine languages, and its questions to be added, moved and taken out."""
    draft = _draft(request, permanent_id)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    head = {name: getattr(draft, name) for name in ("title", "consent_version", "consent_text", "consent_purpose")}
    form = HeadForm(request.POST if do == "head" else None, head=head)
    by: Any = request.user
    fault, status = "", 200
    if request.method == "POST":
        if do not in DEEDS:
            raise no_such_deed(do, DEEDS)
        if do == "head":
            if done(form, lambda: actions.revise_questionnaire(by=by, questionnaire=draft, **form.head())):
                messages.success(request, _("The words are kept."))
                return redirect("desk:edit_questionnaire", permanent_id=permanent_id)
            status = 422
        else:
            try:
                items = _moved(draft.items, request.POST.get("item", ""), do)
                actions.revise_questionnaire(by=by, questionnaire=draft, items=items)
                return redirect("desk:edit_questionnaire", permanent_id=permanent_id)
            except REFUSALS as refusal:
                fault, status = sentence_of(refusal), 422
                draft.refresh_from_db()
    n_languages = len(settings.LANGUAGES)
    context = {
        "questionnaire": draft,
        "form": form,
        "fault": fault,
        "kinds": KIND_WORDS,
        "items": [(it, KIND_WORDS[it["kind"]], len(it["text"])) for it in draft.items],
        "n_languages": n_languages,
    }
    return render(request, "atlas/desk/questionnaire_edit.html", context, status=status)


def _draft(request: HttpRequest, permanent_id: uuid.UUID) -> Questionnaire:
    found = desk_queries.questionnaire_by_id(request.user, permanent_id)
    require(request.user, "atlas.write_questionnaire", found)
    if found.state != Questionnaire.State.DRAFT:
        raise NotFound(detail=_("This version is published and never changes; make a new version of it."))
    return found


def _moved(items: list[dict[str, Any]], code: str, do: str) -> list[dict[str, Any]]:
    """The items with one of them a place further up or down, or taken out."""
    place = next((number for number, item in enumerate(items) if item["code"] == code), None)
    if place is None:
        raise NotFound(detail=_("The questionnaire has no item '%(code)s'.") % {"code": code[:80]})
    changed = list(items)
    item = changed.pop(place)
    if do != "remove":
        changed.insert(max(0, place - 1) if do == "up" else place + 1, item)
    return changed


@never_cache
@require_http_methods(READ_AND_WRITE)
def add_question(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Add a question of the kind that ``?kind=`` names, after all others."""
    kind = chosen_value(request, "kind", list(KIND_WORDS)) or "text"
    return _question(request, _draft(request, permanent_id), kind=kind, item=None)


@never_cache
@require_http_methods(READ_AND_WRITE)
def edit_question(request: HttpRequest, permanent_id: uuid.UUID, code: str) -> HttpResponse:
    """Change a question of a draft."""
    draft = _draft(request, permanent_id)
    item = next((it for it in draft.items if it["code"] == code), None)
    if item is None:
        raise NotFound(
            detail=_("The questionnaire has no item '%(code)s'.") % {"code": code},
            near=[it["code"] for it in draft.items],
        )
    return _question(request, draft, kind=item["kind"], item=item)


def _question(request: HttpRequest, draft: Questionnaire, *, kind: str, item: dict[str, Any] | None) -> HttpResponse:
    place = draft.items.index(item) if item else len(draft.items)
    is_post = request.method == "POST"
    wants_more = is_post and request.POST.get("do") == "more"
    form = QuestionForm(
        request.POST if is_post else None, kind=kind, earlier=draft.items[:place], item=item, more=wants_more
    )

    def act() -> Questionnaire:
        made = form.as_item([it["code"] for it in draft.items])
        items = [*draft.items[:place], made, *draft.items[place + 1 :]]
        return actions.revise_questionnaire(by=request.user, questionnaire=draft, items=items)  # type: ignore[arg-type]

    if is_post and not wants_more and done(form, act):
        return redirect("desk:edit_questionnaire", permanent_id=draft.permanent_id)
    context = {
        "questionnaire": draft,
        "form": form,
        "item": item,
        "kind": KIND_WORDS[kind],
        "number": place + 1,
        "is_asking": wants_more,
    }
    status = 422 if is_post and not wants_more else 200
    return render(request, "atlas/desk/question.html", context, status=status)


@require_safe
def preview_questionnaire(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """A version as an interviewer will see it, in one of the languages; nothing can be sent."""
    found = desk_queries.questionnaire_by_id(request.user, permanent_id)
    languages = dict(settings.LANGUAGES)
    asked = chosen_value(request, "lang", list(languages))
    language = asked or (get_language() or "en").partition("-")[0]
    form = AnswersForm(questionnaire=found, language=language, answers={})
    missing = [item["code"] for item in found.items if not item["text"].get(language)]
    context = {
        "questionnaire": found,
        "form": form,
        "language": language,
        "languages": list(languages.items()),
        "title": found.words(found.title, language),
        "consent": found.words(found.consent_text, language),
        "purpose": found.words(found.consent_purpose, language),
        "n_missing": len(missing),
    }
    return render(request, "atlas/desk/questionnaire_preview.html", context)


@require_safe
def compare_questionnaires(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """A version beside another of the same questionnaire (``?with=``, the one before it by default): what differs."""
    found = desk_queries.questionnaire_by_id(request.user, permanent_id)
    others = {str(it.version): it for it in desk_queries.visible_questionnaires(request.user).filter(code=found.code)}
    others.pop(str(found.version), None)
    asked = chosen_value(request, "with", list(others))
    former = next((it for it in others.values() if it.version < found.version), None)
    other = others[asked] if asked else former or next(iter(others.values()), None)
    context = {
        "questionnaire": found,
        "other": other,
        "others": list(others.values()),
        "differences": differences_between(other, found) if other else [],
    }
    return render(request, "atlas/desk/questionnaire_compare.html", context)
