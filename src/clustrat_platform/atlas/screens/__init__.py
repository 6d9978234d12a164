"""The screens of the atlas: each asks the core one question and says what of its tables is shown, in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustrat_platform.atlas.registry import Screen

__all__ = ["all_screens"]


def all_screens() -> tuple[Screen, ...]:
    """All screens, to be registered; they are imported when Django is ready."""
    from clustrat_platform.atlas.screens.compare import COMPARE
    from clustrat_platform.atlas.screens.data import DATA
    from clustrat_platform.atlas.screens.issues import DASHBOARD, OF_REGION
    from clustrat_platform.atlas.screens.overview import OVERVIEW
    from clustrat_platform.atlas.screens.portfolio import PORTFOLIO
    from clustrat_platform.atlas.screens.potential import POTENTIAL
    from clustrat_platform.atlas.screens.space import SPACE

    return (OVERVIEW, PORTFOLIO, COMPARE, POTENTIAL, OF_REGION, SPACE, DASHBOARD, DATA)
