"""What can be said of a hidden figure: the nearest published year first, then a bound if it says something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustrat.codes.nace import label
from clustrat.codes.nuts import Region
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import Translator
from clustrat.study.question import NACE_VERSION

if TYPE_CHECKING:
    from clustrat.study.answer import Prepared

__all__ = ["INHERIT_WIDTH_REL", "NARROW_WIDTH_REL", "hidden_table"]

#: An interval for a hidden figure is shown only if it is at least this wide (set ``sdc.v1``) ...
INHERIT_WIDTH_REL = 0.30
#: ... and at most this wide, as a share of its midpoint: a wider one says nothing.
NARROW_WIDTH_REL = 1.0


def hidden_table(prepared: Prepared, region: Region, *, language: str, say: Translator) -> ResultTable:
    """Divisions whose persons employed the source hides, with the nearest year in which it did not.

    Rows stand in the order of the nearest published figure, then of the code, so that the order gives nothing back.
    """
    landscape = prepared.landscape
    r, y = landscape.region_index(region.code), landscape.year_index(prepared.year)
    values = landscape.values["employment_persons"]
    hidden = np.flatnonzero(landscape.status["employment_persons"][y, r] == CellStatus.SUPPRESSED)
    bounds = landscape.bounds.get("employment_persons", {}).get(prepared.year)
    records: list[dict[str, Any]] = []
    for i in hidden:
        code = landscape.industries[i]
        published = [t for t in range(len(landscape.years)) if not np.isnan(values[t, r, i])]
        nearest = min(published, key=lambda t: (abs(t - y), t), default=None)
        low = high = None
        if nearest is None and bounds is not None:
            low, high = _shown_bounds(float(bounds.lower[r, i]), float(bounds.upper[r, i]))
        records.append(
            {
                "nace_code": code,
                "label": label(code, version=NACE_VERSION, language=language).text,
                "short_label": label(code, version=NACE_VERSION, language=language, short=True).text,
                "flag": str(landscape.flags["employment_persons"][y, r, i]),
                "reason": "confidential_source",
                "nearest_year": None if nearest is None else landscape.years[nearest],
                "nearest_persons": None if nearest is None else float(values[nearest, r, i]),
                "persons_low": low,
                "persons_high": high,
            }
        )
    records.sort(key=lambda row: (-(row["nearest_persons"] or 0.0), row["nace_code"]))
    columns = (
        Column(name="nace_code", words=say.text("NACE"), role="key"),
        Column(name="label", words=say.text("Division"), role="label"),
        Column(name="short_label", words=say.text("Division, short"), role="label"),
        Column(name="persons_flag", words=say.text("Flag"), role="flag"),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
        Column(name="nearest_year", words=say.text("Nearest published year"), role="key", digits=0),
        Column(name="nearest_persons", words=say.text("Persons employed then"), unit="persons", digits=0),
        Column(name="persons_low", words=say.text("at least"), role="low", unit="persons", digits=0),
        Column(name="persons_high", words=say.text("at most"), role="high", unit="persons", digits=0),
    )
    for row in records:
        row["persons_flag"] = row.pop("flag")
    return ResultTable.from_records(
        "hidden",
        say.text(
            "Figures of %(region)s that are hidden to protect firms, %(year)s", region=region.name, year=prepared.year
        ),
        columns,
        records,
        notes=(say.text("Hidden at source: the figure is not known here, and no estimate is shown in its place."),),
        sources=(landscape.provenance.citation,),
    )


def _shown_bounds(low: float, high: float) -> tuple[float | None, float | None]:
    """The bounds if they are wide enough to be shown and narrow enough to say something."""
    if not (np.isfinite(low) and np.isfinite(high)) or low + high == 0:
        return None, None
    width = (high - low) / ((high + low) / 2)
    return (low, high) if INHERIT_WIDTH_REL <= width <= NARROW_WIDTH_REL else (None, None)
