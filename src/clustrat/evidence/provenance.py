"""Where a figure comes from: source, table, vintage, licence."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Provenance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The origin of a table, printed beside every figure made of it.

    Examples
    --------
    >>> sbs = Provenance(publisher="Eurostat", table_code="sbs_r_nuts06_r2", vintage="2017-07",
    ...                  licence="Commission Decision 2011/833/EU", edition="2015.1")
    >>> sbs.citation
    'Source: Eurostat, sbs_r_nuts06_r2, vintage 2017-07; edition 2015.1'
    """

    publisher: str
    table_code: str
    vintage: str
    licence: str
    edition: str = ""

    @property
    def citation(self) -> str:
        """One line to print under a figure."""
        line = f"Source: {self.publisher}, {self.table_code}, vintage {self.vintage}"
        return f"{line}; edition {self.edition}" if self.edition else line
