"""Many studies: each in its folder, a refusal stops no other, and the number of processes changes no byte."""

from __future__ import annotations

from pathlib import Path

from clustrat.study.batch import study_batch
from clustrat.study.question import StudyQuestion

REGIONS = ("SI03", "SI04", "HR03", "HR04", "AT11")


def run(out: Path, edition: Path, n_processes: int, **parameters: int) -> dict[str, str]:
    questions = [StudyQuestion(region=region, **parameters) for region in REGIONS]
    return dict(
        study_batch(questions, out=out, formats=("csv",), edition=edition, boundaries=None, n_processes=n_processes)
    )


def test_one_or_two_processes_write_the_same(tmp_path: Path, edition: object) -> None:
    folder = edition.folder  # type: ignore[attr-defined]
    one, two = run(tmp_path / "one", folder, 1), run(tmp_path / "two", folder, 2)
    assert one == two == dict.fromkeys(REGIONS, "")
    for path in sorted((tmp_path / "one").rglob("*.csv")):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_refused_region_stops_no_other(tmp_path: Path, edition: object) -> None:
    done = run(tmp_path, edition.folder, 1, year=2010)  # type: ignore[attr-defined]
    assert done["SI04"] == ""
    assert done["HR04"].startswith("HR04: Edition 2015.1 has no business statistics for HR04 in 2010")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["AT11", "SI03", "SI04"]
