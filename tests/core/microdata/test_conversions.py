"""Conversions of codes inside the query: their weights, and what is refused."""

import pytest

from clustrat.errors import CodeListError, ParameterError
from clustrat.microdata.conversions import ONE, activity_mapping, region_mapping, whole_weights


def test_regions_that_stayed_and_regions_that_split():
    found = region_mapping(from_version="2013", to_version="2016", level=2)
    assert list(found["ITH4"]) == [("ITH4", 1.0)]
    assert dict(found["HU10"]) == pytest.approx({"HU11": 0.586, "HU12": 0.414}, abs=1e-3)
    with pytest.raises(CodeListError):
        region_mapping(from_version="2016", to_version="2013", level=2)


def test_whole_weights_sum_to_one_exactly():
    found = whole_weights({"A": [(str(n), 1 / 7) for n in range(7)]}, axis="region")
    assert sum(weight for _, weight in found["A"]) == ONE


@pytest.mark.parametrize(
    "parts", [[("B", 0.5)], [("B", 0.5), ("B", 0.5)], [("B", 1.5), ("C", -0.5)], [("", 1.0)], [("B", float("nan"))]]
)
def test_weights_that_cannot_be_are_refused(parts):
    with pytest.raises(ParameterError):
        whole_weights({"A": parts}, axis="region")


def test_activities_out_of_a_file(tmp_path):
    path = tmp_path / "map.csv"
    path.write_text("source,target,weight\nC31,C31,0.25\nC31,C32,0.75\n")
    assert activity_mapping(path) == {"C31": [("C31", 0.25), ("C32", 0.75)]}


@pytest.mark.parametrize(
    "text", ["", "source,target\nA,B\n", "source,target,weight\nA,B,half\n", "source,target,weight\nA,B\n"]
)
def test_a_file_that_is_no_conversion_is_refused(tmp_path, text):
    path = tmp_path / "map.csv"
    path.write_text(text)
    with pytest.raises(ParameterError, match=r"map\.csv"):
        activity_mapping(path)
    with pytest.raises(ParameterError, match="There is no file"):
        activity_mapping(tmp_path / "none.csv")
