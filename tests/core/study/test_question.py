"""Questions: what cannot be asked is refused before anything is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clustrat.codes.themes import THEME_TEMPLATE, read_theme
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


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"region": "IT", "theme": "active_ageing"}, "rated for regions of NUTS level 2; IT is of level 0"),
        ({"region": "ITH", "theme": "active_ageing"}, "ITH is of level 1"),
        ({"region": "ITH4", "theme": "photonics"}, "has no list of industries, so a region cannot be rated"),
        ({"region": "ITH4", "theme": "internationalisation"}, "Regional trade is not in these statistics"),
    ],
)
def test_themes_that_cannot_be_rated_are_refused(parameters: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParameterError, match=sentence):
        StudyQuestion(**parameters)


def test_unknown_theme_is_refused_with_near_names() -> None:
    with pytest.raises(CodeListError, match="no theme 'activ_aging'. Near names: active_ageing"):
        StudyQuestion(region="ITH4", theme="activ_aging")


def test_a_theme_has_one_name_however_it_was_written() -> None:
    assert StudyQuestion(region="ITH4", theme="Active-Ageing") == StudyQuestion(region="ITH4", theme="EI-AGE")


def test_a_theme_of_ones_own_goes_through_plain_data(tmp_path: Path) -> None:
    file = tmp_path / "silver.csv"
    file.write_text(THEME_TEMPLATE, encoding="utf-8")
    question = StudyQuestion(region="ITH4", own_theme=read_theme(file))
    assert question.theme == "silver_tourism"
    assert StudyQuestion.from_dict(json.loads(json.dumps(question.as_dict()))) == question


def test_without_a_theme_there_is_none() -> None:
    with pytest.raises(ParameterError, match="The question has no theme"):
        _ = StudyQuestion(region="ITH4").chosen_theme
