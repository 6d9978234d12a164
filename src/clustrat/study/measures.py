"""The measures of ``clustrat analyse``: each by its name, what it is of, what it needs, and the function that computes it.

A measure is a line in a table; the formula lives in the room of its function. Measures whose name carries a convention
(``density_selfexcl``, ``pci_ownz``) are that under every preset; the others follow the preset.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from clustrat.complexity.chain import Chain, Precision, chain
from clustrat.complexity.eci import EconomicComplexity, economic_complexity
from clustrat.complexity.fitness import EconomicFitness, economic_fitness
from clustrat.complexity.outlook import opportunity_gain
from clustrat.complexity.presets import Conventions
from clustrat.complexity.reflections import method_of_reflections
from clustrat.errors import ParameterError
from clustrat.evidence.result import Diagnostic
from clustrat.indicators import (
    agglomeration,
    coherence,
    concentration,
    diversity,
    entry_exit,
    growth,
    knowledge,
    location_quotient,
    similarity,
    sophistication,
)
from clustrat.relatedness import density, proximity

__all__ = ["MEASURES", "Measure", "SideTables", "YearOfTable", "choose_measures"]

FloatArray = NDArray[np.float64]
Kind = Literal["region", "activity", "cell", "activity_pair", "region_pair", "named", "split_pair"]
Need = Literal["population", "income", "groups", "plants"]
#: Above this many pairs of activities or regions, pair measures are computed only if asked for by name.
MANY_PAIRS = 1_000_000
ATKINSON_SHIFT = 1.0
SIMILARITY_EPSILON = 0.1
N_KEYS = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SideTables:
    """What stands beside the counts, in the order of their regions and activities; ``None`` where not given."""

    population: FloatArray | None = None
    income: FloatArray | None = None
    groups: tuple[str, ...] | None = None
    plants: tuple[tuple[str, float], ...] | None = None

    @property
    def known_population(self) -> FloatArray:
        """Population of each region, where it was given."""
        assert self.population is not None
        return self.population

    @property
    def known_income(self) -> FloatArray:
        """Income of each region, where it was given."""
        assert self.income is not None
        return self.income

    def has(self, need: Need) -> bool:
        """Whether a table was given."""
        return getattr(self, need) is not None


@dataclass(kw_only=True, eq=False)
class YearOfTable:
    """One year of a table with what has been computed of it so far; each quantity is made once, when first asked for."""

    year: int
    counts: FloatArray
    regions: tuple[str, ...]
    activities: tuple[str, ...]
    conventions: Conventions
    precision: Precision = "float64"
    before: YearOfTable | None = None
    is_first: bool = True
    is_last: bool = False
    side: SideTables = field(default_factory=SideTables)

    @cached_property
    def chain(self) -> Chain:
        """The fast chain under the conventions."""
        anchor = None
        rules = self.conventions
        if rules.sign_rule == "anchor":
            anchor = None if self.before is None else self.before.chain.eci
            rules = rules if anchor is not None else rules.changed(sign_rule="diversity")
        return chain(
            self.counts, conventions=rules, precision=self.precision, anchor=anchor, regions=self.regions,
            activities=self.activities,
        )  # fmt: skip

    @cached_property
    def presence(self) -> FloatArray:
        """Ones, zeros and ``nan``."""
        return np.where(np.isnan(self.chain.lq), np.nan, self.chain.presence)

    @cached_property
    def sizes(self) -> FloatArray:
        """Totals of the regions over their known cells."""
        return np.asarray(np.nansum(self.counts, axis=1))

    @cached_property
    def proximity(self) -> FloatArray:
        """Proximity with 1 on the diagonal."""
        return proximity.proximity(self.presence)

    @cached_property
    def exclusive_density(self) -> FloatArray:
        """Density without the own cell."""
        return density.relatedness_density(self.presence, self.proximity, density_self="exclusive")

    @cached_property
    def complexity(self) -> EconomicComplexity:
        """ECI and PCI with population standard deviations, whatever the preset."""
        return economic_complexity(self.presence, components=self.conventions.components, sizes=self.sizes)

    @cached_property
    def own_scale(self) -> EconomicComplexity:
        """The same with PCI in its own mean and deviation."""
        return economic_complexity(
            self.presence, pci_scale="own", components=self.conventions.components, sizes=self.sizes
        )

    def fitness(self, n_updates: int) -> EconomicFitness:
        """Fitness after a number of updates."""
        return economic_fitness(
            self.presence, n_updates=n_updates, components=self.conventions.components, sizes=self.sizes
        )

    @cached_property
    def preset_fitness(self) -> EconomicFitness:
        """Fitness by the conventions."""
        rules = self.conventions
        return economic_fitness(
            self.presence, n_updates=rules.fitness_updates, tolerance=rules.fitness_tolerance,
            components=rules.components, sizes=self.sizes, regions=self.regions,
        )  # fmt: skip

    @cached_property
    def preset_eci(self) -> tuple[FloatArray, FloatArray]:
        """Complexity of regions and activities by the conventions: by the eigenvector, or by reflections."""
        rules = self.conventions
        if rules.complexity == "eigenvector":
            return self.chain.eci, self.chain.pci
        found = method_of_reflections(self.presence, ddof=rules.ddof, components=rules.components, sizes=self.sizes)
        return found.region, found.activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure: its name, of what it is, what its values say, its unit, what it needs beside the counts, and its function.

    ``about`` tells of a year what someone should know of its values, such as bases of zero.
    """

    name: str
    kind: Kind
    words: str
    of: Callable[[YearOfTable], Any]
    unit: str = ""
    needs: tuple[Need, ...] = ()
    by_preset: bool = False
    from_second_year: bool = False
    last_year_only: bool = False
    about: Callable[[YearOfTable], Sequence[Diagnostic]] = lambda y: ()

    def has_year(self, y: YearOfTable) -> bool:
        """Whether it has a value in a year."""
        return not (self.from_second_year and y.is_first) and not (self.last_year_only and not y.is_last)


