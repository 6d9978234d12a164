"""Files of the user that chapters about a theme can rest on: supply links, indicators, cooperation; read, never embedded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import ParameterError, SourceError
from clustrat.potential.cross_cutting import ISSUES
from clustrat.potential.indicator_series import IndicatorSeries, SeriesStatus
from clustrat.study.inhabitants import per_million
from clustrat.study.question import NUTS_VERSION, OwnFile

if TYPE_CHECKING:
    from clustrat.sources.indicator_file import IndicatorFile
    from clustrat.sources.input_output_table import InputOutputTable
    from clustrat.sources.keep_counts import KeepCounts
    from clustrat.store.catalog import Edition

__all__ = ["ACTORS", "NOTHING", "OwnFiles", "OwnPaths", "read_own_files", "refuse_other_files", "with_own"]

FloatArray = NDArray[np.float64]
#: Name under which a file of indicators gives laboratories and certification centres per million inhabitants.
ACTORS = "enabling_actors"
#: Indicators that a file can give, by name, and the issue that they belong to.
KNOWN = {name: issue for issue, names in ISSUES.items() for name in names}
#: What every figure of a user's own file is.
KNOWN_STATUS: SeriesStatus = "known"
PARTNERS = "cooperation_partners_per_million"
#: The options of the command line, by the role of the file.
OPTIONS = {"input_output": "--input-output and --outputs", "indicators": "--indicators", "keep": "--keep"}
#: Version of NUTS of the files unless it is said.
FILES_VERSION = "2021"
N_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPaths:
    """Where the files lie; of an input-output table the deliveries, the outputs and, where codes need one, the bridge."""

    input_output: Path | None = None
    outputs: Path | None = None
    bridge: Path | None = None
    indicators: Path | None = None
    keep: Path | None = None
    nuts_version: str = FILES_VERSION

    def __post_init__(self) -> None:
        """Refuse half an input-output table."""
        if (self.input_output is None) != (self.outputs is None):
            raise ParameterError(
                "An input-output table needs its deliveries and its outputs. Give --input-output and --outputs together; 'clustrat "
                "themes template deliveries' and 'clustrat themes template outputs' print small ones."
            )
        if self.bridge is not None and self.input_output is None:
            raise ParameterError(
                "A bridge belongs to an input-output table. Give --input-output and --outputs as well."
            )


@dataclass(frozen=True, kw_only=True, eq=False)
class OwnFiles:
    """What the files hold, ready for the ratings; ``records`` are their names and hashes, as they stand in ``study.json``."""

    table: InputOutputTable | None = None
    indicators: IndicatorFile | None = None
    keep: KeepCounts | None = None

    @property
    def records(self) -> tuple[OwnFile, ...]:
        """Role, name and hash of each file."""
        found = (("input_output", self.table), ("indicators", self.indicators), ("keep", self.keep))
        return tuple(OwnFile(role=role, name=f.name, sha256=f.sha256) for role, f in found if f is not None)

    def linkage(self, industries: Sequence[str]) -> FloatArray | None:
        """Supply links among the industries by the coefficients of a nation; ``None`` without a table."""
        if self.table is None:
            return None
        from clustrat.relatedness.linkage import direct_linkage, input_output

        worked_out = input_output(self.table.deliveries, self.table.outputs, scope=self.table.scope)
        return self.table.expand(direct_linkage(worked_out), industries)

    @property
    def table_citation(self) -> str:
        """Whose coefficients the supply links have, and from which file; empty without a table."""
        return "" if self.table is None else f"{_citation(self.table)}, {self.table.scope}"

    def actors(self) -> IndicatorSeries | None:
        """Enabling actors per million inhabitants; ``None`` where no file gives them."""
        if self.indicators is None or ACTORS not in self.indicators.indicators:
            return None
        return self._series(ACTORS)

    def series(self, edition: Edition, *, regions: Sequence[str], year: int) -> dict[str, tuple[IndicatorSeries, ...]]:
        """Indicators of the cross-cutting issues, by issue; each carries the years and the name of its file."""
        found: dict[str, list[IndicatorSeries]] = {}
        if self.indicators is not None:
            for name in self.indicators.indicators:
                if name in KNOWN:
                    found.setdefault(KNOWN[name], []).append(self._series(name))
        if self.keep is not None and not any(s.name == PARTNERS for s in found.get(KNOWN[PARTNERS], ())):
            found.setdefault(KNOWN[PARTNERS], []).append(
                _partners_per_million(self.keep, edition, regions=regions, year=year)
            )
        return {issue: tuple(series) for issue, series in found.items()}

    def _series(self, name: str) -> IndicatorSeries:
        assert self.indicators is not None
        words, unit = self.indicators.indicators[name]
        latest = self.indicators.latest(name, version=NUTS_VERSION)
        return IndicatorSeries(
            name=name,
            words=words or name,
            unit=unit,
            regions=tuple(latest),
            values=tuple(value for value, _ in latest.values()),
            years=tuple(year for _, year in latest.values()),
            statuses=tuple(KNOWN_STATUS for _ in latest),
            nuts_version=NUTS_VERSION,
            source=_citation(self.indicators),
        )


#: No file at all.
NOTHING = OwnFiles()


def read_own_files(paths: OwnPaths, *, country: str) -> OwnFiles:
    """Read the files that are given.

    Parameters
    ----------
    paths
        Where they lie.
    country
        Whose coefficients the supply links have: that of the region asked for.

    Raises
    ------
    SourceError
        A file is not there, is no such table, or a file of indicators holds none that a rating knows.
    CodeListError
        Codes are of another version of NUTS, or the input-output table does not have the country.
    """
    if paths.input_output is None and paths.indicators is None and paths.keep is None:
        return NOTHING
    from clustrat.sources.indicator_file import read_indicators
    from clustrat.sources.input_output_table import read_input_output
    from clustrat.sources.keep_counts import read_keep_counts

    indicators = None
    if paths.indicators is not None:
        indicators = read_indicators(paths.indicators, nuts_version=paths.nuts_version, periods="last_year")
        if not (set(indicators.indicators) & {*KNOWN, ACTORS}):
            raise SourceError(
                f"{indicators.name} holds no indicator that a rating knows; it has {', '.join(list(indicators.indicators)[:N_SHOWN])}. "
                f"Name yours as one of: {', '.join((*KNOWN, ACTORS))}."
            )
    table = None
    if paths.input_output is not None and paths.outputs is not None:
        table = read_input_output(paths.input_output, paths.outputs, bridge=paths.bridge, countries=country)
    return OwnFiles(
        table=table,
        indicators=indicators,
        keep=None if paths.keep is None else read_keep_counts(paths.keep, nuts_version=paths.nuts_version),
    )


def refuse_other_files(named: Sequence[OwnFile], given: Sequence[OwnFile]) -> None:
    """Refuse to answer a question with other files of the user than those it names, or without them.

    Raises
    ------
    SourceError
        A file is not given, was not named, or has another content.
    """
    there = {file.role: file for file in given}
    for file in named:
        option = OPTIONS[file.role]
        if file.role not in there:
            raise SourceError(
                f"The study rests on a file of its user, {file.name} (sha256 {file.sha256[:12]}), which is not in it. Give the same file "
                f"again with {option}."
            )
        if there[file.role].sha256 != file.sha256:
            raise SourceError(
                f"{there[file.role].name}, given with {option}, has other bytes than {file.name} on which the study rests (sha256 "
                f"{there[file.role].sha256[:12]}, not {file.sha256[:12]}). Give the same file."
            )
    if extra := [role for role in there if role not in {file.role for file in named}]:
        raise SourceError(
            f"The study does not rest on a file given with {OPTIONS[extra[0]]}; leave it out, or ask the question with it."
        )


def with_own(
    embedded: Mapping[str, tuple[IndicatorSeries, ...]], own: Mapping[str, tuple[IndicatorSeries, ...]]
) -> dict[str, tuple[IndicatorSeries, ...]]:
    """The indicators of each issue, those of the user in place of embedded ones of the same name."""
    found = {}
    for issue, series in embedded.items():
        mine = own.get(issue, ())
        names = {one.name for one in mine}
        found[issue] = (*(one for one in series if one.name not in names), *mine)
    return found


def _partners_per_million(
    counts: KeepCounts, edition: Edition, *, regions: Sequence[str], year: int
) -> IndicatorSeries:
    """Partners per million inhabitants; the file carries no year, so the series has none."""
    partners = {one.nuts_code: float(one.partners) for one in counts.by_region(version=NUTS_VERSION)}
    return per_million(
        partners,
        edition,
        regions=regions,
        year=year,
        name=PARTNERS,
        words="Partners in cooperation projects per million inhabitants",
        source=_citation(counts),
    )


def _citation(file: Any) -> str:
    return f"Source: file of the user, {file.name} (sha256 {file.sha256[:12]})"
