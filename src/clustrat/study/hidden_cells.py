"""Bounds and estimates of confidential figures: one system of sums per country, year and measure, solved for the edition."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.correspondence import successors
from clustrat.codes.splices import splices
from clustrat.errors import CodeListError, EvidenceError
from clustrat.evidence.attainable import attainable_intervals, least_relaxation
from clustrat.evidence.sums import SumSystem, two_way_system
from clustrat.evidence.suppression import ALLOCATION_V1, allocate
from clustrat.study.edition_checks import HALF_WIDTH

if TYPE_CHECKING:
    import polars as pl

    from clustrat.study.harmonise import Harmonised

__all__ = ["HiddenCells", "solve_hidden_cells"]

FloatArray = NDArray[np.float64]
MAX_PROCESSES = 4
#: Sums of fully published figures must hold in this share of cases at the half-width used.
SUMS_THAT_HOLD = 0.95
#: Steps by which the half-width of rounding is widened where a country's own sums hold less exactly.
WIDENING = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
#: Measure -> the measure whose published figure says how large a hidden cell is.
SIZE_MEASURE = {"employment_persons": "local_units", "wages_meur": "employment_persons", "local_units": None}
DIVISION_LENGTH = 3
#: A region that took less than this share of an old one is not its successor here.
MIN_SUCCESSOR_WEIGHT = 0.05
COLUMNS = ("nuts_code", "nace_code", "measure", "year", "lower", "upper", "estimate", "method")
#: Bounds are published to this many digits after the point.
DIGITS = {"local_units": 1, "employment_persons": 1, "wages_meur": 2}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HiddenCells:
    """Bounds of confidential cells: the table, how many there are, and why some have no bounds."""

    table: pl.DataFrame
    n_hidden: int
    rejected: Mapping[str, int]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Task:
    """One country, year and measure."""

    country: str
    year: int
    measure: str
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    values: FloatArray
    is_hidden: NDArray[np.bool_]
    size: FloatArray
    reference_size: FloatArray
    reference_mix: FloatArray


@dataclass(slots=True)
class _Answer:
    rows: list[tuple[str, str, str, int, float, float | None, float | None, str]] = field(default_factory=list)
    rejected: dict[str, int] = field(default_factory=dict)
    diagnostics: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def reject(self, reason: str, n: int) -> None:
        if n:
            self.rejected[reason] = self.rejected.get(reason, 0) + n


def solve_hidden_cells(
    harmonised: Harmonised, *, n_processes: int | None = None, tell: Callable[[int, int], None] | None = None
) -> HiddenCells:
    """Bound every confidential cell of the regional table by all published sums it stands in, and estimate it.

    The sums of one country, year and measure: the country's row and the rows of its NUTS-1 regions are the sums of
    their NUTS-2 regions, pseudo-regions included; a section is the sum of its divisions, in each of these rows. A hidden
    national or NUTS-1 figure is an unknown of the system like any other. Figures not available (``:`` without ``c``) are
    unknowns too, but get no row.

    Parameters
    ----------
    harmonised
        The regional table after splicing.
    n_processes
        Processes; ``None`` takes one per core, at most 4; 1 stays in this process.
    tell
        Told how many of how many systems are solved.

    Returns
    -------
    HiddenCells
        One row per confidential cell with at least one bound. Rejected: ``no_sum_limits_it``,
        ``sums_contradict`` (no figures fit, even when each sum gives way by 0.5 %), ``regions_do_not_add_up``
        (the country's own published sums do not hold).
    """
    import polars as pl

    # The largest first, so that the processes end together.
    tasks = sorted(_tasks(harmonised), key=lambda task: -int(task.is_hidden.sum()))
    n = min(os.cpu_count() or 1, MAX_PROCESSES) if n_processes is None else n_processes
    answers: list[_Answer] = []
    with contextlib.ExitStack() as stack:
        solved: Iterator[_Answer] = map(_solve, tasks)
        if n > 1 and len(tasks) > 1:
            # "spawn": a fork of a process in which Polars has threads can hang.
            context = multiprocessing.get_context("spawn")
            solved = stack.enter_context(ProcessPoolExecutor(n, mp_context=context)).map(_solve, tasks)
        for answer in solved:
            answers.append(answer)
            if tell is not None:
                tell(len(answers), len(tasks))
    rejected: dict[str, int] = {}
    diagnostics: dict[str, int] = {}
    for answer in answers:
        for reason, number in answer.rejected.items():
            rejected[reason] = rejected.get(reason, 0) + number
        for code, number in answer.diagnostics.items():
            diagnostics[code] = diagnostics.get(code, 0) + number
    rows = [row for answer in answers for row in answer.rows]
    table = pl.DataFrame(
        rows,
        schema={
            "nuts_code": pl.String, "nace_code": pl.String, "measure": pl.String, "year": pl.Int16,
            "lower": pl.Float64, "upper": pl.Float64, "estimate": pl.Float64, "method": pl.String,
        },
        orient="row",
    )  # fmt: skip
    notes = sorted(note for answer in answers for note in answer.notes)
    counts = tuple(f"{code}: {number} systems." for code, number in sorted(diagnostics.items()))
    return HiddenCells(
        table=table,
        n_hidden=sum(int(task.is_hidden.sum()) for task in tasks),
        rejected=rejected,
        notes=(*counts, *notes),
    )


def _tasks(harmonised: Harmonised) -> list[_Task]:
    """The systems with at least one confidential cell."""
    import polars as pl

    # A split code is a part of its country's total, but gets no bounds: it is not in the edition.
    split = _needed_split_codes(harmonised).with_columns(pl.col("flag").str.replace_all("c", ""))
    frame = pl.concat([harmonised.table, split]).sort("year", "measure", "nuts_code", "nace_code")
    tasks = []
    for (year,), of_year in frame.group_by("year", maintain_order=True):
        industries = tuple(of_year["nace_code"].unique().sort())
        wholes = {}
        for (measure,), rows in of_year.group_by("measure", maintain_order=True):
            codes = tuple(rows["nuts_code"].unique().sort())
            wholes[str(measure)] = (codes, *_matrix(rows, codes, industries))
        for measure, (codes, values, hidden) in wholes.items():
            countries = sorted({code[:2] for code in codes})
            is_national = np.array([len(code) == len("AT") for code in codes])
            mix = np.nansum(values[is_national], axis=0)
            size_measure = SIZE_MEASURE[measure]
            other = wholes.get(size_measure) if size_measure else None
            for country in countries:
                rows_of = [r for r, code in enumerate(codes) if code.startswith(country)]
                if not hidden[rows_of].any():
                    continue
                own = tuple(codes[r] for r in rows_of)
                size = np.full((len(own), len(industries)), np.nan)
                reference = np.full(len(industries), np.nan)
                if other is not None:
                    places = {code: r for r, code in enumerate(other[0])}
                    for r, code in enumerate(own):
                        if code in places:
                            size[r] = other[1][places[code]]
                    reference = _reference_size(codes, values, other[0], other[1])
                tasks.append(
                    _Task(
                        country=country, year=int(str(year)), measure=measure, regions=own, industries=industries,
                        values=values[rows_of], is_hidden=hidden[rows_of], size=size, reference_size=reference,
                        reference_mix=mix,
                    )
                )  # fmt: skip
    return tasks


def _needed_split_codes(harmonised: Harmonised) -> pl.DataFrame:
    """Old codes that became several: parts of their country's totals in years in which no successor stands."""
    import polars as pl

    there = {
        (code, year) for code, year in harmonised.table.select("nuts_code", "year").unique().iter_rows()
    }  # fmt: skip
    frames = [harmonised.split_codes.clear()]
    for splice in splices():
        if splice.kind != "split":
            continue
        for year in range(2000, splice.last_year + 1):
            if any((code, year) in there for code in _successors(splice.old)):
                continue
            frames.append(harmonised.split_codes.filter((pl.col("nuts_code") == splice.old) & (pl.col("year") == year)))
    return pl.concat(frames)


def _successors(code: str) -> tuple[str, ...]:
    if len(code) < len("AT11"):
        return ()
    for version in ("2006", "2010"):
        try:
            parts = successors(code, from_version=version, to_version="2013", level=2)
        except CodeListError:
            continue
        return tuple(part.code for part in parts if part.weight >= MIN_SUCCESSOR_WEIGHT)
    return ()


def _matrix(
    rows: pl.DataFrame, codes: tuple[str, ...], industries: tuple[str, ...]
) -> tuple[FloatArray, NDArray[np.bool_]]:
    values = np.full((len(codes), len(industries)), np.nan)
    hidden = np.zeros(values.shape, dtype=bool)
    places = (
        np.searchsorted(np.array(codes), rows["nuts_code"].to_numpy().astype(str)),
        np.searchsorted(np.array(industries), rows["nace_code"].to_numpy().astype(str)),
    )
    values[places] = rows["value"].cast(float).to_numpy()
    hidden[places] = rows["flag"].str.contains("c").to_numpy()
    return values, hidden


def _reference_size(
    codes: tuple[str, ...], values: FloatArray, other_codes: tuple[str, ...], other: FloatArray
) -> FloatArray:
    """Figure per unit of size over all countries that publish both, by industry."""
    shared = [code for code in codes if len(code) == len("AT") and code in other_codes]
    above = values[[codes.index(code) for code in shared]]
    below = other[[other_codes.index(code) for code in shared]]
    both = ~np.isnan(above) & ~np.isnan(below)
    top, bottom = np.where(both, above, 0.0).sum(axis=0), np.where(both, below, 0.0).sum(axis=0)
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan)


