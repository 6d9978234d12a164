"""clustrat: one evidence chain, from regional statistics to decisions and their effects.

The names below are the face for notebooks; each is loaded on first use. Code inside clustrat imports from the rooms.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

#: Public name -> the room that holds it.
_HOMES = {
    "ClustratError": "clustrat.errors",
    "Diagnostic": "clustrat.evidence.result",
    "RegionIndustryMatrix": "clustrat.evidence.matrix",
    "ResultTable": "clustrat.evidence.result",
}

__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> Any:
    """Load a public name from its room."""
    if name not in _HOMES:
        raise AttributeError(f"clustrat has no name '{name}'. It has: {', '.join(__all__)}.")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return __all__
