"""What may leave the house: sensitive cells are found, hidden and protected, and what remains could be used against them is checked.

A cell is sensitive if too few contribute to it, if two contribute nearly all of it, or if the second largest could estimate the
largest too well. Rules can be tightened, never loosened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import DisclosureError, ParameterError
from clustrat.evidence.attainable import attainable_intervals
from clustrat.evidence.sums import two_way_system
from clustrat.microdata.establishments import Cells

if TYPE_CHECKING:
    import polars as pl

__all__ = ["RELEASE_V1", "Release", "ReleaseRules", "release_cells"]

FloatArray = NDArray[np.float64]
TotalsKnown = Literal["none", "margins"]
#: Bands of the share of the two largest contributors, in percent, that may be told of a cell that is not sensitive.
BANDS = (25.0, 50.0, 75.0)
#: Rounds of hiding more cells before the release is refused.
MOST_ROUNDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRules:
    """A versioned set of thresholds (trust.md, section 6).

    ``n_min`` contributors at least; the top ``dom_n`` = 2 hold at most ``dom_pct`` percent; the remainder below the two largest is
    at least ``p_pct`` percent of the largest; a hidden cell stays uncertain by at least ``u_min_pct`` percent of itself.
    """

    version: str = "release.v1"
    n_min: int = 3
    dom_pct: float = 90.0
    p_pct: float = 15.0
    u_min_pct: float = 10.0

    def tightened(
        self, *, n_min: int | None = None, dom_pct: float | None = None, p_pct: float | None = None
    ) -> ReleaseRules:
        """Stricter rules; a looser one is refused.

        >>> RELEASE_V1.tightened(n_min=10).version
        'release.v1+n_min=10'
        """
        changed: dict[str, Any] = {}
        for name, value, is_looser in (
            ("n_min", n_min, n_min is not None and n_min < self.n_min),
            ("dom_pct", dom_pct, dom_pct is not None and not 0 < dom_pct <= self.dom_pct),
            ("p_pct", p_pct, p_pct is not None and p_pct < self.p_pct),
        ):
            if is_looser:
                raise ParameterError(
                    f"{name}={value:g} would loosen the rule ({getattr(self, name):g}). Rules of release can only be tightened."
                )
            if value is not None and value != getattr(self, name):
                changed[name] = value
        told = "".join(f"+{name}={value:g}" for name, value in changed.items())
        return ReleaseRules(**{**asdict(self), **changed, "version": self.version + told})


RELEASE_V1 = ReleaseRules()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Release:
    """A table that may leave, and its account.

    ``frame`` has year, region, activity, value, n_units, n_records, top2_band, herfindahl, flag, the further sums; flag ``c``: hidden,
    and nothing of the cell is given; ``d``: modelled by a conversion. ``account`` says how many were hidden and why.
    """

    frame: pl.DataFrame
    account: Mapping[str, Any]


def release_cells(cells: Cells, *, rules: ReleaseRules = RELEASE_V1, totals_known: TotalsKnown = "none") -> Release:
    r"""Hide what is sensitive, and what would give it back.

    A cell X with contributions :math:`x_1 \ge x_2 \ge \dots` is sensitive if :math:`n < n_{min}`, or
    :math:`x_1 + x_2 > k X`, or :math:`X - x_1 - x_2 < p\, x_1`.

    Parameters
    ----------
    cells
        Result of :func:`clustrat.microdata.establishments.aggregate_records`.
    rules
        Thresholds; see :meth:`ReleaseRules.tightened`.
    totals_known
        ``"none"``: no total of regions or activities is published anywhere; ``"margins"``: they are, so further cells are hidden
        until no sensitive one can be computed back to within its protection (checked by linear programmes, year by year).

    Returns
    -------
    Release

    Raises
    ------
    DisclosureError
        A sensitive cell cannot be protected against known totals.
    ParameterError
        There is no such ``totals_known``.

    Notes
    -----
    Largest and second contribution never leave; the share of the two is told in bands. A Herfindahl index bounds the largest
    contribution, so it leaves only where the second largest contributor could not come within ``p_pct`` of the largest by it.
    The release looks at itself alone: other tables of the same records are for the house to keep in mind.
    """
    import polars as pl

    if totals_known not in get_args(TotalsKnown):
        raise ParameterError(f"There is no totals_known '{totals_known}'. Choose none or margins.")
    frame = cells.frame
    rest = pl.col("value") - pl.col("largest") - pl.col("second")
    has_any = pl.col("value") > 0
    few = pl.col("n_units") < rules.n_min
    dominated = has_any & ((pl.col("largest") + pl.col("second")) * 100 > rules.dom_pct * pl.col("value"))
    near = has_any & (rest * 100 < rules.p_pct * pl.col("largest"))
    frame = frame.with_columns(
        why=pl.when(few).then(pl.lit("too few")).when(dominated).then(pl.lit("dominated"))
        .when(near).then(pl.lit("p-rule")).otherwise(pl.lit("")),
    )  # fmt: skip
    by_reason = {r["why"]: r["len"] for r in frame.group_by("why").len().iter_rows(named=True) if r["why"]}
    hidden = (frame["why"] != "").to_numpy()
    n_sensitive = int(hidden.sum())
    if totals_known == "margins":
        hidden = _protected(frame, hidden, rules, half_width=0.5 * 10.0**-cells.digits)
    return Release(
        frame=_shown(frame, hidden, rules),
        account=MappingProxyType(
            {
                "rules": asdict(rules),
                "totals_known": totals_known,
                "n_cells": frame.height,
                "n_sensitive": n_sensitive,
                "sensitive_by_reason": dict(sorted(by_reason.items())),
                "n_hidden_to_protect": int(hidden.sum()) - n_sensitive,
                "n_read": cells.n_read,
                "n_kept": cells.n_kept,
                "rejected": dict(cells.rejected),
                "mappings": dict(cells.mappings),
                "engine": cells.engine,
            }
        ),
    )


def _shown(frame: pl.DataFrame, hidden: NDArray[np.bool_], rules: ReleaseRules) -> pl.DataFrame:
    """The table as it leaves: nothing of a hidden cell, bands for dominance, Herfindahl where it is safe."""
    import polars as pl

    share = 100 * (pl.col("largest") + pl.col("second")) / pl.col("value")
    band = pl.when(pl.col("value") > 0).then(
        pl.when(share < BANDS[0]).then(pl.lit("under 25 %"))
        .when(share < BANDS[1]).then(pl.lit("25 to under 50 %"))
        .when(share < BANDS[2]).then(pl.lit("50 to under 75 %"))
        .otherwise(pl.lit("75 % or more"))
    )  # fmt: skip
    above = (pl.col("sum_squares") - pl.col("second") ** 2).sqrt()
    is_safe = above * 100 >= (100 + rules.p_pct) * pl.col("largest")
    inner = {"n_records", "n_units", "value", "largest", "second", "sum_squares", "herfindahl", "is_modelled", "why"}
    sums = [name for name in frame.columns if name not in inner and name not in ("year", "region", "activity")]
    open_ = ~pl.Series("hidden", hidden)
    flag = (
        pl.when(pl.lit(open_))
        .then(pl.when("is_modelled").then(pl.lit("d")).otherwise(pl.lit("")))
        .otherwise(pl.lit("c"))
    )
    values = {
        "value": pl.col("value"), "n_units": pl.col("n_units"), "n_records": pl.col("n_records"), "top2_band": band,
        "herfindahl": pl.when(is_safe).then(pl.col("herfindahl").round(3)), **{name: pl.col(name) for name in sums},
    }  # fmt: skip
    return frame.select(
        "year", "region", "activity",
        *[pl.when(pl.lit(open_)).then(expression).alias(name) for name, expression in values.items()],
        flag.alias("flag"),
    )  # fmt: skip


def _protected(
    frame: pl.DataFrame, sensitive: NDArray[np.bool_], rules: ReleaseRules, *, half_width: float
) -> NDArray[np.bool_]:
    """Hide further cells of each year until no sensitive one can be told from the totals."""
    hidden = sensitive.copy()
    for year in frame["year"].unique().sort().to_list():
        rows = np.flatnonzero((frame["year"] == year).to_numpy())
        part = frame[rows.tolist()]
        regions, activities = sorted(set(part["region"])), sorted(set(part["activity"]))
        r = np.array([regions.index(code) for code in part["region"]])
        a = np.array([activities.index(code) for code in part["activity"]])
        table = np.zeros((len(regions), len(activities)))
        table[r, a] = part["value"].to_numpy()
        risky, hide = np.zeros(table.shape, dtype=bool), np.zeros(table.shape, dtype=bool)
        risky[r, a], hide[r, a] = sensitive[rows], hidden[rows]
        need = np.zeros(table.shape)
        first, second = part["largest"].to_numpy(), part["second"].to_numpy()
        need[r, a] = np.maximum(
            rules.p_pct / 100 * first - (table[r, a] - first - second), rules.u_min_pct / 100 * table[r, a]
        )
        hide = _hide_more(table, risky, hide, need, regions, activities, half_width=half_width, year=year)
        hidden[rows] = hide[r, a]
    return hidden


def _hide_more(
    table: FloatArray, risky: NDArray[np.bool_], hide: NDArray[np.bool_], need: FloatArray, regions: list[str],
    activities: list[str], *, half_width: float, year: int,
) -> NDArray[np.bool_]:  # fmt: skip
    """Add the smallest open cell of a row and of a column at a time, until all risky cells have their protection."""
    for _ in range(MOST_ROUNDS):
        lower, upper = _attainable(table, hide, regions, activities, half_width)
        low, high = np.maximum(0.0, table - need), table + need
        open_to = risky & ((lower > low + 1e-9) | (upper < high - 1e-9))
        if not open_to.any():
            return hide
        r, a = (int(n) for n in np.argwhere(open_to)[0])
        added = False
        for line, is_row in ((r, True), (a, False)):
            values = np.where(hide, np.inf, np.where(table > 0, table, np.inf))
            values = values[line] if is_row else values[:, line]
            if np.isfinite(values).any():
                place = int(np.argmin(values))
                hide[(line, place) if is_row else (place, line)] = True
                added = True
        if not added:
            raise DisclosureError(
                f"{regions[r]} x {activities[a]} in {year} is sensitive and cannot be protected: no other cell of its row or column "
                "can be hidden. Merge activities or regions, or release without known totals."
            )
    raise DisclosureError(
        f"In {year} the sensitive cells are not protected after {MOST_ROUNDS} rounds. Merge activities or regions."
    )


def _attainable(
    table: FloatArray, hide: NDArray[np.bool_], regions: list[str], activities: list[str], half_width: float
) -> tuple[FloatArray, FloatArray]:
    """What someone who knows all totals can tell of each hidden cell."""
    values = np.where(hide, np.nan, table)
    whole = np.block(
        [[values, table.sum(axis=1, keepdims=True)], [table.sum(axis=0, keepdims=True), np.array([[table.sum()]])]]
    )
    all_regions, all_activities = [*regions, "all regions"], [*activities, "all activities"]
    system = two_way_system(
        whole, regions=all_regions, industries=all_activities, region_sums=[("all regions", regions)],
        industry_sums=[("all activities", activities)], half_width=half_width,
    )  # fmt: skip
    found = attainable_intervals(system)
    lower, upper = table.copy(), table.copy()
    place = {code: n for n, code in enumerate(regions)}, {code: n for n, code in enumerate(activities)}
    for (region, activity), low, high in zip(system.cells, found.lower, found.upper, strict=True):
        cell = place[0][region], place[1][activity]
        lower[cell], upper[cell] = low, high
    return lower, upper
