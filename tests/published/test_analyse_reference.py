"""``clustrat analyse`` on the reference case: every expected file, key for key, to 1e-9; and to 1e-5 in float32."""

import csv

import pytest

from clustrat.complexity.presets import preset
from clustrat.study.analysis_folder import analyse_file

pytestmark = pytest.mark.extra_data


def values(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return {tuple(row[k] for k in row if k != "value"): float(row["value"]) for row in csv.DictReader(lines)}


@pytest.mark.parametrize(("precision", "tolerance"), [("float64", 1e-9), ("float32", 1e-5)])
def test_all_measures(extra_data, tmp_path, precision, tolerance):
    folder = extra_data / "reference" / "analytics_small"
    analyse_file(
        folder / "input.csv", out=tmp_path / "out", conventions=preset("growthlab"), precision=precision,
        regions=folder / "regions.csv", groups=folder / "groups.csv", plants=folder / "plants.csv",
    )  # fmt: skip
    expected = sorted((folder / "expected").glob("*.csv"))
    assert len(expected) == 58
    for path in expected:
        theirs, ours = values(path), values(tmp_path / "out" / path.name)
        assert set(ours) == set(theirs), path.stem
        worst = max(theirs, key=lambda key: abs(ours[key] - theirs[key]) / max(1, abs(theirs[key])))
        assert abs(ours[worst] - theirs[worst]) <= tolerance * max(1, abs(theirs[worst])), (path.stem, worst)
