"""Secrecy of a table that an agency adds: what its own totals, and what was published before, would give back of a hidden figure.

Only counts and sums can be subtracted; where the totals of a table are not the sums of their parts (shares, averages), nothing follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.nace import activities
from clustrat.codes.nuts import is_pseudo_region, regions
from clustrat.errors import EvidenceError
from clustrat.evidence.attainable import attainable_intervals, least_relaxation
from clustrat.evidence.disclosure import SDC_V1
from clustrat.evidence.sums import two_way_system

__all__ = ["ADDED_SECRECY_V1", "AddedSecrecyRules", "Exposed", "exposed_figures", "hide_more"]

#: Region, industry (empty for all), year.
Key: TypeAlias = tuple[str, str, int]
Sums: TypeAlias = list[tuple[str, list[str]]]
FloatArray = NDArray[np.float64]
#: Totals hold if they meet their parts this closely, relative to the total, in this share of the lines that are known whole.
SUM_TOLERANCE, SUMS_THAT_HOLD, FEWEST_SUMS = 0.005, 0.5, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSecrecyRules:
    """A versioned set of thresholds.

    ``min_contributors``: a figure of fewer firms is hidden. ``width_rel``: what anyone can work out of a hidden figure is at least
    this wide, as a share of its midpoint. ``max_more``: so many further figures are hidden at most to protect those.
    """

    version: str = "added_secrecy.v1"
    min_contributors: int = 3
    width_rel: float = SDC_V1.inherit_width_rel
    max_more: int = 200


ADDED_SECRECY_V1 = AddedSecrecyRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """A hidden figure that can be worked out: exactly, or too closely; or one that was shown before."""

    key: Key
    is_exact: bool
    was_shown: bool = False


def exposed_figures(
    figures: Mapping[Key, float | None],
    hidden: Collection[Key],
    *,
    nuts_version: str,
    nace_version: str,
    earlier: Mapping[Key, float | None] | None = None,
    rules: AddedSecrecyRules = ADDED_SECRECY_V1,
) -> list[Exposed]:
    """Hidden figures that the table, together with what was published before, gives back.

    A linear programme over the sums of the table (a region is the sum of its parts one level down, an industry that of its
    divisions or groups) says how far each hidden figure can still lie.

    Parameters
    ----------
    figures
        Key -> figure as it would be published; ``None`` where none is shown.
    hidden
        Keys that must be protected.
    nuts_version, nace_version
        Versions of the codes.
    earlier
        Figures of the same quantity in an edition before, which everyone may have kept.
    rules
        The thresholds.

    Returns
    -------
    list of Exposed
        In the order of their keys; empty if the table may be published.

    Examples
    --------
    >>> shown = {("ITH", "", 2015): 50.0, ("ITH1", "", 2015): 10.0, ("ITH2", "", 2015): 10.0, ("ITH3", "", 2015): 10.0,
    ...          ("ITH4", "", 2015): None, ("ITH5", "", 2015): 10.0}
    >>> exposed_figures(shown, [("ITH4", "", 2015)], nuts_version="2013", nace_version="2")
    [Exposed(key=('ITH4', '', 2015), is_exact=True, was_shown=False)]
    """
    before = {key: value for key, value in (earlier or {}).items() if value is not None}
    shown_before = [Exposed(key=key, is_exact=True, was_shown=True) for key in hidden if key in before]
    found = {it.key: it for it in shown_before}
    for group in _groups(figures, hidden, before, nuts_version=nuts_version, nace_version=nace_version):
        for it in group.exposed(rules):
            found.setdefault(it.key, it)
    return [found[key] for key in sorted(found)]


def hide_more(
    figures: Mapping[Key, float | None],
    hidden: Collection[Key],
    *,
    nuts_version: str,
    nace_version: str,
    earlier: Mapping[Key, float | None] | None = None,
    rules: AddedSecrecyRules = ADDED_SECRECY_V1,
) -> tuple[list[Key], list[Exposed]]:
    """Further figures to hide so that no hidden one is given back: always the smallest that stands in a sum with an exposed one.

    Returns
    -------
    tuple
        The keys to hide too, and what is exposed even then (because it was shown before, or no figure is left to hide).
    """
    before = {key: value for key, value in (earlier or {}).items() if value is not None}
    more: list[Key] = []
    for group in _groups(figures, hidden, before, nuts_version=nuts_version, nace_version=nace_version):
        while len(more) < rules.max_more and (found := group.exposed(rules)):
            chosen = next((it for one in found if (it := group.next_to_hide(one.key)) is not None), None)
            if chosen is None:
                break
            group.hide(chosen)
            more.append(chosen)
    left = exposed_figures(
        {key: None if key in set(more) else value for key, value in figures.items()},
        hidden,
        nuts_version=nuts_version,
        nace_version=nace_version,
        earlier={key: value for key, value in before.items() if key not in set(more)},
        rules=rules,
    )
    return more, left


@dataclass(slots=True, kw_only=True, eq=False)
class _Group:
    """One country and year: the table of all its regions and industries, with what is not known as ``nan``."""

    year: int
    regions: list[str]
    industries: list[str]
    values: FloatArray
    region_sums: Sums
    industry_sums: Sums
    hidden: list[Key]

    def exposed(self, rules: AddedSecrecyRules) -> list[Exposed]:
        """Hidden figures that can be worked out too closely."""
        if not self.region_sums and not self.industry_sums:
            return []
        try:
            system = two_way_system(
                self.values,
                regions=self.regions,
                industries=self.industries,
                region_sums=self.region_sums,
                industry_sums=self.industry_sums,
                half_width=0.0,
            )
        except EvidenceError:  # figures below zero bound nothing from below: every sum with one unknown gives it back
            return self._by_subtraction()
        try:
            bounds = attainable_intervals(system)
        except EvidenceError:  # rounded totals: the least that the sums must give way
            bounds = attainable_intervals(system.with_slack(least_relaxation(system)))
        found = []
        places = {cell: number for number, cell in enumerate(system.cells)}
        for key in self.hidden:
            place = places.get(key[:2])
            if place is None:
                continue
            low, high = float(bounds.lower[place]), float(bounds.upper[place])
            if high <= 0.0 or (np.isfinite(high) and high - low < rules.width_rel * (high + low) / 2):
                found.append(Exposed(key=key, is_exact=high - low <= 1e-6 * max(high, 1.0)))
        return found

    def _by_subtraction(self) -> list[Exposed]:
        found = []
        for total, parts, is_region in self._lines():
            for key in self.hidden:
                line = self._cells(key, total, parts, is_region=is_region)
                if key[:2] in line and [it for it in line if np.isnan(self._value(it))] == [key[:2]]:
                    found.append(Exposed(key=key, is_exact=True))
        return list({it.key: it for it in found}.values())

    def next_to_hide(self, key: Key) -> Key | None:
        """The figure to hide next so that an exposed one is protected; ``None`` where none is left.

        From the exposed figure on, along unknown ones, the first sum with a single unknown gets a second: the smallest that stands
        in another sum with an unknown already, so that a ring is closed. If every sum has two, the smallest beside the exposed one.
        """
        lines = [
            self._cells((region, industry, self.year), total, parts, is_region=is_region)
            for total, parts, is_region in self._lines()
            for region, industry in (
                [("", it) for it in self.industries] if is_region else [(it, "") for it in self.regions]
            )
        ]
        of_cell: dict[tuple[str, str], list[int]] = {}
        for number, line in enumerate(lines):
            for cell in line:
                of_cell.setdefault(cell, []).append(number)
        unknown = [{cell for cell in line if np.isnan(self._value(cell))} for line in lines]

        def best_of(number: int) -> tuple[str, str] | None:
            known = [cell for cell in lines[number] if cell not in unknown[number] and self._value(cell) > 0]
            return min(
                known,
                key=lambda cell: (
                    cell == lines[number][0],
                    not any(unknown[other] for other in of_cell[cell] if other != number),
                    self._value(cell),
                    cell,
                ),
                default=None,
            )

        seen, queue = {key[:2]}, [key[:2]]
        while queue:
            cell = queue.pop(0)
            for number in of_cell.get(cell, []):
                if unknown[number] == {cell} and (chosen := best_of(number)) is not None:
                    return (*chosen, self.year)
                for other in sorted(unknown[number] - seen):
                    seen.add(other)
                    queue.append(other)
        beside = [chosen for number in of_cell.get(key[:2], []) if (chosen := best_of(number)) is not None]
        best = min(beside, key=self._value, default=None)
        return None if best is None else (*best, self.year)

    def hide(self, key: Key) -> None:
        """Take a figure out."""
        self.values[self.regions.index(key[0]), self.industries.index(key[1])] = np.nan

    def _lines(self) -> Iterable[tuple[str, list[str], bool]]:
        yield from ((total, parts, True) for total, parts in self.region_sums)
        yield from ((total, parts, False) for total, parts in self.industry_sums)

    def _cells(self, key: Key, total: str, parts: list[str], *, is_region: bool) -> list[tuple[str, str]]:
        return [(it, key[1]) if is_region else (key[0], it) for it in (total, *parts)]

    def _value(self, cell: tuple[str, str]) -> float:
        return float(self.values[self.regions.index(cell[0]), self.industries.index(cell[1])])


def _groups(
    figures: Mapping[Key, float | None],
    hidden: Collection[Key],
    before: Mapping[Key, float | None],
    *,
    nuts_version: str,
    nace_version: str,
) -> list[_Group]:
    wanted = {(key[0][:2], key[2]) for key in hidden}
    by_group: dict[tuple[str, int], dict[tuple[str, str], float | None]] = {}
    for source in (before, figures):  # what the table says now comes last
        for key, value in source.items():
            if (key[0][:2], key[2]) in wanted and not (source is before and key in hidden):
                by_group.setdefault((key[0][:2], key[2]), {})[key[:2]] = value
    children = _children_of_regions(nuts_version)
    below = _children_of_industries(nace_version)
    found = []
    for (country, year), cells in sorted(by_group.items()):
        own = [key for key in hidden if (key[0][:2], key[2]) == (country, year)]
        found.append(_group(cells, own, year, children, below))
    return found


def _group(
    cells: Mapping[tuple[str, str], float | None],
    hidden: list[Key],
    year: int,
    children: Mapping[str, list[str]],
    below: Mapping[str, list[str]],
) -> _Group:
    there_regions = {region for region, _industry in cells}
    there_industries = {industry for _region, industry in cells}
    region_sums = [
        (total, [it for it in parts if not is_pseudo_region(it) or it in there_regions])
        for total, parts in children.items()
        if total in there_regions and there_regions & set(parts)
    ]
    industry_sums = [
        (total, parts)
        for total, parts in below.items()
        if total and total in there_industries and there_industries & set(parts)
    ]
    if "" in there_industries and len(there_industries) > 1:
        # Which industries a total is the sum of, only its table knows: the finest that it lists.
        finest = [it for it in there_industries if it and not there_industries & set(below.get(it, []))]
        industry_sums.append(("", sorted(finest)))
    all_regions = sorted(there_regions | {it for _total, parts in region_sums for it in parts})
    all_industries = sorted(there_industries | {it for _total, parts in industry_sums for it in parts})
    values = np.full((len(all_regions), len(all_industries)), np.nan)
    rows = {code: number for number, code in enumerate(all_regions)}
    columns = {code: number for number, code in enumerate(all_industries)}
    for (region, industry), value in cells.items():
        values[rows[region], columns[industry]] = np.nan if value is None else value
    return _Group(
        year=year,
        regions=all_regions,
        industries=all_industries,
        values=values,
        region_sums=[it for it in region_sums if _holds(values, rows, it)],
        industry_sums=[it for it in industry_sums if _holds(values.T, columns, it)],
        hidden=hidden,
    )


def _holds(values: FloatArray, places: Mapping[str, int], one: tuple[str, list[str]]) -> bool:
    """Whether a total is the sum of its parts in most lines that are known whole; with few such lines it is taken to be."""
    total, parts = values[places[one[0]]], values[[places[it] for it in one[1]]]
    known = ~np.isnan(total) & ~np.isnan(parts).any(axis=0)
    if int(known.sum()) < FEWEST_SUMS:
        return True
    room = SUM_TOLERANCE * np.abs(total[known]) + len(one[1])
    return bool((np.abs(total[known] - parts[:, known].sum(axis=0)) <= room).mean() >= SUMS_THAT_HOLD)


def _children_of_regions(version: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for it in regions(version=version):
        if it.parent:
            found.setdefault(it.parent, []).append(it.code)
    return found


def _children_of_industries(version: str) -> dict[str, list[str]]:
    """Code of a table -> the codes one level down: sections, divisions, groups, classes."""
    levels = ("section", "division", "group", "class")
    codes = {level: [it for it in activities(version=version) if it.level == level] for level in levels}
    found: dict[str, list[str]] = {}
    for upper, lower in pairwise(levels):
        by_code = {it.table_code for it in codes[upper]}
        for it in codes[lower]:
            parent = it.section if lower == "division" else it.table_code[:-1]
            if parent in by_code:
                found.setdefault(parent, []).append(it.table_code)
    return found
