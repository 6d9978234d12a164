"""Evidence by its address: the app that owns figures registers how one is looked up; others attach it without importing that app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.base.problems import Invalid

__all__ = ["FoundEvidence", "has_resolver", "register_resolver", "resolve_evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEvidence:
    """What an address gives: always with its edition, so that it says the same next year."""

    address: str
    edition: str
    result_sha256: str
    subject: str
    title: str
    sentence: str = ""
    headlines: tuple[tuple[str, str], ...] = ()

    def as_fields(self) -> dict[str, Any]:
        """The fields of a record."""
        return {**asdict(self), "headlines": [list(it) for it in self.headlines]}


#: ``resolve(address, language, latest)``.
Resolver = Callable[[str, str, bool], FoundEvidence]
_RESOLVERS: list[Resolver] = []


def register_resolver(resolve: Resolver) -> None:
    """Let addresses of figures be looked up (in ``AppConfig.ready``); the newest registration answers."""
    _RESOLVERS[:] = [resolve]


def has_resolver() -> bool:
    """Whether some app answers for figures."""
    return bool(_RESOLVERS)


def resolve_evidence(address: str, *, language: str = "en", latest: bool = False) -> FoundEvidence:
    """What the address of a figure gives, in the edition that it names, or in the newest.

    Raises
    ------
    Invalid
        It is no address of a figure, or no app answers for figures.
    """
    if not _RESOLVERS:
        raise Invalid(detail=_("No part of this site answers for figures."), parameter="address", value=address[:80])
    return _RESOLVERS[0](address, language, latest)
