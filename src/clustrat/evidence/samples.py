"""Samples: which regions and activities a table has in which year, and what to do where that changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError
from clustrat.evidence.result import Diagnostic

if TYPE_CHECKING:
    import polars as pl

__all__ = ["in_sample", "sample_changed"]

N_KEYS = 20


def sample_changed(
    years: Sequence[int],
    labels: tuple[pl.Series, pl.Series],
    in_sample: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    *,
    sample: str,
) -> list[Diagnostic]:
    """What to say of regions and activities that are there in some years only; nothing if the sample stays.

    Parameters
    ----------
    years
        In order.
    labels
        Of regions and of activities.
    in_sample
        Arrays of shape (n_years, n_regions) and (n_years, n_activities): which have a row in which year.
    sample
        ``"fixed"``, ``"common"`` or ``"each"``, see :class:`clustrat.evidence.observations.Policies`.

    Raises
    ------
    EvidenceError
        The sample changes, and ``sample`` is ``"fixed"``.
    """
    found = []
    for axis, names, there in zip(("region", "activity"), labels, in_sample, strict=True):
        places = np.flatnonzero(~there.all(axis=0))
        if not len(places):
            continue
        keys = [str(names[int(p)]) for p in places[:N_KEYS]]
        first = years[int(np.flatnonzero(~there[:, places[0]])[0])]
        what = "regions have" if axis == "region" else "activities have"
        told = f"{len(places)} {what} no row at all in some years, first {keys[0]} in {first}"
        if sample == "fixed":
            raise EvidenceError(
                f"{told} (sample_changed): a change between such years would be one of the table. Mend the codes, give rows of 0 "
                "where nothing is there, or say sample='common' (what every year has) or sample='each' (not known that year)."
            )
        outcome = "they are left out of all years" if sample == "common" else "they are not known there"
        found.append(
            Diagnostic(
                code="sample_changed", severity="warning", axis=axis, keys=tuple(keys), n=len(places),
                share=len(places) / len(names), parameter="sample", value=sample, sentence=f"{told}: {outcome}.",
            )
        )  # fmt: skip
    return found


def in_sample(
    start: NDArray[np.int64], places: tuple[NDArray[np.int32], NDArray[np.int32]], sizes: tuple[int, int]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which regions and which activities have a row in which year.

    Parameters
    ----------
    start : ndarray, shape (n_years + 1,)
        Where the rows of each year begin, and where the last ends.
    places
        The number of the region and of the activity of each row.
    sizes
        How many regions and activities there are.

    Returns
    -------
    two arrays of bool, shapes (n_years, n_regions) and (n_years, n_activities)

    Examples
    --------
    Two years; the second has no row of region 1.

    >>> in_sample(np.array([0, 2, 3]), (np.array([0, 1, 0]), np.array([0, 0, 0])), (2, 1))[0].tolist()
    [[True, True], [True, False]]
    """
    rows, columns = (np.zeros((len(start) - 1, size), dtype=bool) for size in sizes)
    for number in range(len(start) - 1):
        own = slice(start[number], start[number + 1])
        rows[number, places[0][own]] = True
        columns[number, places[1][own]] = True
    return rows, columns
