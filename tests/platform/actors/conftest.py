"""What the tests of the directory share: each begins without the directory of the one before in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def begin_anew() -> Iterator[None]:
    """A test takes its changes back, which no site does."""
    # Django is set up only when the first test module of the platform is read.
    from clustrat_platform.actors.directory import forget_directory

    forget_directory()
    yield
    forget_directory()
