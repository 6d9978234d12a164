"""An edition built out of raw files: read, checked, written beside, verified, then switched to in one step."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import clustrat
from clustrat.errors import EditionError, SourceError, StorageError
from clustrat.sources.bulk_tsv import read_bulk_tsv
from clustrat.store import durable
from clustrat.store.catalog import (
    CATALOG_FILE,
    Edition,
    TableEntry,
    catalog_bytes,
    open_edition,
    point_to,
    verify_edition,
)
from clustrat.store.tables import write_table
from clustrat.study import context_tables, edition_checks, hidden_cells
from clustrat.study.harmonise import NUTS_VERSION, Harmonised, RowAccount, harmonise_regional
from clustrat.study.table_origins import ORIGINS

if TYPE_CHECKING:
    import polars as pl

__all__ = ["EDITION_ID", "RAW_FILES", "Progress", "build_edition", "find_raw_files"]

EDITION_ID = "2015.1"
NACE_VERSION = "2"
STAGING = ".staging"
#: An edition is a few megabytes; less free room than this is not worth a start.
MIN_FREE_BYTES = 32 * 1024**2

#: Raw file -> the folder in which the collection of raw files keeps it.
RAW_FILES: Mapping[str, str] = MappingProxyType(
    {
        "sbs_r_nuts06_r2.tsv.gz": "eurostat_bulk",
        "sbs_na_sca_r2.tsv.gz": "eurostat_bulk",
        "lfst_r_lfe2en2.tsv.gz": "eurostat_bulk",
        "lfst_r_lfe2emp.tsv.gz": "eurostat_bulk",
        "lfst_r_lfe2eedu.tsv.gz": "eurostat_bulk",
        "nama_10r_2gdp.tsv.gz": "eurostat_bulk",
        "estat_nama_10r_3gdp.tsv.gz": "eurostat_bulk",
        "rd_hrst_patents.parquet": "eurostat_regional_rd",
        "pat_ep_rtot.csv.gz": "patents_eurostat",
    }
)

#: Progress is told in hundredths; the bounds take the part between these two.
N_STEPS, BOUNDS_FROM, BOUNDS_TO = 100, 10, 95
#: What a build tells while it runs: the step in words, how much is done, how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Made:
    """One table ready to be written: its rows, what tells rows apart, its account and raw files."""

    frame: pl.DataFrame
    keys: tuple[str, ...]
    account: Mapping[str, Any]
    sources: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


def _silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def find_raw_files(folder: Path) -> dict[str, Path]:
    """Where each raw file lies: in the folder itself, or in its usual folder inside.

    Raises
    ------
    SourceError
        The folder or a file is not there; the message names all that are missing.
    """
    if not folder.is_dir():
        raise SourceError(f"There is no folder {folder}. Give the folder of the raw files with --from.")
    found = {}
    for name, usual in RAW_FILES.items():
        for place in (folder / name, folder / usual / name):
            if place.is_file():
                found[name] = place
                break
    if missing := [name for name in RAW_FILES if name not in found]:
        raise SourceError(
            f"{folder} lacks {len(missing)} of {len(RAW_FILES)} raw files: {', '.join(missing)}. "
            "Put them there (docs/how-to/build-an-edition.md says where they come from), or give another folder with --from."
        )
    return found


def build_edition(
    source_folder: Path,
    *,
    root: Path,
    progress: Progress | None = None,
    n_processes: int | None = None,
    accept_fewer_rows: str = "",
) -> Edition:
    """Make an edition out of the raw files in a folder and make it the one in use.

    The run goes from *planned* (all raw files are there) over *staged* (every table is written and forced to the disk in
    a folder beside) and *verified* (hashes, keys, codes, years, sums, row accounts, rows against the former edition) to
    *switched*: one pointer names the new edition. Up to that step the former edition is in use and untouched; what a
    killed run has left is cleared by the next one. Equal raw files and equal code give equal bytes.

    Parameters
    ----------
    source_folder
        Folder of the raw files, see :data:`RAW_FILES`.
    root
        Folder of editions; each lies in a folder of its own, named by id and content.
    progress
        Told each step.
    n_processes
        Processes that solve the bounds of hidden figures; ``None`` takes one per core, at most 4.
    accept_fewer_rows
        Name of the person who accepts that a table has lost more rows than ``max_row_drop_share`` against the former
        edition; it is written into the notes of that table.

    Returns
    -------
    Edition
        The new edition, in its final folder.

    Raises
    ------
    SourceError
        A raw file is missing, foreign, cut off or broken, or a check of the figures fails.
    StorageError
        The disk is full or refuses a file. In both cases nothing has changed.
    """
    tell = progress or _silent
    tell("Looking for the raw files", 0, N_STEPS)
    paths = find_raw_files(Path(source_folder))
    root = Path(root)
    with durable.exclusive_use(root):
        staging = root / STAGING
        durable.remove_folder(staging)
        durable.make_folder(staging)
        try:
            _require_room(root)
            tell("Reading the regional business statistics", 1, N_STEPS)
            raw = read_bulk_tsv(paths["sbs_r_nuts06_r2.tsv.gz"])
            harmonised = harmonise_regional(raw)
            sums = edition_checks.check_regional(harmonised)
            tell("Reading the other tables", 5, N_STEPS)
            made = {"core_eurostat__sbs_regional": _regional(raw.name, raw.sha256, harmonised, sums)}
            made |= _context(paths)
            tell("Solving the bounds of hidden figures", BOUNDS_FROM, N_STEPS)
            made["core_eurostat__sbs_bounds"] = _bounds(raw.name, raw.sha256, harmonised, n_processes, tell)
            tell("Writing and verifying", 95, N_STEPS)
            edition = _write(staging, made)
            former = _former(root)
            edition = edition_checks.check_against_former(edition, former, accept_fewer_rows=accept_fewer_rows)
            durable.write_file(staging / CATALOG_FILE, catalog_bytes(edition))
            verify_edition(open_edition(staging))
            tell("Switching to the new edition", 99, N_STEPS)
            final = _move_in_place(staging, root, edition)
            point_to(root, final.name)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    tell("Done", N_STEPS, N_STEPS)
    return open_edition(root)


def _require_room(root: Path) -> None:
    free = shutil.disk_usage(root).free
    if free < MIN_FREE_BYTES:
        raise StorageError(
            f"There is no room for an edition in {root}: {free:,} bytes are free, {MIN_FREE_BYTES:,} are needed. "
            "Free some space, or choose another folder with --out. The edition in use is as it was."
        )


def _regional(name: str, sha256: str, harmonised: Harmonised, sums: edition_checks.SumCheck) -> _Made:
    return _Made(
        frame=harmonised.table,
        keys=("measure", "nuts_code", "nace_code", "year"),
        account={**harmonised.account.as_dict(), "sums": sums.as_dict()},
        sources=((name, sha256),),
    )


def _context(paths: Mapping[str, Path]) -> dict[str, _Made]:
    """The tables beside the business statistics."""
    made = {}

    def take(name: str, table: context_tables.Table, keys: tuple[str, ...], *sources: tuple[str, str]) -> None:
        frame, account = table
        made[f"core_eurostat__{name}"] = _Made(
            frame=frame, keys=keys, account=account.as_dict(), sources=tuple(sources)
        )

    raw, table = context_tables.sbs_national(paths["sbs_na_sca_r2.tsv.gz"])
    take("sbs_national", table, ("measure", "nuts_code", "nace_code", "year"), (raw.name, raw.sha256))
    raw, table = context_tables.labour_force_industry(paths["lfst_r_lfe2en2.tsv.gz"])
    take("labour_force_industry", table, ("age_group", "nace_group", "nuts_code", "year"), (raw.name, raw.sha256))
    raw, table = context_tables.labour_force_sex(paths["lfst_r_lfe2emp.tsv.gz"])
    take("labour_force_sex", table, ("age_group", "sex", "nuts_code", "year"), (raw.name, raw.sha256))
    raw, table = context_tables.labour_force_education(paths["lfst_r_lfe2eedu.tsv.gz"])
    take(
        "labour_force_education", table, ("age_group", "sex", "education", "nuts_code", "year"), (raw.name, raw.sha256)
    )
    (new, old), table = context_tables.gdp(paths["estat_nama_10r_3gdp.tsv.gz"], paths["nama_10r_2gdp.tsv.gz"])
    take("gdp", table, ("unit", "nuts_code", "year"), (new.name, new.sha256), (old.name, old.sha256))
    frame, sha256 = context_tables.read_research_file(paths["rd_hrst_patents.parquet"])
    source = ("rd_hrst_patents.parquet", sha256)
    take(
        "rd_personnel", context_tables.research_personnel(frame),
        ("unit", "sector", "occupation", "sex", "nuts_code", "year"), source,
    )  # fmt: skip
    take("rd_expenditure", context_tables.research_expenditure(frame), ("unit", "sector", "nuts_code", "year"), source)
    take("human_resources", context_tables.human_resources(frame), ("unit", "category", "nuts_code", "year"), source)
    sha256, table = context_tables.patents(paths["pat_ep_rtot.csv.gz"])
    take("patents", table, ("unit", "nuts_code", "year"), ("pat_ep_rtot.csv.gz", sha256))
    return made


def _bounds(name: str, sha256: str, harmonised: Harmonised, n_processes: int | None, tell: Progress) -> _Made:
    def tell_solved(done: int, total: int) -> None:
        place = BOUNDS_FROM + (BOUNDS_TO - BOUNDS_FROM) * done // total
        tell(f"Solving the bounds of hidden figures, system {done} of {total}", place, N_STEPS)

    solved = hidden_cells.solve_hidden_cells(harmonised, n_processes=n_processes, tell=tell_solved)
    account = RowAccount(read=solved.n_hidden, kept=solved.table.height, rejected=solved.rejected)
    return _Made(
        frame=solved.table,
        keys=("measure", "nuts_code", "nace_code", "year"),
        account={**account.as_dict(), "unit": "confidential cells of sbs_regional"},
        sources=((name, sha256),),
        notes=solved.notes,
    )


def _write(staging: Path, made: Mapping[str, _Made]) -> Edition:
    """Write all tables into the staging folder; the catalogue comes last."""
    entries = {}
    for name, table in sorted(made.items()):
        written = write_table(table.frame, staging / f"{name}.parquet", sort_by=table.keys)
        origin = ORIGINS[name]
        edition_checks.check_table(name, table.frame, columns=origin.columns, n_kept=_n_rows(table.account))
        entries[name] = TableEntry(
            name=name,
            title=origin.title,
            file=written.file,
            sha256=written.sha256,
            n_bytes=written.n_bytes,
            n_rows=written.n_rows,
            publisher=origin.publisher,
            table_code=origin.table_code,
            vintage=origin.vintage,
            licence=origin.licence,
            attribution=origin.attribution,
            sources=tuple({"file": file, "sha256": sha256} for file, sha256 in table.sources),
            row_account=table.account,
            columns=origin.columns,
            notes=(*origin.notes, *table.notes),
        )
    return Edition(
        id=EDITION_ID,
        folder=staging,
        built_by=f"clustrat {clustrat.__version__}",
        nuts_version=NUTS_VERSION,
        nace_version=NACE_VERSION,
        tables=MappingProxyType(entries),
    )


def _n_rows(account: Mapping[str, Any]) -> int:
    return int(account["kept"]) - int(account.get("merged", 0))


def _former(root: Path) -> Edition | None:
    """The edition in use in this folder, if there is a whole one."""
    try:
        return open_edition(root)
    except EditionError:
        return None


def _move_in_place(staging: Path, root: Path, edition: Edition) -> Path:
    """Give the staged edition its final name; an equal one that lies there already is kept."""
    import hashlib

    name = f"{edition.id}-{hashlib.sha256(catalog_bytes(edition)).hexdigest()[:12]}"
    final = root / name
    if final.is_dir():
        try:
            verify_edition(open_edition(final))
        except EditionError:
            durable.remove_folder(final)
        else:
            durable.remove_folder(staging)
            return final
    durable.rename(staging, final)
    return final
