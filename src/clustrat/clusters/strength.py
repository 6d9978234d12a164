"""Star schemes: how many tests of strength a cluster passes, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import ParameterError

__all__ = [
    "FIRM",
    "LIKELY",
    "NO_STAR",
    "SCHEMES",
    "UNKNOWN",
    "Chance",
    "Criterion",
    "StarScheme",
    "Stars",
    "award_stars",
    "scheme",
]

FloatArray = NDArray[np.float64]
#: P(indicator >= cut) of every cell, given the cuts of the clusters.
Chance = Callable[[FloatArray], FloatArray]

#: Marks of one test: not passed, passed at P of 0.5 to 0.9, passed at P >= 0.9, not known.
NO_STAR, LIKELY, FIRM, UNKNOWN = 0, 1, 2, 3
LIKELY_AT = 0.5
FIRM_AT = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One test: an indicator, against a number or a quantile.

    ``scope`` says over which cells the quantile is taken: ``"category"`` (the regions of the category) or ``"all"`` (all
    cells); with ``statistic="value"`` the cut is the number itself.
    """

    name: str
    indicator: str
    statistic: Literal["quantile", "value"]
    cut: float
    scope: Literal["category", "all"] = "category"
    strict: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StarScheme:
    """A versioned set of tests; a cell below ``min_employment`` gets no star."""

    version: str
    criteria: tuple[Criterion, ...]
    min_employment: float = 0.0
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stars:
    """Marks of every cell, shape (n_criteria, n_regions, n_clusters), and the cut each test used."""

    scheme: StarScheme
    marks: NDArray[np.uint8]
    cuts: FloatArray

    @property
    def n_firm(self) -> NDArray[np.int64]:
        """Stars passed at P >= 0.9, shape (n_regions, n_clusters)."""
        return np.asarray((self.marks == FIRM).sum(axis=0))

    @property
    def n_likely(self) -> NDArray[np.int64]:
        """Stars passed at P between 0.5 and 0.9, shape (n_regions, n_clusters)."""
        return np.asarray((self.marks == LIKELY).sum(axis=0))

    @property
    def n_unknown(self) -> NDArray[np.int64]:
        """Tests whose indicator is missing, shape (n_regions, n_clusters)."""
        return np.asarray((self.marks == UNKNOWN).sum(axis=0))


#: ``to verify`` in a source says that the number was not checked against the original publication.
SCHEMES = MappingProxyType(
    {
        "eco_v1": StarScheme(
            version="eco_v1",
            min_employment=1000,
            criteria=(
                Criterion(name="size", indicator="persons", statistic="quantile", cut=0.9, words="among the 10 % largest"),
                Criterion(name="specialisation", indicator="lq", statistic="value", cut=2.0, words="LQ of 2 or more"),
                Criterion(
                    name="focus", indicator="focus", statistic="quantile", cut=0.9, scope="all",
                    words="share of the region's employment among the top 10 % of all cells",
                ),
            ),
            source="European Cluster Observatory 2006-2010; cuts of specialisation, focus and employment to verify",
        ),
        "panorama_v2": StarScheme(
            version="panorama_v2",
            criteria=(
                Criterion(name="specialisation", indicator="lq", statistic="quantile", cut=0.8, words="LQ in the top 20 %"),
                Criterion(name="size", indicator="persons", statistic="quantile", cut=0.8, words="size in the top 20 %"),
                Criterion(
                    name="productivity", indicator="wages_per_person", statistic="quantile", cut=0.8,
                    words="wages per person in the top 20 %",
                ),
                Criterion(name="dynamism", indicator="growth", statistic="quantile", cut=0.8, words="growth in the top 20 %"),
            ),
            source="European Cluster Panorama 2014-2020; all cuts to verify",
        ),
        "us_cmp": StarScheme(
            version="us_cmp",
            criteria=(
                Criterion(
                    name="employment", indicator="persons", statistic="quantile", cut=0.25, strict=True,
                    words="above the first quartile of employment",
                ),
                Criterion(
                    name="establishments", indicator="local_units", statistic="quantile", cut=0.25, strict=True,
                    words="above the first quartile of local units",
                ),
                Criterion(
                    name="strong", indicator="lq", statistic="quantile", cut=0.75,
                    words="LQ in the top quarter and at least 1",
                ),
            ),
            source="US Cluster Mapping Project, recomputed cell by cell; strong is said of traded clusters only",
        ),
    }
)  # fmt: skip


def scheme(version: str) -> StarScheme:
    """The scheme of that version.

    >>> len(scheme("panorama_v2").criteria)
    4
    """
    if version not in SCHEMES:
        raise ParameterError(f"There is no star scheme '{version}'. Choose one of: {', '.join(SCHEMES)}.")
    return SCHEMES[version]


