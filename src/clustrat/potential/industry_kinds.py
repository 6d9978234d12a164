"""Kinds of industry by which a backtest is broken down: technology of manufacturing, knowledge in services."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from types import MappingProxyType

__all__ = ["industry_kinds"]


@cache
def industry_kinds() -> MappingProxyType[str, str]:
    """The kind of every NACE Rev. 2 division.

    Manufacturing by technology and services by knowledge as in Eurostat's aggregates of high-tech industry and
    knowledge-intensive services on division level; mining, energy, water and construction together.

    Examples
    --------
    >>> industry_kinds()["C21"], industry_kinds()["I55"]
    ('high_tech_manufacturing', 'less_knowledge_intensive_services')
    """
    text = files("clustrat.potential").joinpath("data", "industry_kinds_nace2.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["nace_code"]: row["kind"] for row in csv.DictReader(text.splitlines())})