def choose_measures(names: Sequence[str] | None, *, side: SideTables, shape: tuple[int, int]) -> tuple[Measure, ...]:
    """The measures to compute: those named, or all that the tables allow.

    Parameters
    ----------
    names
        Names from ``MEASURES``; ``None`` for all whose side tables are there, without pair measures of large tables.
    side
        The tables beside the counts.
    shape
        Number of regions and of activities.

    Raises
    ------
    ParameterError
        A name is unknown, or a measure asked for by name lacks a table.

    Examples
    --------
    >>> [m.name for m in choose_measures(["lq", "eci"], side=SideTables(), shape=(3, 3))]
    ['lq', 'eci']
    """
    if names is not None:
        if unknown := [name for name in names if name not in MEASURES]:
            raise ParameterError(f"There is no measure '{unknown[0]}'. There are: {', '.join(MEASURES)}.")
        chosen = [MEASURES[name] for name in dict.fromkeys(names)]
        for measure in chosen:
            if lacking := [need for need in measure.needs if not side.has(need)]:
                raise ParameterError(
                    f"'{measure.name}' needs {TABLES_OF[lacking[0]]}. Give it, or leave the measure out."
                )
        if not chosen:
            raise ParameterError(f"No measure was named. There are: {', '.join(MEASURES)}.")
        return tuple(chosen)
    n_pairs = {"activity_pair": shape[1] ** 2, "split_pair": shape[1] ** 2, "region_pair": shape[0] ** 2}
    return tuple(
        measure
        for measure in MEASURES.values()
        if all(side.has(need) for need in measure.needs) and n_pairs.get(measure.kind, 0) <= MANY_PAIRS
    )


#: In which option the tables beside the counts come.
TABLES_OF: Mapping[Need, str] = {
    "population": "--regions with a column population",
    "income": "--regions with a column gdp_pc",
    "groups": "--groups",
    "plants": "--plants",
}


