"""Remarks are plain data."""

from clustrat.decision.remarks import Remark


def test_a_remark_is_plain_data_with_its_places_as_a_list():
    remark = Remark(code="few", severity="info", sentence="Few answers.", keys=("a", "b"), n=2)
    assert remark.as_dict() == {
        "code": "few",
        "severity": "info",
        "sentence": "Few answers.",
        "keys": ["a", "b"],
        "n": 2,
    }
