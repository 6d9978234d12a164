"""A user's file of Interreg cooperation (keep.eu): partners and budgets by NUTS-3, where a 0 can mean that nothing is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from clustrat.codes.lists import near_codes, require_version
from clustrat.codes.nuts import VERSIONS, regions
from clustrat.errors import ParameterError, SourceError
from clustrat.sources.region_parts import newer_parts
from clustrat.sources.user_table import LINE, UserTable, number_column, read_user_table, refuse_twice

if TYPE_CHECKING:
    import polars as pl

__all__ = ["KEEP_TEMPLATE", "KeepCounts", "RegionCounts", "read_keep_counts"]

Zeros = Literal["missing", "zero"]
#: Column of the file -> our name.
COLUMNS = {
    "keep_no_of_projects": "projects",
    "keep_no_of_partners": "partners",
    "keep_total_budgets_meur": "budget_meur",
    "keep_erdf_meur": "erdf_meur",
}
#: A file that can be read as it stands.
KEEP_TEMPLATE = """\
CNTR_CODE,NAME_LATN,keep_No_of_projects,keep_No_of_partners,keep_Total_budgets_MEUR,keep_ERDF_MEUR,NUTS_ID
IT,Trieste,10,12,4.5,3.0,ITH44
IT,Pordenone,0,0,0,0,ITH41
"""
#: A NUTS-2 code is the first four characters of the codes of its parts.
NUTS_2_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionCounts:
    """Cooperation of one NUTS-2 region.

    Attributes
    ----------
    nuts_code
        The region.
    partners, budget_meur, erdf_meur
        Sums over its NUTS-3 parts; ``nan`` where a part is not known.
    partners_at_least, budget_meur_at_least, erdf_meur_at_least
        Sums over the parts that are known; ``nan`` where none is.
    projects_at_least, projects_at_most
        A project with partners in two parts stands in both, so the projects of the region lie between the largest part and
        the sum of the parts; ``nan`` where no part is known, and no upper end where one is not.
    n_parts, n_unknown_parts
        Its NUTS-3 regions, and those without known counts.
    """

    nuts_code: str
    partners: float
    partners_at_least: float
    budget_meur: float
    budget_meur_at_least: float
    erdf_meur: float
    erdf_meur_at_least: float
    projects_at_least: float
    projects_at_most: float
    n_parts: int
    n_unknown_parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepCounts:
    """Counts by NUTS-3 as their user gave them.

    Attributes
    ----------
    name, sha256
        The file and the hash of its bytes.
    nuts_version
        Version of NUTS of the codes, as the user said; every code is in it.
    zeros
        What a row of zeros was read as.
    frame : polars.DataFrame
        ``nuts_code, projects, partners, budget_meur, erdf_meur``; null where not known.
    n_zero_rows
        Rows with zero projects and partners.
    n_zero_budgets
        Rows with projects whose total budget is 0: not known, whatever ``zeros`` says.
    lines_without_code
        Rows without a code and without a count; they are left out.
    """

    name: str
    sha256: str
    nuts_version: str
    zeros: Zeros
    frame: pl.DataFrame
    n_zero_rows: int
    n_zero_budgets: int
    lines_without_code: tuple[int, ...]

    def by_region(self, *, version: str | None = None) -> tuple[RegionCounts, ...]:
        """NUTS-2 regions, in order of code.

        Parameters
        ----------
        version
            Version of NUTS wanted, the file's own or an earlier one; an earlier region is the sum of the newer ones that
            are exactly it, and is left out where there are none.

        Raises
        ------
        CodeListError
            The version is unknown, or later than that of the file.

        Notes
        -----
        A NUTS-3 region that the file does not list counts as not known.
        """
        rows = {row["nuts_code"]: row for row in self.frame.iter_rows(named=True)}
        children: dict[str, list[str]] = {}
        for part in regions(version=self.nuts_version, level=3):
            children.setdefault(part.code[:NUTS_2_LENGTH], []).append(part.code)
        listed = {code[:NUTS_2_LENGTH] for code in rows}
        wanted = version or self.nuts_version
        require_version(wanted, VERSIONS, scheme="NUTS")
        countries = {code[:2] for code in listed}
        found = []
        for region in regions(version=wanted, level=2):
            if region.country not in countries:
                continue
            whole = newer_parts(region.code, version=wanted, newer=self.nuts_version)
            if whole and not listed.isdisjoint(whole):
                found.append(_sum(region.code, [rows.get(code) for two in whole for code in children.get(two, ())]))
        return tuple(sorted(found, key=lambda counts: counts.nuts_code))


def read_keep_counts(path: str | Path, *, nuts_version: str, zeros: Zeros = "missing") -> KeepCounts:
    """Read counts of Interreg projects, partners and budgets by NUTS-3.

    The columns are those of the sample (:data:`KEEP_TEMPLATE`). In it 0 can mean that nothing was counted: so a row with no
    project and no partner is not known unless ``zeros="zero"`` says otherwise by name.

    Parameters
    ----------
    path
        CSV, plain or gzip, or Parquet.
    nuts_version
        Version of NUTS of ``NUTS_ID``; a file without one is not read.

    Raises
    ------
    SourceError
        The file is no such table; a code is no NUTS-3 region of the version or stands twice; a number is none or negative;
        counts contradict each other; a row with counts has no code. Each names file and line.
    CodeListError
        The version of NUTS is missing or unknown.
    ParameterError
        ``zeros`` is neither.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "keep.csv"
    >>> _ = file.write_text(KEEP_TEMPLATE)
    >>> counts = read_keep_counts(file, nuts_version="2021").by_region()[0]
    >>> counts.nuts_code, counts.partners, counts.partners_at_least, counts.n_unknown_parts
    ('ITH4', nan, 12.0, 3)
    """
    import polars as pl

    require_version(nuts_version, VERSIONS, scheme="NUTS")
    if zeros not in ("missing", "zero"):
        raise ParameterError(f"Zeros cannot be '{zeros}'. Choose 'missing' or 'zero'.")
    table = read_user_table(
        path, required=("nuts_id", *COLUMNS), kind="a table of keep.eu counts", template=KEEP_TEMPLATE
    )
    frame = pl.DataFrame(
        {LINE: table.frame[LINE]}
        | {ours: number_column(table, column, minimum=0.0) for column, ours in COLUMNS.items()}
    ).with_columns(nuts_code=table.frame["nuts_id"].cast(pl.String).fill_null("").str.strip_chars())
    is_nothing = (pl.col("projects") == 0) & (pl.col("partners") == 0)
    without = frame.filter(pl.col("nuts_code") == "")
    if (counted := without.filter(~is_nothing)).height:
        raise SourceError(
            f"{table.name}, {table.place} {counted[LINE][0]}, column NUTS_ID: a row with counts has no code. Fill it."
        )
    frame = frame.filter(pl.col("nuts_code") != "")
    _refuse_other_codes(table, frame.select(LINE, "nuts_code").iter_rows(), nuts_version)
    refuse_twice(table, ["nuts_code"], frame=frame)
    has_project, has_rest = pl.col("projects") > 0, pl.max_horizontal("partners", "budget_meur", "erdf_meur") > 0
    odd = frame.filter((has_project & (pl.col("partners") == 0)) | (~has_project & has_rest))
    if odd.height:
        row = odd.row(0, named=True)
        raise SourceError(
            f"{table.name}, {table.place} {row[LINE]}: {row['projects']:g} projects, {row['partners']:g} partners and "
            f"{row['budget_meur']:g} million euro in {row['nuts_code']} contradict each other. A project of a region has a "
            "partner there, and money a project; correct the row."
        )
    n_zero_rows = frame.filter(is_nothing).height
    no_budget = ~is_nothing & (pl.col("budget_meur") == 0)
    n_zero_budgets = frame.filter(no_budget).height
    unknown = is_nothing if zeros == "missing" else pl.lit(value=False)
    frame = frame.with_columns(
        projects=pl.when(~unknown).then("projects"),
        partners=pl.when(~unknown).then("partners"),
        budget_meur=pl.when(~unknown & ~no_budget).then("budget_meur"),
        erdf_meur=pl.when(~unknown & ~(no_budget & (pl.col("erdf_meur") == 0))).then("erdf_meur"),
    )
    return KeepCounts(
        name=table.name,
        sha256=table.sha256,
        nuts_version=nuts_version,
        zeros=zeros,
        frame=frame.select("nuts_code", *COLUMNS.values()).sort("nuts_code"),
        n_zero_rows=n_zero_rows,
        n_zero_budgets=n_zero_budgets,
        lines_without_code=tuple(without[LINE]),
    )


def _refuse_other_codes(table: UserTable, rows: Iterable[tuple[int, str]], version: str) -> None:
    listed = list(rows)
    known = {region.code for region in regions(version=version, level=3)}
    for line, code in listed:
        if code not in known:
            codes = {c for _, c in listed}
            fits = [v for v in VERSIONS if codes <= {region.code for region in regions(version=v, level=3)}]
            near = near_codes(code, known)
            raise SourceError(
                f"{table.name}, {table.place} {line}, column NUTS_ID: there is no NUTS-3 region '{code}' in NUTS {version}. "
                + (f"All codes of the file are in NUTS {', '.join(fits)}. " if fits else "")
                + (f"Near codes: {', '.join(near)}." if near else "Codes look like ITH44.")
            )


def _sum(code: str, parts: list[dict[str, float | None] | None]) -> RegionCounts:
    """Sums of the parts of a region; a part that is not known leaves a lower end only."""

    def column(name: str) -> np.ndarray:
        return np.array(
            [np.nan if part is None or part[name] is None else part[name] for part in parts], dtype=np.float64
        )

    sums = {}
    for name in ("partners", "budget_meur", "erdf_meur"):
        values = column(name)
        known = values[~np.isnan(values)]
        sums[name] = float(values.sum())
        sums[f"{name}_at_least"] = float(known.sum()) if known.size else float("nan")
    projects = column("projects")
    known = projects[~np.isnan(projects)]
    return RegionCounts(
        nuts_code=code,
        **sums,
        projects_at_least=float(known.max()) if known.size else float("nan"),
        projects_at_most=float(projects.sum()),
        n_parts=len(parts),
        n_unknown_parts=int(np.isnan(projects).sum()),
    )