def _growth(axis: int) -> Callable[[YearOfTable], FloatArray]:
    def of(y: YearOfTable) -> FloatArray:
        assert y.before is not None
        return growth.growth_pct(y.before.counts.sum(axis=axis), y.counts.sum(axis=axis))

    return of


def _zero_base(axis: int) -> Callable[[YearOfTable], list[Diagnostic]]:
    """Rows whose base is zero: growth from nothing is no number."""

    def of(y: YearOfTable) -> list[Diagnostic]:
        assert y.before is not None
        names, kind = (y.regions, "region") if axis == 1 else (y.activities, "activity")
        places = np.flatnonzero(y.before.counts.sum(axis=axis) == 0)
        if not len(places):
            return []
        keys = tuple(names[p] for p in places[:N_KEYS].tolist())
        return [
            Diagnostic(
                code="zero_base", severity="info", axis=kind, keys=keys, n=len(places), share=len(places) / len(names),
                sentence=(
                    f"{len(places)} {kind} totals were zero the year before ({', '.join(keys[:5])}): growth from nothing is "
                    "no number, so it is missing."
                ),
            )
        ]  # fmt: skip

    return of


def _turnover(function: Callable[[Any, Any], FloatArray]) -> Callable[[YearOfTable], FloatArray]:
    def of(y: YearOfTable) -> FloatArray:
        assert y.before is not None
        return function(y.before.presence, y.presence)

    return of


def _ellison_glaeser(y: YearOfTable) -> dict[str, float]:
    assert y.side.plants is not None
    totals = dict(zip(y.regions, y.sizes.tolist(), strict=True))
    found = agglomeration.ellison_glaeser(
        [persons for _, persons in y.side.plants], [region for region, _ in y.side.plants], totals
    )
    return {"gamma": found.gamma, "G": found.g, "H": found.h}


def _not_computable(y: YearOfTable) -> list[Diagnostic]:
    """Why there is no gamma."""
    found = _ellison_glaeser(y)
    if not np.isnan(found["gamma"]):
        return []
    return [
        Diagnostic(
            code="not_computable", severity="info", parameter="H", value=found["H"],
            sentence=(
                f"The Ellison-Glaeser index is not computable (H = {found['H']:g}): one plant has all persons of the industry, or "
                "one region all activity."
            ),
        )
    ]  # fmt: skip


def _spanning_tree(y: YearOfTable) -> dict[str, float]:
    from clustrat.relatedness.industry_space import max_spanning_tree_weight

    return {"total": max_spanning_tree_weight(y.proximity)}


def _cross(y: YearOfTable) -> FloatArray:
    from clustrat.relatedness.cross_space import cross_proximity

    half = len(y.activities) // 2
    return cross_proximity(y.presence[:, :half], y.presence[:, half:])


def _above_mean(y: YearOfTable) -> FloatArray:
    strength = proximity.association_strength(y.presence)
    if np.isnan(strength).all():
        return np.full(y.counts.shape, np.nan)
    is_near = np.where(np.isnan(strength), np.nan, strength > np.nanmean(strength))
    return 100 * density.relatedness_density(y.presence, is_near, density_self="exclusive")


def _reflections(part: str, scale: Literal["z", "0-100"]) -> Callable[[YearOfTable], FloatArray]:
    return lambda y: np.asarray(
        getattr(
            method_of_reflections(y.presence, scale=scale, components=y.conventions.components, sizes=y.sizes), part
        )
    )


