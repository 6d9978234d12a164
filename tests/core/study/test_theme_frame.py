"""What the chapters about a theme rest on: refused where nothing can be said, and made once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clustrat.codes.themes import read_theme
from clustrat.errors import CodeListError, EvidenceError, ParameterError
from clustrat.potential.rating_parameters import POTENTIAL_RATING_V1
from clustrat.study.answer import Prepared
from clustrat.study.question import StudyQuestion
from clustrat.study.theme_frame import rating_parameters, theme_frame


def own(tmp_path: Path, *lines: str, nace: str = "2") -> StudyQuestion:
    """A question with a theme of one's own."""
    file = tmp_path / "own.csv"
    rows = [f"own,My own,{nace},{line}" for line in lines]
    file.write_text("\n".join(["theme,title,nace_version,code,weight", *rows]) + "\n")
    return StudyQuestion(region="ITH4", own_theme=read_theme(file))


def test_a_question_without_a_theme_is_refused(prepared: Prepared) -> None:
    with pytest.raises(ParameterError, match="The question has no theme"):
        theme_frame(prepared, StudyQuestion(region="ITH4"))


def test_a_theme_that_these_statistics_do_not_show_is_refused(prepared: Prepared, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="there is no rating, and no zero either"):
        theme_frame(prepared, own(tmp_path, "86,1"))


def test_a_theme_of_another_version_of_nace_is_refused(prepared: Prepared, tmp_path: Path) -> None:
    with pytest.raises(CodeListError, match=r"A list of one version is never applied to another"):
        theme_frame(prepared, own(tmp_path, "26,1", nace="2.1"))


def test_weights_are_those_of_the_theme_and_others_stand_beside(prepared: Prepared) -> None:
    frame = theme_frame(prepared, StudyQuestion(region="ITH4", theme="active_ageing"))
    weights = dict(zip(frame.weights.industries, frame.weights.values.tolist(), strict=True))
    assert weights["C21"] == 1
    assert weights["C24"] == 0
    assert [other.theme.code for other in frame.others] == ["green_economy", "smart_mobility"]


def test_figures_are_read_once_for_all_themes(prepared: Prepared) -> None:
    first = theme_frame(prepared, StudyQuestion(region="ITH4", theme="active_ageing"))
    second = theme_frame(prepared, StudyQuestion(region="SI04", theme="smart_mobility"))
    assert first.inputs is second.inputs
    assert first.draws is second.draws


def test_what_is_not_published_is_missing_and_not_zero(prepared: Prepared) -> None:
    frame = theme_frame(prepared, StudyQuestion(region="ITH4", theme="active_ageing"))
    persons = frame.inputs.persons
    hidden = persons.is_suppressed[persons.region_index("ITH4")]
    assert hidden.any()
    assert np.isnan(frame.table.presence[persons.region_index("ITH4")][hidden]).all()


def test_changed_parameters_are_said() -> None:
    assert rating_parameters(StudyQuestion(region="ITH4")) == POTENTIAL_RATING_V1
    changed = rating_parameters(StudyQuestion(region="ITH4", presence_cut=1.5))
    assert (changed.presence_threshold, changed.version) == (1.5, "potential_rating.v1, changed")
