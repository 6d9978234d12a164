"""How long a field of a CSV may be while one file is read: Python keeps one limit for the whole process, and gets it back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["field_limit"]


@contextmanager
def field_limit(letters: int) -> Iterator[None]:
    """Let fields have at most so many letters inside the block; the limit that others set holds again behind it.

    Examples
    --------
    >>> before = csv.field_size_limit()
    >>> with field_limit(5):
    ...     csv.field_size_limit()
    5
    >>> csv.field_size_limit() == before
    True
    """
    former = csv.field_size_limit(letters)
    try:
        yield
    finally:
        csv.field_size_limit(former)
