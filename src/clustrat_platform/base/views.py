"""Pages of the base: the first page until an app takes it, one-time sign-in, the progress of a job."""

from __future__ import annotations

import uuid

from allauth.account.utils import perform_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat_platform.base import actions
from clustrat_platform.base.models import Job
from clustrat_platform.base.permissions import may
from clustrat_platform.base.problems import NotFound

__all__ = ["home", "job_page", "sign_in_by_link"]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page, until the app of pages takes the address over."""
    return render(request, "base/home.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button, so that a mail scanner that opens the link does not use it up."""
    if request.method != "POST":
        return render(request, "base/sign_in_by_link.html", {"token": token})
    user = actions.use_sign_in_link(by=None, token=token)
    if is_mfa_enabled(user):
        # The link stands for the password, not for the second factor, which is asked next.
        user.backend = settings.AUTHENTICATION_BACKENDS[-1]
        asked: HttpResponse = perform_login(request, user)
        return asked
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return redirect("base:home")


@never_cache
@require_safe
def job_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """How far a job is; a job of someone else answers like one that is not there."""
    job = Job.objects.filter(permanent_id=permanent_id).first()
    if job is None or not may(request.user, "base.see_job", job):
        raise NotFound
    template = "base/job.html#progress" if getattr(request, "htmx", False) else "base/job.html"
    return render(request, template, {"job": job})
