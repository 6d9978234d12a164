"""``clustrat analyse``: a file of counts in, a folder with one file per measure out, one year in memory at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from clustrat import __version__
from clustrat.complexity.chain import Precision
from clustrat.complexity.presets import Conventions
from clustrat.errors import EvidenceError, ParameterError, StorageError
from clustrat.evidence.observations import Observations, Policies, read_observations
from clustrat.evidence.result import Diagnostic, canonical_json
from clustrat.evidence.samples import sample_changed
from clustrat.publish.files import FORMULA_STARTS, staged_folder, write_bytes
from clustrat.study.analysis import left_out, measure_frame, side_tables, year_diagnostics, years_of
from clustrat.study.measures import Measure, SideTables, choose_measures

if TYPE_CHECKING:
    import polars as pl

__all__ = ["AnalysisSummary", "Columns", "analyse_file"]

MARK = "analysis.json"
#: Column with the line of a CSV file, for messages.
LINE = "line of the file"
SUFFIXES = {".csv": "csv", ".parquet": "parquet", ".pq": "parquet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Names of the columns of the table of counts."""

    region: str = "region"
    activity: str = "activity"
    year: str = "year"
    value: str = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisSummary:
    """What was written: rows by measure, years, and what someone should know."""

    folder: Path
    rows: dict[str, int]
    years: tuple[int, ...]
    shape: tuple[int, int]
    diagnostics: tuple[Diagnostic, ...]
    left_out: dict[str, str]


def analyse_file(
    path: Path,
    *,
    out: Path,
    conventions: Conventions,
    measures: Sequence[str] | None = None,
    precision: Precision = "float64",
    regions: Path | None = None,
    groups: Path | None = None,
    plants: Path | None = None,
    columns: Columns | None = None,
    policies: Policies | None = None,
    file_format: str = "csv",
    progress: Callable[[int, int], None] | None = None,
) -> AnalysisSummary:
    """Write every measure of a file of counts into a folder, year by year.

    Parameters
    ----------
    path
        CSV or Parquet with a row per region, activity and year; in Parquet only one year is read at a time, and a CSV is made
        into Parquet beside the output first.
    out
        The folder to make; a former analysis there is replaced once the new one is whole.
    conventions, measures, precision, policies
        As in :func:`clustrat.study.analysis.analyse`.
    regions, groups, plants
        Files of the tables beside the counts, CSV or Parquet.
    file_format
        ``"csv"`` or ``"parquet"``, one file per measure with columns year, k1, (k2,) value.
    progress
        Called with (years done, years in all).

    Raises
    ------
    EvidenceError, ParameterError, StorageError
        With a sentence; nothing is left half written.
    """
    if file_format not in ("csv", "parquet"):
        raise ParameterError(f"There is no format '{file_format}'. Choose csv or parquet.")
    names = columns or Columns()
    with staged_folder(out, mark=MARK) as stage, ExitStack() as stack:
        rules = policies or Policies()
        found: list[Diagnostic] = []
        source = _Source(path, names, stage / ".input.parquet")
        source.fix_sample(rules.sample, found)
        side = side_tables(
            *source.labels,
            regions=None if regions is None else _read(regions),
            groups=None if groups is None else _read(groups),
            plants=None if plants is None else _read(plants),
        )
        chosen = choose_measures(measures, side=side, shape=(len(source.labels[0]), len(source.labels[1])))
        writer = _Writer(stage, chosen, file_format, stack)
        matrices = _matrices(source, rules, found)
        for done, current in enumerate(
            years_of(
                matrices,
                len(source.years),
                names=source.labels,
                rules=conventions,
                precision=precision,
                side=side,
                chosen=chosen,
            ),
            start=1,
        ):
            for measure in chosen:
                writer.write(measure, measure_frame(measure, current))
            found += year_diagnostics(current, chosen)
            if progress is not None:
                progress(done, len(source.years))
        writer.close()
        source.remove()
        summary = AnalysisSummary(
            folder=out, rows=writer.rows, years=source.years, shape=(len(source.labels[0]), len(source.labels[1])),
            diagnostics=tuple(found), left_out=left_out(chosen, side),
        )  # fmt: skip
        account = _account(path, summary, chosen, conventions, precision, rules, side, file_format)
        write_bytes(stage / MARK, canonical_json(account).encode())
    return summary


