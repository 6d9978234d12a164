"""The gate before publication: a table that would give back a hidden figure gets no certificate."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from clustrat.errors import DisclosureError
from clustrat.evidence.attainable import Attainable, attainable_interval, attainable_intervals, least_relaxation
from clustrat.evidence.flags import is_confidential
from clustrat.evidence.result import Column, ResultTable

__all__ = [
    "SDC_V1",
    "Attainable",
    "Certificate",
    "DisclosureRules",
    "attainable_interval",
    "attainable_intervals",
    "certify",
    "least_relaxation",
]

N_SHOWN = 3
#: Parts of names of interval columns: ``persons_low`` and ``persons_high`` belong to ``persons``.
LOW, HIGH, FLAG = "_low", "_high", "flag"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRules:
    """A versioned set of thresholds of disclosure control (trust.md, section 6).

    ``inherit_width_rel``: an interval shown for a figure that the source hides is at least this wide, as a share of its
    midpoint. ``min_hidden_in_sum``: a sum over hidden figures shown as one number rests on at least so many of them:
    from a sum over one, whoever subtracts the published parts has our estimate of the hidden one.
    """

    version: str
    inherit_width_rel: float
    min_hidden_in_sum: int


#: The set in use.
SDC_V1 = DisclosureRules(version="sdc.v1", inherit_width_rel=0.30, min_hidden_in_sum=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What the gate found in one table; valid only for the table with this hash.

    Attributes
    ----------
    rule_version
        The set of rules, such as ``"sdc.v1"``.
    table_name, table_sha256
        The table, and :attr:`ResultTable.sha256` of it when it was certified.
    n_hidden
        Rows with a figure that the source hides.
    n_intervals
        Intervals shown in such rows.
    smallest_width
        Width of the narrowest of them as a share of its midpoint; ``None`` where none is shown.
    n_sums_over_hidden
        Sums over hidden figures that are shown as one number.
    """

    rule_version: str
    table_name: str
    table_sha256: str
    n_hidden: int
    n_intervals: int
    smallest_width: float | None
    n_sums_over_hidden: int

    def as_dict(self) -> dict[str, Any]:
        """The certificate as plain data."""
        return asdict(self)


def certify(
    table: ResultTable,
    *,
    hidden: Mapping[str, Collection[str]] | None = None,
    rests_on: Mapping[str, Collection[str]] | None = None,
    rules: DisclosureRules = SDC_V1,
) -> Certificate:
    """Certify that a table gives back no figure that its source hides, or refuse it.

    In every row whose flag says confidential (``c``), the guarded columns must be empty; an interval for them
    must be at least ``inherit_width_rel`` of its midpoint wide. A sum that rests on one hidden figure must be empty.

    Parameters
    ----------
    table
        The table as it is to be written.
    hidden
        Flag column -> the columns that would give the hidden figure back: the figure itself, what is computed of it (quotients,
        shares, ranks) and the two ends of its interval. ``None``: a column ``flag`` guards all columns of the roles value,
        low and high; a column ``X_flag`` guards ``X``, ``X_low`` and ``X_high``.
    rests_on
        Column with a number of hidden figures -> the sums that rest on them.
    rules
        The thresholds.

    Returns
    -------
    Certificate
        For this table only, by its hash; the writers of ``publish`` ask for it.

    Raises
    ------
    DisclosureError
        A hidden figure, something computed of it, too narrow an interval or a sum over one hidden figure is shown.

    Examples
    --------
    >>> columns = (Column(name="nace_code", words="Division", role="key"), Column(name="persons", words="Persons"),
    ...            Column(name="flag", words="Flag", role="flag"))
    >>> table = ResultTable(name="t", title="T", columns=columns, rows=(("C21", None, "c"), ("C31", 13613.0, "")))
    >>> certify(table).n_hidden
    1
    >>> certify(ResultTable(name="t", title="T", columns=columns, rows=(("C21", 3400.0, "c"),)))
    Traceback (most recent call last):
        ...
    clustrat.errors.DisclosureError: Table 't', row C21: 'persons' shows 3,400 where the source hides the figure (flag 'c'). \
Leave the cell empty and say 'hidden at source'.
    """
    places = {column.name: number for number, column in enumerate(table.columns)}
    guarded = _guarded(table.columns) if hidden is None else {flag: tuple(names) for flag, names in hidden.items()}
    sums = {count: tuple(names) for count, names in (rests_on or {}).items()}
    for name in [*guarded, *sums, *(n for names in (*guarded.values(), *sums.values()) for n in names)]:
        if name not in places:
            raise DisclosureError(
                f"Table '{table.name}' has no column '{name}', which the gate was told to look at. "
                f"Its columns are: {', '.join(places)}."
            )
    hidden_rows: set[int] = set()
    widths: list[float] = []
    n_sums = 0
    for number, row in enumerate(table.rows):
        for flag_column, names in guarded.items():
            flag = row[places[flag_column]] or ""
            if is_confidential(flag):
                hidden_rows.add(number)
                widths += _check_row(table, row, places, names, flag=flag, rules=rules)
        for count_column, names in sums.items():
            n_hidden = row[places[count_column]] or 0
            shown = [name for name in names if row[places[name]] is not None]
            if shown and 0 < n_hidden < rules.min_hidden_in_sum:
                raise DisclosureError(
                    f"{_where(table, row)}: '{shown[0]}' rests on {n_hidden} hidden figure; whoever subtracts the published "
                    "parts has our estimate of it. Leave the sum empty, or add up over more cells."
                )
            n_sums += bool(shown and n_hidden)
    return Certificate(
        rule_version=rules.version,
        table_name=table.name,
        table_sha256=table.sha256,
        n_hidden=len(hidden_rows),
        n_intervals=len(widths),
        smallest_width=min(widths, default=None),
        n_sums_over_hidden=n_sums,
    )


