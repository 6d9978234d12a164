"""Codes of records carried to another version inside the query: a join that shares a record out by weights summing to 1."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from clustrat.errors import ParameterError

__all__ = ["ONE", "Mapped", "activity_mapping", "converted", "region_mapping", "unknown_reason", "whole_weights"]

#: Source code -> (target code, weight) of a conversion; the weights of a source sum to 1.
Mapped = Mapping[str, Sequence[tuple[str, float]]]
#: Weights are whole numbers of billionths inside the query, so that the parts of a record sum to the record to the last digit.
ONE = 10**9
#: How far the weights of a code may be from summing to 1.
TOLERANCE = 1e-6


def region_mapping(*, from_version: str, to_version: str, level: int, basis: str = "population_2011") -> Mapped:
    """The conversion of NUTS regions of one level, as ``aggregate_records`` takes it; see :mod:`clustrat.codes.correspondence`.

    From a version to itself it changes nothing, and finds codes that are not in the list. A country that the later version does
    not list is not in the conversion. A pseudo-region (``ITZZ``) stays what it is.

    Raises
    ------
    CodeListError
        A version, level or basis is unknown, or the versions run backwards.

    Examples
    --------
    >>> mapping = region_mapping(from_version="2013", to_version="2016", level=2)
    >>> [(code, round(weight, 3)) for code, weight in mapping["HU10"]], mapping["ITH4"]
    ([('HU11', 0.586), ('HU12', 0.414)], (('ITH4', 1.0),))
    """
    from clustrat.codes import nuts
    from clustrat.codes.correspondence import weights

    changed = weights(from_version=from_version, to_version=to_version, level=level, basis=basis)
    former = [region.code for region in nuts.regions(version=from_version, level=level)]
    listed = {region.code for region in nuts.regions(version=to_version, level=level)}
    pseudo = {code[:2] + "Z" * level for code in former}
    stayed = {code: ((code, 1.0),) for code in sorted({*former} & listed | pseudo)}
    return stayed | {code: tuple((part.code, part.weight) for part in parts) for code, parts in changed.items()}


def activity_mapping(path: Path) -> Mapped:
    """A conversion of activities out of a CSV file with columns source, target, weight.

    Raises
    ------
    ParameterError
        The file or a column is not there, or a weight is no number.
    """
    if not path.is_file():
        raise ParameterError(f"There is no file {path}. Name a CSV with columns source, target, weight.")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or not {"source", "target", "weight"} <= set(rows[0]):
        raise ParameterError(f"{path.name} has no columns source, target, weight, or no rows. Add them.")
    found: dict[str, list[tuple[str, float]]] = {}
    for number, row in enumerate(rows, start=2):
        try:
            found.setdefault(row["source"], []).append((row["target"], float(row["weight"])))
        except (TypeError, ValueError):
            raise ParameterError(
                f"{path.name}, line {number}: the weight '{row['weight']}' is no number. Correct it."
            ) from None
    return found


def whole_weights(mapping: Mapped, *, axis: str) -> dict[str, tuple[tuple[str, int], ...]]:
    """Weights as whole numbers of billionths that sum to one billion for each code: what rounding leaves goes to the largest rests.

    Raises
    ------
    ParameterError
        The weights of a code do not sum to 1, one is not above 0, a target comes twice, or a code is empty.

    Examples
    --------
    >>> whole_weights({"A": [("B", 1 / 3), ("C", 1 / 3), ("D", 1 / 3)]}, axis="region")
    {'A': (('B', 333333334), ('C', 333333333), ('D', 333333333))}
    """
    found = {}
    for source, parts in mapping.items():
        weights = [weight for _, weight in parts]
        if not all(0 < weight <= 1 + TOLERANCE for weight in weights) or abs(math.fsum(weights) - 1) > TOLERANCE:
            told = ", ".join(f"{target} {weight:g}" for target, weight in parts)
            raise ParameterError(
                f"The weights of {axis} '{source}' do not sum to 1, or one is not above 0 ({told}). Correct them."
            )
        targets = [target for target, _ in parts]
        if not source or not all(targets) or len(set(targets)) < len(targets):
            raise ParameterError(
                f"The conversion of {axis} '{source}' has an empty code, or a target twice. Give each part one row."
            )
        exact = [weight * ONE / math.fsum(weights) for weight in weights]
        whole = [math.floor(amount) for amount in exact]
        rests = sorted(range(len(parts)), key=lambda n: (whole[n] - exact[n], targets[n]))
        for place in rests[: ONE - sum(whole)]:
            whole[place] += 1
        found[source] = tuple((target, amount) for target, amount in zip(targets, whole, strict=True) if amount)
    return found


def unknown_reason(axis: Literal["region", "activity"]) -> str:
    """Why a record whose code the conversion of this axis does not know cannot be counted."""
    return f"a code of {axis} that the conversion does not know"


def converted(t: Any, axis: Literal["region", "activity"], mapping: Mapped | None) -> Any:
    """Join a conversion to checked records.

    Adds ``{axis}_weight`` (billionths; 1 where no code of the axis is split) and ``{axis}_first`` (1 on one part of each record, so
    that records can be counted), and a reason where the code is not known.
    """
    import ibis
    import polars as pl

    weight, first = f"{axis}_weight", f"{axis}_first"
    if mapping is None:
        return t.mutate(**{weight: ibis.literal(1, "int64"), first: ibis.literal(1, "int64")})
    whole = whole_weights(mapping, axis=axis)
    unit = ONE if is_split(mapping) else 1
    rows = [
        {"source": source, "target": target, "weight": amount if unit == ONE else 1, "first": int(place == 0)}
        for source, parts in whole.items()
        for place, (target, amount) in enumerate(parts)
    ]
    schema = {"source": pl.String, "target": pl.String, "weight": pl.Int64, "first": pl.Int64}
    # A frame of ours becomes a table of the engine, and the join runs where the records are.
    table = ibis.memtable(pl.DataFrame(rows, schema=schema))
    joined = t.left_join(table, t[axis] == table.source)
    is_unknown = (t.reason == "") & table.target.isnull()
    return joined.select(
        *[t[name] for name in t.columns if name not in (axis, "reason")],
        **{
            axis: ibis.coalesce(table.target, t[axis]),
            weight: ibis.coalesce(table.weight, unit).cast("int64"),
            first: ibis.coalesce(table.first, 1).cast("int64"),
            "reason": ibis.ifelse(is_unknown, unknown_reason(axis), t.reason),
        },
    )


def is_split(mapping: Mapped | None) -> bool:
    """Whether a conversion shares any code out, rather than rename it."""
    return mapping is not None and any(len(parts) > 1 for parts in mapping.values())
