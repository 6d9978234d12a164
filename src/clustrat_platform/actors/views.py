"""Pages of the directory: the list with its facets, map and files, and the profile of one entry."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clustrat.codes import nuts
from clustrat.errors import CodeListError
from clustrat_platform.actors.field_values import values_of
from clustrat_platform.actors.files import (
    as_csv,
    as_geojson,
    as_json,
    as_schema_org,
    as_vcard,
    documents_of,
    schema_org_script,
)
from clustrat_platform.actors.map_view import map_of
from clustrat_platform.actors.meanings import FACET_OF, label_of
from clustrat_platform.actors.models import CODE_FIELDS, FIELD_NAMES, ORGANISATION_FIELDS, Actor, ActorKind, Freshness
from clustrat_platform.actors.models.fields import CodeScheme
from clustrat_platform.actors.models.register import MemberType
from clustrat_platform.actors.panels import panels_of
from clustrat_platform.actors.queries import (
    actor_by_id,
    entries_in_order,
    freshness_words,
    held_accreditations,
    members_by_type,
    other_entries,
    shown_contacts,
)
from clustrat_platform.actors.rules_shown import rules_of
from clustrat_platform.actors.searching import NUTS_VERSION, Search, SearchResult, parse_search, search
from clustrat_platform.base.permissions import may
from clustrat_platform.base.problems import Gone, Invalid
from clustrat_platform.organisations.queries import disagreements_of, present_successors

__all__ = [
    "directory",
    "directory_csv",
    "directory_geojson",
    "directory_json",
    "entry",
    "entry_schema_org",
    "entry_vcard",
]

FACET_NAMES = {
    "kind": gettext_lazy("Kind"),
    "region": gettext_lazy("Region"),
    "theme": gettext_lazy("Theme"),
    "capability": gettext_lazy("Offers"),
    "need": gettext_lazy("Needs"),
    "activity": gettext_lazy("Activity"),
    "trl": gettext_lazy("Technology readiness"),
    "language": gettext_lazy("Language"),
    "confirmed": gettext_lazy("Confirmed"),
}
#: Values of a facet that are shown at once; the search for words reaches the others.
N_SHOWN = 12
TABS = ("list", "map")
RADII_KM = (25, 50, 100, 200)
VALUE_WORDS: Mapping[str, Mapping[str, Any]] = {
    "kind": dict(ActorKind.choices),
    "confirmed": dict(Freshness.choices),
    "language": dict(settings.LANGUAGES),
}
SCHEME_OF = {facet: scheme for scheme, facet in FACET_OF.items()} | {"need": "capability"}


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Who offers what? The list first, the map as its twin, facets with their numbers."""
    asked, tab = _asked(request)
    result = search(asked, language=_language())
    entries = entries_in_order(result.page_keys())
    context = {
        "search": asked,
        "result": result,
        "rows": [_line(it, result) for it in entries],
        "facets": [_facet(name, result) for name in FACET_NAMES],
        "chosen": [
            {"words": _value_words(name, it), "address": f"?{asked.toggled(name, it)}", "facet": FACET_NAMES[name]}
            for name, values in asked.facets.items()
            for it in values
        ],
        "meanings": [
            {"words": it.label, "facet": FACET_NAMES[it.facet], "address": f"?{_only(asked, it.facet, it.code)}"}
            for it in result.meanings
        ],
        "by_words": f"?{asked.query(match='words', page=None)}",
        "tab": tab,
        "as_list": f"?{asked.query()}",
        "as_map": f"?{asked.query(tab='map')}",
        "map": map_of(result) if tab == "map" else None,
        "radii": RADII_KM,
        "files": [(name, f"{_path(name)}?{asked.query(page=None)}") for name in ("csv", "json", "geojson")],
        "next": f"?{asked.query(page=asked.page + 1)}" if asked.page < result.n_pages else "",
        "previous": f"?{asked.query(page=asked.page - 1)}" if asked.page > 1 else "",
        "may_propose": may(request.user, "actors.propose"),
        "may_moderate": may(request.user, "actors.moderate"),
    }
    is_fragment = bool(getattr(request, "htmx", False))
    response = render(request, "actors/list.html#found" if is_fragment else "actors/list.html", context)
    response.headers["Vary"] = "HX-Request, Accept-Language, Cookie"
    return response


