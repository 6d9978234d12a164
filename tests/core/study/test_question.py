"""Questions: what cannot be asked is refused before anything is read."""

from __future__ import annotations

from typing import Any

import pytest

from clustrat.errors import CodeListError, ParameterError
from clustrat.study.question import StudyQuestion


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"totals": "both"}, "There is no totals 'both'. Choose one of: known, published"),
        ({"scheme": "gold"}, "There is no scheme 'gold'. Choose one of: panorama_v2, eco_v1, us_cmp"),
        ({"language": "fr"}, "There is no language 'fr'. Choose one of: en, de, it"),
        ({"claim_probability": 1.5}, "must lie between 0 and 1"),
        ({"interval": 0.0}, "must lie between 0 and 1"),
        ({"presence_cut": 0.0}, "presence_cut=0 must be above 0"),
    ],
)
def test_impossible_parameters_are_refused(parameters: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParameterError, match=sentence):
        StudyQuestion(region="ITH4", **parameters)


@pytest.mark.parametrize(
    ("region", "sentence"),
    [
        ("ITH9", r"no region 'ITH9' in NUTS 2013. Near codes: ITH1 .*Friuli-Venezia Giulia"),
        ("ITD4", r"ITD4 is a code of NUTS 2006, not of NUTS 2013. It became ITH4"),
        ("SI02", r"SI02 is a code of NUTS 2010, not of NUTS 2013. It became SI04 \(98 %\), SI03 \(2 %\)"),
        ("CZZZ", "stands for activity that no region holds"),
        ("HU11", "HU11 is a code of NUTS 2016"),
        ("", "no region ''"),
    ],
)
def test_unknown_retired_and_pseudo_regions_are_refused(region: str, sentence: str) -> None:
    with pytest.raises(CodeListError, match=sentence):
        StudyQuestion(region=region)


def test_own_peers_are_checked() -> None:
    assert StudyQuestion(region="ITH4", peers="AT21, SI04").own_peers == ("AT21", "SI04")
    assert StudyQuestion(region="ITH4", peers="ce9").own_peers == ()
    with pytest.raises(CodeListError, match="no region 'XX'"):
        StudyQuestion(region="ITH4", peers="AT21,XX")


def test_question_goes_through_plain_data() -> None:
    question = StudyQuestion(region="ITH4", year=2013, totals="published")
    assert StudyQuestion.from_dict(question.as_dict()) == question
    with pytest.raises(ParameterError, match="unknown parameters: colour"):
        StudyQuestion.from_dict({"region": "ITH4", "colour": "red"})
