"""The regional business table made comparable over the years: codes spliced, cells kept or rejected, all of them counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clustrat.codes.nuts import is_pseudo_region, regions
from clustrat.codes.splices import splices
from clustrat.errors import SourceError
from clustrat.evidence.flags import is_confidential
from clustrat.evidence.units import MEASURES

if TYPE_CHECKING:
    import polars as pl

    from clustrat.sources.raw_table import RawTable

__all__ = ["NUTS_VERSION", "Harmonised", "RowAccount", "account_of", "harmonise_regional"]

#: Version of the region codes after splicing.
NUTS_VERSION = "2013"
KEYS = ("measure", "nuts_code", "nace_code", "year")
DIVISION_LENGTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAccount:
    """What became of the cells of the raw files: ``read`` = ``kept`` + all ``rejected``, in total and for each flag.

    ``merged`` cells were added to another (two regions became one), so that rows = kept - merged.
    """

    read: int
    kept: int
    rejected: Mapping[str, int]
    by_flag: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    merged: int = 0

    def __post_init__(self) -> None:
        """Refuse an account that does not add up."""
        if self.read != self.kept + sum(self.rejected.values()):
            raise SourceError(
                f"The row account does not add up: {self.read:,} cells read, {self.kept:,} kept, "
                f"{sum(self.rejected.values()):,} rejected. A step has lost or doubled cells."
            )
        for flag, counts in self.by_flag.items():
            if counts["read"] != counts["kept"] + counts["rejected"]:
                raise SourceError(f"The row account of the flag '{flag}' does not add up: {dict(counts)}.")

    def as_dict(self) -> dict[str, Any]:
        """The account as plain data for the catalogue."""
        return {
            "read": self.read,
            "kept": self.kept,
            "rejected": dict(sorted(self.rejected.items())),
            "by_flag": {flag: dict(counts) for flag, counts in sorted(self.by_flag.items())},
            "merged": self.merged,
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Harmonised:
    """The regional business table after splicing.

    ``table`` holds ``nuts_code, nace_code, measure, year, value, flag``; ``split_codes`` the same for old codes that no
    single new code carries on: they are not in the edition, but their figures are parts of national totals.
    """

    table: pl.DataFrame
    split_codes: pl.DataFrame
    account: RowAccount


def account_of(raw: RawTable, fate: pl.DataFrame, *, merged: int = 0) -> RowAccount:
    """The account of a raw table whose every row has a ``fate``: ``kept``, or the reason why it was rejected.

    ``fate`` needs the columns ``flag`` and ``fate``, one row per row of the raw table; cells with neither figure nor flag
    are counted as ``no_figure``.
    """
    import polars as pl

    counts = dict(fate.group_by("fate").len().iter_rows())
    by_flag: dict[str, dict[str, int]] = {}
    is_kept = pl.col("fate") == "kept"
    for flag, n_kept, n_all in fate.group_by("flag").agg(is_kept.sum(), pl.len()).iter_rows():
        if flag:
            by_flag[flag] = {"read": n_all, "kept": n_kept, "rejected": n_all - n_kept}
    kept = counts.pop("kept", 0)
    if raw.n_empty:
        counts["no_figure"] = raw.n_empty
    return RowAccount(read=raw.n_cells_read, kept=kept, rejected=counts, by_flag=by_flag, merged=merged)


def harmonise_regional(raw: RawTable) -> Harmonised:
    """Splice the codes of the regional business table and say of every cell what became of it.

    Kept: local units, persons employed and wages of sections, divisions and S95, NUTS 0-2 in the codes of 2013, with
    pseudo-regions (``..ZZ``) under their own codes and confidential cells as they are. An old code becomes the new one
    that carries it on; where both stand for the same cell, the newer counts and the older is rejected
    (``double_code``). Two regions that became one are added; a missing part makes the sum missing, and a confidential part
    makes it confidential. Where the boundary changed, the first year of the new code gets the flag ``b``.

    Rejected, with the number of cells: ``indicator_not_used`` (ratios), ``group_level`` (G451 and the like),
    ``double_code``, ``retired_code_split`` (an old code whose region went to several new ones),
    ``negative_value`` (wages only), ``region_not_in_nuts_2013``, ``no_figure`` (neither figure nor flag).

    Raises
    ------
    SourceError
        The table lacks a column of the regional business statistics, or counts fewer than no persons or units.
    """
    import polars as pl

    needed = {"nace_r2", "indic_sb", "geo", "time", "value", "flag"}
    if set(raw.frame.columns) != needed or raw.frame.schema["time"] == pl.String:
        raise SourceError(
            f"{raw.name} has the columns {', '.join(raw.frame.columns)}; the regional business table has nace_r2, indic_sb, "
            "geo and years. Give the file sbs_r_nuts06_r2 of Eurostat."
        )
    names = {m.source_code: m.name for m in MEASURES.values()}
    frame = raw.frame.rename({"nace_r2": "nace_code", "time": "year"}).with_row_index("cell")
    frame = frame.with_columns(
        pl.col("indic_sb").replace_strict(names, default=None, return_dtype=pl.String).alias("measure"),
    )
    _refuse_negative_counts(frame, raw.name)
    frame = _with_new_codes(frame)
    valid = [r.code for r in regions(version=NUTS_VERSION) if r.level <= 2]
    pseudo = [code for code in frame["geo"].unique() if is_pseudo_region(code)]
    is_group = pl.col("nace_code").str.len_chars() > DIVISION_LENGTH
    newer = frame.filter(~pl.col("is_old")).select(
        "measure", pl.col("geo").alias("nuts_code"), "nace_code", "year", is_double=pl.lit(value=True)
    )
    frame = frame.join(newer, on=list(KEYS), how="left", maintain_order="left")
    frame = frame.with_columns(
        pl.when(pl.col("measure").is_null()).then(pl.lit("indicator_not_used"))
        .when(is_group).then(pl.lit("group_level"))
        .when(pl.col("is_split")).then(pl.lit("retired_code_split"))
        .when(pl.col("is_old") & pl.col("is_double").fill_null(value=False)).then(pl.lit("double_code"))
        .when(pl.col("value") < 0).then(pl.lit("negative_value"))
        .when(~pl.col("nuts_code").is_in(valid + pseudo)).then(pl.lit("region_not_in_nuts_2013"))
        .otherwise(pl.lit("kept")).alias("fate")
    )  # fmt: skip
    kept = frame.filter(pl.col("fate") == "kept")
    table = _add_up(kept)
    columns = ["nuts_code", "nace_code", "measure", "year", "value", "flag"]
    split = frame.filter(pl.col("fate") == "retired_code_split").with_columns(pl.col("geo").alias("nuts_code"))
    return Harmonised(
        table=table.select(columns),
        split_codes=split.select(columns),
        account=account_of(raw, frame, merged=kept.height - table.height),
    )


def _refuse_negative_counts(frame: pl.DataFrame, name: str) -> None:
    """Persons and units cannot be below zero; wages are amounts of money, of which a negative one is left out."""
    import polars as pl

    counts = [m.source_code for m in MEASURES.values() if m.unit in ("persons", "number")]
    negative = frame.filter(pl.col("indic_sb").is_in(counts) & (pl.col("value") < 0))
    if negative.height:
        *place, value = negative.select("nace_code", "indic_sb", "geo", "year", "value").row(0)
        raise SourceError(
            f"{name}: {' x '.join(str(part) for part in place)} = {value:g} is below zero. "
            "Counts cannot be negative: correct the file, or fetch it again."
        )


def _with_new_codes(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the code that carries each cell on, whether the code is old, and flag ``b`` where a boundary changed."""
    import polars as pl

    listed = pl.DataFrame(
        [(s.old, s.new, s.last_year, s.kind == "split", s.kind == "sum") for s in splices()],
        schema={"geo": pl.String, "new": pl.String, "last_year": pl.Int16, "split": pl.Boolean, "sum": pl.Boolean},
        orient="row",
    )
    first_years = pl.DataFrame(
        sorted({(s.new, s.last_year + 1) for s in splices() if s.kind == "boundary_change"}),
        schema={"geo": pl.String, "year": pl.Int16},
        orient="row",
    ).with_columns(is_break=pl.lit(value=True))
    frame = frame.join(listed, on="geo", how="left", maintain_order="left")
    frame = frame.join(first_years, on=["geo", "year"], how="left", maintain_order="left")
    applies = pl.col("last_year").is_not_null() & (pl.col("year") <= pl.col("last_year"))
    no = pl.lit(value=False)
    frame = frame.with_columns(
        (applies & ~pl.col("split").fill_null(value=False)).alias("is_old"),
        pl.col("split").fill_null(value=False).alias("is_split"),
        pl.when(applies & pl.col("new").is_not_null()).then("new").otherwise("geo").alias("nuts_code"),
    )
    needs_break = pl.col("is_break").fill_null(no) & ~pl.col("flag").str.contains("b")
    return frame.with_columns(
        pl.when(needs_break).then(pl.lit("b") + pl.col("flag")).otherwise("flag").alias("flag_after")
    )


