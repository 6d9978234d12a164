"""Tables that are made up for tests of drawing: no figure here is of a real region."""

from __future__ import annotations

from typing import Any

import pytest

from clustrat.evidence.result import Column, ResultTable

INDUSTRIES = (
    "Ďábelské <knoty> & svíce",
    "Łódki",
    "Őrlés",
    "Čokoláda",
    "Žárovky",
    "Velmi dlouhý název odvětví, který přeteče",
)


def made_up(name: str, records: list[dict[str, Any]]) -> ResultTable:
    columns = (
        [Column(name=key, words=key) for key in records[0]] if records else [Column(name="nace_code", words="NACE")]
    )
    return ResultTable.from_records(name, "Made up for tests", columns, records, sources=("Made up for tests",))


@pytest.fixture
def divisions() -> ResultTable:
    """Six industries: sure, perhaps, not, hidden, without growth, and far out."""
    rows = [
        ("X01", 6.4, 6.0, 6.8, 1200.0, 1.0, 12.5),
        ("X02", 1.3, 0.8, 1.9, 300.0, 0.7, -20.0),
        ("X03", 0.4, 0.2, 0.6, 9000.0, 0.0, 3.0),
        ("X04", None, None, None, None, None, None),
        ("X05", 2.2, 1.9, 2.5, 40.0, 0.95, None),
        ("X06", 900.0, 0.0, 2000.0, 1.0, None, 5000.0),
    ]
    names = ("nace_code", "lq", "lq_low", "lq_high", "employment_persons", "probability_specialised", "growth_pct")
    records = [
        {**dict(zip(names, row, strict=True)), "short_label": label}
        for row, label in zip(rows, INDUSTRIES, strict=True)
    ]
    return made_up("divisions", records)


@pytest.fixture
def shift_share() -> ResultTable:
    parts = {"national": -300.0, "mix": 120.0, "regional": 30.0, "change": -150.0}
    return made_up("shift_share", [{"component": k, "label": f"part {k}", "persons": v} for k, v in parts.items()])


@pytest.fixture
def timeline() -> ResultTable:
    """Two industries over four years, with a gap, a break, and one that was never published."""
    courses = {"X01": (1000.0, None, 1100.0, 1200.0), "X02": (None, 50.0, 40.0, None), "X03": (None,) * 4}
    return made_up(
        "timeline",
        [
            {
                "nace_code": code,
                "short_label": INDUSTRIES[number],
                "year": 2008 + step,
                "employment_persons": persons,
                "has_break": code == "X01" and step == 2,
            }
            for number, (code, course) in enumerate(courses.items())
            for step, persons in enumerate(course)
        ],
    )


@pytest.fixture
def peer_comparison() -> ResultTable:
    rows = [("A", True, 6.4), ("B", False, 1.1), ("C", False, None), ("D", False, 0.0)]
    return made_up(
        "peer_comparison",
        [
            {"nace_code": f"X{n}", "short_label": label, "region": region, "is_study_region": own, "lq": lq}
            for n, label in enumerate(INDUSTRIES[:2])
            for region, own, lq in rows
        ],
    )
