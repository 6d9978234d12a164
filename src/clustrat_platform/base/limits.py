"""How often someone may ask: changes per person, and calls of the interface for programs; beyond that 429 and when to come again."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from clustrat_platform.base.answers import answer
from clustrat_platform.base.problems import TooMany

__all__ = ["LimitsMiddleware", "client_address", "network_of", "too_many"]

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
#: Addresses beside each other belong to one line: these many leading bits tell lines apart.
PREFIX_BITS = {4: 32, 6: 64}


class LimitsMiddleware:
    """Count what each person asks for, by account where someone is signed in and by line otherwise.

    ``settings.RATE_LIMITS`` has kind -> (times, seconds); a kind that is not there is not limited. Pages are not counted: they
    are kept by their hash, and costly ones are worked off in turn. Each process counts for itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or refuse."""
        if (kind := kind_of(request)) and (rate := settings.RATE_LIMITS.get(kind)):
            who = f"account {request.user.pk}" if request.user.is_authenticated else network_of(client_address(request))
            if wait := _count(f"limit {kind} {who}", times=rate[0], seconds=rate[1]):
                return too_many(request, wait_s=wait)
        return self.get_response(request)


def kind_of(request: HttpRequest) -> str:
    """What a request counts as: a change, a call of the interface for programs, or nothing that is counted."""
    if request.method not in SAFE_METHODS:
        return "change"
    return "interface" if request.path_info.startswith("/api/") else ""


def too_many(request: HttpRequest, exception: BaseException | None = None, *, wait_s: int = 60) -> HttpResponse:
    """The answer to someone who asks too often; allauth gives it for sign-ins, registrations and resets."""
    return answer(request, TooMany(retry_after_s=wait_s))


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: behind the proxy that ends TLS what that one says last, as the rest could be made up."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return direct
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return direct


def network_of(address: str) -> str:
    """The line that an address belongs to.

    >>> network_of("2001:db8:1:2:3::4"), network_of("192.0.2.7"), network_of("")
    ('2001:db8:1:2::/64', '192.0.2.7/32', 'unknown')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{found}/{PREFIX_BITS[found.version]}", strict=False))


def _count(key: str, *, times: int, seconds: int) -> int:
    """Count one more in the window of time that runs; the seconds to wait if it is one too many, else 0."""
    now = time.time()
    window = int(now // seconds)
    key = f"{key} {window}".replace(" ", ":")
    cache.add(key, 0, timeout=seconds + 1)
    try:
        n = cache.incr(key)
    except ValueError:  # the window ended in between
        return 0
    return math.ceil((window + 1) * seconds - now) if n > times else 0
