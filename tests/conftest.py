"""What all tests share: profiles, closed sockets, small raw files, and the extra data, which only some machines have."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).parent.parent
#: Marks that a profile leaves out; what is left out is counted in the summary.
LEFT_OUT = {"quick": ("full", "release", "live"), "full": ("release", "live"), "release": ("live",), "live": ()}


def extra_data_folder() -> Path:
    """Where the extra data would be: ``CLUSTRAT_TEST_DATA``, else ``../shared`` beside the repository."""
    return Path(os.environ.get("CLUSTRAT_TEST_DATA") or REPOSITORY.parent / "shared")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--profile`` chooses which marked tests join."""
    parser.addoption("--profile", choices=sorted(LEFT_OUT), default="quick", help="which marked tests join")


def pytest_configure(config: pytest.Config) -> None:
    """Tests read the embedded edition, whatever this machine's user has built."""
    os.environ["CLUSTRAT_EDITION"] = str(REPOSITORY / "src" / "clustrat" / "data" / "edition")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say at the top what this run will and will not see."""
    is_there = (extra_data_folder() / "data").is_dir()
    return [
        f"profile: {config.getoption('--profile')}",
        "extra data: there, tests that need them run"
        if is_there
        else "extra data: not there, tests that need them are skipped",
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of other profiles, and close the sockets of all that stay, but for those that say otherwise."""
    marks = LEFT_OUT[config.getoption("--profile")]
    out = [item for item in items if any(item.get_closest_marker(mark) for mark in marks)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
    for item in items:
        if not any(item.get_closest_marker(mark) for mark in ("live", "server")):
            item.add_marker(pytest.mark.disable_socket)


@pytest.fixture(scope="session")
def extra_data() -> Path:
    """The folder with ``data`` and ``reference``: ``CLUSTRAT_TEST_DATA``, else ``../shared`` beside the repository.

    Where it is missing the test is skipped; on the build machine (``CI=true``) it fails.
    """
    folder = extra_data_folder()
    if not (folder / "data").is_dir():
        sentence = f"The extra data are not in {folder}; name their folder in CLUSTRAT_TEST_DATA."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return folder


@pytest.fixture(scope="session")
def raw_files() -> ModuleType:
    """The module that writes small raw files."""
    path = Path(__file__).parent / "trust" / "small_raw_files.py"
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
