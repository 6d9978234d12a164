r"""Readiness of regions in cross-cutting issues: gender in innovation, technology and knowledge transfer, internationalisation.

.. math:: R = \Bigl(\prod_j s_j\Bigr)^{1/n} \text{ over the known indicators, each } s_j \text{ from 0 to 4 by percentile}

Scale and rule are those of the potential, and as much this project's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.result import Diagnostic
from clustrat.potential.indicator_series import IndicatorSeries
from clustrat.potential.rating_parameters import POTENTIAL_RATING_V1, RatingParameters
from clustrat.potential.scales import join_components, log_contributions, percentile_score

__all__ = ["ISSUES", "Readiness", "readiness"]

FloatArray = NDArray[np.float64]
N_KEYS = 20

#: The indicators of each issue, by name and words; what is not given counts as missing and lowers the coverage.
#: From an edition: R&D personnel and researchers by sex (``rd_personnel``, heads), persons employed and with tertiary education by
#: sex (``labour_force_sex``, ``labour_force_education``), R&D expenditure in % of GDP by sector (``rd_expenditure``: business;
#: government and higher education together), human resources in science and technology (``human_resources``, % of the active
#: population), patent applications per million inhabitants (``patents``). From a user's file: joint projects, cooperation partners
#: (keep.eu) and participations per million inhabitants.
ISSUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "gender_in_innovation": MappingProxyType(
            {
                "women_rd_personnel_pct": "Women among R&D personnel, %",
                "women_researchers_pct": "Women among researchers, %",
                "women_employment_pct": "Women among persons employed, %",
                "women_tertiary_pct": "Women among the active with tertiary education, %",
            }
        ),
        "technology_and_knowledge_transfer": MappingProxyType(
            {
                "rd_business_pct_gdp": "R&D expenditure of business, % of GDP",
                "rd_public_pct_gdp": "R&D expenditure of government and higher education, % of GDP",
                "human_resources_pct": "Human resources in science and technology, % of the active population",
                "patents_per_million": "Patent applications per million inhabitants",
                "joint_projects_per_million": "Joint projects of firms and research per million inhabitants",
            }
        ),
        "internationalisation": MappingProxyType(
            {
                "cooperation_partners_per_million": "Partners in cooperation projects per million inhabitants",
                "project_participations_per_million": "Participations in research projects per million inhabitants",
            }
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Readiness:
    """Readiness of regions in one issue.

    Attributes
    ----------
    issue, regions
        The issue and the codes of the regions, in order.
    indicators, words
        Names of all indicators of the issue, given or not, and what readers call them.
    raw, scores, contributions : ndarray, shape (n_regions, n_indicators)
        Values in ``units``, scores 0 to 4, and shares of ``ln R``; ``nan`` where not known.
    years
        Year of each value, by region and indicator; ``None`` where there is none.
    levels
        ``region`` (its own figure), ``modelled``, ``country`` (substituted) or nothing, by region and indicator.
    readiness : ndarray, shape (n_regions,)
        0 to 4; ``nan`` where nothing is known.
    coverage_pct, own_pct : ndarray, shape (n_regions,)
        Share of the indicators that are known, and of those that are the region's own figures; in percent.
    is_ranked : ndarray of bool, shape (n_regions,)
        Enough is known to rank.
    """

    issue: str
    regions: tuple[str, ...]
    indicators: tuple[str, ...]
    words: tuple[str, ...]
    units: tuple[str, ...]
    raw: FloatArray
    scores: FloatArray
    contributions: FloatArray
    years: tuple[tuple[int | None, ...], ...]
    levels: tuple[tuple[str, ...], ...]
    readiness: FloatArray
    coverage_pct: FloatArray
    own_pct: FloatArray
    is_ranked: NDArray[np.bool_]
    sources: tuple[str, ...]
    parameters: RatingParameters
    diagnostics: tuple[Diagnostic, ...]


def readiness(
    issue: str,
    series: Sequence[IndicatorSeries],
    *,
    regions: Sequence[str],
    nuts_version: str,
    parameters: RatingParameters = POTENTIAL_RATING_V1,
) -> Readiness:
    """Rate the readiness of regions in a cross-cutting issue.

    Parameters
    ----------
    issue
        One of ``ISSUES``; hyphens are accepted.
    series
        Indicators by the names in ``ISSUES``, those that there are. A national value stands in only where
        :func:`~clustrat.potential.indicator_series.substitute_national` has marked it.
    regions, nuts_version
        The regions to rate; percentiles are taken among their own figures, substituted ones left out.
    parameters
        Scale, ``min_confidence`` (share of indicators known from which a region is ranked), ``min_peers``.

    Returns
    -------
    Readiness
        With the coverage of every number; a missing indicator lowers it and is never zero.

    Raises
    ------
    ParameterError
        There is no such issue, or an indicator is not of it.
    EvidenceError
        An indicator is given twice or is of another NUTS version, a region stands twice, or there is none.

    Notes
    -----
    Says where a region stands among others, not whether that is enough: a high share of women among few researchers is a high
    share. A national value says nothing of the region; it only fills the place, and says so.

    Examples
    --------
    >>> women = IndicatorSeries(name="women_researchers_pct", words="Women among researchers, %", unit="%",
    ...     regions=("A1", "A2", "A3", "A4", "A5"), values=(20.0, 25.0, 30.0, 35.0, 40.0), years=(2013,) * 5,
    ...     statuses=("known",) * 5, nuts_version="2013")
    >>> found = readiness("gender-in-innovation", [women], regions=women.regions, nuts_version="2013")
    >>> found.readiness.round(2).tolist(), found.coverage_pct.tolist()[0]
    ([0.4, 1.2, 2.0, 2.8, 4.0], 25.0)
    """
    name = issue.replace("-", "_")
    if name not in ISSUES:
        raise ParameterError(f"There is no cross-cutting issue '{issue}'. Choose one of: {', '.join(ISSUES)}.")
    _refuse(name, series, regions, nuts_version)
    given = {one.name: one for one in series}
    expected = ISSUES[name]
    shape = (len(regions), len(expected))
    raw, scores = np.full(shape, np.nan), np.full(shape, np.nan)
    for j, indicator in enumerate(expected):
        if indicator in given:
            raw[:, j] = given[indicator].aligned(regions)
            scores[:, j] = percentile_score(
                raw[:, j],
                given[indicator].own_values(regions),
                knots=parameters.percentile_knots,
                min_peers=parameters.min_peers,
            )
    weights = np.ones(len(expected))
    joined = join_components(scores, weights)
    levels = tuple(
        tuple(_level(given.get(i), region, s) for i, s in zip(expected, row, strict=True))
        for region, row in zip(regions, scores, strict=True)
    )
    own = np.array([[level in ("region", "modelled") for level in row] for row in levels])
    return Readiness(
        issue=name,
        regions=tuple(regions),
        indicators=tuple(expected),
        words=tuple(expected.values()),
        units=tuple(given[i].unit if i in given else "" for i in expected),
        raw=raw,
        scores=scores,
        contributions=log_contributions(scores, weights),
        years=tuple(tuple(given[i].year_of(region) if i in given else None for i in expected) for region in regions),
        levels=levels,
        readiness=joined.potential,
        coverage_pct=100 * joined.confidence,
        own_pct=100 * own.mean(axis=1),
        is_ranked=(joined.confidence >= parameters.min_confidence) & ~np.isnan(joined.potential),
        sources=tuple(dict.fromkeys(one.source for one in series if one.source)),
        parameters=parameters,
        diagnostics=_diagnostics(name, given, regions, raw, scores, levels, parameters),
    )


def _level(series: IndicatorSeries | None, region: str, score: float) -> str:
    if series is None or np.isnan(score):
        return ""
    return {"known": "region", "modelled": "modelled", "substituted": "country"}[series.status_of(region)]


def _refuse(issue: str, series: Sequence[IndicatorSeries], regions: Sequence[str], nuts_version: str) -> None:
    if not regions or len(set(regions)) < len(regions):
        raise EvidenceError(f"There are {len(regions)} regions, {len(set(regions))} of them different. Give each once.")
    names = [one.name for one in series]
    for one in series:
        if one.name not in ISSUES[issue]:
            raise ParameterError(
                f"'{one.name}' is no indicator of {issue}. Its indicators are: {', '.join(ISSUES[issue])}."
            )
        if names.count(one.name) > 1:
            raise EvidenceError(f"The indicator '{one.name}' is given twice. Give it once.")
        if one.nuts_version != nuts_version:
            raise EvidenceError(
                f"'{one.name}' is of NUTS {one.nuts_version}, the regions of NUTS {nuts_version}. Convert one of them first."
            )


def _diagnostics(
    issue: str,
    given: Mapping[str, IndicatorSeries],
    regions: Sequence[str],
    raw: FloatArray,
    scores: FloatArray,
    levels: Sequence[Sequence[str]],
    parameters: RatingParameters,
) -> tuple[Diagnostic, ...]:
    expected = ISSUES[issue]
    found = []
    if absent := [name for name in expected if name not in given]:
        found.append(
            Diagnostic(
                code="indicator_missing",
                severity="warning" if len(absent) > len(expected) / 2 else "info",
                axis="indicator",
                keys=tuple(absent[:N_KEYS]),
                n=len(absent),
                share=1 - len(absent) / len(expected),
                sentence=(
                    f"{len(absent)} of {len(expected)} indicators of this issue have no figures and count as missing, not as "
                    f"zero: {'; '.join(expected[name] for name in absent)}."
                ),
            )
        )
    too_few = [
        name
        for j, name in enumerate(expected)
        if name in given and np.isnan(scores[:, j]).all() and not np.isnan(raw[:, j]).all()
    ]
    if too_few:
        found.append(
            Diagnostic(
                code="too_few_peers",
                severity="info",
                axis="indicator",
                keys=tuple(too_few[:N_KEYS]),
                n=len(too_few),
                parameter="min_peers",
                value=parameters.min_peers,
                sentence=(
                    f"{len(too_few)} indicators have figures of fewer than {parameters.min_peers} regions, among which no place "
                    "can be given."
                ),
            )
        )
    stand_ins = [region for region, row in zip(regions, levels, strict=True) if "country" in row]
    if stand_ins:
        found.append(
            Diagnostic(
                code="substituted",
                severity="warning",
                axis="region",
                keys=tuple(stand_ins[:N_KEYS]),
                n=len(stand_ins),
                share=len(stand_ins) / len(regions),
                sentence=f"In {len(stand_ins)} of {len(regions)} regions a national value stands in for one that is not published.",
            )
        )
    return tuple(found)
