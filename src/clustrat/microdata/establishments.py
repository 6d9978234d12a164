"""From records of firms, plants or patents to cells of region, activity and year: one expression for every engine.

Amounts are added as whole numbers of thousandths (times billionths of a weight, where a conversion splits a code), so that the order
in which an engine adds them cannot change a digit: DuckDB and Spark give the same table, cell for cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from clustrat.errors import EvidenceError, ParameterError
from clustrat.microdata.conversions import ONE, Mapped, converted, is_split, unknown_reason
from clustrat.microdata.engine import collected, engine_name, kept_once
from clustrat.microdata.records import DIGITS, RecordColumns, checked_records

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Cells", "aggregate_records"]

Policy = Literal["refuse", "reject"]
KEYS = ("year", "region", "activity")
#: Whole numbers of up to 38 digits, which both engines add without loss.
WHOLE = "decimal(38, 0)"
#: Unknown codes that are named.
N_NAMED = 10
#: In a split cell, squares are of contributions in millionths: finer ones would not fit into 38 digits.
FINER = 1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Cells of region, activity and year, not yet released, and the account of the records.

    Attributes
    ----------
    frame
        Sorted by year, region, activity: ``n_records``, ``n_units``, ``value``, ``largest``, ``second`` (largest and second largest
        contribution; 0 if there is none), ``sum_squares`` of contributions, ``herfindahl`` (between 1 / ``n_units`` and 1; null
        where the value is 0), ``is_modelled`` (a split by weights went into it), and each further sum with its own ``largest_`` and
        ``second_``. A split record counts in each cell that it went to, so ``n_records`` may sum to more than ``n_kept``.
    n_read, n_kept, rejected
        ``n_read = n_kept + sum(rejected.values())``; ``rejected`` by reason.
    unknown
        The commonest codes that a conversion does not know, with the number of their records.
    engine, digits, columns, mappings
        How the cells were made.
    """

    frame: pl.DataFrame
    n_read: int
    n_kept: int
    rejected: Mapping[str, int]
    engine: str
    columns: RecordColumns
    unknown: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    digits: int = DIGITS
    mappings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def aggregate_records(
    connection: Any,
    records: Any,
    *,
    columns: RecordColumns,
    bad_records: Policy = "refuse",
    regions: Mapped | None = None,
    activities: Mapped | None = None,
    mappings: Mapping[str, str] | None = None,
) -> Cells:
    r"""Cells of region, activity and year with what disclosure control and concentration need.

    .. math:: x = \sum_u c_u, \qquad H = \sum_u \Bigl(\frac{c_u}{x}\Bigr)^2, \qquad c_u = \sum_{\text{records of } u} w v

    Parameters
    ----------
    connection
        The engine, see :func:`clustrat.microdata.engine.open_engine`, or an Ibis connection of your own.
    records
        An Ibis table of it, see :func:`clustrat.microdata.engine.read_records`.
    columns
        Names of its columns.
    bad_records
        What happens to records without region, activity, year, amount or unit, with an amount below 0, with a key that comes
        twice in a year, or with a code that a conversion does not know: ``"refuse"`` them all, or ``"reject"`` and count them by reason.
    regions, activities
        Conversions joined inside the query, see :mod:`clustrat.microdata.conversions`; a record of a split code is shared out by
        weight, and the cells it goes to are marked.
    mappings
        What the conversions are, in words, for the account.

    Returns
    -------
    Cells
        Amounts in the unit of the records, exact to a thousandth of it (half up, each record); of split records to a billionth part.

    Raises
    ------
    EvidenceError
        A column is not there or of the wrong kind, there is no record, none can be counted, or a record is bad and ``bad_records``
        is ``"refuse"``.
    ParameterError
        There is no such policy, or the weights of a conversion do not sum to 1.
    SourceError, StorageError
        The engine could not read the records to their end, or lacks room.

    Notes
    -----
    Herfindahl, largest and second are of contributors *within the cell*; who they are is not kept. With weights a contribution is the
    weighted one, so a sampled firm counts as large as all it stands for, and dominance is found rather too often. Cells are exact
    sums, not yet fit to leave the house: see :mod:`clustrat.microdata.release`.

    Examples
    --------
    Firm f has two plants in R1: it contributes 7 of 10 there, and counts once.

    >>> import ibis, polars as pl
    >>> from clustrat.microdata.engine import open_engine
    >>> plants = pl.DataFrame({"region": ["R1"] * 3, "activity": ["C31"] * 3, "year": [2015] * 3, "firm": ["f", "f", "g"],
    ...     "jobs": [4, 3, 3]})
    >>> with open_engine("duckdb", threads=1) as connection:
    ...     cells = aggregate_records(connection, ibis.memtable(plants), columns=RecordColumns(value="jobs", unit="firm"))
    >>> cells.frame.select("n_records", "n_units", "value", "largest", "second", "herfindahl").row(0)
    (3, 2, 10.0, 7.0, 3.0, 0.58)
    """
    if bad_records not in get_args(Policy):
        raise ParameterError(f"There is no bad_records '{bad_records}'. Choose refuse or reject.")
    t = checked_records(records, columns)
    t = converted(converted(t, "region", regions), "activity", activities)
    account, places = _account(t)
    n_read, n_kept = sum(account.values()), account.get("", 0)
    rejected = {reason: n for reason, n in account.items() if reason}
    unknown = _unknown_codes(t, rejected)
    if not n_read:
        raise EvidenceError("There are no records. Check the file, or the pattern of files.")
    if rejected and (bad_records == "refuse" or not n_kept):
        told = ", ".join(f"{n:,} with {reason}" for reason, n in rejected.items())
        named = f" Unknown codes: {', '.join(unknown)}." if unknown else ""
        way = (
            "Correct them, or say bad_records='reject' to leave them out and count them." if n_kept else "None is left."
        )
        raise EvidenceError(f"{n_read - n_kept:,} of {n_read:,} records cannot be counted: {told}.{named} {way}")
    whole = 10**DIGITS * ONE ** (is_split(regions) + is_split(activities))
    frame = _cells(connection, t.filter(t.reason == ""), columns, places, whole=whole)
    return Cells(
        frame=frame,
        n_read=n_read,
        n_kept=n_kept,
        rejected=MappingProxyType(rejected),
        unknown=MappingProxyType(unknown),
        engine=engine_name(connection),
        columns=columns,
        mappings=MappingProxyType(dict(mappings or {})),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Places:
    """The regions, activities and first year of the good records: a cell is one whole number, which groups faster than text."""

    regions: pl.Series
    activities: pl.Series
    first_year: int

    def numbered(self, t: Any) -> Any:
        """The records with the number of their ``cell`` instead of year, region and activity."""
        import ibis
        import polars as pl

        for axis, codes in (("region", self.regions), ("activity", self.activities)):
            table = ibis.memtable(pl.DataFrame({f"of_{axis}": codes, f"{axis}_place": range(len(codes))}))
            t = t.inner_join(table, t[axis] == table[f"of_{axis}"])
        block = (t.year - self.first_year) * len(self.regions) + t.region_place
        return t.mutate(cell=(block * len(self.activities) + t.activity_place).cast("int64"))

    def named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Year, region and activity instead of the number of the cell, sorted by them."""
        import polars as pl

        n, cell = len(self.activities), pl.col("cell")
        return frame.select(
            ((cell // (len(self.regions) * n)) + self.first_year).cast(pl.Int32).alias("year"),
            self.regions.gather(frame["cell"] // n % len(self.regions)).alias("region"),
            self.activities.gather(frame["cell"] % n).alias("activity"),
            pl.exclude("cell"),
        ).sort(KEYS)


def _account(t: Any) -> tuple[dict[str, int], _Places]:
    """Number of records by reason (a record that a conversion splits counts once), and where the good ones are."""
    import ibis
    import polars as pl

    is_good = t.reason == ""
    keys = {name: ibis.ifelse(is_good, t[name], ibis.null(t[name].type())) for name in KEYS}
    found = collected(
        t.group_by(reason=t.reason, **keys).aggregate(n=(t.region_first * t.activity_first).sum().cast("int64"))
    )
    good = found.filter(pl.col("reason") == "")
    account = found.group_by("reason").agg(pl.col("n").sum()).sort("reason")
    return dict(account.iter_rows()), _Places(
        regions=good["region"].unique().sort(),
        activities=good["activity"].unique().sort(),
        first_year=0 if good.is_empty() else int(good["year"].min()),  # type: ignore[arg-type]
    )


def _unknown_codes(t: Any, rejected: Mapping[str, int]) -> dict[str, int]:
    """The commonest codes that a conversion does not know, and how many records have them."""
    found: dict[str, int] = {}
    for axis in ("region", "activity"):
        if (reason := unknown_reason(axis)) in rejected:
            bad = t.filter(t.reason == reason)
            codes = collected(
                bad.group_by(axis).aggregate(n=(bad.region_first * bad.activity_first).sum().cast("int64"))
            )
            for code, n in codes.sort(["n", axis], descending=[True, False]).head(N_NAMED).iter_rows():
                found[f"{axis} {code}"] = n
    return found


def _cells(connection: Any, t: Any, columns: RecordColumns, places: _Places, *, whole: int) -> pl.DataFrame:
    """The cells; amounts are whole numbers of ``1 / whole``."""
    t = places.numbered(t)
    amounts = [f"m{place}" for place in range(1 + len(columns.sums))]
    marks: dict[str, Any] = {}
    kind, fine = "int64", 10**DIGITS
    if whole > 10**DIGITS:
        weight = t.region_weight * t.activity_weight
        share = weight.cast("float64") / float(whole // 10**DIGITS)
        t = t.mutate(
            is_part=weight != whole // 10**DIGITS,
            fine=(t.m0.cast("float64") * FINER * share + 0.5).floor().cast("int64"),
            **{name: t[name].cast(WHOLE) * weight.cast(WHOLE) for name in amounts},
        )
        marks = {"is_part": t.is_part.any(), "fine": t.fine.sum().cast("int64")}
        kind, fine = WHOLE, FINER * 10**DIGITS
    if columns.unit is None:
        units = t.select("cell", *amounts, *marks)
    else:
        sums = {name: t[name].sum().cast(kind) for name in amounts}
        units = t.group_by(["cell", "unit"]).aggregate(n=t.count(), **sums, **marks)
    return _from_contributions(kept_once(connection, units), columns, places, whole=whole, fine=fine)


def _from_contributions(units: Any, columns: RecordColumns, places: _Places, *, whole: int, fine: int) -> pl.DataFrame:
    """Cells of contributions, each unit once in a cell."""
    import ibis
    import polars as pl

    names = ["value", *columns.sums]
    tops = units.group_by("cell").aggregate(**{f"top{n}": units[f"m{n}"].max() for n in range(len(names))})
    t = units.join(tops, "cell")
    # Where no code is split, nothing is modelled, and squares are of the amounts as they are.
    squared = (t.fine if "fine" in t.columns else t.m0).cast(WHOLE)
    found = {
        "n_records": (t.n.sum() if columns.unit is not None else t.count()).cast("int64"),
        "n_units": t.count().cast("int64"),
        "is_modelled": t.is_part.any() if "is_part" in t.columns else ibis.literal(False),
        "sum_squares": (squared * squared).sum().cast(WHOLE),
    }
    for n in range(len(names)):
        amount, top = t[f"m{n}"], t[f"top{n}"]
        found |= {
            f"sum{n}": amount.cast(WHOLE).sum().cast(WHOLE),
            f"top{n}": top.max().cast(WHOLE),
            f"n_top{n}": (amount == top).cast("int64").sum(),
            f"below{n}": ibis.ifelse(amount < top, amount, ibis.null(amount.type())).max().cast(WHOLE),
        }
    frame = places.named(collected(t.group_by("cell").aggregate(**found)))
    frame = frame.with_columns(
        _scaled(frame["sum_squares"], fine**2),
        *[_scaled(frame[f"{part}{n}"], whole) for part in ("sum", "top", "below") for n in range(len(names))],
    )  # fmt: skip
    shown: list[str] = []
    for n, name in enumerate(names):
        suffix = "" if n == 0 else f"_{name}"
        second = pl.when(pl.col(f"n_top{n}") > 1).then(f"top{n}").otherwise(pl.col(f"below{n}").fill_null(0.0))
        frame = frame.with_columns(
            pl.col(f"sum{n}").alias(name), pl.col(f"top{n}").alias(f"largest{suffix}"), second.alias(f"second{suffix}")
        )
        shown += [name, f"largest{suffix}", f"second{suffix}"]
    herfindahl = pl.when(pl.col("value") > 0).then(pl.col("sum_squares") / pl.col("value") ** 2)
    return frame.with_columns(herfindahl=herfindahl).select(
        *KEYS, "n_records", "n_units", *shown[:3], "sum_squares", "herfindahl", "is_modelled", *shown[3:]
    )


def _scaled(amounts: pl.Series, unit: int) -> pl.Series:
    """Whole numbers as the floats nearest to them in the unit of the records (Polars would multiply by ``1 / unit``)."""
    import polars as pl

    return pl.Series(amounts.name, [None if n is None else int(n) / unit for n in amounts.to_list()], dtype=pl.Float64)
