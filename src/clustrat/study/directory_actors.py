"""Enabling actors as a directory counts them: a table of the edition, put there through the data desk; none is made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clustrat.potential.indicator_series import IndicatorSeries
from clustrat.store.tables import read_table
from clustrat.study.inhabitants import per_million

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = ["DIRECTORY_TABLE", "ENABLING_ACTORS", "directory_actors"]

#: The table in which a site files what its directory counts.
DIRECTORY_TABLE = "core_desk__directory"
#: The measure of laboratories and certification centres, and the name of the series.
ENABLING_ACTORS = "enabling_actors"


def directory_actors(edition: Edition, *, regions: Sequence[str], year: int) -> IndicatorSeries | None:
    """Laboratories and certification centres per million inhabitants, as the directory of the edition counts them.

    Parameters
    ----------
    edition
        An edition, with the table of a directory or without one.
    regions
        Codes of the regions.
    year
        Year of the inhabitants; counts are the latest there are, each with its own year.

    Returns
    -------
    IndicatorSeries or None
        ``None`` where the edition has no such table. A region of which the directory says nothing is missing: no directory is
        complete, so that no entry is not the number 0; a count of 0 is one that somebody filed.
    """
    if DIRECTORY_TABLE not in edition.tables:
        return None
    counts: dict[str, float] = {}
    years: dict[str, int] = {}
    for row in read_table(edition, DIRECTORY_TABLE).iter_rows(named=True):
        code, at = str(row["nuts_code"]), int(row["year"])
        if row["measure"] == ENABLING_ACTORS and row["value"] is not None and at >= years.get(code, at):
            counts[code], years[code] = float(row["value"]), at
    return per_million(
        counts,
        edition,
        regions=regions,
        year=year,
        name=ENABLING_ACTORS,
        words="Laboratories and certification centres per million inhabitants",
        source=edition.provenance(DIRECTORY_TABLE).citation,
        counted_in=years,
    )
