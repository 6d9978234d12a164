"""Where the tables of an edition come from: publisher, code, vintage, licence, and what stands in each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["ORIGINS", "Origin"]

LICENCE = "reuse with acknowledgement (Commission Decision 2011/833/EU)"
ATTRIBUTION = "Source: Eurostat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Origin of one table, and the words for its columns."""

    title: str
    table_code: str
    vintage: str
    columns: Mapping[str, str]
    notes: tuple[str, ...] = ()
    publisher: str = "Eurostat"
    licence: str = LICENCE
    attribution: str = ATTRIBUTION


_VALUE = {
    "value": "the figure, in the unit of the row; null = none published",
    "flag": "flags as published; empty = none",
}
_REGION = {"nuts_code": "region, NUTS 0-2", "year": "year"}
_VERSION = {"nuts_version": "NUTS version to read the code in: 2013 where it has the code, else the newest that has"}
_BUSINESS = {
    "nuts_code": "region, NUTS 2013, level 0-2; pseudo-regions end in Z or ZZ",
    "nace_code": "activity, NACE Rev. 2: section (C), division (C31), or S95",
    "measure": "local_units (number), employment_persons (persons), wages_meur (million EUR)",
    "year": "year",
}
_AGE = {"age_group": "Y15-64 or Y_GE15 (15 and older)"}
_UNIT = {"unit": "unit of the value"}
_RESEARCH_NOTE = (
    "Published without flags, and with regions of several NUTS versions side by side (PL, HU, HR): add up only regions of "
    "one version."
)

ORIGINS: Mapping[str, Origin] = MappingProxyType(
    {
        "core_eurostat__sbs_regional": Origin(
            title="Regional structural business statistics: local units, persons employed, wages",
            table_code="sbs_r_nuts06_r2",
            vintage="2017-07",
            columns={**_BUSINESS, **_VALUE},
            notes=(
                "Old region codes are spliced to those of NUTS 2013; the first year after a boundary change has the flag b.",
                "Old codes whose region went to several new ones (EL1, EL2, FI18, UKI1, UKI2) are left out and counted.",
                "France: nothing published for 2008 and 2009. Slovakia 2010: an unflagged break. Croatia: from 2014. "
                "Ireland 2014: no regions for sections B to E.",
                "Divisions of A, K, O, P, Q, R, S94 and S96 are not collected.",
            ),
        ),
        "core_eurostat__sbs_bounds": Origin(
            title="What published sums leave for confidential figures; for calculation only, never shown as data",
            table_code="sbs_r_nuts06_r2",
            vintage="2017-07",
            columns={
                **_BUSINESS,
                "lower": "least value that fits all published sums",
                "upper": "greatest value that fits all published sums; null = nothing limits it",
                "estimate": "residual allocation within the bounds (flag imputed); null = not allocated",
                "method": "prior of the estimate: size (local units; persons for wages) or section_mix; bounds_only = none",
            },
            notes=("Derived by clustrat from published figures; a bound is not a published figure.",),
        ),
        "core_eurostat__sbs_national": Origin(
            title="National structural business statistics: persons employed in enterprises",
            table_code="sbs_na_sca_r2",
            vintage="2017-07",
            columns={**_BUSINESS, "nuts_code": "country", **_UNIT, **_VALUE},
            notes=("Counts another unit than the regional table: context, never control totals of the regions.",),
        ),
        "core_eurostat__labour_force_industry": Origin(
            title="Employment by region and group of sections (labour force survey)",
            table_code="lfst_r_lfe2en2",
            vintage="2017-03",
            columns={
                **_REGION,
                "nace_group": "sections, NACE Rev. 2: A, B-E, ..., O-Q, R-U, TOTAL, NRP",
                **_AGE,
                **_UNIT,
                **_VALUE,
                **_VERSION,
            },
        ),
        "core_eurostat__labour_force_sex": Origin(
            title="Employment by region and sex (labour force survey)",
            table_code="lfst_r_lfe2emp",
            vintage="2017-03",
            columns={**_REGION, "sex": "T all, F women, M men", **_AGE, **_UNIT, **_VALUE, **_VERSION},
        ),
        "core_eurostat__labour_force_education": Origin(
            title="Employment by region, sex and education (labour force survey)",
            table_code="lfst_r_lfe2eedu",
            vintage="2017-03",
            columns={
                **_REGION,
                "sex": "T all, F women, M men",
                "education": "ISCED 2011: ED0-2, ED3_4, ED5-8, TOTAL, NRP (no answer)",
                **_AGE,
                **_UNIT,
                **_VALUE,
                **_VERSION,
            },
        ),
        "core_eurostat__gdp": Origin(
            title="Regional gross domestic product",
            table_code="nama_10r_3gdp, nama_10r_2gdp",
            vintage="figures to 2022 and, for codes of former versions, to 2014",
            columns={
                **_REGION,
                **_UNIT,
                **_VALUE,
                "table_code": "table of the figure",
                **_VERSION,
            },
            notes=(
                "The newer table counts; the older gives only regions whose code the newer has not. "
                "PPS_EU27_2020_HAB (newer) and PPS_HAB (older) are not on one scale.",
            ),
        ),
        "core_eurostat__rd_personnel": Origin(
            title="R&D personnel and researchers by sector and sex",
            table_code="rd_p_persreg",
            vintage="2022-03-31",
            columns={
                **_REGION,
                "sector": "TOTAL, BES business, GOV government, HES higher education, PNP private non-profit",
                "occupation": "TOTAL all R&D personnel, RSE researchers",
                "sex": "T all, F women",
                "unit": "HC head count, FTE full-time equivalents",
                **_VALUE,
                **_VERSION,
            },
            notes=(_RESEARCH_NOTE, "Years 2011-2020 only."),
        ),
        "core_eurostat__rd_expenditure": Origin(
            title="R&D expenditure by sector of performance",
            table_code="rd_e_gerdreg",
            vintage="2022-03-31",
            columns={
                **_REGION,
                "sector": "TOTAL, BES business, GOV government, HES higher education, PNP private non-profit",
                "unit": "MIO_EUR, EUR_HAB per inhabitant, PC_GDP per cent of GDP",
                **_VALUE,
                **_VERSION,
            },
            notes=(_RESEARCH_NOTE,),
        ),
        "core_eurostat__human_resources": Origin(
            title="Human resources in science and technology",
            table_code="hrst_st_rcat",
            vintage="2022-03-31",
            columns={
                **_REGION,
                "category": "HRST all, HRSTE by education, HRSTO by occupation, HRSTC both, SE scientists and engineers",
                "unit": "THS thousand persons, PC_ACT per cent of the active population",
                **_VALUE,
                **_VERSION,
            },
            notes=(_RESEARCH_NOTE,),
        ),
        "core_eurostat__patents": Origin(
            title="Patent applications to the European Patent Office by priority year",
            table_code="pat_ep_rtot",
            vintage="figures to 2012",
            columns={
                **_REGION,
                "unit": "NR number, P_MHAB per million inhabitants",
                **_VALUE,
                "is_truncated": "whether not all applications of the year were in",
                **_VERSION,
            },
            notes=("2012 was not complete when the table was published; Eurostat ended the series afterwards.",),
        ),
    }
)
