"""The tag that shows a live figure inside a page."""

from __future__ import annotations

from typing import Any

from django import template

from clustrat_platform.publications.figures import ShownFigure, shown_figure
from clustrat_platform.publications.queries import here

__all__ = ["live_figure", "register"]

register = template.Library()


@register.simple_tag
def live_figure(value: Any) -> ShownFigure:
    """The figure that a block of a page names."""
    return shown_figure(address=value["address"], part=value.get("part") or "", language=here())
