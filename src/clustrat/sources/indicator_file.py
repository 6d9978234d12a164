"""A user's file of regional indicators: one line per indicator, region and year; nothing is embedded, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from clustrat.codes.lists import near_codes, require_version
from clustrat.codes.nuts import VERSIONS, regions
from clustrat.errors import CodeListError, ParameterError, SourceError
from clustrat.sources.region_parts import newer_parts
from clustrat.sources.user_table import LINE, UserTable, number_column, read_user_table, refuse_empty, refuse_twice

if TYPE_CHECKING:
    import polars as pl

__all__ = ["INDICATOR_TEMPLATE", "PERIODS", "IndicatorFile", "read_indicators"]

Periods = Literal["refuse", "last_year", "leave_out"]
PERIODS: tuple[Periods, ...] = ("refuse", "last_year", "leave_out")
REQUIRED = ("indicator", "geo", "year", "value")
OPTIONAL = ("name", "unit", "flag")
#: A file that can be read as it stands.
INDICATOR_TEMPLATE = """\
indicator,name,unit,geo,year,value,flag
my_indicator,An indicator of mine,%,ITH4,2020,12.5,
my_indicator,An indicator of mine,%,SI04,2020,7.5,e
"""
YEAR = re.compile(r"[0-9]{4}")
#: A period of years as it stands in the sample of Central European indicators: ``2014_2024``.
PERIOD = re.compile(r"([0-9]{4})[_/–-]([0-9]{4})")
EARLIEST, LATEST = 1900, 2100
N_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFile:
    """Indicators by region and year, as their user gave them.

    Attributes
    ----------
    name, sha256
        The file and the hash of its bytes.
    nuts_version
        Version of NUTS of the codes, as the user said; every code is in it.
    frame : polars.DataFrame
        ``indicator, name, unit, nuts_code, level, from_year, year, value, flag``; ``value`` is null where the file leaves
        it empty, ``from_year`` is null but where the figure is of a period.
    n_rows_read, n_empty, n_left_out
        The account: rows of the file asked for, rows without a value, rows of periods left out.
    """

    name: str
    sha256: str
    nuts_version: str
    frame: pl.DataFrame
    n_rows_read: int
    n_empty: int
    n_left_out: int

    @property
    def indicators(self) -> dict[str, tuple[str, str]]:
        """Name and unit by code of the indicator."""
        rows = self.frame.select("indicator", "name", "unit").unique(maintain_order=True)
        return {code: (name, unit) for code, name, unit in rows.iter_rows()}

    def latest(
        self, indicator: str, *, not_after: int | None = None, level: int = 2, version: str | None = None
    ) -> dict[str, tuple[float, int]]:
        """The latest known value and its year by region.

        Parameters
        ----------
        not_after
            The last year to look at; default: all.
        level
            NUTS level of the regions.
        version
            Version of NUTS wanted, the file's own or an earlier one. An earlier region gets the figure of the one region
            that is the same under a new code; where several would have to be joined it has none, for a rate cannot be added.

        Raises
        ------
        CodeListError
            The file has no such indicator, or the version is unknown or later than that of the file.
        """
        import polars as pl

        if indicator not in self.indicators:
            near = near_codes(indicator, self.indicators) or list(self.indicators)[:N_NAMED]
            raise CodeListError(f"{self.name} has no indicator '{indicator}'. It has, for example: {', '.join(near)}.")
        rows = self.frame.filter(
            pl.col("indicator") == indicator, pl.col("level") == level, pl.col("value").is_not_null()
        )
        if not_after is not None:
            rows = rows.filter(pl.col("year") <= not_after)
        own = {r["nuts_code"]: (r["value"], r["year"]) for r in rows.sort("year").iter_rows(named=True)}
        if version is None or version == self.nuts_version:
            return dict(sorted(own.items()))
        require_version(version, VERSIONS, scheme="NUTS")
        found = {}
        countries = {code[:2] for code in own}
        for region in regions(version=version, level=level):
            if region.country in countries:
                parts = newer_parts(region.code, version=version, newer=self.nuts_version, level=level)
                if len(parts) == 1 and parts[0] in own:
                    found[region.code] = own[parts[0]]
        return dict(sorted(found.items()))


def read_indicators(
    path: str | Path, *, nuts_version: str, indicators: Collection[str] | None = None, periods: Periods = "refuse"
) -> IndicatorFile:
    """Read a long table of indicators: ``indicator, geo, year, value`` and, if given, ``name, unit, flag``.

    The template is :data:`INDICATOR_TEMPLATE`. An empty value is missing, never zero; a value may be negative.

    Parameters
    ----------
    path
        CSV, plain or gzip, or Parquet.
    nuts_version
        Version of NUTS of ``geo``; a file without one is not read.
    indicators
        Codes to read; default: all. Other rows are not looked at.
    periods
        What a year such as ``2014_2024`` is: refused, read as a figure of its last year (``from_year`` keeps the first), or
        left out and counted.

    Raises
    ------
    SourceError
        The file is no such table; a year, value or region is not one; a key stands twice; an indicator has two names or
        units. Each names file, line and column.
    CodeListError
        The version of NUTS is missing or unknown, or none of the rows is of an indicator asked for.
    ParameterError
        ``periods`` is none of the three.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "indicators.csv"
    >>> _ = file.write_text(INDICATOR_TEMPLATE)
    >>> read_indicators(file, nuts_version="2021").latest("my_indicator")
    {'ITH4': (12.5, 2020), 'SI04': (7.5, 2020)}
    """
    import polars as pl

    require_version(nuts_version, VERSIONS, scheme="NUTS")
    if periods not in PERIODS:
        raise ParameterError(f"Periods cannot be '{periods}'. Choose one of: {', '.join(PERIODS)}.")
    table = read_user_table(
        path, required=REQUIRED, optional=OPTIONAL, kind="an indicator table", template=INDICATOR_TEMPLATE
    )
    table = _only(table, indicators)
    years, from_years = _years(table, periods)
    text = {column: _text_or_empty(table, column) for column in OPTIONAL}
    frame = pl.DataFrame(
        {
            LINE: table.frame[LINE],
            "indicator": refuse_empty(table, "indicator"),
            "name": text["name"],
            "unit": text["unit"],
            "nuts_code": _known_regions(table, nuts_version),
            "from_year": from_years,
            "year": years,
            "value": number_column(table, "value", empty=True),
            "flag": text["flag"],
        }
    ).with_columns(level=(pl.col("nuts_code").str.len_chars() - 2).cast(pl.Int8))
    n_read = frame.height
    frame = frame.filter(pl.col("year").is_not_null())
    refuse_twice(table, ["indicator", "nuts_code", "year"], frame=frame)
    _refuse_two_meanings(table, frame)
    return IndicatorFile(
        name=table.name,
        sha256=table.sha256,
        nuts_version=nuts_version,
        frame=frame.select("indicator", "name", "unit", "nuts_code", "level", "from_year", "year", "value", "flag"),
        n_rows_read=n_read,
        n_empty=frame["value"].null_count(),
        n_left_out=n_read - frame.height,
    )


def _only(table: UserTable, indicators: Collection[str] | None) -> UserTable:
    if indicators is None:
        return table
    there = refuse_empty(table, "indicator")
    if unknown := sorted(set(indicators) - set(there)):
        near = near_codes(unknown[0], set(there)) or sorted(set(there))[:N_NAMED]
        raise CodeListError(f"{table.name} has no indicator '{unknown[0]}'. It has, for example: {', '.join(near)}.")
    return replace(table, frame=table.frame.filter(there.is_in(list(indicators))))


def _text_or_empty(table: UserTable, column: str) -> pl.Series:
    import polars as pl

    if column not in table.frame.columns:
        return pl.Series(column, [""] * table.frame.height, dtype=pl.String)
    return table.frame[column].cast(pl.String).fill_null("").str.strip_chars()


def _years(table: UserTable, periods: Periods) -> tuple[pl.Series, pl.Series]:
    """Year, and first year of a period, of each row; the year is null where the row is left out."""
    import polars as pl

    texts = refuse_empty(table, "year")
    meaning: dict[str, tuple[int | None, int | None]] = {}
    for text in texts.unique(maintain_order=True):
        span = PERIOD.fullmatch(text)
        if span and int(span[1]) < int(span[2]):
            if periods == "refuse":
                _refuse_year(
                    table, texts, text,
                    "is a period, not a year. Give periods='last_year' to read it as a figure of its last year, "
                    "or periods='leave_out'.",
                )  # fmt: skip
            meaning[text] = (None, None) if periods == "leave_out" else (int(span[2]), int(span[1]))
        elif YEAR.fullmatch(text) and EARLIEST <= int(text) <= LATEST:
            meaning[text] = (int(text), None)
        else:
            _refuse_year(table, texts, text, "is not a year. Write it as 2014.")
    years = [meaning[text] for text in texts]
    return (
        pl.Series("year", [year for year, _ in years], dtype=pl.Int16),
        pl.Series("from_year", [first for _, first in years], dtype=pl.Int16),
    )


def _refuse_year(table: UserTable, texts: pl.Series, text: str, why: str) -> None:
    row = table.frame.filter(texts == text).row(0, named=True)
    raise SourceError(
        f"{table.name}, {table.place} {row[LINE]}, column year: '{text}' of the indicator {row['indicator']} {why}"
    )


def _known_regions(table: UserTable, version: str) -> pl.Series:
    codes = refuse_empty(table, "geo")
    known = {region.code for region in regions(version=version)}
    for code in codes.unique(maintain_order=True):
        if code not in known:
            row = table.frame.filter(codes == code).row(0, named=True)
            all_codes = set(codes)
            fits = [v for v in VERSIONS if all_codes <= {region.code for region in regions(version=v)}]
            near = near_codes(code, known)
            raise SourceError(
                f"{table.name}, {table.place} {row[LINE]}, column geo: there is no region '{code}' in NUTS {version}. "
                + (f"All regions of the file are in NUTS {', '.join(fits)}. " if fits else "")
                + (f"Near codes: {', '.join(near)}." if near else "Codes look like ITH4.")
            )
    return codes


def _refuse_two_meanings(table: UserTable, frame: pl.DataFrame) -> None:
    """An indicator has one name and one unit."""
    import polars as pl

    for column in ("name", "unit"):
        for code, meanings in (
            frame.group_by("indicator", maintain_order=True).agg(pl.col(column).unique(maintain_order=True)).iter_rows()
        ):
            if len(meanings) > 1:
                line = frame.filter(pl.col("indicator") == code, pl.col(column) == meanings[1])[LINE][0]
                raise SourceError(
                    f"{table.name}, {table.place} {line}, column {column}: the indicator {code} is '{meanings[1]}' here "
                    f"and '{meanings[0]}' before. One indicator has one {column}; give another code to the other."
                )
