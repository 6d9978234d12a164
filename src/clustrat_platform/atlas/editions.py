"""Which editions there are: the one in use, those beside it, the one inside the package, and those that were withdrawn."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from django.utils.translation import gettext as _

from clustrat.store.catalog import CATALOG_FILE, Edition, editions_folder, open_edition
from clustrat_platform.atlas.models import EditionWithdrawal
from clustrat_platform.base.problems import Gone, Invalid

__all__ = [
    "current_edition",
    "edition_named",
    "given_editions",
    "known_editions",
    "refuse_withdrawn",
    "withdrawn_editions",
]


def current_edition() -> Edition:
    """The edition in use; one that is switched to is seen by the next request."""
    folders = _folders()
    return _opened(str(folders[0]), _stamp(folders[0]))


def known_editions() -> dict[str, Edition]:
    """All editions by id, the one in use first."""
    found: dict[str, Edition] = {}
    for folder in _folders():
        edition = _opened(str(folder), _stamp(folder))
        found.setdefault(edition.id, edition)
    return found


def edition_named(name: str) -> Edition:
    """The edition that an address names with ``v``; without a name the one in use.

    Raises
    ------
    Gone
        The edition was withdrawn; the refusal says why, and names the edition that took its place.
    Invalid
        There is no edition of that name; the refusal lists those there are.
    """
    if not name:
        return current_edition()
    refuse_withdrawn(name)
    editions = known_editions()
    if name not in editions:
        raise Invalid(
            detail=_("There is no edition '%(name)s' here.") % {"name": name},
            parameter="v",
            value=name,
            allowed=list(given_editions()),
        )
    return editions[name]


def withdrawn_editions() -> dict[str, EditionWithdrawal]:
    """Withdrawn editions by id, whether or not their files are still there."""
    return {it.edition: it for it in EditionWithdrawal.objects.all()}


def given_editions() -> dict[str, Edition]:
    """The editions that are given out, the one in use first."""
    gone = withdrawn_editions()
    return {name: it for name, it in known_editions().items() if name not in gone}


def refuse_withdrawn(name: str) -> None:
    """Refuse a withdrawn edition, whether or not its files are still there.

    Raises
    ------
    Gone
        It was withdrawn; ``successor_edition`` names what took its place.
    """
    found = EditionWithdrawal.objects.filter(edition=name).first()
    if found is not None:
        gone = Gone(detail=_("Edition %(name)s was withdrawn.") % {"name": name}, reason=found.reason)
        if found.successor:
            gone.members["successor_edition"] = found.successor
        raise gone


def _folders() -> list[Path]:
    """Folders of editions, the one in use first."""
    packaged = Path(str(files("clustrat") / "data" / "edition"))
    own = editions_folder()
    named = os.environ.get("CLUSTRAT_EDITION")
    first = Path(named) if named else own if (own / "current").exists() else packaged
    found = [first]
    root = first if (first / "current").exists() else None
    if root is not None:
        found = [root / (root / "current").read_text(encoding="utf-8").strip()]
        found += sorted((it.parent for it in root.glob(f"*/{CATALOG_FILE}")), reverse=True)
    return list(dict.fromkeys([*found, packaged]))


def _stamp(folder: Path) -> int:
    return (folder / CATALOG_FILE).stat().st_mtime_ns


@lru_cache(maxsize=16)
def _opened(folder: str, stamp: int) -> Edition:
    return open_edition(Path(folder))
