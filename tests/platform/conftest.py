"""What the tests of the platform share: each begins in English, whatever the one before has read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def begin_in_english() -> Iterator[None]:
    """A client that asks for a page in Italian leaves Italian behind in its thread."""
    with translation.override("en"):
        yield
