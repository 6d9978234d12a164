"""Checks of an edition before it comes into use: columns, codes, years, sums against totals, rows against the former."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from clustrat.errors import SourceError
from clustrat.evidence.flags import FLAG_MEANINGS
from clustrat.store.catalog import Edition

if TYPE_CHECKING:
    import polars as pl

    from clustrat.study.harmonise import Harmonised

__all__ = ["HALF_WIDTH", "SumCheck", "check_against_former", "check_regional", "check_table"]

#: A table may lose this share of its rows against the former edition (trust.v1); more needs a named person.
MAX_ROW_DROP_SHARE = 0.02
#: At least this share of fully published sums must hold within 0.5 % (or rounding), or the file is not what it says.
MIN_SUMS_SHARE = 0.9
RESIDUAL_TOLERANCE = 0.005
#: Half the unit of rounding of a published figure, by measure.
HALF_WIDTH = MappingProxyType({"local_units": 0.5, "employment_persons": 0.5, "wages_meur": 0.05})
FIRST_YEAR, LAST_YEAR = 1950, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class SumCheck:
    """Sums of NUTS-2 regions against the country's own row, where every part is published."""

    n_checked: int
    n_within_rounding: int
    n_within_tolerance: int

    def as_dict(self) -> dict[str, int]:
        """The counts as plain data for the catalogue."""
        return {
            "checked": self.n_checked,
            "within_rounding": self.n_within_rounding,
            "within_half_a_per_cent": self.n_within_tolerance,
        }


def check_table(name: str, frame: pl.DataFrame, *, columns: Mapping[str, str], n_kept: int) -> None:
    """Refuse a table with other columns than documented, other rows than its account says, or impossible cells.

    Raises
    ------
    SourceError
        With the table, the place and the fault.
    """
    import polars as pl

    if set(frame.columns) != set(columns):
        odd = sorted(set(frame.columns) ^ set(columns))
        raise SourceError(f"Table {name} does not have its documented columns; they differ in: {', '.join(odd)}.")
    if frame.height != n_kept:
        raise SourceError(f"Table {name} has {frame.height:,} rows, its account says {n_kept:,}. A step has lost rows.")
    if frame.height == 0 and not name.endswith("__sbs_bounds"):
        raise SourceError(f"Table {name} would be empty: the raw file holds no figure that the edition needs.")
    keys = [column for column in frame.columns if frame.schema[column] in (pl.String, pl.Int16) and column != "flag"]
    for column in keys:
        if frame[column].null_count():
            raise SourceError(f"Table {name} has {frame[column].null_count()} rows without {column}.")
    if odd_years := sorted(year for year in frame["year"].unique() if not FIRST_YEAR <= year <= LAST_YEAR):
        raise SourceError(f"Table {name} has figures for the year {odd_years[0]}, which cannot be.")
    if "flag" in frame.columns:
        for flag in frame["flag"].unique():
            if any(letter not in FLAG_MEANINGS for letter in flag):
                raise SourceError(f"Table {name} holds the flag '{flag}', which is not in the published vocabulary.")
        both = frame.filter(pl.col("value").is_not_null() & pl.col("flag").str.contains("c"))
        if both.height:
            raise SourceError(f"Table {name} shows a figure in a confidential cell: {both.row(0)}.")
    for column in ("value", "lower", "upper", "estimate"):
        if column not in frame.columns:
            continue
        infinite = frame.filter(pl.col(column).is_not_null() & ~pl.col(column).is_finite())
        if infinite.height:
            raise SourceError(f"Table {name} holds an infinite or impossible figure: {infinite.row(0)}.")


def check_regional(harmonised: Harmonised) -> SumCheck:
    """Compare regional sums with national rows, and refuse a file whose sums do not hold.

    Raises
    ------
    SourceError
        Less than nine tenths of the fully published sums hold within 0.5 % of the total or rounding.
    """
    import polars as pl

    frame = pl.concat([harmonised.table, harmonised.split_codes])
    frame = frame.with_columns(
        country=pl.col("nuts_code").str.slice(0, 2), level=pl.col("nuts_code").str.len_chars() - 2
    )
    keys = ["measure", "country", "nace_code", "year"]
    regions = frame.filter(pl.col("level") == 2)
    national = frame.filter((pl.col("level") == 0) & pl.col("value").is_not_null()).select(*keys, total="value")
    sums = (
        regions.group_by(keys)
        .agg(n=pl.len(), n_known=pl.col("value").count(), added=pl.col("value").sum())
        .filter(pl.col("n") == pl.col("n_known"))
        .join(national, on=keys)
        .with_columns(
            half=pl.col("measure").replace_strict(dict(HALF_WIDTH), return_dtype=pl.Float64),
            gap=(pl.col("added") - pl.col("total")).abs(),
        )
        .with_columns(rounding=pl.col("gap") <= (pl.col("n") + 1) * pl.col("half") + 1e-9)
        .with_columns(tolerance=pl.col("rounding") | (pl.col("gap") <= RESIDUAL_TOLERANCE * pl.col("total")))
    )
    check = SumCheck(
        n_checked=sums.height,
        n_within_rounding=int(sums["rounding"].sum()),
        n_within_tolerance=int(sums["tolerance"].sum()),
    )
    if check.n_checked and check.n_within_tolerance < MIN_SUMS_SHARE * check.n_checked:
        worst = sums.sort("gap", descending=True).select(*keys, "added", "total").row(0)
        raise SourceError(
            f"Of {check.n_checked:,} sums of regions only {check.n_within_tolerance:,} agree with the national row; the worst "
            f"is {' x '.join(str(part) for part in worst[:4])}: {worst[4]:,.0f} against {worst[5]:,.0f}. "
            "The file is damaged or joins figures of different tables; fetch it again."
        )
    return check


def check_against_former(edition: Edition, former: Edition | None, *, accept_fewer_rows: str = "") -> Edition:
    """Refuse a table that has lost many rows against the former edition, unless a named person accepts it.

    Returns
    -------
    Edition
        The edition; where a loss was accepted, the table's notes say by whom.

    Raises
    ------
    SourceError
        A table is gone, or has lost more than ``max_row_drop_share`` of its rows.
    """
    if former is None:
        return edition
    entries = dict(edition.tables)
    for name, old in former.tables.items():
        n_rows = entries[name].n_rows if name in entries else 0
        lost = old.n_rows - n_rows
        if lost <= MAX_ROW_DROP_SHARE * old.n_rows:
            continue
        if not accept_fewer_rows or name not in entries:
            raise SourceError(
                f"Table {name} would have {n_rows:,} rows, {lost:,} fewer than in the edition in use "
                f"({old.n_rows:,}); up to {MAX_ROW_DROP_SHARE:.0%} are accepted. Check the raw file, or name who accepts "
                "it with --accept-fewer-rows NAME."
            )
        note = f"{lost:,} fewer rows than in the former edition, accepted by {accept_fewer_rows}."
        entries[name] = replace(entries[name], notes=(*entries[name].notes, note))
    return replace(edition, tables=MappingProxyType(entries))