def _solve(task: _Task) -> _Answer:
    """Bounds and estimates of one country, year and measure."""
    answer = _Answer()
    base = HALF_WIDTH[task.measure]
    place = f"{task.country} {task.year} {task.measure}"
    region_sums, industry_sums = _region_sums(task), _industry_sums(task)
    half_width = _half_width(task, region_sums, industry_sums, base)
    if half_width is None:
        answer.notes.append(f"{place}: regions do not add up to the national row; bounds rest on sections alone.")
        answer.diagnostics["regions_do_not_add_up"] = 1
        region_sums, half_width = [], base
    elif half_width > base:
        answer.notes.append(f"{place}: published sums hold only within {half_width:g} per figure, which is used.")
        answer.diagnostics["half_width_widened"] = 1
    system = two_way_system(
        task.values,
        regions=task.regions,
        industries=task.industries,
        region_sums=region_sums,
        industry_sums=industry_sums,
        half_width=half_width,
    )
    prior, method = _prior(task)
    row_of = {code: r for r, code in enumerate(task.regions)}
    column_of = {code: c for c, code in enumerate(task.industries)}
    for rows, columns in system.blocks():
        part = system.part(rows, columns)
        places = (
            np.array([row_of[region] for region, _ in part.cells]),
            np.array([column_of[industry] for _, industry in part.cells]),
        )
        hidden = task.is_hidden[places]
        if not hidden.any():
            continue
        if not len(rows):
            answer.reject("no_sum_limits_it", int(hidden.sum()))
            continue
        _solve_block(task, part, hidden, prior[places], method[places], answer, place)
    return answer


