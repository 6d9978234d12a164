"""The context of a region: income, work, research, beside its country, each with the year it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustrat.codes.nuts import Region
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import Translator
from clustrat.study.edition_figures import EditionIndicator, figure_of

if TYPE_CHECKING:
    from clustrat.study.answer import Prepared

__all__ = ["CONTEXT", "context_table"]

CONTEXT = (
    EditionIndicator(
        name="gdp_per_head_eur", words="Gross domestic product per head", table="core_eurostat__gdp",
        where={"unit": "EUR_HAB"}, unit="EUR",
    ),
    EditionIndicator(
        name="employed_ths", words="Employed persons aged 15 to 64", table="core_eurostat__labour_force_sex",
        where={"sex": "T", "age_group": "Y15-64"}, unit="thousands", digits=1,
    ),
    EditionIndicator(
        name="women_employed_pct", words="Women among the employed", table="core_eurostat__labour_force_sex",
        where={"sex": "T", "age_group": "Y15-64"}, part={"sex": "F", "age_group": "Y15-64"}, unit="%", digits=1,
    ),
    EditionIndicator(
        name="public_services_ths", words="Employed in public administration, education, health and care",
        table="core_eurostat__labour_force_industry", where={"nace_group": "O-Q", "age_group": "Y_GE15"}, unit="thousands",
        digits=1,
    ),
    EditionIndicator(
        name="rd_expenditure_pct_gdp", words="Research and development expenditure", table="core_eurostat__rd_expenditure",
        where={"sector": "TOTAL", "unit": "PC_GDP"}, unit="% of GDP", digits=2,
    ),
    EditionIndicator(
        name="researchers_fte", words="Researchers, full-time equivalents", table="core_eurostat__rd_personnel",
        where={"sector": "TOTAL", "occupation": "RSE", "sex": "T", "unit": "FTE"}, unit="FTE",
    ),
    EditionIndicator(
        name="women_researchers_pct", words="Women among the researchers", table="core_eurostat__rd_personnel",
        where={"sector": "TOTAL", "occupation": "RSE", "sex": "T", "unit": "HC"},
        part={"sector": "TOTAL", "occupation": "RSE", "sex": "F", "unit": "HC"}, unit="%", digits=1,
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


def context_table(prepared: Prepared, region: Region, *, say: Translator) -> ResultTable:
    """Indicators of the region beside its country, of the study's year or the nearest earlier one, at most three years back."""
    records = []
    for indicator in CONTEXT:
        own = figure_of(prepared.edition, indicator, region.code, prepared.year)
        # The comparison is of the same year, or there is none.
        nation = figure_of(prepared.edition, indicator, region.country, own["year"], max_age=0) if own["year"] else own
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
