"""A browser and a running site for the tests of the platform in a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.serving import Site, serve

REPOSITORY = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site with the demo for all tests of this folder."""
    with serve(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that looks for barriers."""
    path = REPOSITORY / ".venv" / "axe-core" / "axe.min.js"
    assert path.is_file(), f"axe-core is not in {path.parent}; fetch it with: make {path.relative_to(REPOSITORY)}"
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for a module: the system's, without a sandbox where we are root."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "Chromium is not there. Install it (Debian: apt-get install chromium)."
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=[*options, *quiet])
        yield opened
        opened.close()
