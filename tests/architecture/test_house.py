"""The house itself: opening sentences, documented names, tests that mirror the source, light import, clean tree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent.parent
SOURCE = REPOSITORY / "src"
MODULES = sorted(SOURCE.rglob("*.py"))
CORE_MODULES = sorted((SOURCE / "clustrat").rglob("*.py"))

#: Modules whose tests stand elsewhere, and where.
TESTED_ELSEWHERE = {
    "errors": "tests/architecture/test_house.py",
}


def relative(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True)
    return [REPOSITORY / name for name in listed.stdout.decode().split("\0") if name and (REPOSITORY / name).is_file()]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_module_opens_with_a_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, f"{relative(path)} opens with nothing; say in one sentence what lives there"
    first = docstring.split("\n\n")[0].strip()
    assert first.endswith((".", "::")), f"{relative(path)} opens with '{first}', which is no sentence"


@pytest.mark.parametrize("path", CORE_MODULES, ids=relative)
def test_public_names_are_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{relative(path)}: {node.name} has no docstring"


def test_tests_mirror_the_source() -> None:
    missing = []
    for path in CORE_MODULES:
        parts = path.relative_to(SOURCE / "clustrat").with_suffix("").parts
        if parts[-1] == "__init__" or ".".join(parts) in TESTED_ELSEWHERE:
            continue
        expected = REPOSITORY / "tests" / "core" / Path(*parts[:-1]) / f"test_{parts[-1]}.py"
        if not expected.exists():
            missing.append(relative(expected))
    assert not missing, f"modules without a test file: {', '.join(missing)}"


def test_every_room_of_the_house_is_there() -> None:
    rooms = {path.name for path in (SOURCE / "clustrat").iterdir() if (path / "__init__.py").exists()}
    assert rooms == {
        "cli", "study", "matching", "potential", "complexity", "clusters", "relatedness", "indicators", "decision",
        "sources", "store", "publish", "microdata", "evidence", "codes",
    }  # fmt: skip


def test_import_is_light() -> None:
    """``import clustrat`` loads none of the large libraries; names are resolved on first use."""
    code = (
        "import sys, clustrat; "
        "heavy = {'polars', 'numpy', 'scipy', 'networkx', 'typst', 'vl_convert', 'httpx', 'typer'} & set(sys.modules); "
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_public_names_resolve() -> None:
    import clustrat

    for name in clustrat.__all__:
        assert getattr(clustrat, name) is not None
    with pytest.raises(AttributeError, match="no name 'calc_lq'"):
        clustrat.calc_lq  # noqa: B018


def test_lq_needs_the_base_alone() -> None:
    """A location quotient can be computed where none of the extras is installed."""
    code = """
import sys
for name in ("typst", "vl_convert", "jinja2", "shapely", "pyproj", "playwright", "pypdf", "hypothesis"):
    sys.modules[name] = None
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.location_quotient import location_quotient
m = RegionIndustryMatrix.from_values([[10, 30], [30, 30]], regions=["R1", "R2"], industries=["C10", "C31"],
                                     nuts_version="2013", nace_version="2", year=2014)
assert location_quotient(m).lq.round(3).tolist() == [[0.625, 1.25], [1.25, 0.833]]
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_errors_are_drawn_as_they_are() -> None:
    """The tree in the docstring of ``errors`` names every class, below its parent and with its built-in kind."""
    from clustrat import errors

    for name in errors.__all__:
        kind = getattr(errors, name)
        assert issubclass(kind, Warning if name.endswith("Warning") else errors.ClustratError)
        line = next((line for line in (errors.__doc__ or "").splitlines() if re.search(rf"\b{name}\b", line)), "")
        assert line, f"{name} is not in the drawing"
        builtin = [
            base.__name__ for base in kind.__bases__ if base.__module__ == "builtins" and name != "ClustratError"
        ]
        assert all(f"({base})" in line for base in builtin), f"{name} is drawn without {builtin}"


def test_locks_carry_no_address() -> None:
    text = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text and "--find-links" not in text
    assert "--hash=sha256:" in text


def test_tree_is_clean() -> None:
    """No path of a machine, no boundaries, no unfinished note in what is tracked."""
    paths = re.compile(r"(^|[^A-Za-z0-9_.~])/(?:" + "|".join(["ro" + "ot", "ho" + "me", "wo" + "rk"]) + r")/")
    unfinished = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")
    for path in tracked():
        assert path.suffix not in {".geojson", ".topojson", ".shp", ".gpkg"}, (
            f"{relative(path)}: no boundaries in the tree"
        )
        if (
            path.suffix in {".py", ".md", ".toml", ".cfg", ".ini", ".typ", ".html", ".yaml", ".yml", ".cff", ""}
            and path.name != "LICENSE"
        ):
            text = path.read_text(encoding="utf-8")
            for number, line in enumerate(text.splitlines(), start=1):
                assert not paths.search(line), f"{relative(path)}:{number}: a path of a machine"
                assert not unfinished.search(line), f"{relative(path)}:{number}: an unfinished note"


def test_embedded_edition_is_small() -> None:
    size = sum(path.stat().st_size for path in (SOURCE / "clustrat" / "data" / "edition").rglob("*") if path.is_file())
    assert size <= 6 * 1024 * 1024
