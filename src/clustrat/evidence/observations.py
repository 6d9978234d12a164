"""Observations: a long table of region, activity, year and value, checked once and given out as one matrix per year.

What a peer would pass over in silence is here an answer with a name: a missing value, a row twice, a negative or infinite
figure, a flag in the value column, a cell that has no row at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.flags import is_confidential, parse_cell
from clustrat.evidence.frames import as_polars, require_columns
from clustrat.evidence.result import Diagnostic
from clustrat.evidence.samples import in_sample, sample_changed

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Observations", "Policies", "read_observations"]

FloatArray = NDArray[np.float64]
N_SHOWN = 5
N_KEYS = 20
N_FLAGS_PARSED = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What to do with awkward cells, each by name; the defaults refuse or keep missing what is not known.

    ``absent`` is about cells without a row: in a table of counts they are usually true zeros that nobody printed. ``sample`` is
    about regions and activities without any row in some year and with some in another (a new code, a source that came later):
    ``"fixed"`` refuses them, ``"common"`` keeps what is there in every year, ``"each"`` takes them as not known in that year.
    """

    missing: Literal["null", "zero"] = "null"
    absent: Literal["zero", "missing"] = "zero"
    duplicates: Literal["refuse", "sum"] = "refuse"
    negative: Literal["refuse", "missing"] = "refuse"
    infinite: Literal["refuse", "missing"] = "refuse"
    sample: Literal["fixed", "common", "each"] = "fixed"

    def __post_init__(self) -> None:
        """Refuse a policy that does not exist."""
        for name, annotation in get_type_hints(Policies).items():
            allowed = get_args(annotation)
            if getattr(self, name) not in allowed:
                raise ParameterError(
                    f"There is no {name} '{getattr(self, name)}'. Choose one of: {', '.join(allowed)}."
                )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observations:
    """A checked table of counts by region, activity and year, sorted by year.

    ``regions`` and ``activities`` are the sorted labels as a Polars series; ``region`` and ``activity`` hold places in them, one
    per row; rows of year number *y* are ``start[y]`` to ``start[y + 1]``. ``value`` is ``nan`` where not known. ``in_sample``
    says of each year which regions and which activities have a row.
    """

    regions: pl.Series
    activities: pl.Series
    years: tuple[int, ...]
    region: NDArray[np.int32]
    activity: NDArray[np.int32]
    value: FloatArray
    start: NDArray[np.int64]
    in_sample: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    policies: Policies
    diagnostics: tuple[Diagnostic, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Number of years, regions and activities."""
        return len(self.years), len(self.regions), len(self.activities)

    def matrix(self, year: int) -> FloatArray:
        """Counts of one year, shape (n_regions, n_activities); a new array, ``nan`` where not known.

        Raises
        ------
        EvidenceError
            The year is not there, or a cell stands twice and ``duplicates`` is ``"refuse"``.
        """
        if year not in self.years:
            raise EvidenceError(f"There is no year {year}. There are: {', '.join(map(str, self.years))}.")
        number = self.years.index(year)
        rows = slice(self.start[number], self.start[number + 1])
        _, n_regions, n_activities = self.shape
        place = self.region[rows].astype(np.int64) * n_activities + self.activity[rows]
        value = self.value[rows]
        size = n_regions * n_activities
        is_there = np.zeros(size, dtype=bool)
        is_there[place] = True
        n_there = int(np.count_nonzero(is_there))
        if n_there < len(place):
            if self.policies.duplicates == "refuse":
                self._refuse_twice(year, place)
            table = np.asarray(np.bincount(place, weights=value, minlength=size), dtype=np.float64)
        else:
            table = np.zeros(size)
            table[place] = value
        if self.policies.absent == "missing" and n_there < size:
            table[~is_there] = np.nan
        table = table.reshape(n_regions, n_activities)
        if self.policies.sample == "each":
            rows_there, columns_there = self.in_sample
            table[~rows_there[number]] = np.nan
            table[:, ~columns_there[number]] = np.nan
        return table

    def matrices(self) -> Iterator[tuple[int, FloatArray]]:
        """Year and matrix, one after the other; only one is in memory at a time."""
        for year in self.years:
            yield year, self.matrix(year)

    def _refuse_twice(self, year: int, place: NDArray[np.int64]) -> None:
        places, counts = np.unique(place, return_counts=True)
        twice = places[counts > 1]
        r, a = divmod(int(twice[0]), len(self.activities))
        raise EvidenceError(
            f"{len(twice)} cells of {year} stand more than once, first {self.regions[r]} x {self.activities[a]} "
            f"({counts[counts > 1][0]} rows) (duplicate_key). Merge the rows, or say duplicates='sum'."
        )


def read_observations(
    table: Any,
    *,
    region: str = "region",
    activity: str = "activity",
    year: str | None = "year",
    value: str = "value",
    policies: Policies | None = None,
    regions: pl.Series | None = None,
    activities: pl.Series | None = None,
    line: str | None = None,
) -> Observations:
    """Check a long table and make it ready for matrices by year.

    Parameters
    ----------
    table
        A Polars, pandas or Arrow table; or an array of shape (n_regions, n_activities), or (n_years, n_regions, n_activities).
    region, activity, year, value
        Names of the columns; ``year=None`` for a table of one year. A value column of text is read as published
        (``129101 d``, ``: c``): flags are kept in the diagnostics.
    policies
        What to do with awkward cells.
    regions, activities
        Sorted labels of all years, as text, where the table is one year of many; those of the table if not given.
    line
        Name of a column with the line of a file, for messages; the number of the row if not given.

    Raises
    ------
    EvidenceError
        A column or key is missing; a value is negative or infinite and not allowed by name; fewer than two regions or activities;
        nothing above zero; a region or activity without any row in one of several years, unless ``sample`` says otherwise.
    SourceError
        A text is neither a number nor a flag of the published vocabulary.

    Examples
    --------
    >>> import polars as pl
    >>> table = pl.DataFrame({"year": [2014] * 3, "region": ["R1", "R2", "R2"], "activity": ["A", "A", "B"],
    ...     "value": ["10", "20 d", ": c"]})
    >>> seen = read_observations(table)
    >>> seen.matrix(2014).tolist(), [d.code for d in seen.diagnostics]
    ([[10.0, 0.0], [20.0, nan]], ['flag_parsed', 'suppressed_cell', 'unknown_cell', 'absent_as_zero'])
    """
    import polars as pl

    rules = policies or Policies()
    if isinstance(table, np.ndarray):
        return _from_array(table, rules)
    frame, _ = as_polars(table)
    is_whole = regions is None and activities is None
    require_columns(frame, [region, activity, value, *([year] if year else [])], what="the table")
    if not frame.height:
        raise EvidenceError("The table has no rows. Give at least two regions and two activities.")
    for name in (region, activity, *([year] if year else [])):
        if n := frame[name].null_count():
            raise EvidenceError(f"Column '{name}' is empty in {n} of {frame.height} rows. Fill it, or drop these rows.")
    years, start, order = _years(frame[year] if year else None, frame.height)
    place = "line" if line else "row"
    numbered = frame[line] if line else pl.int_range(1, frame.height + 1, eager=True)
    if order is not None:
        frame, numbered = frame[order], numbered[order]
    regions, region_place = _codes(frame[region], regions)
    activities, activity_place = _codes(frame[activity], activities)
    numbers, found = _numbers(
        frame[value], regions, activities, region_place, activity_place, lambda r: f"{place} {numbered[r]}"
    )
    numbers = _checked(numbers, rules, regions, activities, region_place, activity_place, found)
    seen = Observations(
        regions=regions, activities=activities, years=years, region=region_place, activity=activity_place, value=numbers,
        start=start, in_sample=in_sample(start, (region_place, activity_place), (len(regions), len(activities))),
        policies=rules, diagnostics=(),
    )  # fmt: skip
    if is_whole and len(years) > 1:
        told = sample_changed(years, (regions, activities), seen.in_sample, sample=rules.sample)
        found += told
        if told and rules.sample == "common":
            seen = _common(seen)
            numbers = seen.value
    if min(seen.shape[1:]) < 2:
        raise EvidenceError(
            f"{seen.shape[1]} regions and {seen.shape[2]} activities are too few to compare (too_small). Give two of each."
        )
    if not np.nansum(numbers) > 0:
        raise EvidenceError("Every value is zero or missing (too_small): there is nothing to compare. Check the table.")
    n_cells = seen.shape[0] * seen.shape[1] * seen.shape[2]
    if rules.sample == "each":
        n_cells = int(sum(rows.sum() * columns.sum() for rows, columns in zip(*seen.in_sample, strict=True)))
    if (n_absent := n_cells - len(numbers)) > 0 and rules.absent == "zero":
        found.append(
            Diagnostic(
                code="absent_as_zero", severity="info", axis="cell", n=n_absent, share=n_absent / n_cells,
                parameter="absent", value="zero",
                sentence=(
                    f"{n_absent} of {n_cells} cells have no row in the table and count as true zeros (absent='zero'). If rows "
                    "were left out because they are not known, say absent='missing'."
                ),
            )
        )  # fmt: skip
    return replace(seen, diagnostics=tuple(found))


def _common(seen: Observations) -> Observations:
    """Only regions and activities that every year has."""
    keep_rows, keep_columns = (np.asarray(there.all(axis=0)) for there in seen.in_sample)
    kept = keep_rows[seen.region] & keep_columns[seen.activity]
    before = np.concatenate([[0], np.cumsum(kept)])
    region, activity = (
        (np.cumsum(keep, dtype=np.int32) - np.int32(1))[place[kept]]
        for keep, place in ((keep_rows, seen.region), (keep_columns, seen.activity))
    )
    start = before[seen.start]
    regions, activities = seen.regions.filter(keep_rows.tolist()), seen.activities.filter(keep_columns.tolist())
    return replace(
        seen, regions=regions, activities=activities, region=region, activity=activity, value=seen.value[kept], start=start,
        in_sample=in_sample(start, (region, activity), (len(regions), len(activities))),
    )  # fmt: skip


def _from_array(table: NDArray[Any], rules: Policies) -> Observations:
    import polars as pl

    cube = np.asarray(table, dtype=np.float64)
    if cube.ndim not in (2, 3) or not cube.size:
        raise EvidenceError(
            f"The array has shape {cube.shape}. Give regions x activities, or years x regions x activities."
        )
    cube = cube if cube.ndim == 3 else cube[None]
    y, r, a = np.indices(cube.shape)
    frame = pl.DataFrame({"year": y.ravel(), "region": r.ravel(), "activity": a.ravel(), "value": cube.ravel()})
    return read_observations(frame, policies=rules)


def _years(column: pl.Series | None, height: int) -> tuple[tuple[int, ...], NDArray[np.int64], Any]:
    """The years, where each begins, and the order of rows if they were not sorted."""
    import polars as pl

    if column is None:
        return (0,), np.array([0, height]), None
    if not column.dtype.is_integer():
        try:
            column = column.cast(pl.Int64)
        except pl.exceptions.PolarsError:
            raise EvidenceError(
                f"Column '{column.name}' holds '{column[0]}', which is not a year. Give whole numbers such as 2014."
            ) from None
    order = None if column.is_sorted() else column.arg_sort()
    sorted_years = column if order is None else column[order]
    years, start = np.unique(sorted_years.to_numpy(), return_index=True)
    return tuple(int(y) for y in years), np.append(start, height), order


def _codes(column: pl.Series, labels: pl.Series | None = None) -> tuple[pl.Series, NDArray[np.int32]]:
    """Sorted labels of a column (or those given), and the place of each row in them."""
    import polars as pl

    if labels is None and column.dtype.is_integer():
        numbers = column.to_numpy()
        low = int(numbers.min())
        if int(numbers.max()) - low < 10_000_000:
            is_there = np.zeros(int(numbers.max()) - low + 1, dtype=bool)
            is_there[numbers - low] = True
            place = np.cumsum(is_there, dtype=np.int32) - np.int32(1)
            return pl.Series(column.name, np.flatnonzero(is_there) + low).cast(column.dtype), place[numbers - low]
    text = column.cast(pl.String)
    if labels is None:
        labels = text.unique().sort()
    return labels, text.cast(pl.Enum(labels)).to_physical().to_numpy().astype(np.int32)


def _numbers(
    column: pl.Series, regions: pl.Series, activities: pl.Series, region: NDArray[np.int32], activity: NDArray[np.int32],
    place_of: Callable[[int], str],
) -> tuple[FloatArray, list[Diagnostic]]:  # fmt: skip
    """Values as float, ``nan`` for missing, and what was read out of a column of text."""
    import polars as pl

    if column.dtype.is_numeric():
        return column.cast(pl.Float64).to_numpy(), []
    text = column.cast(pl.String).str.strip_chars()
    numbers = text.cast(pl.Float64, strict=False)
    odd = np.flatnonzero((numbers.is_null() & text.is_not_null() & (text != "")).to_numpy())
    if len(odd) > N_FLAGS_PARSED:
        raise EvidenceError(f"{len(odd)} values of column '{column.name}' are no numbers. Is it the right column?")
    values = numbers.to_numpy().copy()
    flags: dict[str, int] = {}
    hidden = []
    for row in odd.tolist():
        place = (
            f"{place_of(row)} ({regions[int(region[row])]} x {activities[int(activity[row])]}), column {column.name}"
        )
        found, flag = parse_cell(text[row], place=place)
        values[row] = np.nan if found is None else found
        flags[flag or ":"] = flags.get(flag or ":", 0) + 1
        if found is None and is_confidential(flag):
            hidden.append(row)
    if not len(odd):
        return values, []
    told = ", ".join(f"{flag} {n}" for flag, n in sorted(flags.items()))
    diagnostics = [
        Diagnostic(
            code="flag_parsed", severity="info", axis="cell", n=len(odd), share=len(odd) / len(values),
            keys=tuple(sorted(flags)), sentence=f"{len(odd)} values carried a flag or the sign for missing ({told}).",
        )
    ]  # fmt: skip
    if hidden:
        keys = [f"{regions[int(region[r])]} x {activities[int(activity[r])]}" for r in hidden[:N_KEYS]]
        diagnostics.append(
            Diagnostic(
                code="suppressed_cell", severity="info", axis="cell", keys=tuple(keys), n=len(hidden),
                share=len(hidden) / len(values),
                sentence=f"{len(hidden)} cells are hidden at source (flag c): what needs them is missing, not zero.",
            )
        )  # fmt: skip
    return values, diagnostics


def _checked(
    values: FloatArray, rules: Policies, regions: pl.Series, activities: pl.Series, region: NDArray[np.int32],
    activity: NDArray[np.int32], found: list[Diagnostic],
) -> FloatArray:  # fmt: skip
    """Refuse or mark what cannot be a count; ``found`` gains what someone should know."""

    def cells(rows: NDArray[np.int64], n: int) -> list[str]:
        return [f"{regions[int(region[r])]} x {activities[int(activity[r])]}" for r in rows[:n].tolist()]

    for code, is_bad, policy, words in (
        ("infinite_value", np.isinf(values), rules.infinite, "infinite"),
        ("negative_value", values < 0, rules.negative, "negative"),
    ):
        rows = np.flatnonzero(is_bad)
        if not len(rows):
            continue
        if policy == "refuse":
            shown = ", ".join(f"{c} = {values[r]:g}" for c, r in zip(cells(rows, N_SHOWN), rows, strict=False))
            raise EvidenceError(
                f"{len(rows)} values are {words} ({code}), first {shown}. Correct them, or say {words}='missing'."
            )
        values = values.copy()
        values[rows] = np.nan
        found.append(
            Diagnostic(
                code=code, severity="warning", axis="cell", keys=tuple(cells(rows, N_KEYS)), n=len(rows),
                share=len(rows) / len(values), parameter=words, value="missing",
                sentence=f"{len(rows)} {words} values were taken as not known ({words}='missing').",
            )
        )  # fmt: skip
    rows = np.flatnonzero(np.isnan(values))
    if len(rows):
        if rules.missing == "zero":
            values = values.copy()
            values[rows] = 0.0
        told = "count as zero (missing='zero')" if rules.missing == "zero" else "are missing in the result, not zero"
        found.append(
            Diagnostic(
                code="unknown_cell", severity="warning" if rules.missing == "zero" else "info", axis="cell",
                keys=tuple(cells(rows, N_KEYS)), n=len(rows), share=len(rows) / len(values), parameter="missing",
                value=rules.missing, sentence=f"{len(rows)} of {len(values)} rows have no figure: they {told}.",
            )
        )  # fmt: skip
    return values
