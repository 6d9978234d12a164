"""Refusals that a reader meets, in the shape of RFC 9457: each says what, why and the way out, and carries its status.

::

    Problem
    ├── NotAllowed (403)    who may
    ├── NotFound (404)      codes that are near
    ├── Conflict (409)      what differs
    ├── Gone (410)          why, and the successor
    ├── Invalid (422)       the parameter, its value, what it may be
    └── TooMany (429)       when to try again
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

__all__ = ["TITLES", "Conflict", "Gone", "Invalid", "NotAllowed", "NotFound", "Problem", "TooMany"]

TITLES = {
    400: _("This request cannot be read"),
    401: _("Please sign in"),
    403: _("You may not do this"),
    404: _("There is no such page"),
    405: _("This cannot be done here"),
    409: _("Someone else was faster"),
    410: _("This was withdrawn"),
    413: _("This is too large"),
    422: _("A value cannot be what it is"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
    503: _("The site is being looked after"),
}


class Problem(Exception):
    """Any refusal that becomes a page or an ``application/problem+json``; ``members`` are its further members."""

    status = 400

    def __init__(self, *, detail: str = "", **members: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = {name: value for name, value in members.items() if value not in (None, "", [], {})}

    @property
    def title(self) -> str:
        """The kind of refusal, in the reader's language."""
        return str(TITLES.get(self.status, TITLES[400]))

    def as_document(self, *, reference: str = "") -> dict[str, Any]:
        """The document of RFC 9457.

        >>> NotFound(detail="No region ITH9.", near=["ITH4"]).as_document()["near"]
        ['ITH4']
        """
        document: dict[str, Any] = {"type": f"/problems/{self.status}", "title": self.title, "status": self.status}
        if self.detail:
            document["detail"] = self.detail
        if reference:
            document["reference"] = reference
        return document | self.members


class NotAllowed(Problem):
    """The person may not; ``who_may`` names who may."""

    status = 403

    def __init__(self, *, detail: str = "", who_may: list[str] | None = None) -> None:
        super().__init__(detail=detail, who_may=who_may or [])


class NotFound(Problem):
    """The thing is not there, or the reader may not know that it is; ``near`` are codes that look alike."""

    status = 404

    def __init__(self, *, detail: str = "", near: list[str] | None = None) -> None:
        super().__init__(detail=detail, near=near or [])


class Conflict(Problem):
    """The thing was changed meanwhile; ``difference`` shows what."""

    status = 409

    def __init__(self, *, detail: str = "", difference: Any = None) -> None:
        super().__init__(detail=detail, difference=difference)


class Gone(Problem):
    """The thing was withdrawn; ``successor`` is the address of what took its place."""

    status = 410

    def __init__(self, *, detail: str = "", reason: str = "", successor: str = "") -> None:
        super().__init__(detail=detail, reason=reason, successor=successor)


class Invalid(Problem):
    """A parameter or field has a value that it cannot have; ``allowed`` lists or describes what it may be."""

    status = 422

    def __init__(self, *, detail: str = "", parameter: str = "", value: str = "", allowed: Any = None) -> None:
        super().__init__(detail=detail, parameter=parameter, value=value, allowed=allowed)


class TooMany(Problem):
    """Too many requests; ``retry_after_s`` also goes into the header ``Retry-After``."""

    status = 429

    def __init__(self, *, detail: str = "", retry_after_s: int = 60) -> None:
        super().__init__(detail=detail, retry_after_s=retry_after_s)
