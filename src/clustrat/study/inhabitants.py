"""Inhabitants of regions, worked out of the gross domestic product, and counts taken per million of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from clustrat.potential.indicator_series import IndicatorSeries
from clustrat.study.edition_figures import EditionIndicator
from clustrat.study.theme_series import series_of

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = ["per_million"]

_OUTPUT, _PER_HEAD = (
    EditionIndicator(
        name=name, words="Gross domestic product", table="core_eurostat__gdp", where={"unit": unit}, unit=unit
    )
    for name, unit in (("gdp_meur", "MIO_EUR"), ("gdp_per_head_eur", "EUR_HAB"))
)


def per_million(
    counts: Mapping[str, float],
    edition: Edition,
    *,
    regions: Sequence[str],
    year: int,
    name: str,
    words: str,
    source: str,
    counted_in: Mapping[str, int] | None = None,
) -> IndicatorSeries:
    """Counts per million inhabitants, who are worked out of the gross domestic product in all and per head.

    Parameters
    ----------
    counts
        The count by region; a region that is not named has none.
    edition, regions, year
        Where the product is read, for which regions, of which year or at most three years earlier.
    name, words, source
        Of the series.
    counted_in
        The year of each count; without it the series carries no years.

    Returns
    -------
    IndicatorSeries
        ``modelled``, for the inhabitants are worked out; ``missing`` where the count or the product is not known.
    """
    whole, per_head = (series_of(edition, one, regions=regions, year=year) for one in (_OUTPUT, _PER_HEAD))
    with np.errstate(divide="ignore", invalid="ignore"):
        inhabitants = np.array(whole.values) * 1e6 / np.array(per_head.values)
    same_year = np.array(whole.years) == np.array(per_head.years)
    values = [
        1e6 * counts.get(region, float("nan")) / n if is_same and n > 0 else float("nan")
        for region, n, is_same in zip(regions, inhabitants.tolist(), same_year.tolist(), strict=True)
    ]
    known_in = counted_in or {}
    return replace(
        whole,
        name=name,
        words=words,
        unit="per million",
        values=tuple(values),
        years=tuple(
            0 if value != value else known_in.get(region, 0) for region, value in zip(regions, values, strict=True)
        ),
        statuses=tuple("missing" if value != value else "modelled" for value in values),
        flags=(),
        source=source,
    )
