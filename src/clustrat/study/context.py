"""The context of a region: income, work, research, beside its country, each with the year it is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustrat.codes.nuts import Region
from clustrat.evidence.flags import is_confidential
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import Translator
from clustrat.store.tables import read_table
from clustrat.study.kept import kept

if TYPE_CHECKING:
    import polars as pl

    from clustrat.store.catalog import Edition
    from clustrat.study.answer import Prepared

__all__ = ["CONTEXT", "ContextIndicator", "context_table"]

#: A figure up to so many years older stands in for a missing one, and says so.
MAX_AGE_YEARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextIndicator:
    """One indicator: the table and cells it is read from; with ``part`` it is the share of that part, in percent."""

    name: str
    words: str
    table: str
    where: Mapping[str, str]
    unit: str
    digits: int = 0
    part: Mapping[str, str] | None = None


CONTEXT = (
    ContextIndicator(
        name="gdp_per_head_eur", words="Gross domestic product per head", table="core_eurostat__gdp",
        where={"unit": "EUR_HAB"}, unit="EUR",
    ),
    ContextIndicator(
        name="employed_ths", words="Employed persons aged 15 to 64", table="core_eurostat__labour_force_sex",
        where={"sex": "T", "age_group": "Y15-64"}, unit="thousands", digits=1,
    ),
    ContextIndicator(
        name="women_employed_pct", words="Women among the employed", table="core_eurostat__labour_force_sex",
        where={"sex": "T", "age_group": "Y15-64"}, part={"sex": "F", "age_group": "Y15-64"}, unit="%", digits=1,
    ),
    ContextIndicator(
        name="public_services_ths", words="Employed in public administration, education, health and care",
        table="core_eurostat__labour_force_industry", where={"nace_group": "O-Q", "age_group": "Y_GE15"}, unit="thousands",
        digits=1,
    ),
    ContextIndicator(
        name="rd_expenditure_pct_gdp", words="Research and development expenditure", table="core_eurostat__rd_expenditure",
        where={"sector": "TOTAL", "unit": "PC_GDP"}, unit="% of GDP", digits=2,
    ),
    ContextIndicator(
        name="researchers_fte", words="Researchers, full-time equivalents", table="core_eurostat__rd_personnel",
        where={"sector": "TOTAL", "occupation": "RSE", "sex": "T", "unit": "FTE"}, unit="FTE",
    ),
    ContextIndicator(
        name="women_researchers_pct", words="Women among the researchers", table="core_eurostat__rd_personnel",
        where={"sector": "TOTAL", "occupation": "RSE", "sex": "T", "unit": "HC"},
        part={"sector": "TOTAL", "occupation": "RSE", "sex": "F", "unit": "HC"}, unit="%", digits=1,
    ),
    ContextIndicator(
        name="hrst_pct_active", words="Human resources in science and technology", table="core_eurostat__human_resources",
        where={"category": "HRST", "unit": "PC_ACT"}, unit="% of the active population", digits=1,
    ),
    ContextIndicator(
        name="patents_per_million", words="Patent applications to the EPO per million inhabitants",
        table="core_eurostat__patents", where={"unit": "P_MHAB", "is_truncated": "false"}, unit="per million", digits=1,
    ),
)  # fmt: skip


def context_table(prepared: Prepared, region: Region, *, say: Translator) -> ResultTable:
    """Indicators of the region beside its country, of the study's year or the nearest earlier one, at most three years back."""
    records = []
    for indicator in CONTEXT:
        own = _figure(prepared.edition, indicator, region.code, prepared.year)
        # The comparison is of the same year, or there is none.
        nation = _figure(prepared.edition, indicator, region.country, own["year"], max_age=0) if own["year"] else own
        records.append(
            {
                "indicator": indicator.name,
                "label": say.text(indicator.words),
                "unit": say.text(indicator.unit) if indicator.unit not in ("%", "EUR", "FTE") else indicator.unit,
                "digits": indicator.digits,
                "value": own["value"],
                "flag": own["flag"],
                "reason": own["reason"],
                "year": own["year"],
                "country_value": nation["value"] if region.level > 0 else None,
                "country_flag": nation["flag"] if region.level > 0 else "",
                "table_code": prepared.edition.tables[indicator.table].table_code,
            }
        )
    columns = (
        Column(name="indicator", words=say.text("Indicator"), role="key"),
        Column(name="label", words=say.text("Indicator"), role="label"),
        Column(name="unit", words=say.text("Unit"), role="label"),
        Column(name="digits", words=say.text("Digits shown"), role="label"),
        Column(name="value", words=say.text("Region"), digits=2),
        Column(name="value_flag", words=say.text("Flag"), role="flag"),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
        Column(name="year", words=say.text("Year"), role="key", digits=0),
        Column(name="country_value", words=say.text("Country"), digits=2),
        Column(name="country_value_flag", words=say.text("Flag, country"), role="flag"),
        Column(name="table_code", words=say.text("Table"), role="label"),
    )
    for row in records:
        row["value_flag"], row["country_value_flag"] = row.pop("flag"), row.pop("country_flag")
    used = dict.fromkeys(indicator.table for indicator in CONTEXT)
    return ResultTable.from_records(
        "context",
        say.text("Income, work and research in %(region)s", region=region.name),
        columns,
        records,
        sources=tuple(prepared.edition.provenance(name).citation for name in used),
    )


def _figure(
    edition: Edition, indicator: ContextIndicator, code: str, year: int, *, max_age: int = MAX_AGE_YEARS
) -> dict[str, Any]:
    """The figure of the year or the nearest earlier one, with its flag, or the reason why there is none."""
    whole = _series(edition, indicator.table, indicator.where, code)
    part = whole if indicator.part is None else _series(edition, indicator.table, indicator.part, code)
    for age in range(max_age + 1):
        (top, top_flag), (bottom, flag) = part.get(year - age, (None, "")), whole.get(year - age, (None, ""))
        if top is None or bottom is None:
            continue
        if indicator.part is None:
            return {"value": top, "flag": top_flag, "reason": "", "year": year - age}
        if bottom > 0:
            flags = "".join(sorted(set(top_flag) | set(flag)))
            return {"value": 100 * top / bottom, "flag": flags, "reason": "", "year": year - age}
    flag = whole.get(year, (None, ""))[1]
    reason = "confidential_source" if is_confidential(flag) else "not_available"
    return {"value": None, "flag": flag, "reason": reason, "year": None}


def _series(edition: Edition, table: str, where: Mapping[str, str], code: str) -> dict[int, tuple[float | None, str]]:
    key = (table, tuple(sorted(where.items())))
    return kept(edition, key, lambda: _indexed(kept(edition, table, lambda: read_table(edition, table)), where)).get(
        code, {}
    )


def _indexed(frame: pl.DataFrame, where: Mapping[str, str]) -> dict[str, dict[int, tuple[float | None, str]]]:
    import polars as pl

    for column, wanted in where.items():
        frame = frame.filter(pl.col(column).cast(pl.String) == wanted)
    found: dict[str, dict[int, tuple[float | None, str]]] = {}
    rows = frame.select(pl.col("nuts_code").cast(pl.String), "year", "value", pl.col("flag").cast(pl.String))
    for code, year, value, flag in rows.iter_rows():
        found.setdefault(code, {})[year] = (value, flag)
    return found
