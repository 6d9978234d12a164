"""Kinds of industry: every division of the business statistics has one."""

import pytest

from clustrat.potential.industry_kinds import industry_kinds


def test_every_division_of_the_business_statistics_has_a_kind():
    kinds = industry_kinds()
    divisions = [
        f"{letter}{n:02d}"
        for letter, span in (("B", range(5, 10)), ("C", range(10, 34)), ("F", range(41, 44)))
        for n in span
    ]
    assert all(code in kinds for code in divisions)
    assert kinds["C26"] == "high_tech_manufacturing"
    assert kinds["J62"] == "knowledge_intensive_services"


def test_a_kind_that_does_not_change_cannot_be_written():
    with pytest.raises(TypeError):
        industry_kinds()["C26"] = "low_tech_manufacturing"
