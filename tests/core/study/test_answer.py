"""The answer: what stands in study.json, and which divisions may be called strong."""

from __future__ import annotations

from collections.abc import Callable

from clustrat.evidence.result import canonical_json
from clustrat.study.answer import STUDY_FORMAT, Study, code_version, is_sure


def test_record_holds_no_clock_and_no_path(study_of: Callable[..., Study], tmp_path: object) -> None:
    text = canonical_json(study_of("ITH4").as_record())
    assert STUDY_FORMAT in text
    assert code_version() in text
    assert "/src/" not in text and str(tmp_path) not in text
    assert "20" + "26-" not in text


def test_strongest_are_sure_ones_first_then_by_quotient(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    rows = study.strongest(68)
    sure = [is_sure(row, study.question) for row in rows]
    assert sure == sorted(sure, reverse=True)
    quotients = [row["lq"] for row, is_it in zip(rows, sure, strict=True) if is_it]
    assert quotients == sorted(quotients, reverse=True)
    assert all(row["lq"] >= study.question.presence_cut for row in rows)


def test_unknown_probability_is_not_sure(study_of: Callable[..., Study]) -> None:
    assert not is_sure({"probability_specialised": None}, study_of("ITH4").question)
