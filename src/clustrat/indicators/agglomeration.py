"""Agglomeration: whether plants of an industry, or two industries, lie closer together than chance would put them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = ["EllisonGlaeser", "ellison_glaeser", "litzenberger_sternberg", "pair_coagglomeration"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class EllisonGlaeser:
    """The index ``gamma`` with what it is made of: raw concentration ``g`` and plant Herfindahl ``h``.

    ``gamma`` is 0 where plants lie as if thrown at random by the size of the regions, ``nan`` where one plant has everything.
    """

    gamma: float
    g: float
    h: float


def ellison_glaeser(
    plant_employment: ArrayLike, plant_regions: Sequence[str], region_employment: dict[str, float]
) -> EllisonGlaeser:
    r"""Ellison and Glaeser's index of one industry: concentration beyond that of its plants (1997).

    .. math:: \gamma = \frac{G - (1 - \sum_r x_r^2) H}{(1 - \sum_r x_r^2)(1 - H)}, \quad
       G = \sum_r (s_r - x_r)^2, \quad H = \sum_k z_k^2

    Parameters
    ----------
    plant_employment : array_like, shape (n_plants,)
        Persons in each plant of the industry, > 0.
    plant_regions
        The region of each plant.
    region_employment
        Persons of all industries by region, the regions without a plant included.

    Raises
    ------
    EvidenceError
        A plant lies in a region that is not given, lengths differ, or figures cannot be.

    Notes
    -----
    Corrects concentration for the size of plants: a few large plants lie in few places by chance alone. It needs the
    plants, which statistics rarely publish, and one plant that counts most makes it unsteady; around 0 it says no more
    than chance (:cite:`ellison1997`).

    Examples
    --------
    Two plants of one size in one of two equal regions: G = 1/2, H = 1/2, so (1/2 - 1/4) / (1/2 * 1/2).

    >>> ellison_glaeser([10, 10], ["R1", "R1"], {"R1": 50.0, "R2": 50.0}).gamma
    1.0
    """
    plants = np.asarray(plant_employment, dtype=np.float64)
    if len(plants) != len(plant_regions):
        raise EvidenceError(f"{len(plants)} plants have {len(plant_regions)} regions. Give one region per plant.")
    if not len(plants) or not (np.isfinite(plants) & (plants > 0)).all():
        raise EvidenceError(
            "Every plant needs persons, finite and above zero, and there must be one. Correct the list of plants."
        )
    if unknown := sorted(set(plant_regions) - set(region_employment)):
        raise EvidenceError(
            f"A plant lies in '{unknown[0]}', for which there is no total. Give the totals of all regions."
        )
    regions = sorted(region_employment)
    totals = _shares(np.array([region_employment[region] for region in regions]), "The totals of the regions")
    place = {region: r for r, region in enumerate(regions)}
    own = np.zeros(len(regions))
    for persons, region in zip(plants, plant_regions, strict=True):
        own[place[region]] += persons
    g = float(((own / own.sum() - totals) ** 2).sum())
    h = float(((plants / plants.sum()) ** 2).sum())
    spread = 1 - float((totals**2).sum())
    if h >= 1 or spread <= 0:
        return EllisonGlaeser(gamma=float("nan"), g=g, h=h)
    return EllisonGlaeser(gamma=(g - spread * h) / (spread * (1 - h)), g=g, h=h)


def pair_coagglomeration(first: ArrayLike, second: ArrayLike, region_employment: ArrayLike) -> float:
    r"""Coagglomeration of two industries (Ellison, Glaeser, Kerr 2010).

    .. math:: \gamma_{ij} = \frac{\sum_r (s_{ir} - x_r)(s_{jr} - x_r)}{1 - \sum_r x_r^2}

    Parameters
    ----------
    first, second, region_employment : array_like, shape (n_regions,)
        Persons of the two industries and of all industries, by region.

    Notes
    -----
    Above 0 where two industries are over-represented in the same regions. It does not say which of labour, suppliers or
    knowledge holds them together, and depends on how large the regions are drawn (:cite:`ellison2010`).

    Examples
    --------
    >>> round(pair_coagglomeration([1.0, 0.0], [0.0, 1.0], [1.0, 1.0]), 6)
    -1.0
    """
    x = _shares(region_employment, "The totals of the regions")
    s, t = _shares(first, "The first industry"), _shares(second, "The second industry")
    if not len(x) == len(s) == len(t):
        raise EvidenceError(
            f"The industries have {len(s)} and {len(t)} regions, the totals {len(x)}. Give one value per region."
        )
    spread = 1 - float((x**2).sum())
    return float(((s - x) * (t - x)).sum() / spread) if spread > 0 else float("nan")


def litzenberger_sternberg(
    *,
    industry_employment: float,
    area: float,
    all_area: float,
    population: float,
    all_population: float,
    plants: float,
    all_industry_employment: float,
    all_plants: float,
) -> float:
    r"""Cluster index of Litzenberger and Sternberg (2006): relative density and stock over the size of plants.

    .. math:: CI = \frac{\dfrac{e_{ij}/a_j}{e_i/a} \cdot \dfrac{e_{ij}/p_j}{e_i/p}}{\dfrac{e_{ij}/b_{ij}}{e_i/b_i}}

    Parameters
    ----------
    industry_employment, area, population, plants
        Of the industry in the region :math:`e_{ij}`, and of the region :math:`a_j`, :math:`p_j`; plants :math:`b_{ij}`.
    all_industry_employment, all_area, all_population, all_plants
        Of the industry in all regions :math:`e_i`, :math:`b_i`, and of all regions :math:`a`, :math:`p`.

    Raises
    ------
    EvidenceError
        A figure is negative or infinite.

    Returns
    -------
    float
        1 where the industry is as dense here as everywhere; ``nan`` where a divisor is zero.

    Notes
    -----
    Asks whether there is much of an industry for the area and for the people of a region, and rewards many small plants:
    1 is the mean of all regions, 4 has been used as the mark of a cluster. It multiplies three ratios, so an error in one
    is an error in all (:cite:`litzenberger2006`).

    Examples
    --------
    Twice the density by area and by people, with plants of common size: 2 * 2 / 1.

    >>> litzenberger_sternberg(industry_employment=20, area=1, all_area=10, population=10, all_population=100, plants=2,
    ...     all_industry_employment=100, all_plants=10)
    4.0
    """
    given = {
        "industry_employment": industry_employment,
        "area": area,
        "all_area": all_area,
        "population": population,
        "all_population": all_population,
        "plants": plants,
        "all_industry_employment": all_industry_employment,
        "all_plants": all_plants,
    }
    for name, value in given.items():
        if not (np.isnan(value) or (np.isfinite(value) and value >= 0)):
            raise EvidenceError(f"{name}={value:g} cannot be: it must be finite and not negative.")
    if min(given.values()) == 0:
        return float("nan")
    density = (industry_employment / area) / (all_industry_employment / all_area)
    stock = (industry_employment / population) / (all_industry_employment / all_population)
    plant_size = (industry_employment / plants) / (all_industry_employment / all_plants)
    return float(density * stock / plant_size)


def _shares(values: ArrayLike, what: str) -> FloatArray:
    counts = np.asarray(values, dtype=np.float64)
    if not (np.isfinite(counts) & (counts >= 0)).all() or not counts.sum() > 0:
        raise EvidenceError(f"{what} must be finite, not negative, and not all zero. Correct the figures.")
    return np.asarray(counts / counts.sum())
