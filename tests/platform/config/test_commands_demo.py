"""When the demo goes on serving: only where someone can stop it, or has said so."""

from __future__ import annotations

import sys

import pytest

from clustrat_platform.config.commands import _may_stay


@pytest.mark.parametrize(
    ("surroundings", "terminal", "stays"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"CI": "true"}, True, False),
        ({"DEMO_SERVE": "0"}, True, False),
        ({"DEMO_SERVE": "1"}, False, True),
        ({"DEMO_SERVE": "1", "CI": "true"}, False, True),
    ],
)
def test_the_demo_stays_where_it_can_be_stopped(
    surroundings: dict[str, str], terminal: bool, stays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CI", "DEMO_SERVE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert _may_stay() is stays