def award_stars(
    chosen: StarScheme,
    *,
    indicators: Mapping[str, FloatArray],
    probabilities: Mapping[str, Chance] | None = None,
) -> Stars:
    """Test every cell against every criterion of a scheme.

    Parameters
    ----------
    chosen
        The scheme.
    indicators
        Arrays of shape (n_regions, n_clusters) by name; ``nan`` where not known. ``persons`` must be among them.
    probabilities
        By indicator, a function of the cuts (shape (n_clusters,)) that gives P(indicator >= cut) of every cell; indicators
        without one, and cells where it gives ``nan``, count as measured exactly.

    Returns
    -------
    Stars
        A missing indicator makes that star unknown, not zero. ``us_cmp`` takes its quantiles over regions with
        employment; ``strong`` needs LQ >= 1 besides and both other tests.

    Raises
    ------
    ParameterError
        An indicator of the scheme is not given, or its shape is not that of the persons.

    Examples
    --------
    >>> persons = np.array([[10.0], [2000.0]])
    >>> stars = award_stars(scheme("eco_v1"), indicators={"persons": persons, "lq": np.array([[3.0], [2.5]]),
    ...     "focus": np.array([[0.0], [0.2]])})
    >>> stars.n_firm.ravel().tolist()
    [0, 3]
    """
    _refuse_incomplete(chosen, indicators)
    persons = indicators["persons"]
    marks, cuts = [], []
    for criterion in chosen.criteria:
        values = indicators[criterion.indicator]
        cut = _cut(criterion, values, persons, only_present=chosen.version == "us_cmp")
        chance = (probabilities or {}).get(criterion.indicator)
        marks.append(_marks(criterion, values, cut, chance))
        cuts.append(cut)
    stacked = np.array(marks, dtype=np.uint8)
    too_small = persons < chosen.min_employment
    stacked[:, too_small] = NO_STAR
    if chosen.version == "us_cmp":
        stacked[2] = _strong(stacked, indicators["lq"])
    return Stars(scheme=chosen, marks=stacked, cuts=np.array(cuts))


def _refuse_incomplete(chosen: StarScheme, indicators: Mapping[str, FloatArray]) -> None:
    needed = ["persons", *(criterion.indicator for criterion in chosen.criteria)]
    if absent := [name for name in dict.fromkeys(needed) if name not in indicators]:
        raise ParameterError(
            f"The scheme '{chosen.version}' needs the indicator '{absent[0]}', which is not among {', '.join(indicators)}. "
            "Give it; where its figures are missing, as nan."
        )
    shape = indicators["persons"].shape
    for name in dict.fromkeys(needed):
        if indicators[name].shape != shape:
            raise ParameterError(
                f"The indicator '{name}' has shape {indicators[name].shape}, the persons {shape}. Give one value per cell."
            )


def _cut(criterion: Criterion, values: FloatArray, persons: FloatArray, *, only_present: bool) -> FloatArray:
    """The number to reach, per cluster; quantiles of type 7 (linear), over known cells."""
    n_clusters = values.shape[1]
    if criterion.statistic == "value":
        return np.full(n_clusters, criterion.cut)
    shown = np.where(persons > 0, values, np.nan) if only_present else values
    if criterion.scope == "all":
        known = shown[~np.isnan(shown)]
        return np.full(n_clusters, np.quantile(known, criterion.cut) if known.size else np.nan)
    cuts = np.full(n_clusters, np.nan)
    for c in range(n_clusters):
        known = shown[~np.isnan(shown[:, c]), c]
        if known.size:
            cuts[c] = np.quantile(known, criterion.cut)
    return cuts


def _marks(criterion: Criterion, values: FloatArray, cut: FloatArray, chance: Chance | None) -> NDArray[np.uint8]:
    probability = (values > cut if criterion.strict else values >= cut).astype(np.float64)
    if chance is not None:
        estimated = chance(cut)
        probability = np.where(np.isnan(estimated), probability, estimated)
    marks = np.where(probability >= FIRM_AT, FIRM, np.where(probability >= LIKELY_AT, LIKELY, NO_STAR))
    marks = np.where(np.isnan(values) | np.isnan(cut), UNKNOWN, marks)
    return marks.astype(np.uint8)


def _strong(marks: NDArray[np.uint8], lq: FloatArray) -> NDArray[np.uint8]:
    """*Strong* of the US scheme: top quarter and LQ >= 1, in a cell that passes both base tests."""
    base_fails = (marks[0] == NO_STAR) | (marks[1] == NO_STAR)
    base_unknown = ~base_fails & ((marks[0] == UNKNOWN) | (marks[1] == UNKNOWN))
    strong = np.where(base_fails | (lq < 1), NO_STAR, marks[2])
    strong = np.where((strong == FIRM) & (marks[:2] == LIKELY).any(axis=0), LIKELY, strong)
    return np.where(base_unknown & (strong != NO_STAR), UNKNOWN, strong).astype(np.uint8)
