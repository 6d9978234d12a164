"""The scale test: a cluster only where regional scale justifies it, else another form of working together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.shrinkage import ShrunkenQuotients
from clustrat.matching.combinations import Concept
from clustrat.matching.merge import MergedArea, merge_regions
from clustrat.matching.parameters import MATCHING_V1, MatchingParameters

__all__ = ["Criterion", "ScaleTest", "scale_of_concept", "scale_test"]

Form = Literal["cluster", "joint_cluster", "innovation_partnership", "initiative", "bilateral_agreement", "not_known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion: ``passed`` is ``None`` where the value is not known; unknown is not failed."""

    name: Literal["min_employment", "scale_probability"]
    value: float | None
    threshold: float
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleTest:
    """Whether an industry of an area has the scale of a cluster; ``form`` is what fits, ``sentence`` says so.

    ``cluster``; ``joint_cluster``: together and in no part alone; ``innovation_partnership``: specialised and small; ``initiative``: many
    people and no specialisation; ``bilateral_agreement``: neither; ``not_known``: a figure is missing.
    """

    industry: str
    regions: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    passed: bool | None
    form: Form
    sentence: str


def scale_test(
    *,
    industry: str,
    region: str,
    persons: float | None,
    probability: float | None,
    merged: MergedArea | None = None,
    parameters: MatchingParameters = MATCHING_V1,
) -> ScaleTest:
    """Test one cluster, and where it fails alone the merged area with its partners.

    Parameters
    ----------
    industry, region
        What is tested.
    persons
        Persons employed; ``None`` where not known.
    probability
        P(LQ >= 1), 0 to 1; ``None`` where not known.
    merged
        The area merged with partner regions, from :func:`clustrat.matching.merge.merge_regions`.
    parameters
        ``min_employment`` and ``scale_probability``.

    Returns
    -------
    ScaleTest
        Of the region where it passes or nothing is merged, else of the merged area if that passes.

    Examples
    --------
    >>> test = scale_test(industry="C31", region="R1", persons=400, probability=0.97)
    >>> test.passed, test.form
    (False, 'innovation_partnership')
    >>> test.sentence
    'C31 in R1 is specialised, but with 400 persons below 1,000: an innovation partnership fits better than a cluster of its own.'
    """
    alone = _criteria(persons, probability, parameters)
    passed = _all_of(alone)
    if not passed and merged is not None:
        i = merged.industry_index(industry)
        together = _criteria(_plain(merged.persons[0, i]), _plain(merged.probability[0, i]), parameters)
        if _all_of(together):
            return ScaleTest(
                industry=industry,
                regions=merged.parts,
                criteria=together,
                passed=True,
                form="joint_cluster",
                sentence=f"{industry} has no scale of its own in {region}, but together with "
                f"{', '.join(part for part in merged.parts if part != region)} it has: {together[0].value:,.0f} persons.",
            )
    form = _form(alone, passed)
    return ScaleTest(
        industry=industry,
        regions=(region,),
        criteria=alone,
        passed=passed,
        form=form,
        sentence=_sentence(industry, region, persons, form, parameters),
    )


def scale_of_concept(
    concept: Concept, matrix: RegionIndustryMatrix, quotients: ShrunkenQuotients
) -> tuple[ScaleTest, ...]:
    """Test every cluster of a concept, alone and, where that fails, merged over all regions of the concept.

    Parameters
    ----------
    concept
        As from :func:`clustrat.matching.combinations.combine`; its parameters are used.
    matrix, quotients
        Persons employed by the activities of the concept, and their shrunken quotients.

    Returns
    -------
    tuple of ScaleTest
        One for each cluster, in the order of the members.

    Raises
    ------
    EvidenceError
        A region or activity of the concept is not in the matrix.
    """
    regions = tuple(dict.fromkeys(member.region for member in concept.members))
    merged = merge_regions(matrix, quotients, regions) if len(regions) > 1 else None
    probability = quotients.probability_at_least(1.0)
    found = []
    for member in concept.members:
        r, i = matrix.region_index(member.region), matrix.industry_index(member.industry)
        found.append(
            scale_test(
                industry=member.industry,
                region=member.region,
                persons=_plain(matrix.values[r, i]),
                probability=_plain(probability[r, i]),
                merged=merged,
                parameters=concept.parameters,
            )
        )
    return tuple(found)


def _criteria(
    persons: float | None, probability: float | None, parameters: MatchingParameters
) -> tuple[Criterion, Criterion]:
    return (
        Criterion(
            name="min_employment",
            value=persons,
            threshold=parameters.min_employment,
            passed=None if persons is None else persons >= parameters.min_employment,
        ),
        Criterion(
            name="scale_probability",
            value=probability,
            threshold=parameters.scale_probability,
            passed=None if probability is None else probability >= parameters.scale_probability,
        ),
    )


def _all_of(criteria: tuple[Criterion, Criterion]) -> bool | None:
    """False where one fails, unknown where none fails and one is unknown."""
    results = [criterion.passed for criterion in criteria]
    if False in results:
        return False
    return None if None in results else True


def _form(criteria: tuple[Criterion, Criterion], passed: bool | None) -> Form:
    large, specialised = (criterion.passed for criterion in criteria)
    if passed:
        return "cluster"
    if large is None or specialised is None:
        return "not_known"
    if specialised:
        return "innovation_partnership"
    return "initiative" if large else "bilateral_agreement"


def _sentence(industry: str, region: str, persons: float | None, form: Form, parameters: MatchingParameters) -> str:
    n, least = f"{persons or 0:,.0f} persons", f"{parameters.min_employment:,.0f}"
    sentences: dict[Form, str] = {
        "cluster": f"{industry} in {region} has the scale of a cluster: {n}, and more than its share.",
        "innovation_partnership": f"{industry} in {region} is specialised, but with {n} below {least}: an innovation partnership fits "
        "better than a cluster of its own.",
        "initiative": f"{industry} in {region} has {n}, but no more than its share: an initiative within a wider network fits better.",
        "bilateral_agreement": f"{industry} in {region} has {n} and no more than its share: agreements between firms fit better.",
        "not_known": f"Whether {industry} in {region} has the scale of a cluster is not known: a figure is missing.",
    }
    return sentences[form]


def _plain(value: float) -> float | None:
    return None if value != value else float(value)
