"""The one interface for programs, ``/api/v1``: apps add their routers here; every error has the shape of RFC 9457."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as RequestError

from clustrat_platform.actors.api import router as actors_router
from clustrat_platform.atlas.api import router as atlas_router
from clustrat_platform.base.answers import answer, as_problem
from clustrat_platform.base.problems import Invalid, NotAllowed, Problem
from clustrat_platform.config.api_links import link
from clustrat_platform.dialogue.api import router as dialogue_router
from clustrat_platform.organisations.api import router as organisations_router
from clustrat_platform.strategy.api import router as strategy_router

__all__ = ["ProblemDocument", "api"]

log = structlog.get_logger(__name__)


class ProblemDocument(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""
    reference: str = ""


class _Refused(Problem):
    """A refusal whose status ninja chose."""

    def __init__(self, *, status: int, detail: str) -> None:
        super().__init__(detail=detail)
        self.status = status


class ClustratAPI(NinjaAPI):
    """Declares the refusals of every operation, which ninja leaves out of OpenAPI."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The OpenAPI document, with 403, 404, 422 and 429 for every operation, and links from lists to what they list."""
        schema = super().get_openapi_schema(**kwargs)
        problem = ProblemDocument.model_json_schema()
        schema["components"].setdefault("schemas", {})["Problem"] = problem
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, words in (
                    (400, "The request cannot be read"),
                    (401, "Please sign in"),
                    (403, "You may not"),
                    (404, "Not there"),
                    (405, "Not possible here"),
                    (410, "Withdrawn"),
                    (422, "A value cannot be what it is"),
                    (429, "Too many requests"),
                ):
                    operation["responses"].setdefault(status, {"description": words, "content": content})
        link(schema["paths"])
        return schema


api = ClustratAPI(
    title="clustrat",
    version="1",
    description=f"Regions, clusters, actors and decisions as data. clustrat {settings.CLUSTRAT_VERSION}.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("", atlas_router)
api.add_router("", actors_router)
api.add_router("/organisations", organisations_router)
api.add_router("/dialogues", dialogue_router)
api.add_router("/cluster-concepts", strategy_router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(request, error)


@api.exception_handler(RequestError)
def _request(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    place = [str(part) for part in first.get("loc", ())]
    findings = [{"parameter": str(it["loc"][-1]), "detail": str(it["msg"])} for it in error.errors if it.get("loc")]
    problem = Invalid(detail=str(first.get("msg", "")), parameter=place[-1] if place else "")
    problem.members["findings"] = findings
    return answer(request, problem)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(request, _Refused(status=error.status_code, detail=str(error)))


@api.exception_handler(AuthenticationError)
def _who(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(request, _Refused(status=401, detail=""))


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(request, NotAllowed(detail=str(error)))


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Any) -> HttpResponse:
    problem = as_problem(error)
    assert problem is not None
    return answer(request, problem)


@api.exception_handler(ValidationError)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(request, Invalid(detail=" ".join(error.messages)))
