"""Which editions there are: the one in use, those beside it, and the one inside the package; each is opened once."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from django.utils.translation import gettext as _

from clustrat.store.catalog import CATALOG_FILE, Edition, editions_folder, open_edition
from clustrat_platform.base.problems import Invalid

__all__ = ["current_edition", "edition_named", "known_editions"]


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
    Invalid
        There is no edition of that name; the refusal lists those there are.
    """
    if not name:
        return current_edition()
    editions = known_editions()
    if name not in editions:
        raise Invalid(
            detail=_("There is no edition '%(name)s' here.") % {"name": name},
            parameter="v",
            value=name,
            allowed=list(editions),
        )
    return editions[name]


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
