"""What the tests of the command line share: the small raw files, and the module that writes them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def raw_files() -> ModuleType:
    """The module that writes small raw files."""
    path = Path(__file__).parents[2] / "trust" / "small_raw_files.py"
    spec = importlib.util.spec_from_file_location("small_raw_files", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small_raw(raw_files: ModuleType, tmp_path: Path) -> Path:
    """A folder with all raw files of a small edition."""
    folder: Path = raw_files.write_small_raw_files(tmp_path / "raw")
    return folder