def _add_up(kept: pl.DataFrame) -> pl.DataFrame:
    """One row per key: regions that became one are added; a missing part makes the sum missing."""
    import polars as pl

    keys = list(KEYS)
    parts = pl.DataFrame(
        [(s.new, s.last_year) for s in splices() if s.kind == "sum"],
        schema={"nuts_code": pl.String, "sum_to": pl.Int16},
        orient="row",
    )
    needed = parts.group_by("nuts_code", "sum_to").agg(n_needed=pl.len())
    joined = kept.join(needed, on="nuts_code", how="left", maintain_order="left")
    is_part = pl.col("sum_to").is_not_null() & pl.col("is_old")
    single = joined.filter(~is_part).select(*keys, "value", pl.col("flag_after").alias("flag"))
    summed = (
        joined.filter(is_part)
        .group_by(keys)
        .agg(
            complete=(pl.col("value").count() == pl.col("n_needed").first()),
            total=pl.col("value").sum(),
            letters=pl.col("flag_after").str.join(""),
        )
        .with_columns(
            pl.when("complete").then("total").otherwise(None).alias("value"),
            pl.col("letters").map_elements(_letters, return_dtype=pl.String).alias("flag"),
        )
        .select(*keys, "value", "flag")
    )
    return pl.concat([single, summed]).sort(keys)


def _letters(flags: str) -> str:
    """Each letter once; a sum with a confidential part is confidential."""
    letters = "".join(sorted(set(flags)))
    return letters if not is_confidential(flags) else letters.replace("c", "") + "c"