def _account(
    path: Path, summary: AnalysisSummary, chosen: tuple[Measure, ...], conventions: Conventions, precision: Precision,
    policies: Policies, side: SideTables, file_format: str,
) -> dict[str, Any]:  # fmt: skip
    """What a reader of the folder needs: input, conventions, measures, what is missing and why."""
    return {
        "clustrat": __version__,
        "input": {"file": path.name, "sha256": _sha256(path)},
        "years": list(summary.years),
        "n_regions": summary.shape[0],
        "n_activities": summary.shape[1],
        "conventions": conventions.as_dict(),
        "precision": precision,
        "policies": asdict(policies),
        "tables_beside": [need for need in ("population", "income", "groups", "plants") if side.has(need)],
        "measures": [
            {
                "name": m.name, "file": f"{m.name}.{file_format}", "of": m.kind, "words": m.words, "unit": m.unit,
                "by_preset": m.by_preset, "n_rows": summary.rows[m.name],
            }
            for m in chosen
        ],
        "left_out": summary.left_out,
        "diagnostics": [d.as_dict() for d in summary.diagnostics],
    }  # fmt: skip


class _Source:
    """A file of counts that gives out one year at a time."""

    def __init__(self, path: Path, names: Columns, spare: Path) -> None:
        import polars as pl

        self.names, self.spare, self.line = names, spare, None if path.suffix.lower() != ".csv" else LINE
        if not path.is_file():
            raise ParameterError(f"There is no file {path}. Name a CSV or Parquet file of counts.")
        kind = SUFFIXES.get(path.suffix.lower())
        if kind is None:
            raise ParameterError(f"{path.name} is neither .csv nor .parquet. Convert it first.")
        try:
            if kind == "csv":
                # Everything stays text here, so that codes keep their zeros and flags their letters.
                pl.scan_csv(
                    path, infer_schema=False, encoding="utf8", row_index_name=LINE, row_index_offset=2
                ).sink_parquet(spare)
                self.frame = pl.scan_parquet(spare)
            else:
                self.frame = pl.scan_parquet(path)
            have = self.frame.collect_schema().names()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise EvidenceError(f"{path.name} could not be read as {kind}: {error}. Check the file.") from error
        wanted = [names.region, names.activity, names.year, names.value]
        if absent := [name for name in wanted if name not in have]:
            raise EvidenceError(
                f"There is no column '{absent[0]}' in {path.name}, which has: {', '.join(name for name in have if name != LINE)}. "
                "Rename it, or name the right one with --columns."
            )
        self.frame = self.frame.select(*wanted, *([LINE] if self.line else []))
        if self.frame.collect_schema()[names.year] == pl.String:
            self.frame = self.frame.with_columns(pl.col(names.year).str.strip_chars().cast(pl.Int32))
        try:
            keys = {name: self.frame.select(pl.col(name).unique()).collect()[name] for name in wanted[:3]}
        except pl.exceptions.PolarsError as error:
            raise EvidenceError(
                f"Column '{names.year}' of {path.name} holds something that is not a year: {error}"
            ) from error
        for name, column in keys.items():
            if column.null_count() or not len(column):
                raise EvidenceError(f"Column '{name}' of {path.name} has empty cells. Fill them, or drop these rows.")
        self.regions, self.activities = (keys[name].cast(pl.String).sort() for name in wanted[:2])
        self.years = tuple(int(y) for y in keys[names.year].sort())
        self.labels = tuple(self.regions.to_list()), tuple(self.activities.to_list())

    def fix_sample(self, sample: str, found: list[Diagnostic]) -> None:
        """Refuse regions and activities that are in some years only, or do with them what ``sample`` says."""
        import polars as pl

        names, there = self.names, []
        for key, labels in ((names.region, self.regions), (names.activity, self.activities)):
            pairs = self.frame.select(pl.col(names.year), pl.col(key).cast(pl.String)).unique().collect()
            is_there = np.zeros((len(self.years), len(labels)), dtype=bool)
            rows = np.searchsorted(self.years, pairs[names.year].to_numpy())
            is_there[rows, pairs[key].cast(pl.Enum(labels)).to_physical().to_numpy()] = True
            there.append(is_there)
        told = sample_changed(self.years, (self.regions, self.activities), (there[0], there[1]), sample=sample)
        found += told
        if told and sample == "common":
            self.regions, self.activities = (
                labels.filter(np.asarray(is_there.all(axis=0)).tolist())
                for labels, is_there in zip((self.regions, self.activities), there, strict=True)
            )
            self.frame = self.frame.filter(
                pl.col(names.region).cast(pl.String).is_in(self.regions.to_list()),
                pl.col(names.activity).cast(pl.String).is_in(self.activities.to_list()),
            )
            if min(len(self.regions), len(self.activities)) < 2:
                raise EvidenceError(
                    f"Only {len(self.regions)} regions and {len(self.activities)} activities are there in every year "
                    "(too_small). Say sample='each', or choose years with the same codes."
                )
            self.labels = tuple(self.regions.to_list()), tuple(self.activities.to_list())

    def year(self, year: int, policies: Policies) -> Observations:
        """The checked rows of one year, on the regions and activities of all years."""
        import polars as pl

        names = self.names
        rows = self.frame.filter(pl.col(names.year) == year).collect()
        return read_observations(
            rows, region=names.region, activity=names.activity, year=names.year, value=names.value, policies=policies,
            regions=self.regions, activities=self.activities, line=self.line,
        )  # fmt: skip

    def remove(self) -> None:
        """Take the spare file away."""
        self.spare.unlink(missing_ok=True)


