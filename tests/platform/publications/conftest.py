"""The first pages, laid once for each file of tests: each test then works in a savepoint of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Lay the first pages, and take them away after the last test of the file."""
    from django.core.cache import cache
    from django.db import transaction

    from clustrat_platform.publications import actions

    with django_db_blocker.unblock():
        with transaction.atomic():
            actions.lay_pages(by=None)
            yield
            transaction.set_rollback(True)
        # Wagtail keeps the roots of its sites in the cache.
        cache.clear()
