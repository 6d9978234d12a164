"""The small print: the study's own parameters, and the limits of the figures."""

from __future__ import annotations

from collections.abc import Callable

from clustrat.study.answer import Study
from clustrat.study.method_notes import definitions, limits


def test_convention_of_totals_is_named(study_of: Callable[..., Study]) -> None:
    known, published = study_of("ITH4"), study_of("ITH4", totals="published")
    assert "sum of the published figures of all NUTS-2 regions" in definitions(known, known.translator)[0][1]
    assert "national figures of all countries" in definitions(published, published.translator)[0][1]


def test_limits_name_what_is_not_observed(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    assert "health and care" in limits(study, study.translator)[0]
