"""Pictures and rendered pages of ours as markup; the one place of the atlas where text is called safe."""

from __future__ import annotations

import re

from django.utils.safestring import SafeString, mark_safe

from clustrat.publish.figures import Figure

__all__ = ["inline", "own_markup"]

ID = re.compile(r' id="([A-Za-z0-9_-]+)"')
#: What the chart renderer writes for its own use: names of marks and the raw row behind each, which the table shows better.
MACHINERY = re.compile(r' (?:data-row|data-mark|class)="[^"]*"')
SIZE = re.compile(r'(<svg[^>]*?) width="([0-9.]+)" height="([0-9.]+)"')


def inline(figure: Figure, *, prefix: str) -> SafeString:
    """A figure for a page: its ids made unique on it, and as wide as its place allows.

    Every text in it was escaped where it was drawn (``clustrat.publish``); nothing that a user has written is in it.
    """
    svg = figure.svg
    for name in dict.fromkeys(ID.findall(svg)):
        svg = svg.replace(f' id="{name}"', f' id="{prefix}-{name}"').replace(f"url(#{name})", f"url(#{prefix}-{name})")
    svg = MACHINERY.sub("", svg)
    svg = SIZE.sub(r'\1 width="\2" height="\3" class="drawn"', svg, count=1)
    return mark_safe(svg)  # noqa: S308 - made by clustrat.publish, which escapes every text it takes in


def own_markup(page: bytes) -> SafeString:
    """What one of our templates has rendered, which escaped every text, brought back from the cache."""
    return mark_safe(page.decode("utf-8"))  # noqa: S308 - rendered by a template with autoescape