def _table() -> dict[str, Measure]:
    def region(name: str, words: str, of: Callable[[YearOfTable], Any], **rest: Any) -> Measure:
        return Measure(name=name, kind="region", words=words, of=of, **rest)

    def activity(name: str, words: str, of: Callable[[YearOfTable], Any], **rest: Any) -> Measure:
        return Measure(name=name, kind="activity", words=words, of=of, **rest)

    def cell(name: str, words: str, of: Callable[[YearOfTable], Any], **rest: Any) -> Measure:
        return Measure(name=name, kind="cell", words=words, of=of, **rest)

    def pair(name: str, words: str, of: Callable[[YearOfTable], Any], **rest: Any) -> Measure:
        return Measure(name=name, kind=rest.pop("kind", "activity_pair"), words=words, of=of, **rest)

    second: dict[str, Any] = {"from_second_year": True}
    population, income = ("population",), ("income",)
    found = [
        cell("lq", "location quotient", lambda y: y.chain.lq),
        cell("lq_symmetric", "symmetric location quotient", lambda y: location_quotient.symmetric_quotient(y.chain.lq)),
        cell("mcp", "presence (quotient at or above the cut)", lambda y: y.presence),
        cell("density", "relatedness density by the preset", lambda y: y.chain.density, by_preset=True),
        cell("density_selfincl", "density, own cell in", lambda y: density.relatedness_density(y.presence, y.proximity)),
        cell("density_selfexcl", "density, own cell out", lambda y: y.exclusive_density),
        cell("relative_relatedness", "density beside what the region lacks",
             lambda y: density.relative_relatedness(y.exclusive_density, y.presence), unit="standard deviations"),
        cell("reldens_binassoc_pct", "density over what is associated above the mean", _above_mean, unit="%"),
        cell("cog", "complexity outlook gain", lambda y: y.chain.cog, by_preset=True),
        cell("opportunity_gain_dw", "opportunity gain, Datawheel's form", lambda y: opportunity_gain(
            y.presence, y.proximity, _reflections("activity", "z")(y))),
        cell("entry", "entry since the year before", _turnover(entry_exit.entry), **second),
        cell("exit", "exit since the year before", _turnover(entry_exit.exit_from), **second),
        region("diversity", "number of activities present", lambda y: y.chain.diversity),
        region("eci", "economic complexity by the preset", lambda y: y.preset_eci[0], by_preset=True),
        region("coi", "complexity outlook index", lambda y: y.chain.coi, by_preset=True),
        region("fitness", "fitness by the preset", lambda y: y.preset_fitness.fitness, by_preset=True),
        region("fitness_n19", "fitness after 19 updates", lambda y: y.fitness(19).fitness),
        region("fitness_n199", "fitness after 199 updates", lambda y: y.fitness(199).fitness),
        region("reflections_region_18z1", "18 reflections, standardised", _reflections("region", "z")),
        region("reflections_region_18_0to100", "18 reflections from 0 to 100", _reflections("region", "0-100")),
        region("herfindahl", "Herfindahl index", lambda y: diversity.herfindahl(y.counts)),
        region("krugman_full", "Krugman index, 0 to 2", lambda y: diversity.krugman_specialisation(y.counts)),
        region("krugman_half", "Krugman index, 0 to 1",
               lambda y: diversity.krugman_specialisation(y.counts, half=True)),
        region("hachman", "Hachman index", lambda y: diversity.hachman(y.counts)),
        region("entropy_bits", "entropy", lambda y: diversity.entropy(y.counts), unit="bits"),
        region("unrelated_variety", "variety between groups",
               lambda y: diversity.unrelated_variety(y.counts, groups=y.side.groups or ()), unit="bits",
               needs=("groups",)),
        region("related_variety", "variety within groups",
               lambda y: diversity.related_variety(y.counts, groups=y.side.groups or ()), unit="bits",
               needs=("groups",)),
        region("coherence_prox", "coherence by proximity", lambda y: coherence.coherence(y.counts, y.proximity)),
        region("expy", "income level of what the region does", lambda y: sophistication.expy(y.counts, y.side.known_income),
               unit="as income", needs=income),
        region("modular_complexity", "modular complexity", lambda y: knowledge.modular_complexity(y.presence)),
        region("growth_region_pct", "growth of the region since the year before", _growth(1), unit="%",
               about=_zero_base(1), **second),
        activity("ubiquity", "number of regions with it", lambda y: y.chain.ubiquity),
        activity("pci", "activity complexity by the preset", lambda y: y.preset_eci[1], by_preset=True),
        activity("pci_eciz", "activity complexity, in the scale of ECI", lambda y: y.complexity.pci),
        activity("pci_ownz", "activity complexity, in its own scale", lambda y: y.own_scale.pci),
        activity("fitness_q", "activity complexity by fitness", lambda y: y.preset_fitness.q, by_preset=True),
        activity("fitness_q_n19", "the same after 19 updates", lambda y: y.fitness(19).q),
        activity("fitness_q_n199", "the same after 199 updates", lambda y: y.fitness(199).q),
        activity("reflections_activity_19z1", "19 reflections, standardised", _reflections("activity", "z")),
        activity("gini_activity", "Gini over regions", lambda y: concentration.gini(y.counts)),
        activity("locational_gini", "locational Gini", lambda y: concentration.locational_gini(y.counts)),
        activity("hoover_gini_pop", "Gini against population",
                 lambda y: concentration.hoover_gini(y.counts, y.side.known_population), needs=population),
        activity("hoover_index_pop_pct", "Hoover index against population",
                 lambda y: concentration.hoover_index_pct(y.counts, y.side.known_population), unit="%", needs=population),
        activity("theil_activity", "Theil index", lambda y: concentration.theil(y.counts).total, unit="nats"),
        activity("schutz_activity", "Schutz index", lambda y: concentration.schutz(y.counts)),
        activity("atkinson0.5_activity_plus1", "Atkinson index of the counts plus 1, epsilon 0.5",
                 lambda y: concentration.atkinson(y.counts + ATKINSON_SHIFT)),
        activity("prody", "income level of the activity", lambda y: sophistication.prody(y.counts, y.side.known_income),
                 unit="as income", needs=income),
        activity("ease_recombination", "ease of recombination", lambda y: knowledge.ease_of_recombination(y.presence)),
        activity("growth_activity_pct", "growth of the activity since the year before", _growth(0), unit="%",
                 about=_zero_base(0), **second),
        pair("cooccurrence", "regions with both", lambda y: proximity.cooccurrence(y.presence)),
        pair("relatedness", "relatedness by the preset",
             lambda y: proximity.relatedness(y.presence, method=y.conventions.relatedness), by_preset=True),
        pair("proximity", "proximity", lambda y: y.proximity),
        pair("proximity_sqrt", "proximity by the geometric mean", lambda y: proximity.sqrt_proximity(y.presence)),
        pair("relatedness_association", "association strength",
             lambda y: proximity.association_strength(y.presence)),
        pair("relatedness_prob", "association strength, Steijn",
             lambda y: proximity.probability_relatedness(y.presence)),
        pair("relatedness_cosine", "cosine, EconGeo", lambda y: proximity.cosine_relatedness(y.presence)),
        pair("relatedness_jaccard", "Jaccard, EconGeo", lambda y: proximity.jaccard_relatedness(y.presence)),
        pair("zscore", "co-occurrence beyond chance", lambda y: proximity.zscore_relatedness(y.presence),
             unit="standard deviations"),
        pair("cross_proximity", "proximity of the first to the second half of the activities", _cross,
             kind="split_pair"),
        pair("region_proximity", "proximity of regions", lambda y: proximity.proximity(y.presence.T),
             kind="region_pair"),
        pair("similarity_eps0.1", "similarity of regions by their quotients",
             lambda y: similarity.quotient_similarity(y.chain.lq, epsilon=SIMILARITY_EPSILON), kind="region_pair"),
        Measure(name="max_spanning_tree_weight", kind="named", words="weight of the strongest tree of the industry space",
                of=_spanning_tree),
        Measure(name="lambda2", kind="named", words="second and third eigenvalue",
                of=lambda y: {"lambda2": y.complexity.lambda2, "lambda3": y.complexity.lambda3}),
        Measure(name="ellison_glaeser", kind="named", words="Ellison-Glaeser index of the plants", of=_ellison_glaeser,
                needs=("plants",), last_year_only=True, about=_not_computable),
    ]  # fmt: skip
    return {measure.name: measure for measure in found}


#: Every measure by its name.
MEASURES = _table()
