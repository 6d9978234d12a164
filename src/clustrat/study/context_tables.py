"""The tables beside the business statistics: labour force, GDP, research, human resources, patents; one function each."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from clustrat.codes.nuts import VERSIONS, regions
from clustrat.errors import SourceError
from clustrat.sources.bulk_tsv import read_bulk_tsv
from clustrat.study.harmonise import NUTS_VERSION, RowAccount, account_of

if TYPE_CHECKING:
    import polars as pl

    from clustrat.sources.raw_table import RawTable

__all__ = [
    "gdp",
    "human_resources",
    "labour_force_education",
    "labour_force_industry",
    "labour_force_sex",
    "patents",
    "read_research_file",
    "research_expenditure",
    "research_personnel",
    "sbs_national",
]

AGES = ("Y15-64", "Y_GE15")
SECTION_CODES = frozenset("BCDEFGHIJLMN") | {"S95"}
#: The last year of the patent file, whose applications were not all in when it was published.
PATENTS_TRUNCATED = 2012
RESEARCH_COLUMNS = ("year", "region_id", "region_level", "value", "dataset", "series")

Table = tuple["pl.DataFrame", RowAccount]


@cache
def _version_of() -> Mapping[str, str]:
    """Region code -> the NUTS version to read it in: 2013 where it stands there, else the newest that has it."""
    found = {region.code: version for version in VERSIONS for region in regions(version=version) if region.level <= 2}
    found.update({region.code: NUTS_VERSION for region in regions(version=NUTS_VERSION) if region.level <= 2})
    return found


def _fate(frame: pl.DataFrame, *reasons: tuple[pl.Expr, str]) -> pl.DataFrame:
    """The first reason that holds rejects a row; then codes that are no region; the rest is kept."""
    import polars as pl

    versions = _version_of()
    fate = pl.when(~pl.col("geo").is_in(list(versions))).then(pl.lit("region_not_in_nuts")).otherwise(pl.lit("kept"))
    for condition, reason in reversed(reasons):
        fate = pl.when(condition).then(pl.lit(reason)).otherwise(fate)
    return frame.with_columns(
        fate.alias("fate"),
        pl.col("geo").replace_strict(versions, default="", return_dtype=pl.String).alias("nuts_version"),
    )


def _expect(raw: RawTable, dimensions: Collection[str], code: str) -> None:
    import polars as pl

    found = [column for column in raw.frame.columns if column not in ("time", "value", "flag")]
    if found != list(dimensions) or raw.frame.schema["time"] == pl.String:
        raise SourceError(
            f"{raw.name} has the columns {', '.join(found)}; the table {code} of Eurostat has {', '.join(dimensions)} and years. "
            f"Give the file of {code}."
        )


def sbs_national(path: Path) -> tuple[RawTable, Table]:
    """Persons employed by country and activity (table ``sbs_na_sca_r2``): context, never control totals."""
    import polars as pl

    raw = read_bulk_tsv(path)
    _expect(raw, ("nace_r2", "indic_sb", "geo"), "sbs_na_sca_r2")
    is_used = pl.col("nace_r2").is_in(list(SECTION_CODES)) | pl.col("nace_r2").str.contains(r"^[A-Z]\d{2}$")
    frame = _fate(
        raw.frame,
        (pl.col("indic_sb") != "V16110", "indicator_not_used"),
        (~is_used, "activity_not_used"),
        (pl.col("geo").str.len_chars() != len("AT"), "not_a_country"),
    )
    kept = frame.filter(pl.col("fate") == "kept").select(
        pl.col("geo").alias("nuts_code"),
        pl.col("nace_r2").alias("nace_code"),
        pl.lit("employment_persons").alias("measure"),
        pl.col("time").alias("year"),
        pl.lit("persons").alias("unit"),
        "value",
        "flag",
    )
    return raw, (kept, account_of(raw, frame))


def labour_force_industry(path: Path) -> tuple[RawTable, Table]:
    """Employment by region and group of sections, including public services (table ``lfst_r_lfe2en2``)."""
    return _labour_force(path, "lfst_r_lfe2en2", {"nace_r2": "nace_group"})


def labour_force_sex(path: Path) -> tuple[RawTable, Table]:
    """Employment by region and sex (table ``lfst_r_lfe2emp``)."""
    return _labour_force(path, "lfst_r_lfe2emp", {"sex": "sex"})


def labour_force_education(path: Path) -> tuple[RawTable, Table]:
    """Employment by region, sex and education (table ``lfst_r_lfe2eedu``)."""
    return _labour_force(path, "lfst_r_lfe2eedu", {"sex": "sex", "isced11": "education"})


def _labour_force(path: Path, code: str, columns: Mapping[str, str]) -> tuple[RawTable, Table]:
    import polars as pl

    raw = read_bulk_tsv(path)
    dimensions = list(columns)
    where_age = 1 if "sex" in dimensions else len(dimensions)
    _expect(raw, ("unit", *dimensions[:where_age], "age", *dimensions[where_age:], "geo"), code)
    frame = _fate(
        raw.frame,
        (~pl.col("age").is_in(list(AGES)), "age_group_not_used"),
        (pl.col("unit") != "THS", "unit_not_used"),
    )
    kept = frame.filter(pl.col("fate") == "kept").select(
        pl.col("geo").alias("nuts_code"),
        *(pl.col(old).alias(new) for old, new in columns.items()),
        pl.col("age").alias("age_group"),
        pl.col("time").alias("year"),
        pl.col("unit"),
        "value",
        "flag",
        "nuts_version",
    )
    return raw, (kept, account_of(raw, frame))


def gdp(newer: Path, older: Path) -> tuple[tuple[RawTable, RawTable], Table]:
    """Regional GDP: the newer file, and the older one for regions whose code stands only there.

    Units ``MIO_EUR``, ``EUR_HAB`` and purchasing power standards per head, under the unit's name in its file
    (``PPS_EU27_2020_HAB``, ``PPS_HAB``): the two are not on one scale.
    """
    import polars as pl

    new, old = read_bulk_tsv(newer), read_bulk_tsv(older)
    _expect(new, ("freq", "unit", "geo"), "nama_10r_3gdp")
    _expect(old, ("unit", "geo"), "nama_10r_2gdp")
    units = ["MIO_EUR", "EUR_HAB", "PPS_EU27_2020_HAB", "PPS_HAB"]
    is_newer = pl.col("geo").is_in(new.frame["geo"].unique().to_list())
    fates = [
        _fate(new.frame, (~pl.col("unit").is_in(units), "unit_not_used"),
              (pl.col("geo").str.len_chars() > len("AT11"), "level_not_used")),
        _fate(old.frame, (~pl.col("unit").is_in(units), "unit_not_used"), (is_newer, "newer_file_counts")),
    ]  # fmt: skip
    kept = [
        frame.filter(pl.col("fate") == "kept").select(
            pl.col("geo").alias("nuts_code"), pl.col("time").alias("year"), "unit", "value", "flag",
            pl.lit(code).alias("table_code"), "nuts_version",
        )
        for frame, code in zip(fates, ("nama_10r_3gdp", "nama_10r_2gdp"), strict=True)
    ]  # fmt: skip
    account = _joined(account_of(new, fates[0]), account_of(old, fates[1]))
    return (new, old), (pl.concat(kept), account)


def _joined(first: RowAccount, second: RowAccount) -> RowAccount:
    """One account for two raw files."""
    reasons = {*first.rejected, *second.rejected}
    empty = {"read": 0, "kept": 0, "rejected": 0}
    flags = {*first.by_flag, *second.by_flag}
    return RowAccount(
        read=first.read + second.read,
        kept=first.kept + second.kept,
        rejected={reason: first.rejected.get(reason, 0) + second.rejected.get(reason, 0) for reason in reasons},
        by_flag={
            flag: {key: first.by_flag.get(flag, empty)[key] + second.by_flag.get(flag, empty)[key] for key in empty}
            for flag in flags
        },
    )


def read_research_file(path: Path) -> tuple[pl.DataFrame, str]:
    """Read the collected research tables (Parquet, without flags) and their hash.

    Raises
    ------
    SourceError
        The file is not there, is not Parquet, lacks a column, or names a figure twice.
    """
    import polars as pl

    try:
        data = path.read_bytes()
        frame = pl.read_parquet(data)
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}. Give the folder of the raw files with --from.") from None
    except pl.exceptions.PolarsError as error:
        raise SourceError(
            f"{path.name} is not a whole Parquet file ({str(error).splitlines()[0]}). Fetch it again."
        ) from None
    if missing := [column for column in RESEARCH_COLUMNS if column not in frame.columns]:
        raise SourceError(
            f"{path.name} has no column '{missing[0]}'; it has {', '.join(frame.columns[:8])}. "
            "Give the file of the regional research tables."
        )
    frame = frame.select(RESEARCH_COLUMNS).rename({"region_id": "geo"})
    if frame.select("dataset", "series", "geo", "year").is_duplicated().any():
        raise SourceError(f"{path.name} names a figure twice. Fetch it again.")
    return frame.with_columns(pl.lit("").alias("flag"), pl.col("year").cast(pl.Int16)), hashlib.sha256(data).hexdigest()


def _research(frame: pl.DataFrame, dataset: str, pattern: str, columns: Mapping[str, str]) -> Table:
    """Rows of one data set whose series fits the pattern; its named groups become columns."""
    import polars as pl

    of_dataset = frame.filter(pl.col("dataset") == dataset)
    parts = pl.col("series").str.extract_groups(pattern)
    fates = _fate(
        of_dataset.with_columns(parts.alias("parts")).unnest("parts"),
        (pl.col(next(iter(columns))).is_null(), "series_not_used"),
        (pl.col("region_level") > 2, "level_not_used"),
    )
    kept = fates.filter(pl.col("fate") == "kept").select(
        pl.col("geo").alias("nuts_code"),
        *(pl.col(group).str.to_uppercase().alias(name) for group, name in columns.items() if name != "unit"),
        "year",
        pl.col("unit").str.to_uppercase(),
        "value",
        "flag",
        "nuts_version",
    )
    counts = dict(fates.group_by("fate").len().iter_rows())
    n_kept = counts.pop("kept", 0)
    return kept, RowAccount(read=of_dataset.height, kept=n_kept, rejected=counts)


def research_personnel(frame: pl.DataFrame) -> Table:
    """R&D personnel (``occupation`` TOTAL) and researchers (RSE) by sector and sex, in persons (HC) and full time (FTE)."""
    pattern = r"^(?<sector>total|bes|gov|hes|pnp)_(?<occupation>total|rse)_(?<sex>t|f)_(?<unit>hc|fte)$"
    return _research(
        frame, "rd_p_persreg", pattern, {"sector": "sector", "occupation": "occupation", "sex": "sex", "unit": "unit"}
    )


def research_expenditure(frame: pl.DataFrame) -> Table:
    """R&D expenditure by sector, in million euro, euro per head and per cent of GDP."""
    pattern = r"^(?<sector>total|bes|gov|hes|pnp)_(?<unit>mio_eur|eur_hab|pc_gdp)$"
    return _research(frame, "rd_e_gerdreg", pattern, {"sector": "sector", "unit": "unit"})


def human_resources(frame: pl.DataFrame) -> Table:
    """Human resources in science and technology by category, in thousands and per cent of the active population."""
    pattern = r"^(?<category>hrst|hrstc|hrste|hrsto|se)_(?<unit>ths|pc_act)$"
    return _research(frame, "hrst_st_rcat", pattern, {"category": "category", "unit": "unit"})


def patents(path: Path) -> tuple[str, Table]:
    """Patent applications to the European Patent Office by region: number, and per million inhabitants.

    The last year (2012) was not complete when the file was made: ``is_truncated`` says so in every row of it.
    """
    import polars as pl

    try:
        data = path.read_bytes()
        frame = pl.read_csv(path, schema_overrides={"time": pl.Float64, "values": pl.Float64})
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}. Give the folder of the raw files with --from.") from None
    except (pl.exceptions.PolarsError, OSError, EOFError) as error:
        raise SourceError(
            f"{path.name} is cut off or damaged ({str(error).splitlines()[0]}). Fetch it again."
        ) from None
    if frame.columns != ["unit", "geo", "time", "values"]:
        raise SourceError(
            f"{path.name} has the columns {', '.join(frame.columns[:8])}; patent totals have unit, geo, time and values. "
            "Give the file pat_ep_rtot."
        )
    frame = frame.with_columns(pl.lit("").alias("flag"))
    fates = _fate(
        frame,
        (~pl.col("unit").is_in(["NR", "P_MHAB"]), "unit_not_used"),
        (pl.col("geo").str.len_chars() > len("AT11"), "level_not_used"),
    )
    kept = fates.filter(pl.col("fate") == "kept").select(
        pl.col("geo").alias("nuts_code"),
        pl.col("time").cast(pl.Int16).alias("year"),
        "unit",
        pl.col("values").alias("value"),
        "flag",
        (pl.col("time") >= PATENTS_TRUNCATED).alias("is_truncated"),
        "nuts_version",
    )
    counts = dict(fates.group_by("fate").len().iter_rows())
    n_kept = counts.pop("kept", 0)
    return hashlib.sha256(data).hexdigest(), (kept, RowAccount(read=frame.height, kept=n_kept, rejected=counts))
