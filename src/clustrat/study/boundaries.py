"""Boundaries for the choropleth: a file that the user names, or one fetched before; none is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustrat.sources.gisco import Boundaries

__all__ = ["find_boundaries"]


def find_boundaries(path: Path | None, *, level: int) -> Boundaries | None:
    """The boundaries of one NUTS level, ready to draw; ``None`` where none was named and none has been fetched.

    Raises
    ------
    SourceError
        The file named is not there, or does not hold NUTS boundaries of the version of the edition.
    """
    from clustrat.sources import gisco
    from clustrat.study.question import NUTS_VERSION

    chosen = path or gisco.fetched_boundaries(version=NUTS_VERSION)
    if chosen is None:
        return None
    return gisco.load_boundaries(chosen, version=NUTS_VERSION, level=level)