def _solve_block(
    task: _Task,
    part: SumSystem,
    hidden: NDArray[np.bool_],
    prior: FloatArray,
    method: NDArray[np.str_],
    answer: _Answer,
    place: str,
) -> None:
    """Bounds and estimates of one block; where its sums contradict each other they give way, up to the tolerance."""
    try:
        bounds = attainable_intervals(part)
    except EvidenceError as contradiction:
        relaxation = least_relaxation(part)
        if (relaxation > ALLOCATION_V1.residual_tolerance * np.maximum(part.magnitude, 1.0)).any():
            answer.reject("sums_contradict", int(hidden.sum()))
            answer.diagnostics["sums_contradict"] = answer.diagnostics.get("sums_contradict", 0) + 1
            answer.notes.append(f"{place}: {contradiction}")
            return
        part = part.with_slack(relaxation * (1 + 1e-6) + 1e-6 * (relaxation > 0))
        bounds = attainable_intervals(part)
        answer.diagnostics["sums_relaxed"] = answer.diagnostics.get("sums_relaxed", 0) + 1
    try:
        allocation = allocate(part, prior=prior, lower=bounds.lower, upper=bounds.upper)
        estimates = allocation.values
        for diagnostic in allocation.diagnostics:
            answer.diagnostics[diagnostic.code] = answer.diagnostics.get(diagnostic.code, 0) + 1
    except EvidenceError:  # known parts exceed their total: there is nothing to share out
        estimates = np.full(len(part.cells), np.nan)
        answer.diagnostics["negative_remainder"] = answer.diagnostics.get("negative_remainder", 0) + 1
    digits = DIGITS[task.measure]
    for j in np.flatnonzero(hidden).tolist():
        low, high = bounds.lower[j], bounds.upper[j]
        if np.isinf(high) and low <= 0:
            answer.reject("no_sum_limits_it", 1)
            continue
        region, industry = part.cells[j]
        low, high = np.floor(low * 10**digits + 1e-6) / 10**digits, np.ceil(high * 10**digits - 1e-6) / 10**digits
        estimate = None if np.isnan(estimates[j]) else round(float(np.clip(estimates[j], low, high)), digits)
        answer.rows.append(
            (
                region, industry, task.measure, task.year, float(low), None if np.isinf(high) else float(high), estimate,
                "bounds_only" if estimate is None else str(method[j]),
            )
        )  # fmt: skip