def _matrices(
    source: _Source, policies: Policies, found: list[Diagnostic]
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    for year in source.years:
        seen = source.year(year, policies)
        found.extend(year_found(seen, year))
        yield year, seen.matrix(year)


def year_found(seen: Observations, year: int) -> list[Diagnostic]:
    """The diagnostics of reading, with their year."""
    from dataclasses import replace

    return [replace(d, sentence=f"{year}: {d.sentence}") for d in seen.diagnostics]


class _Writer:
    """One open file per measure; CSV grows year by year, Parquet is joined from its years at the end."""

    def __init__(self, stage: Path, chosen: tuple[Measure, ...], file_format: str, stack: ExitStack) -> None:
        self.stage, self.format = stage, file_format
        self.rows = {measure.name: 0 for measure in chosen}
        self.parts: dict[str, list[Path]] = {measure.name: [] for measure in chosen}
        self.files: dict[str, BinaryIO] = {}
        if file_format == "csv":
            for measure in chosen:
                file = stack.enter_context((stage / f"{measure.name}.csv").open("wb"))
                keys = b"k1" if measure.kind in ("region", "activity", "named") else b"k1,k2"
                file.write(b"year," + keys + b",value\n")
                self.files[measure.name] = file

    def write(self, measure: Measure, frame: pl.DataFrame | None) -> None:
        """Add a year."""
        if frame is None:
            return
        self.rows[measure.name] += frame.height
        try:
            if self.format == "csv":
                _safe(frame).write_csv(self.files[measure.name], include_header=False)
            else:
                part = self.stage / f".{measure.name}.{len(self.parts[measure.name])}.parquet"
                frame.write_parquet(part)
                self.parts[measure.name].append(part)
        except OSError as error:
            raise StorageError(
                f"{measure.name} could not be written ({error}). Make room, or choose another --out."
            ) from error

    def close(self) -> None:
        """Join the years of Parquet files."""
        import polars as pl

        for name, parts in self.parts.items():
            if parts:
                pl.scan_parquet(parts).sink_parquet(self.stage / f"{name}.parquet")
            for part in parts:
                part.unlink()


def _safe(frame: pl.DataFrame) -> pl.DataFrame:
    """No key that a spreadsheet would run as a formula."""
    import polars as pl

    keys = [name for name in ("k1", "k2") if name in frame.columns]
    starts = pl.any_horizontal(
        *[pl.col(k).cast(pl.String).str.starts_with(sign) for k in keys for sign in FORMULA_STARTS]
    )
    if not frame.select(starts.any()).item():
        return frame
    return frame.with_columns(
        pl.when(pl.any_horizontal(*[pl.col(k).cast(pl.String).str.starts_with(sign) for sign in FORMULA_STARTS]))
        .then("'" + pl.col(k).cast(pl.String))
        .otherwise(pl.col(k).cast(pl.String))
        .alias(k)
        for k in keys
    )


def _read(path: Path) -> pl.DataFrame:
    import polars as pl

    kind = SUFFIXES.get(path.suffix.lower())
    if not path.is_file() or kind is None:
        raise ParameterError(f"There is no CSV or Parquet file {path}. Name one.")
    try:
        if kind == "parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise EvidenceError(f"{path.name} could not be read as {kind}: {error}. Check the file.") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
