"""What may leave the house: sensitive cells are found and hidden, and with them what would give them back.

A cell is sensitive if too few contribute to it, if two contribute nearly all of one of its amounts, or if the second largest could
estimate the largest too well. Rules can be tightened, never loosened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import DisclosureError, ParameterError
from clustrat.evidence.result import Column, ResultTable
from clustrat.microdata.establishments import Cells
from clustrat.microdata.protection import hide_to_protect

if TYPE_CHECKING:
    import polars as pl

__all__ = ["RELEASE_V1", "Release", "ReleaseRules", "release_cells"]

TotalsKnown = Literal["none", "margins"]
#: Bands of the share of the two largest contributors, in percent, that may be told of a cell that is not sensitive.
BANDS = (
    (0.0, 25.0, "under 25 %"),
    (25.0, 50.0, "25 to under 50 %"),
    (50.0, 75.0, "50 to under 75 %"),
    (75.0, 100.0, "75 % or more"),
)
HERFINDAHL_DIGITS = 3
HIDDEN, MODELLED = "c", "d"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRules:
    """A versioned set of thresholds (trust.md, section 6); a value looser than ``release.v1`` is refused.

    Attributes
    ----------
    n_min
        Contributors of a cell, at least.
    dom_pct
        The two largest contributors hold at most so many percent of the cell.
    p_pct
        What is left without the two largest is at least so many percent of the largest: else the second largest, who knows itself,
        could estimate the largest to within that.
    u_min_pct
        Where totals are known, a hidden cell stays open by at least so many percent of itself.
    """

    n_min: int = 3
    dom_pct: float = 90.0
    p_pct: float = 15.0
    u_min_pct: float = 10.0

    def __post_init__(self) -> None:
        """Refuse what would loosen the rules, or is no number."""
        floor = {"n_min": 3, "p_pct": 15.0, "u_min_pct": 10.0}
        looser = [name for name, least in floor.items() if not least <= getattr(self, name) < np.inf]
        looser += ["dom_pct"] if not 0 < self.dom_pct <= 90.0 else []
        if looser:
            name = looser[0]
            raise ParameterError(
                f"{name}={getattr(self, name):g} would loosen the rule ({floor.get(name, 90.0):g}). Rules of release can only be tightened."
            )

    @property
    def version(self) -> str:
        """The name of the set, with what was tightened.

        >>> RELEASE_V1.version, ReleaseRules(n_min=10).version
        ('release.v1', 'release.v1+n_min=10')
        """
        changed = [f for f in fields(self) if getattr(self, f.name) != f.default]
        return "release.v1" + "".join(f"+{f.name}={getattr(self, f.name):g}" for f in changed)


RELEASE_V1 = ReleaseRules()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Release:
    """A table that may leave, and its account, which stays in the house.

    Attributes
    ----------
    frame
        year, region, activity, value, n_units, n_records, top2_band, herfindahl, the further sums, flag. Flag ``c``: hidden, and nothing
        of the cell is given; ``d``: modelled by a conversion that splits a code.
    account
        What was read, kept, rejected and hidden, by which rules. It stays: the number of records less those of the open cells are
        those of the hidden ones.
    """

    frame: pl.DataFrame
    account: Mapping[str, Any]

    def as_table(self) -> ResultTable:
        """The table for the gate (:func:`clustrat.evidence.disclosure.certify`) and for writing."""
        words = {
            "year": "Year", "region": "Region", "activity": "Activity", "value": "Amount", "n_units": "Contributors",
            "n_records": "Records", "top2_band": "Share of the two largest contributors",
            "herfindahl": "Herfindahl index of contributors", "flag": "Flag",
        }  # fmt: skip
        roles = {"year": "key", "region": "key", "activity": "key", "flag": "flag"}
        columns = tuple(
            Column(name=name, words=words.get(name, name), role=roles.get(name, "value"))  # type: ignore[arg-type]
            for name in self.frame.columns
        )
        return ResultTable(
            name="microdata_release",
            title="Region x activity x year from records",
            columns=columns,
            rows=tuple(self.frame.iter_rows()),
            parameters={"rules": self.account["rules"]["version"], "mappings": self.account["mappings"]},
        )


def release_cells(cells: Cells, *, rules: ReleaseRules = RELEASE_V1, totals_known: TotalsKnown = "none") -> Release:
    r"""Hide what is sensitive, and what would give it back.

    A cell X with contributions :math:`x_1 \ge x_2 \ge \dots` of n contributors is sensitive if :math:`n < n_{min}`, or
    :math:`x_1 + x_2 > k X`, or :math:`X - x_1 - x_2 < p\, x_1`, for its value or for one of its further sums.

    Parameters
    ----------
    cells
        Result of :func:`clustrat.microdata.establishments.aggregate_records`.
    rules
        Thresholds.
    totals_known
        ``"none"``: no total of regions or activities is published anywhere; ``"margins"``: they are, so further cells are hidden
        until every sensitive one stays open by :math:`\max(p\,x_1 - (X - x_1 - x_2),\; u\,X)`; see
        :func:`clustrat.microdata.protection.hide_to_protect`.

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
    Largest and second contribution never leave. Their band and the Herfindahl index are told only where neither of the two largest
    could by them come within ``p_pct`` of the other. The release looks at itself alone: other tables of the same records, and totals
    of the numbers of contributors, are for the house to keep in mind.

    Examples
    --------
    >>> import polars as pl
    >>> from clustrat.microdata.records import RecordColumns
    >>> frame = pl.DataFrame({"year": [2015] * 2, "region": ["R1", "R2"], "activity": ["C31"] * 2, "n_records": [9, 2], "n_units": [9, 2],
    ...     "value": [90.0, 50.0], "largest": [10.0, 30.0], "second": [10.0, 20.0], "sum_squares": [900.0, 1300.0],
    ...     "herfindahl": [1 / 9, 0.52], "is_modelled": [False, False]})
    >>> cells = Cells(frame=frame, n_read=11, n_kept=11, rejected={}, engine="duckdb", columns=RecordColumns())
    >>> release_cells(cells).frame.select("region", "value", "n_units", "top2_band", "flag").rows()
    [('R1', 90.0, 9, 'under 25 %', ''), ('R2', None, None, None, 'c')]
    """
    import polars as pl

    if totals_known not in get_args(TotalsKnown):
        raise ParameterError(f"There is no totals_known '{totals_known}'. Choose none or margins.")
    frame, measures = cells.frame, ("value", *cells.columns.sums)
    why: Any = pl.when(pl.col("n_units") < rules.n_min).then(pl.lit("too few"))
    for name in measures:
        first, second = _two_largest(name)
        of = "" if name == "value" else f" in {name}"
        # A difference of exact thousandths, rounded to them again.
        rest = (pl.col(name) - first - second).round(cells.digits + 6)
        why = why.when((first + second) * 100 > rules.dom_pct * pl.col(name)).then(pl.lit(f"dominated{of}"))
        why = why.when(rest * 100 < rules.p_pct * first).then(pl.lit(f"p-rule{of}"))
    frame = frame.with_columns(why=why.otherwise(pl.lit("")))
    by_reason = {r["why"]: r["len"] for r in frame.group_by("why").len().iter_rows(named=True) if r["why"]}
    sensitive = (frame["why"] != "").to_numpy()
    hidden = _protected(frame, sensitive, measures, rules) if totals_known == "margins" else sensitive
    return Release(
        frame=_shown(frame, hidden, cells.columns.sums, rules),
        account=MappingProxyType(
            {
                "rules": {**asdict(rules), "version": rules.version},
                "totals_known": totals_known,
                "n_cells": frame.height,
                "n_sensitive": int(sensitive.sum()),
                "sensitive_by_reason": dict(sorted(by_reason.items())),
                "n_hidden_to_protect": int(hidden.sum()) - int(sensitive.sum()),
                "n_read": cells.n_read,
                "n_kept": cells.n_kept,
                "rejected": dict(cells.rejected),
                "unknown_codes": dict(cells.unknown),
                "columns": asdict(cells.columns),
                "mappings": dict(cells.mappings),
                "engine": cells.engine,
            }
        ),
    )


def _two_largest(name: str) -> tuple[pl.Expr, pl.Expr]:
    """The columns of the largest and the second largest contribution to a measure."""
    import polars as pl

    suffix = "" if name == "value" else f"_{name}"
    return pl.col(f"largest{suffix}"), pl.col(f"second{suffix}")


def _shown(frame: pl.DataFrame, hidden: NDArray[np.bool_], sums: tuple[str, ...], rules: ReleaseRules) -> pl.DataFrame:
    """The table as it leaves: nothing of a hidden cell, band and Herfindahl where they are safe."""
    import polars as pl

    is_open = pl.lit(pl.Series("open", ~hidden))
    shown = {
        "value": pl.col("value"),
        "n_units": pl.col("n_units"),
        "n_records": pl.col("n_records"),
        "top2_band": _band(rules),
        "herfindahl": pl.when(_herfindahl_is_safe(rules)).then(pl.col("herfindahl").round(HERFINDAHL_DIGITS)),
        **{name: pl.col(name) for name in sums},
    }
    flag = (
        pl.when(~is_open).then(pl.lit(HIDDEN)).when(pl.col("is_modelled")).then(pl.lit(MODELLED)).otherwise(pl.lit(""))
    )
    return frame.select(
        "year", "region", "activity",
        *[pl.when(is_open).then(expression).alias(name) for name, expression in shown.items()],
        flag.alias("flag"),
    )  # fmt: skip


def _band(rules: ReleaseRules) -> pl.Expr:
    """The band of the share of the two largest; null where one of them, who knows itself, learns too much by its upper end."""
    import polars as pl

    value, first, second = pl.col("value"), *_two_largest("value")
    share, wide = 100 * (first + second) / value, 1 + rules.p_pct / 100
    band = pl.lit(None, pl.String)
    for low, high, words in BANDS:
        inside = (value > 0) & (share >= low) & ((share < high) | (high == BANDS[-1][1]))
        most = value * (high / 100)
        is_safe = (most - second >= wide * first) & (most - first >= wide * second)
        band = pl.when(inside & is_safe).then(pl.lit(words)).otherwise(band)
    return band


def _herfindahl_is_safe(rules: ReleaseRules) -> pl.Expr:
    r"""Whether neither of the two largest gets too near the other by the index.

    Who knows its own part c knows sum A and sum of squares B of the m others, the largest of whom is then at most
    :math:`A/m + \sqrt{(m - 1)(B/m - A^2/m^2)}`; with two others that is exact.
    """
    import polars as pl

    value, first, second = pl.col("value"), *_two_largest("value")
    others, wide = pl.col("n_units") - 1, 1 + rules.p_pct / 100
    is_safe = value > 0
    for own, target in ((second, first), (first, second)):
        mean = (value - own) / others
        variance = (pl.col("sum_squares") - own**2) / others - mean**2
        is_safe &= mean + ((others - 1) * variance.clip(lower_bound=0.0)).sqrt() >= wide * target
    return is_safe


def _protected(
    frame: pl.DataFrame, sensitive: NDArray[np.bool_], measures: tuple[str, ...], rules: ReleaseRules
) -> NDArray[np.bool_]:
    """Hide further cells of each year until every sensitive one has its protection, in each of its amounts."""
    hidden = sensitive.copy()
    for year in frame["year"].unique().sort().to_list():
        rows = np.flatnonzero((frame["year"] == year).to_numpy())
        part = frame[rows]
        regions, r = np.unique(part["region"].to_numpy(), return_inverse=True)
        activities, a = np.unique(part["activity"].to_numpy(), return_inverse=True)
        hide = np.zeros((len(regions), len(activities)), dtype=bool)
        hide[r, a] = sensitive[rows]
        for name in measures:
            first, second = (part.select(column).to_series().to_numpy() for column in _two_largest(name))
            value = part[name].to_numpy()
            values, spare, need = np.full(hide.shape, np.nan), np.zeros(hide.shape), np.zeros(hide.shape)
            values[r, a], spare[r, a] = value, value - first
            least = np.maximum(rules.p_pct / 100 * first - (value - first - second), rules.u_min_pct / 100 * value)
            need[r, a] = np.where(sensitive[rows], least, 0.0)
            try:
                hide = hide_to_protect(
                    values, spare=spare, need=need, hidden=hide, regions=tuple(regions), activities=tuple(activities),
                    what=name,
                )  # fmt: skip
            except DisclosureError as error:
                raise DisclosureError(f"{year}: {error}") from error
        hidden[rows] = hide[r, a]
    return hidden
