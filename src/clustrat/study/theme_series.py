"""Indicator series of all regions out of an edition: rates and shares, each with its year, and old regions under their new codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from clustrat.codes.correspondence import weights
from clustrat.potential.indicator_series import IndicatorSeries, SeriesStatus, substitute_national
from clustrat.study.edition_figures import EditionIndicator, figure_of
from clustrat.study.question import NUTS_VERSION

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = ["RESEARCH", "codes_of_parts", "national_values", "readiness_series", "series_of"]

#: Version in which tables of later years give regions whose code of :data:`NUTS_VERSION` is gone.
LATER_VERSION = "2021"
#: NUTS levels for which there are correspondences.
LEVELS = (2, 3)

#: R&D strength, for the potential rating.
RESEARCH = (
    EditionIndicator(
        name="rd_expenditure_pct_gdp", words="Research and development expenditure", table="core_eurostat__rd_expenditure",
        where={"sector": "TOTAL", "unit": "PC_GDP"}, unit="% of GDP", digits=2,
    ),
    EditionIndicator(
        name="hrst_pct_active", words="Human resources in science and technology", table="core_eurostat__human_resources",
        where={"category": "HRST", "unit": "PC_ACT"}, unit="% of the active population", digits=1,
    ),
    EditionIndicator(
        name="patents_per_million", words="Patent applications to the EPO per million inhabitants",
        table="core_eurostat__patents", where={"unit": "P_MHAB", "is_truncated": "false"}, unit="per million", digits=1,
    ),
)  # fmt: skip

_HEADS = {"sector": "TOTAL", "unit": "HC"}
_ADULTS = {"age_group": "Y15-64"}
#: Shares that a region may have from its country, so marked, where its own are not published.
GENDER = (
    EditionIndicator(
        name="women_rd_personnel_pct", words="Women among research and development personnel", unit="%", digits=1,
        table="core_eurostat__rd_personnel", where={**_HEADS, "occupation": "TOTAL", "sex": "T"},
        part={**_HEADS, "occupation": "TOTAL", "sex": "F"},
    ),
    EditionIndicator(
        name="women_researchers_pct", words="Women among researchers", unit="%", digits=1,
        table="core_eurostat__rd_personnel", where={**_HEADS, "occupation": "RSE", "sex": "T"},
        part={**_HEADS, "occupation": "RSE", "sex": "F"},
    ),
    EditionIndicator(
        name="women_employment_pct", words="Women among the employed", unit="%", digits=1,
        table="core_eurostat__labour_force_sex", where={**_ADULTS, "sex": "T"}, part={**_ADULTS, "sex": "F"},
    ),
    EditionIndicator(
        name="women_tertiary_pct", words="Women among the employed with tertiary education", unit="%", digits=1,
        table="core_eurostat__labour_force_education", where={**_ADULTS, "education": "ED5-8", "sex": "T"},
        part={**_ADULTS, "education": "ED5-8", "sex": "F"},
    ),
)  # fmt: skip
_BUSINESS, _GOVERNMENT, _UNIVERSITIES = (
    EditionIndicator(
        name=f"rd_{sector.lower()}_pct_gdp", words=words, unit="% of GDP", digits=2, table="core_eurostat__rd_expenditure",
        where={"sector": sector, "unit": "PC_GDP"},
    )
    for sector, words in (
        ("BES", "Research and development of business"),
        ("GOV", "Research and development of government"),
        ("HES", "Research and development of higher education"),
    )
)  # fmt: skip


def readiness_series(edition: Edition, *, regions: Sequence[str], year: int) -> dict[str, tuple[IndicatorSeries, ...]]:
    """The indicators of each cross-cutting issue that the edition holds; others come from a user's files or stay missing.

    A share of women that a region does not publish is that of its country, marked ``substituted``.
    """
    countries = tuple(sorted({region[:2] for region in regions}))
    gender = tuple(
        substitute_national(
            series_of(edition, indicator, regions=regions, year=year),
            national_values(edition, indicator, countries=countries, year=year),
            regions=regions,
        )
        for indicator in GENDER
    )
    business, government, universities = (
        series_of(edition, indicator, regions=regions, year=year)
        for indicator in (_BUSINESS, _GOVERNMENT, _UNIVERSITIES)
    )
    _, resources, patents = (series_of(edition, indicator, regions=regions, year=year) for indicator in RESEARCH)
    transfer = (
        replace(business, name="rd_business_pct_gdp"),
        _sum(
            government,
            universities,
            name="rd_public_pct_gdp",
            words="Research and development of government and higher education",
        ),
        replace(resources, name="human_resources_pct"),
        patents,
    )
    return {"gender_in_innovation": gender, "technology_and_knowledge_transfer": transfer, "internationalisation": ()}


def _sum(first: IndicatorSeries, second: IndicatorSeries, *, name: str, words: str) -> IndicatorSeries:
    """Two series of the same regions added where both have a figure of one year; missing elsewhere."""
    is_both = [a == b and a > 0 for a, b in zip(first.years, second.years, strict=True)]
    values = [a + b if both else float("nan") for a, b, both in zip(first.values, second.values, is_both, strict=True)]
    flags = ["".join(sorted({*a, *b})) for a, b in zip(first.flags, second.flags, strict=True)]
    return replace(
        first,
        name=name,
        words=words,
        values=tuple(values),
        years=tuple(year if both else 0 for year, both in zip(first.years, is_both, strict=True)),
        statuses=tuple("known" if both else "missing" for both in is_both),
        flags=tuple(flags),
    )


def series_of(edition: Edition, indicator: EditionIndicator, *, regions: Sequence[str], year: int) -> IndicatorSeries:
    """One indicator of all regions, of the year asked for or at most three years earlier.

    A region whose code is gone in later tables is read under its new code where it only changed its code. Where it was split,
    a share is taken of the sums of its parts if all of them have both counts of one year; any other figure is missing there.

    Parameters
    ----------
    edition
        The edition.
    indicator
        What to read; with ``part`` the share of that part in percent.
    regions
        Codes of NUTS 2013.
    year
        Of the study.

    Returns
    -------
    IndicatorSeries
        ``nan`` and ``missing`` where there is no figure; never 0.
    """
    values: list[float] = []
    years: list[int] = []
    statuses: list[SeriesStatus] = []
    flags: list[str] = []
    for region in regions:
        found = figure_of(edition, indicator, region, year)
        if found["year"] != year:
            later = _under_new_codes(edition, indicator, region, year)
            if later is not None and (found["year"] is None or later["year"] > found["year"]):
                found = later
        is_there = found["value"] is not None
        values.append(float(found["value"]) if is_there else float("nan"))
        years.append(int(found["year"]) if is_there else 0)
        statuses.append("known" if is_there else "missing")
        flags.append(str(found["flag"]))
    return IndicatorSeries(
        name=indicator.name,
        words=indicator.words,
        unit=indicator.unit,
        regions=tuple(regions),
        values=tuple(values),
        years=tuple(years),
        statuses=tuple(statuses),
        flags=tuple(flags),
        nuts_version=NUTS_VERSION,
        source=edition.provenance(indicator.table).citation,
    )


def national_values(
    edition: Edition, indicator: EditionIndicator, *, countries: Sequence[str], year: int
) -> dict[str, tuple[float, int]]:
    """Value and year of each country that has the figure, by its code."""
    found = {country: figure_of(edition, indicator, country, year) for country in countries}
    return {code: (float(f["value"]), int(f["year"])) for code, f in found.items() if f["value"] is not None}


@cache
def codes_of_parts(region: str) -> tuple[str, ...]:
    """The later codes that together are exactly this region; empty where its borders changed or its code stayed.

    Examples
    --------
    >>> codes_of_parts("PL12"), codes_of_parts("PL31"), codes_of_parts("ITH4")
    (('PL91', 'PL92'), ('PL81',), ())
    """
    level = len(region) - 2
    table = weights(from_version=NUTS_VERSION, to_version=LATER_VERSION, level=level) if level in LEVELS else {}
    parts = tuple(sorted(part.code for part in table.get(region, ())))
    if not parts or parts == (region,):
        return ()
    for other, theirs in table.items():
        if other != region and any(part.code in parts for part in theirs):
            return ()
    return parts


def _under_new_codes(edition: Edition, indicator: EditionIndicator, region: str, year: int) -> dict[str, Any] | None:
    parts = codes_of_parts(region)
    if len(parts) == 1:
        found = figure_of(edition, indicator, parts[0], year)
        return found if found["value"] is not None else None
    if not parts or indicator.part is None:
        return None
    whole = EditionIndicator(
        name=indicator.name, words=indicator.words, table=indicator.table, where=indicator.where, unit=indicator.unit
    )
    some = EditionIndicator(
        name=indicator.name, words=indicator.words, table=indicator.table, where=indicator.part, unit=indicator.unit
    )
    bottoms = [figure_of(edition, whole, part, year) for part in parts]
    if any(bottom["value"] is None for bottom in bottoms) or len({bottom["year"] for bottom in bottoms}) > 1:
        return None
    own = bottoms[0]["year"]
    tops = [figure_of(edition, some, part, own, max_age=0) for part in parts]
    total = sum(bottom["value"] for bottom in bottoms)
    if any(top["value"] is None for top in tops) or not total:
        return None
    flags = "".join(sorted({letter for found in (*tops, *bottoms) for letter in found["flag"]}))
    return {"value": 100 * sum(top["value"] for top in tops) / total, "flag": flags, "reason": "", "year": own}
