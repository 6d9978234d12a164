"""Shift-share of a region against its country: in all, by division, and by cluster category."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.nace import label
from clustrat.codes.nuts import Region, is_pseudo_region, regions
from clustrat.evidence.result import Column, ResultTable
from clustrat.indicators.growth import ShiftShare, shift_share
from clustrat.publish.language import Translator
from clustrat.study.answer import Prepared
from clustrat.study.question import NACE_VERSION, NUTS_VERSION

__all__ = ["shift_share_tables"]

FloatArray = NDArray[np.float64]


def shift_share_tables(
    prepared: Prepared, region: Region, *, language: str, say: Translator
) -> tuple[ResultTable, ResultTable]:
    """The components in all, and those of every division and category that can be had; both empty without a base year.

    An industry enters if it is published in both years for region and country, and its country's figure does not jump
    between them without a flag. A category enters if all its parts do; its figure is an estimate by equal classes.
    """
    four = _counts(prepared, region)
    parts = None if four is None else _parts(*four)
    return _in_all(prepared, region, four, parts, say), _in_detail(
        prepared, region, four, parts, say, language=language
    )


def _counts(prepared: Prepared, region: Region) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray] | None:
    """Persons of region and country in both years, without the industries whose country jumps.

    ``None`` where the region is its whole country, such as Malta: a country has no part of its own against itself.
    """
    landscape = prepared.landscape
    beside = regions(version=NUTS_VERSION, level=region.level, country=region.country)
    if prepared.base_year is None or not any(r.code != region.code and not is_pseudo_region(r.code) for r in beside):
        return None
    values, nation = landscape.values["employment_persons"], landscape.country_values["employment_persons"]
    y0, y1 = landscape.year_index(prepared.base_year), landscape.year_index(prepared.year)
    r, n = landscape.region_index(region.code), landscape.countries.index(region.country)
    jumped = landscape.jumped(base_year=prepared.base_year, year=prepared.year)[r]
    return np.where(jumped, np.nan, values[y0, r]), values[y1, r], nation[y0, n], nation[y1, n]


def _parts(e0: FloatArray, e1: FloatArray, n0: FloatArray, n1: FloatArray) -> ShiftShare | None:
    enters = ~np.isnan(np.array([e0, e1, n0, n1])).any(axis=0) & (n0 > 0)
    return shift_share(e0, e1, n0, n1) if enters.any() and np.nansum(e0[enters]) > 0 else None


def _in_all(
    prepared: Prepared,
    region: Region,
    four: tuple[FloatArray, ...] | None,
    parts: ShiftShare | None,
    say: Translator,
) -> ResultTable:
    columns = (
        Column(name="component", words=say.text("Component"), role="key"),
        Column(name="label", words=say.text("Component"), role="label"),
        Column(name="persons", words=say.text("Persons"), unit="persons", digits=0),
        Column(name="share_of_base", words=say.text("Share of the base year covered"), digits=2),
        Column(name="n_industries", words=say.text("Industries that enter"), digits=0),
    )
    records: list[dict[str, Any]] = []
    if parts is not None and four is not None and prepared.base_year is not None:
        landscape = prepared.landscape
        y0 = landscape.year_index(prepared.base_year)
        known = landscape.values["employment_persons"][y0, landscape.region_index(region.code)]
        words = {
            "national": say.text("What the national trend alone would bring"),
            "mix": say.text("What the region's mix of industries adds"),
            "regional": say.text("What is the region's own"),
            "change": say.text("Change in all"),
        }
        records = [
            {
                "component": name,
                "label": words[name],
                "persons": value,
                "share_of_base": float(np.nansum(four[0][~np.isnan(parts.change)]) / np.nansum(known)),
                "n_industries": int((~np.isnan(parts.change)).sum()),
            }
            for name, value in parts.totals.items()
        ]
    title = say.text("What the change of persons employed in %(region)s is made of", region=region.name)
    source = prepared.landscape.provenance.citation
    return ResultTable.from_records("shift_share", title, columns, records, sources=(source,))


def _in_detail(
    prepared: Prepared,
    region: Region,
    four: tuple[FloatArray, ...] | None,
    parts: ShiftShare | None,
    say: Translator,
    *,
    language: str,
) -> ResultTable:
    columns = (
        Column(name="kind", words=say.text("Division or category"), role="key"),
        Column(name="code", words=say.text("Code"), role="key"),
        Column(name="label", words=say.text("Industry"), role="label"),
        Column(name="change_persons", words=say.text("Change in all"), unit="persons", digits=0),
        Column(name="national_persons", words=say.text("National trend"), unit="persons", digits=0),
        Column(name="mix_persons", words=say.text("Mix of industries"), unit="persons", digits=0),
        Column(name="regional_persons", words=say.text("The region's own"), unit="persons", digits=0),
    )
    records: list[dict[str, Any]] = []
    if parts is not None and four is not None:
        weights = prepared.map.weights
        by_category = _parts(*(_weighted(values, weights.weights) for values in four))
        divisions = [(code, label(code, version=NACE_VERSION, language=language).text) for code in weights.divisions]
        categories = [(category.code, say.text(category.name)) for category in weights.categories]
        for kind, names, found in (("division", divisions, parts), ("category", categories, by_category)):
            if found is not None:
                records += _rows(kind, names, found)
    title = say.text("The change of persons employed in %(region)s, industry by industry", region=region.name)
    source = prepared.landscape.provenance.citation
    return ResultTable.from_records("shift_share_detail", title, columns, records, sources=(source,))


def _rows(kind: str, names: list[tuple[str, str]], parts: ShiftShare) -> list[dict[str, Any]]:
    """Rows of the industries that enter."""
    return [
        {
            "kind": kind,
            "code": code,
            "label": words,
            "change_persons": float(parts.change[i]),
            "national_persons": float(parts.national[i]),
            "mix_persons": float(parts.mix[i]),
            "regional_persons": float(parts.regional[i]),
        }
        for i, (code, words) in enumerate(names)
        if not np.isnan(parts.change[i])
    ]


def _weighted(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Sums by category; ``nan`` where a part that enters is missing."""
    missing = np.isnan(values)
    sums = np.where(missing, 0.0, values) @ weights
    return np.where((missing[:, None] & (weights > 0)).any(axis=0), np.nan, sums)
