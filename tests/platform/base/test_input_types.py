"""Shared types of input refuse what databases answer differently."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from clustrat_platform.base.input_types import Code, Int, Limit, Name, Quantity, Text, Year


@pytest.mark.parametrize(("kind", "value"), [
    (Text, "a\x00b"), (Text, "a\x07"), (Text, "\ud800"), (Text, "x" * 20_001),
    (Name, "abc\u202edcba"), (Name, "  "), (Name, "x" * 201), (Name, "a\x00"),
    (Code, "a b"), (Code, ""), (Code, "../x"),
    (Int, 2**63), (Int, -(2**63)), (Int, True), (Int, 1.5), (Limit, 0), (Limit, 1_001), (Year, 999_999),
    (Quantity, "NaN"), (Quantity, "Infinity"), (Quantity, "1e999"), (Quantity, "1" * 29),
])  # fmt: skip
def test_refused(kind: object, value: object) -> None:
    with pytest.raises((ValidationError, UnicodeError)):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(("kind", "value", "cleaned"), [
    (Text, "Gyo\u030br\nline", "Győr\nline"), (Name, " Łódź \u00a0 x", "Łódź x"), (Int, 2**63 - 1, 2**63 - 1), (Limit, "7", 7),
])  # fmt: skip
def test_cleaned(kind: object, value: object, cleaned: object) -> None:
    assert TypeAdapter(kind).validate_python(value) == cleaned
