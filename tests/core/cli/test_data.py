"""What an edition holds, in the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import clustrat
from clustrat.cli.data import app
from clustrat.errors import EditionError

EMBEDDED = Path(clustrat.__file__).parent / "data" / "edition"


def test_tables_accounts_sources_and_regions() -> None:
    done = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["show", "--edition", str(EMBEDDED), "--check"])
    assert done.exit_code == 0, done.output
    for part in (
        "Edition 2015.1",
        "sbs_regional",
        "1,561,816",
        "Source: Eurostat, sbs_r_nuts06_r2",
        "ITH4",
        "Every table has the hash",
    ):
        assert part in done.output


def test_folder_that_is_no_edition_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["show", "--edition", str(tmp_path)])
    with pytest.raises(EditionError):
        raise done.exception or AssertionError(done.output)
