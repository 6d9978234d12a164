"""Who gets which answer from the routes of pages (read by tests/trust/test_audit_matrix.py)."""

from __future__ import annotations

from tests.platform.base.routes import ABSENT, PUBLIC

ROWS = {
    "sitemap.xml": {"": PUBLIC},
    "en/glossary": {"": PUBLIC},
    "en/glossary/<slug:slug>": {"known": PUBLIC, "absent": ABSENT},
    "en/news": {"": PUBLIC},
    "en/events": {"": PUBLIC},
    "en/accessibility": {"": PUBLIC},
    "en/privacy": {"": PUBLIC},
    "en/opensearch.xml": {"": PUBLIC},
    "en/feed.atom": {"": PUBLIC},
    "en/feed.rss": {"": PUBLIC},
}


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address, for the states that need an object."""
    return {
        ("en/glossary/<slug:slug>", "known"): "/en/glossary/relative-presence",
        ("en/glossary/<slug:slug>", "absent"): "/en/glossary/nothing",
    }
