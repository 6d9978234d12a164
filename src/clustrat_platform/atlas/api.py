"""The atlas for programs: the same results as the pages, by the same parameters; as JSON, CSV, JSON-stat, SDMX-CSV, GeoJSON."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field

from clustrat.codes.nuts import regions
from clustrat.evidence.result import ResultTable
from clustrat.publish.exchange import geojson_bytes, json_stat_bytes, sdmx_csv_bytes
from clustrat.publish.files import csv_bytes
from clustrat.study.question import NUTS_VERSION
from clustrat_platform.atlas.addresses import ORDER
from clustrat_platform.atlas.catalogue import as_json_ld, as_turtle
from clustrat_platform.atlas.editions import edition_named, known_editions, withdrawn_editions
from clustrat_platform.atlas.keeping import rendered
from clustrat_platform.atlas.listings import code_list, listed_regions, listed_themes, observations, one_theme
from clustrat_platform.atlas.queries import frozen_figure
from clustrat_platform.atlas.registry import answer_to, ask_of, screen_of
from clustrat_platform.atlas.renderers import about, as_document, certified, json_bytes
from clustrat_platform.atlas.results import ScreenResult
from clustrat_platform.atlas.studies import refusals_of_the_core
from clustrat_platform.base.input_types import Limit, clean_text
from clustrat_platform.base.problems import Invalid

__all__ = ["router"]

router = Router(tags=["atlas"])
YEAR_S, SOON_S = 31_536_000, 300
Format = Literal["json", "csv", "json-stat", "sdmx-csv", "geojson"]
Language = Literal["en", "de", "it", "pl", "cs", "sk", "sl", "hu", "hr"]
Part = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
Value = Annotated[str, AfterValidator(clean_text), Field(max_length=200)]
Words = Annotated[str, AfterValidator(clean_text), Field(max_length=100)]
After = Annotated[int, Field(ge=0, le=2**31)]
TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "json-stat": "application/json",
    "sdmx-csv": "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
    "geojson": "application/geo+json",
}


class StateIn(Schema):
    """The state of a screen, as in the addresses of its page, and the format and language of the answer."""

    year: Value = ""
    base: Value = ""
    cls: Value = ""
    kind: Value = ""
    peers: Value = ""
    ind: Value = ""
    sel: Value = ""
    theme: Value = ""
    w: Value = ""
    area: Value = ""
    totals: Value = ""
    scheme: Value = ""
    cut: Value = ""
    sort: Value = ""
    tab: Value = ""
    part: Value = ""
    q: Value = ""
    page: Value = ""
    v: Value = ""
    lang: Language = "en"
    format: Format = "json"


def _known(request: HttpRequest, *names: str) -> None:
    """Refuse a parameter that the operation does not know, as the pages do."""
    for name in request.GET:
        if name not in names:
            raise Invalid(
                detail=_("This address knows no parameter '%(name)s'.") % {"name": name[:80]},
                parameter=name[:80],
                allowed=sorted(names),
            )
        if len(request.GET.getlist(name)) > 1:
            raise Invalid(detail=_("The parameter '%(name)s' is given twice.") % {"name": name}, parameter=name)


def _answer(request: HttpRequest, body: bytes, *, kind: str, tag: str, lasting: bool, result: str = "") -> HttpResponse:
    """A body with its ETag; a request that knows it gets 304."""
    etag = f'"{tag}"'
    is_known = request.headers.get("If-None-Match", "").removeprefix("W/") == etag
    response = HttpResponse(status=304) if is_known else HttpResponse(body, content_type=kind)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_S}, immutable" if lasting else f"public, max-age={SOON_S}"
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    if result:
        response.headers["X-Result-Hash"] = result
    return response


def _listing(request: HttpRequest, document: Any, *, lasting: bool = False) -> HttpResponse:
    body = json_bytes(document)
    return _answer(request, body, kind=TYPES["json"], tag=hashlib.sha256(body).hexdigest()[:32], lasting=lasting)


def _asked(request: HttpRequest, noun: str, code: str, screen: str, state: StateIn) -> ScreenResult:
    _known(request, *ORDER, "lang", "format")
    pairs = [(name, value) for name in request.GET if name in ORDER for value in request.GET.getlist(name)]
    with override(state.lang):
        return answer_to(ask_of(screen_of(noun, screen), code, pairs, language=state.lang))


def _screen(request: HttpRequest, result: ScreenResult, state: StateIn, *, part: str) -> HttpResponse:
    """A result in a format: JSON holds all of it, the others one table."""

    def make() -> bytes:
        with override(state.lang):
            return _body(result, state.format, part)

    if part and part not in result.parts:
        raise Invalid(
            detail=_("This screen has no part '%(name)s'.") % {"name": part},
            parameter="part",
            value=part,
            allowed=list(result.parts),
        )
    key = ("api", result.stamp, state.format, part, settings.SITE_ORIGIN)
    body = rendered(*key, make=make) if result.is_lasting else make()
    tag = f"{result.stamp}-{state.format}-{part or 'main'}"
    return _answer(
        request,
        body,
        kind=TYPES[state.format],
        tag=tag,
        lasting=bool(state.v) and result.is_lasting,
        result=result.hash,
    )


def _body(result: ScreenResult, kind: str, part: str) -> bytes:
    if kind == "json" and not part:
        return json_bytes(as_document(result))
    table: ResultTable = certified(result, result.table_of(part))
    match kind:
        case "json":
            return json_bytes({**table.as_dict(), "sha256": table.sha256, "result_hash": result.hash})
        case "csv":
            return csv_bytes(table)
        case "json-stat":
            return json_stat_bytes(table, about=about(result))
        case "sdmx-csv":
            year = result.parameters.get("year")
            return sdmx_csv_bytes(table, year=year if isinstance(year, int) else None)
    points = {
        it.code: (it.lon, it.lat) for it in regions(version=NUTS_VERSION) if it.lon is not None and it.lat is not None
    }
    with refusals_of_the_core():
        return geojson_bytes(table, points)


@router.get("/editions", summary="Editions of the data, the one in use first")
def editions(request: HttpRequest) -> HttpResponse:
    """Each is frozen and citable; one that was withdrawn says why, and what took its place."""
    _known(request)
    gone = withdrawn_editions()
    found: list[dict[str, Any]] = [
        {
            "id": it.id,
            "nuts_version": it.nuts_version,
            "nace_version": it.nace_version,
            "built_by": it.built_by,
            "tables": sorted(it.tables),
        }
        for it in known_editions().values()
        if it.id not in gone
    ]
    withdrawn = [{"id": name, "reason": it.reason, "successor": it.successor} for name, it in sorted(gone.items())]
    return _listing(request, {"items": found, "withdrawn": withdrawn, "next": None})


@router.get("/editions/{code}/{screen}", summary="Data and method of an edition")
def edition_screen(request: HttpRequest, code: Part, screen: Part, state: Query[StateIn]) -> HttpResponse:
    """``screen`` is ``data``: tables, licences, row accounts, coverage, columns, flags, parameters."""
    return _screen(request, _asked(request, "edition", code, screen, state), state, part=state.part)


@router.get("/regions", summary="Regions of a NUTS version")
def list_regions(
    request: HttpRequest,
    q: Words = "",
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = "",
    level: Annotated[int, Field(ge=0, le=3)] | None = None,
    nuts: Annotated[str, Field(pattern=r"^[0-9]{4}$")] = NUTS_VERSION,
    after: Part | None = None,
    limit: Limit = 100,
    format: Literal["json", "geojson"] = "json",  # noqa: A002 - the word of the address
) -> HttpResponse:
    """In the order of their codes; ``after`` is the ``next`` of the page before."""
    _known(request, "q", "country", "level", "nuts", "after", "limit", "format")
    with refusals_of_the_core():
        document = listed_regions(
            words=q,
            country=country,
            level=level,
            version=nuts,
            after=after or "",
            limit=limit,
            as_map=format == "geojson",
        )
    body = json_bytes(document)
    tag = hashlib.sha256(body).hexdigest()[:32]
    return _answer(request, body, kind=TYPES[format], tag=tag, lasting=False)


@router.get("/regions/{code}/{screen}", summary="A screen of a region")
def region_screen(request: HttpRequest, code: Part, screen: Part, state: Query[StateIn]) -> HttpResponse:
    """``screen`` is overview, portfolio, compare, potential, issues or space; parameters are those of its page."""
    return _screen(request, _asked(request, "region", code, screen, state), state, part=state.part)


@router.get("/issues/{code}/{screen}", summary="A cross-cutting issue over all regions")
def issue_screen(request: HttpRequest, code: Part, screen: Part, state: Query[StateIn]) -> HttpResponse:
    """``screen`` is ``dashboard``: readiness and coverage of every region, and what is known of each indicator."""
    return _screen(request, _asked(request, "issue", code, screen, state), state, part=state.part)


@router.get("/regions/{code}", summary="The overview of a region")
def region_overview(request: HttpRequest, code: Part, state: Query[StateIn]) -> HttpResponse:
    """The same as ``/regions/{code}/overview``."""
    return _screen(request, _asked(request, "region", code, "overview", state), state, part=state.part)


def _of_region(request: HttpRequest, region: str, screen: str, part: str, state: StateIn) -> HttpResponse:
    _known(request, *ORDER, "lang", "format", "region")
    pairs = [(name, value) for name in request.GET if name in ORDER for value in request.GET.getlist(name)]
    with override(state.lang):
        result = answer_to(ask_of(screen_of("region", screen), region, pairs, language=state.lang))
    return _screen(request, result, state, part=state.part or part)


@router.get("/clusters", summary="Industries or cluster categories of a region")
def clusters(request: HttpRequest, region: Part, state: Query[StateIn]) -> HttpResponse:
    """The table of the portfolio; ``cls=categories`` gives the 67 categories, traded and local."""
    return _of_region(request, region, "portfolio", "categories" if state.cls == "categories" else "divisions", state)


@router.get("/potential", summary="Potential of a region in the emerging industries")
def potential(request: HttpRequest, region: Part, state: Query[StateIn]) -> HttpResponse:
    """The table of ratings; ``part`` names another, such as ``potential_components`` or ``potential_cells``."""
    return _of_region(request, region, "potential", "potential", state)


@router.get("/partners", summary="Regions that add what is missing for a theme")
def partners(request: HttpRequest, region: Part, state: Query[StateIn]) -> HttpResponse:
    """Ranked by what they add beyond chance."""
    return _of_region(request, region, "potential", "partners", state)


@router.get("/concepts", summary="Combinations of clusters for a theme")
def concepts(request: HttpRequest, region: Part, state: Query[StateIn]) -> HttpResponse:
    """With what each member adds in ``part=concept_members``."""
    return _of_region(request, region, "potential", "concepts", state)


@router.get("/codes/{name}", summary="A code list")
def codes(
    request: HttpRequest, name: Part, lang: Language = "en", after: Part | None = None, limit: Limit = 100
) -> HttpResponse:
    """``nuts-2013`` and other versions, ``nace-2``, ``nace-2.1``, ``flags``; labels in a language where there are some."""
    _known(request, "lang", "after", "limit")
    with refusals_of_the_core():
        return _listing(request, code_list(name, language=lang, after=after or "", limit=limit))


@router.get("/themes", summary="Themes: emerging industries, key technologies, cross-cutting issues")
def themes(request: HttpRequest, lang: Language = "en") -> HttpResponse:
    """With the version of each list and how many industries are in it."""
    _known(request, "lang")
    return _listing(request, listed_themes(lang))


@router.get("/themes/{code}", summary="One theme with its industries and weights")
def theme(request: HttpRequest, code: Part, lang: Language = "en") -> HttpResponse:
    """By its name or an alias."""
    _known(request, "lang")
    with refusals_of_the_core():
        return _listing(request, one_theme(code, lang))


@router.get("/observations", summary="Published figures of a table of the edition")
def list_observations(
    request: HttpRequest,
    table: Part = "core_eurostat__sbs_regional",
    region: Part | None = None,
    industry: Part | None = None,
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None,
    measure: Part | None = None,
    v: Part | None = None,
    after: After = 0,
    limit: Limit = 100,
    format: Literal["json", "csv"] = "json",  # noqa: A002 - the word of the address
) -> HttpResponse:
    """As published, with every flag; a hidden figure is empty. ``after`` is the ``next`` of the page before."""
    _known(request, "table", "region", "industry", "year", "measure", "v", "after", "limit", "format")
    edition = edition_named(v or "")
    with refusals_of_the_core():
        found, following = observations(
            edition, table=table, region=region, industry=industry, year=year, measure=measure, after=after, limit=limit
        )
    if format == "csv":
        body = csv_bytes(found)
    else:
        names = [column.name for column in found.columns]
        items = [dict(zip(names, row, strict=True)) for row in found.rows]
        body = json_bytes({"items": items, "next": following, "edition": edition.id, "sources": list(found.sources)})
    tag = hashlib.sha256(body).hexdigest()[:32]
    response = _answer(request, body, kind=TYPES[format], tag=tag, lasting=bool(v))
    if following is not None:
        response.headers["X-Next"] = str(following)
    return response


@router.get("/figures/{short_id}", summary="A frozen figure")
def figure(request: HttpRequest, short_id: Part, lang: Language = "en") -> HttpResponse:
    """What was frozen under a short id, and the addresses of its picture and its figures."""
    _known(request, "lang")
    found = frozen_figure(short_id)
    path, _question, query = found.address.partition("?")
    address = f"{settings.SITE_ORIGIN}/{lang}"
    return _listing(
        request,
        {
            "short_id": found.short_id,
            "title": found.title,
            "subject": found.subject,
            "edition": found.edition,
            "result_hash": found.result_sha256,
            "page": f"{address}/f/{found.short_id}",
            "screen": f"{address}{found.address}",
            "files": {kind: f"{address}{path}.{kind}?{query}" for kind in ("csv", "json", "svg", "png", "pdf")},
        },
    )


@router.get("/catalogue", summary="The catalogue for data portals (DCAT-AP)")
def catalogue(
    request: HttpRequest,
    v: Part | None = None,
    format: Literal["json-ld", "turtle"] = "json-ld",  # noqa: A002 - the word of the address
) -> HttpResponse:
    """As JSON-LD or Turtle."""
    _known(request, "v", "format")
    edition = edition_named(v or "")
    body = as_json_ld(edition) if format == "json-ld" else as_turtle(edition)
    kind = "application/ld+json" if format == "json-ld" else "text/turtle; charset=utf-8"
    return _answer(request, body, kind=kind, tag=hashlib.sha256(body).hexdigest()[:32], lasting=bool(v))