def _guarded(columns: Collection[Column]) -> dict[str, tuple[str, ...]]:
    """Which columns each flag column guards, by the names."""
    names = {column.name for column in columns}
    found = {}
    for column in columns:
        if column.name == FLAG:
            found[FLAG] = tuple(c.name for c in columns if c.role in ("value", "low", "high"))
        elif column.name.endswith(f"_{FLAG}"):
            stem = column.name.removesuffix(f"_{FLAG}")
            found[column.name] = tuple(name for name in (stem, stem + LOW, stem + HIGH) if name in names)
    return found


def _check_row(
    table: ResultTable,
    row: tuple[Any, ...],
    places: Mapping[str, int],
    names: Collection[str],
    *,
    flag: str,
    rules: DisclosureRules,
) -> list[float]:
    """Refuse what a row shows of a hidden figure; the relative widths of the intervals that may be shown."""
    role = {column.name: column.role for column in table.columns}
    widths = []
    for name in names:
        value = row[places[name]]
        if value is None or role[name] == "high":
            continue
        if role[name] != "low":
            shown = f"{value:,.6g}" if isinstance(value, int | float) else f"'{value}'"
            raise DisclosureError(
                f"{_where(table, row)}: '{name}' shows {shown} where the source hides the figure (flag '{flag}'). "
                "Leave the cell empty and say 'hidden at source'."
            )
    for low_name in (name for name in names if role[name] == "low"):
        high_name = low_name.removesuffix(LOW) + HIGH
        low = row[places[low_name]]
        high = row[places[high_name]] if high_name in places else None
        if low is None and high is None:
            continue
        if low is None or high is None:
            raise DisclosureError(
                f"{_where(table, row)}: only one end of the interval '{low_name}', '{high_name}' is shown for a hidden "
                "figure. Show both ends, or none."
            )
        middle = (low + high) / 2
        width = (high - low) / middle if middle > 0 else 0.0
        if width < rules.inherit_width_rel:
            raise DisclosureError(
                f"{_where(table, row)}: the interval from {low:,.6g} to {high:,.6g} ('{low_name}', '{high_name}') is "
                f"{width:.1%} of its midpoint wide; for a hidden figure at least {rules.inherit_width_rel:.0%} are needed "
                f"({rules.version}). Leave both ends empty."
            )
        widths.append(float(width))
    orphans = [n for n in names if role[n] == "high" and n.removesuffix(HIGH) + LOW not in names]
    for name in orphans:
        if row[places[name]] is not None:
            raise DisclosureError(
                f"{_where(table, row)}: '{name}' shows the upper end of an interval whose lower end the gate does not know. "
                f"Guard '{name.removesuffix(HIGH) + LOW}' with it, or leave the cell empty."
            )
    return widths


def _where(table: ResultTable, row: tuple[Any, ...]) -> str:
    keys = [str(row[n]) for n, column in enumerate(table.columns) if column.role == "key"][:N_SHOWN]
    return f"Table '{table.name}', row {' x '.join(keys) or row[0]}"
