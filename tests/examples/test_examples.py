"""Every example runs to its end, on the embedded edition, and prints what its page quotes."""

import runpy
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.py"))
PAGE = Path(__file__).parent.parent.parent / "docs" / "explanation" / "why-two-packages.md"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_example_runs(path, capsys):
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out.strip()


def test_the_page_on_two_rankings_quotes_what_the_example_prints(capsys):
    (path,) = [path for path in EXAMPLES if path.name == "two_rankings.py"]
    runpy.run_path(str(path), run_name="__main__")
    page = PAGE.read_text(encoding="utf-8")
    for line in capsys.readouterr().out.strip().splitlines():
        assert line.rstrip() in page
