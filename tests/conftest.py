"""What all tests share: the folder of extra data, which only some machines have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def extra_data() -> Path:
    """The folder with ``data`` and ``reference``: ``CLUSTRAT_TEST_DATA``, else ``../shared`` beside the repository.

    Where it is missing the test is skipped; on the build machine (``CI=true``) it fails.
    """
    folder = Path(os.environ.get("CLUSTRAT_TEST_DATA") or REPOSITORY.parent / "shared")
    if not (folder / "data").is_dir():
        sentence = f"The extra data are not in {folder}; name their folder in CLUSTRAT_TEST_DATA."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return folder