def _region_sums(task: _Task) -> list[tuple[str, list[str]]]:
    """The country and each NUTS-1 region as sums of NUTS-2 regions; the country as the sum of NUTS-1 regions."""
    at = {level: [code for code in task.regions if len(code) == level + 2] for level in (0, 1, 2)}
    sums = [(country, at[level]) for country in at[0] for level in (1, 2) if at[level]]
    for parent in at[1]:
        children = [code for code in at[2] if code.startswith(parent)]
        if children:
            sums.append((parent, children))
    return sums


def _industry_sums(task: _Task) -> list[tuple[str, list[str]]]:
    """Sections as sums of their divisions; S95 stands alone."""
    sections = [code for code in task.industries if len(code) == 1]
    sums = [
        (section, [c for c in task.industries if c.startswith(section) and len(c) == DIVISION_LENGTH])
        for section in sections
    ]
    return [(section, parts) for section, parts in sums if parts]


def _half_width(
    task: _Task,
    region_sums: list[tuple[str, list[str]]],
    industry_sums: list[tuple[str, list[str]]],
    base: float,
) -> float | None:
    """The half-width at which the country's fully published sums hold; ``None`` if they do at none."""
    row_of = {code: r for r, code in enumerate(task.regions)}
    column_of = {code: c for c, code in enumerate(task.industries)}
    gaps = []
    for total, parts in region_sums:
        lines = task.values[[row_of[code] for code in (total, *parts)]]
        gaps.append(np.abs(lines[0] - lines[1:].sum(axis=0)) / len(lines))
    for total, parts in industry_sums:
        lines = task.values[:, [column_of[code] for code in (total, *parts)]].T
        gaps.append(np.abs(lines[0] - lines[1:].sum(axis=0)) / len(lines))
    every = np.concatenate(gaps) if gaps else np.zeros(0)
    every = every[~np.isnan(every)]
    for factor in WIDENING:
        if not len(every) or (every <= base * factor + 1e-9).mean() >= SUMS_THAT_HOLD:
            return base * factor
    return None


def _prior(task: _Task) -> tuple[FloatArray, NDArray[np.str_]]:
    """What each cell would be without the sums, and how that was found.

    First its size (local units for persons, persons for wages) times the national figure per unit of size, or that of all
    countries where the national figure is hidden; else the section's figure in the region times the share of the division
    in the section, in all countries that publish both.
    """
    national = next((r for r, code in enumerate(task.regions) if len(code) == len("AT")), None)
    ratio = task.reference_size.copy()
    if national is not None:
        own = task.size[national]
        usable = ~np.isnan(task.values[national]) & (own > 0)
        ratio[usable] = task.values[national][usable] / own[usable]
    by_size = task.size * ratio
    section_column = [
        task.industries.index(code[0]) if len(code) == DIVISION_LENGTH and code[0] in task.industries else c
        for c, code in enumerate(task.industries)
    ]
    within = task.reference_mix[section_column]
    share = np.where(within > 0, task.reference_mix / np.where(within > 0, within, 1.0), np.nan)
    section = task.values[:, section_column]
    weight = np.where(np.isnan(section), np.nan, section)
    fallback = np.nansum(np.where(task.values > 0, task.values, 0.0), axis=1, keepdims=True)
    weight = np.where(np.isnan(weight), np.where(fallback > 0, fallback, 1.0), weight)
    by_mix = weight * share
    prior = np.where(by_size > 0, by_size, by_mix)
    method = np.where(by_size > 0, "size", "section_mix")
    return np.where(np.isfinite(prior), prior, np.nan), method
