"""How a refusal is answered: as ``application/problem+json`` for programs, as a fragment for HTMX, as a page for people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.cache import patch_vary_headers

from clustrat_platform.base.problems import TITLES, Invalid, NotAllowed, NotFound, Problem

__all__ = ["answer", "as_problem", "bad_request", "not_allowed", "not_found", "server_error", "wants_document"]

log = structlog.get_logger(__name__)


def wants_document(request: HttpRequest) -> bool:
    """Whether a program asks: by address, by suffix or by ``Accept``."""
    if request.path.startswith("/api/") or request.path.endswith((".json", ".csv", ".geojson")):
        return True
    accept = request.headers.get("Accept", "")
    return "json" in accept and "html" not in accept


def as_problem(error: BaseException) -> Problem | None:
    """The problem that an exception of Django, or of ours, stands for; ``None`` for a fault of the program."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, PermissionDenied):
        return NotAllowed(detail=str(error))
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, ValidationError):
        return Invalid(detail=" ".join(error.messages))
    return None


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Answer with a problem; the body carries the reference under which the log has it."""
    reference = str(getattr(request, "reference", ""))
    document = problem.as_document(reference=reference)
    if wants_document(request):
        response: HttpResponse = JsonResponse(
            document, status=problem.status, content_type="application/problem+json", json_dumps_params={"default": str}
        )
    else:
        is_fragment = bool(getattr(request, "htmx", False))
        template = "base/problem_fragment.html" if is_fragment else "base/problem.html"
        allowed = problem.members.get("allowed")
        context: dict[str, Any] = {
            "problem": problem,
            "document": document,
            "reference": reference,
            "allowed": ", ".join(str(it) for it in allowed) if isinstance(allowed, list | tuple) else allowed,
        }
        response = HttpResponse(loader.render_to_string(template, context, request), status=problem.status)
    patch_vary_headers(response, ("Accept", "HX-Request"))
    wait = problem.members.get("retry_after_s")
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Session"
    return response


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Django's handler for a request that it cannot read."""
    return answer(request, Problem())


def not_allowed(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Django's handler for 403."""
    return answer(request, (as_problem(exception) if exception else None) or NotAllowed())


def not_found(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Django's handler for 404; what Django would tell about the exception stays inside."""
    problem = as_problem(exception) if isinstance(exception, Problem) else None
    return answer(request, problem or NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for 500: asks neither the database nor a context processor for anything."""
    reference = str(getattr(request, "reference", ""))
    if wants_document(request):
        document = {"type": "/problems/500", "title": str(TITLES[500]), "status": 500, "reference": reference}
        return JsonResponse(document, status=500, content_type="application/problem+json")
    return HttpResponse(loader.render_to_string("base/500.html", {"reference": reference}), status=500)
