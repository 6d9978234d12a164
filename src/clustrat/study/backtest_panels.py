"""The panels a backtest runs on: the edition with its spliced codes, and the raw business table as its codes stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.nuts import is_pseudo_region
from clustrat.errors import SourceError
from clustrat.potential.panel import RegionPanel
from clustrat.study.landscape import DIVISION_LENGTH, Landscape

if TYPE_CHECKING:
    import polars as pl

__all__ = ["landscape_panel", "raw_panel"]

#: Indicators of the raw table, by measure of a panel.
INDICATORS = {"persons": "V16110", "local_units": "V11210", "wages": "V13320"}
DIMENSIONS = {"nace_r2", "indic_sb", "geo"}
NUTS2_LENGTH = 4


def landscape_panel(landscape: Landscape) -> RegionPanel:
    """All years of an edition's landscape as a panel; codes are spliced, pseudo-regions are out."""
    return RegionPanel(
        years=landscape.years,
        regions=landscape.regions,
        industries=landscape.industries,
        persons=landscape.values["employment_persons"],
        local_units=landscape.values["local_units"],
        wages=landscape.values["wages_meur"],
    )


def raw_panel(path: Path) -> RegionPanel:
    """The regional business table as published: NUTS-2 codes of every vintage side by side, nothing joined.

    Parameters
    ----------
    path
        Eurostat's bulk file of ``sbs_r_nuts06_r2``, plain or gzip.

    Returns
    -------
    RegionPanel
        NUTS-2 regions without pseudo-regions, NACE divisions; flags are dropped, a value beside a flag is kept. A region whose
        code changed is two regions here, one before and one after, and drops out of what spans the change.

    Raises
    ------
    SourceError
        The file is not that table.
    """
    import polars as pl

    from clustrat.sources.bulk_tsv import read_bulk_tsv

    frame = read_bulk_tsv(path).frame
    if missing := DIMENSIONS - set(frame.columns):
        raise SourceError(
            f"{path.name} has no dimension '{sorted(missing)[0]}': it is not the regional business table. Give sbs_r_nuts06_r2."
        )
    frame = frame.filter(
        (pl.col("nace_r2").str.len_chars() == DIVISION_LENGTH)
        & (pl.col("geo").str.len_chars() == NUTS2_LENGTH)
        & pl.col("indic_sb").is_in(list(INDICATORS.values()))
        & pl.col("value").is_not_null()
    )
    regions = sorted(code for code in frame["geo"].unique() if not is_pseudo_region(code))
    frame = frame.filter(pl.col("geo").is_in(regions))
    if not frame.height:
        raise SourceError(f"{path.name} holds no NUTS-2 region with figures by division. Give sbs_r_nuts06_r2.")
    axes = (sorted(frame["time"].unique()), regions, sorted(frame["nace_r2"].unique()))
    arrays = {measure: _array(frame.filter(pl.col("indic_sb") == code), axes) for measure, code in INDICATORS.items()}
    return RegionPanel(
        years=tuple(int(year) for year in axes[0]),
        regions=tuple(axes[1]),
        industries=tuple(axes[2]),
        persons=arrays["persons"],
        local_units=arrays["local_units"],
        wages=arrays["wages"],
    )


def _array(frame: pl.DataFrame, axes: tuple[list[int], list[str], list[str]]) -> NDArray[np.float64]:
    array = np.full(tuple(len(axis) for axis in axes), np.nan)
    places = tuple(
        np.searchsorted(np.array(axis), frame[name].to_numpy().astype(np.array(axis).dtype))
        for axis, name in zip(axes, ("time", "geo", "nace_r2"), strict=True)
    )
    array[places] = frame["value"].to_numpy()
    return array
