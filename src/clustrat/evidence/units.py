"""The measured quantities of the edition: their names, units and words."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from clustrat.errors import ParameterError

__all__ = ["MEASURES", "Measure", "measure"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured quantity: its name in columns, its unit, whether it adds up, its code at the source."""

    name: str
    unit: str
    words: str
    is_additive: bool
    source_code: str


#: Structural business statistics, by the name of our columns.
MEASURES = MappingProxyType(
    {
        m.name: m
        for m in (
            Measure("local_units", "number", "local units", True, "V11210"),
            Measure("employment_persons", "persons", "persons employed", True, "V16110"),
            Measure("wages_meur", "million EUR", "wages and salaries", True, "V13320"),
        )
    }
)


def measure(name: str) -> Measure:
    """The measure of that name.

    Raises
    ------
    ParameterError
        There is none; the message lists the names.

    Examples
    --------
    >>> measure("employment_persons").unit
    'persons'
    """
    if name not in MEASURES:
        raise ParameterError(f"There is no measure '{name}'. The measures are: {', '.join(MEASURES)}.")
    return MEASURES[name]