@require_safe
def directory_csv(request: HttpRequest) -> HttpResponse:
    """The search as CSV."""
    return _file(request, "csv", "text/csv; charset=utf-8", lambda found, _result: as_csv(found))


@require_safe
def directory_json(request: HttpRequest) -> HttpResponse:
    """The search as JSON."""

    def body(found: list[dict[str, Any]], result: SearchResult) -> bytes:
        return as_json(found, query=result.search.query(page=None), n=result.n)

    return _file(request, "json", "application/json", body)


@require_safe
def directory_geojson(request: HttpRequest) -> HttpResponse:
    """The search as GeoJSON."""
    return _file(request, "geojson", "application/geo+json", lambda found, _result: as_geojson(found))


@require_safe
def entry(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Who is this? Its fields with their sources, its age, accreditations, rules; of a cluster its members and its figures."""
    actor = _open_entry(request, permanent_id)
    organisation = actor.organisation
    age, age_words = freshness_words(actor)
    fields = _fields(actor)
    context = {
        "actor": actor,
        "organisation": organisation,
        "age": age,
        "age_words": age_words,
        "texts": [it for it in fields if it["is_long"]],
        "facts": [it for it in fields if not it["is_long"]],
        "sources": list(actor.sources.all()),
        "accreditations": held_accreditations(actor),
        "contacts": shown_contacts(actor),
        "rules": rules_of(actor),
        "others": other_entries(request.user, actor),
        "members": members_by_type(actor, request.user) if actor.kind == ActorKind.CLUSTER else [],
        "is_cluster": actor.kind == ActorKind.CLUSTER,
        "links": actor.statistical_links.select_related("region"),
        "present": [it for it in present_successors(organisation) if it.pk != organisation.pk],
        "was": organisation.precursions.select_related("predecessor"),
        "became": organisation.successions.select_related("successor"),
        "disagreements": disagreements_of(organisation),
        "waivers": actor.waivers.all(),
        "panels": panels_of(request, actor),
        "schema_org": schema_org_script(actor) if actor.is_public else "",
        **{
            f"may_{verb}": may(request.user, f"actors.{verb}", actor)
            for verb in ("change", "confirm", "check", "publish", "withdraw", "claim", "propose_change", "accredit", "waive",
                         "keep_members", "add_contact")
        },
    }  # fmt: skip
    return render(request, "actors/page.html", context)


@require_safe
def entry_vcard(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """The organisation as a vCard."""
    actor = _open_entry(request, permanent_id)
    return _download(as_vcard(actor), "text/vcard; charset=utf-8", f"actor-{permanent_id}.vcf")


@require_safe
def entry_schema_org(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """The entry in the words of schema.org."""
    import json

    actor = _open_entry(request, permanent_id)
    body = json.dumps(as_schema_org(actor), ensure_ascii=False, indent=1).encode()
    return _download(body, "application/ld+json", f"actor-{permanent_id}.jsonld")


def _open_entry(request: HttpRequest, permanent_id: uuid.UUID) -> Actor:
    actor = actor_by_id(request.user, permanent_id)
    if actor.state == Actor.State.WITHDRAWN:
        present = [it for it in present_successors(actor.organisation) if it.pk != actor.organisation_id]
        successor = Actor.objects.public().filter(organisation=present[0]).first() if present else None
        raise Gone(
            detail=_("The entry of %(name)s was withdrawn.") % {"name": actor.organisation.label},
            reason=actor.withdrawn_reason,
            successor=successor.get_absolute_url() if successor else "",
        )
    return actor


def _asked(request: HttpRequest) -> tuple[Search, str]:
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    tab = request.GET.get("tab", "") or "list"
    if tab not in TABS:
        raise Invalid(
            detail=_("There is no '%(value)s' here.") % {"value": tab[:80]},
            parameter="tab",
            value=tab[:80],
            allowed=list(TABS),
        )
    return parse_search(pairs, others=("tab",)), tab


def _file(
    request: HttpRequest, suffix: str, kind: str, body: Callable[[list[dict[str, Any]], SearchResult], bytes]
) -> HttpResponse:
    asked, _tab = _asked(request)
    result = search(asked, language=_language())
    return _download(body(documents_of(result.keys.tolist()), result), kind, f"actors.{suffix}")


def _download(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _path(suffix: str) -> str:
    from django.urls import reverse

    return reverse(f"actors:{suffix}")


def _only(asked: Search, facet: str, code: str) -> str:
    """The search for a meaning alone: its code instead of the words."""
    return Search(facets={**asked.facets, facet: (code,)}, near=asked.near, within=asked.within).query()


def _line(it: Actor, result: SearchResult) -> dict[str, Any]:
    language = _language()
    age, words = freshness_words(it)
    offers = [
        label_of(code.scheme, code.code, language)
        for code in it.codes.all()
        if code.side == "offer" and code.scheme in (CodeScheme.CAPABILITY, CodeScheme.THEME)
    ]
    held = held_accreditations(it)
    distance = result.distances.get(it.pk)
    return {
        "actor": it,
        "age": age,
        "age_words": words,
        "offers": offers[:3],
        "n_more": max(0, len(offers) - 3),
        "n_valid": sum(one.is_valid for one in held),
        "has_accreditations": bool(held),
        "distance": None if distance is None else round(distance),
    }


def _facet(name: str, result: SearchResult) -> dict[str, Any]:
    """A facet with its fullest values, those that are chosen first; regions of the level below the one chosen."""
    counts = dict(result.counts[name])
    chosen = result.search.facets.get(name, ())
    if name == "region":
        depth = max((len(it) for it in chosen), default=1) + 1
        counts = {
            code: n for code, n in counts.items() if code in chosen or len(code) == 2 or (
                len(code) <= depth and any(code.startswith(it) for it in chosen)
            )
        }  # fmt: skip
    elif name == "activity":
        counts = {code: n for code, n in counts.items() if code in chosen or len(code) == 3}
    counts |= dict.fromkeys((it for it in chosen if it not in counts), 0)
    by_number = sorted(counts, key=lambda it: (it not in chosen, -counts[it], it))
    ordered = sorted(counts) if name == "trl" else by_number
    values = [
        {
            "words": _value_words(name, it),
            "n": counts[it],
            "is_chosen": it in chosen,
            "address": f"?{result.search.toggled(name, it)}",
        }
        for it in ordered[: max(N_SHOWN, len(chosen))]
    ]
    return {
        "name": name,
        "words": FACET_NAMES[name],
        "values": values,
        "n_more": max(0, len(ordered) - len(values)),
        "is_open": bool(chosen) or name in ("kind", "region", "theme"),
    }


def _value_words(name: str, value: str) -> str:
    if name in VALUE_WORDS:
        return str(VALUE_WORDS[name].get(value, value))
    if name == "region":
        try:
            found = nuts.region(value, version=NUTS_VERSION).name
        except CodeListError:
            return value
        return f"{found.title() if len(value) == 2 else found} ({value})"
    if name == "trl":
        return _("level %(n)s") % {"n": value}
    words = label_of(SCHEME_OF[name], value, _language())
    return f"{words} ({value})" if name == "activity" and words != value else words


def _fields(actor: Actor) -> list[dict[str, Any]]:
    """The filled fields of an entry in words, each with its source."""
    sources = {it.field: it for it in actor.sources.all()}
    found = []
    for name, value in values_of(actor).items():
        if value in (None, []) or name in (*ORGANISATION_FIELDS, "summary", "summary_language"):
            continue
        words = _field_words(actor, name, value)
        found.append(
            {
                "label": FIELD_NAMES[name],
                "words": words,
                "is_list": isinstance(words, list),
                "is_long": name in ("services", "equipment", "access_rules", "ipr", "sought_partners"),
                "source": sources.get(name),
            }
        )
    return found


def _field_words(actor: Actor, name: str, value: Any) -> Any:
    if name in CODE_FIELDS:
        scheme = CODE_FIELDS[name][0]
        if scheme == CodeScheme.LANGUAGE:
            return [str(VALUE_WORDS["language"].get(it, it)) for it in value]
        if scheme == CodeScheme.MEMBER_TYPE:
            return [str(dict(MemberType.choices).get(it, it)) for it in value]
        return [label_of(scheme, it, _language()) for it in value]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    column: Any = Actor._meta.get_field(name)
    if column.choices:
        return str(dict(column.choices).get(value, value))
    return getattr(actor, name)
