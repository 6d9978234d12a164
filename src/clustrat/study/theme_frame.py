"""What every question about a theme rests on: the theme, the figures of all regions, their presence and relatedness; made once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.themes import Theme, ThemeWeights, theme, theme_weights, themes
from clustrat.complexity.chain import Chain, chain
from clustrat.complexity.presets import preset
from clustrat.indicators.location_quotient import location_quotient
from clustrat.indicators.presence import presence
from clustrat.indicators.structural_distance import structural_distance
from clustrat.matching.presence_table import PresenceTable
from clustrat.potential.inputs import PotentialInputs
from clustrat.potential.rating_parameters import POTENTIAL_RATING_V1, RatingParameters
from clustrat.potential.simulation import FigureDraws, draw_figures
from clustrat.relatedness.proximity import proximity
from clustrat.study.directory_actors import directory_actors
from clustrat.study.kept import kept
from clustrat.study.own_files import NOTHING, OwnFiles
from clustrat.study.question import NUTS_VERSION, StudyQuestion
from clustrat.study.theme_series import RESEARCH, series_of

if TYPE_CHECKING:
    from clustrat.study.answer import Prepared
    from clustrat.study.landscape import Landscape

__all__ = ["ThemeFrame", "rating_parameters", "theme_frame"]

FloatArray = NDArray[np.float64]
PERSONS, UNITS = "employment_persons", "local_units"
#: What enables a theme, until technologies come by class from a user's file: high-technology manufacturing, so marked.
ENABLING = "key_enabling_technologies"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThemeFrame:
    """The figures of one year before one theme.

    Attributes
    ----------
    theme, weights
        The theme, and its weight in each industry of the landscape.
    others
        The other emerging industries that have a list: the themes of a region are ranked beside each other.
    inputs
        Figures, relatedness and indicators for the potential.
    table
        Presence and relatedness for matching.
    chain
        Complexity and density (exclusive) of the same year.
    draws
        Draws of the figures, shared by all themes.
    """

    theme: Theme
    weights: ThemeWeights
    others: tuple[ThemeWeights, ...]
    inputs: PotentialInputs
    table: PresenceTable
    chain: Chain
    draws: FigureDraws


def theme_frame(prepared: Prepared, question: StudyQuestion, own: OwnFiles = NOTHING) -> ThemeFrame:
    """Everything that the chapters about a theme rest on; the figures are read and related once per year and convention.

    Raises
    ------
    ParameterError
        The question has no theme.
    CodeListError
        The theme has no list of industries, or one of another version of NACE.
    EvidenceError
        These statistics show nothing of the theme.
    """
    chosen = question.chosen_theme
    landscape = prepared.landscape
    inputs, table, whole, draws = kept(
        prepared.edition,
        ("theme", landscape.level, prepared.year, question.totals, question.presence_cut, question.seed, own.records),
        lambda: _figures(prepared, question, own),
    )
    sizes = _national_sizes(landscape, prepared.year)
    weights = theme_weights(chosen, landscape.industries, industry_sizes=sizes)
    others = tuple(
        theme_weights(other, landscape.industries, industry_sizes=sizes)
        for other in themes("emerging_industry")
        if other.items and other.code != chosen.code
    )
    return ThemeFrame(
        theme=chosen, weights=weights, others=others, inputs=inputs, table=table, chain=whole, draws=draws
    )


def _figures(
    prepared: Prepared, question: StudyQuestion, own: OwnFiles
) -> tuple[PotentialInputs, PresenceTable, Chain, FigureDraws]:
    landscape, year = prepared.landscape, prepared.year
    persons = landscape.matrix(PERSONS, year)
    quotients = location_quotient(persons, totals=question.totals).lq
    has = presence(quotients, threshold=question.presence_cut)
    phi = proximity(has, diagonal="out")
    bounds = landscape.bounds.get(PERSONS, {}).get(year)
    enabling = theme_weights(theme(ENABLING), landscape.industries)
    inputs = PotentialInputs(
        persons=persons,
        local_units=landscape.matrix(UNITS, year),
        flags=landscape.flags[PERSONS][landscape.year_index(year)],
        lower=None if bounds is None else bounds.lower,
        upper=None if bounds is None else bounds.upper,
        estimate=None if bounds is None else bounds.estimate,
        proximity=phi,
        linkage=own.linkage(landscape.industries),
        actors=own.actors() or directory_actors(prepared.edition, regions=landscape.regions, year=year),
        enabling=(enabling,),
        research=tuple(
            series_of(prepared.edition, indicator, regions=landscape.regions, year=year) for indicator in RESEARCH
        ),
    )
    distances = structural_distance(persons).distances
    table = PresenceTable(
        presence=has,
        relatedness=phi,
        regions=landscape.regions,
        industries=landscape.industries,
        similarity=1 - distances,
        nuts_version=NUTS_VERSION,
    )
    whole = chain(
        persons.values,
        conventions=preset("growthlab", density_self="exclusive"),
        regions=landscape.regions,
        activities=landscape.industries,
    )
    draws = draw_figures(
        inputs,
        parameters=rating_parameters(question),
        totals=question.totals,
        rng=np.random.default_rng([question.seed, 1]),
    )
    return inputs, table, whole, draws


def rating_parameters(question: StudyQuestion) -> RatingParameters:
    """The parameters of a rating, with the question's own cut, interval and draws where they differ from the usual ones."""
    chosen = replace(
        POTENTIAL_RATING_V1,
        presence_threshold=question.presence_cut,
        interval=question.interval,
        n_draws=question.n_draws,
    )
    if chosen == POTENTIAL_RATING_V1:
        return chosen
    return replace(chosen, version=f"{chosen.version}, changed")


def _national_sizes(landscape: Landscape, year: int) -> dict[str, float]:
    """Persons employed in all countries of the table, by division: what the coverage of a theme is weighed by."""
    national = landscape.national[PERSONS][landscape.year_index(year)]
    return dict(zip(landscape.industries, national.tolist(), strict=True))
