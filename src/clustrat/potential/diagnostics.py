"""What someone should know of a rating: coverage of the theme, regions with few figures, components that are missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clustrat.evidence.result import Diagnostic
from clustrat.potential.profile import ThemeProfile

__all__ = ["profile_diagnostics"]

N_KEYS = 20


def profile_diagnostics(profile: ThemeProfile) -> tuple[Diagnostic, ...]:
    """Diagnostics of a profile.

    Returns
    -------
    tuple of Diagnostic
        ``theme_coverage`` (every number is concerned), ``few_industries``, ``theme_seen``, ``interval_optimistic``,
        ``alpha_at_bound``, ``equal_classes`` and ``component_missing``.
    """
    weights, parameters = profile.weights, profile.parameters
    title, regions = weights.theme.title, profile.inputs.persons.regions
    found = []
    if weights.coverage < parameters.coverage_warn:
        found.append(
            Diagnostic(
                code="theme_coverage",
                severity="warning",
                axis="industry",
                keys=tuple(item.code for item in weights.missing)[:N_KEYS],
                n=len(weights.missing),
                share=weights.coverage,
                parameter="coverage_warn",
                value=parameters.coverage_warn,
                sentence=(
                    f"Only {100 * weights.coverage:.0f} % of the theme '{title}' lies in industries with figures: every number "
                    "of this rating speaks of that part alone."
                ),
            )
        )
    found += _regions(
        "few_industries",
        regions,
        profile.known_share,
        parameters.known_share_warn,
        parameter="known_share_warn",
        words="have figures for less than {cut:.0f} % of the industries (lowest {region}, {share:.0f} %); their numbers are marked.",
    )
    few_anyway = profile.known_share < parameters.known_share_warn
    found += _regions(
        "theme_seen",
        regions,
        np.where(few_anyway, np.nan, profile.seen),
        parameters.coverage_warn,
        parameter="coverage_warn",
        words="have figures for less than {cut:.0f} % of the theme (lowest {region}, {share:.0f} %); their numbers are marked.",
    )
    if profile.inputs.local_units is None:
        found.append(
            Diagnostic(
                code="interval_optimistic",
                severity="warning",
                sentence="Without local units persons count as independent: the intervals are too narrow.",
            )
        )
    if profile.held.theme_scale.at_bound:
        found.append(
            Diagnostic(
                code="alpha_at_bound",
                severity="warning",
                sentence=(
                    f"The prior of '{title}' lies at the end of its range: chance in so few local units explains all differences "
                    "between regions, or none of them."
                ),
            )
        )
    if weights.allocation == "equal_classes":
        found.append(
            Diagnostic(
                code="equal_classes",
                severity="info",
                axis="industry",
                keys=weights.apportioned[:N_KEYS],
                n=len(weights.apportioned),
                sentence=(
                    f"{len(weights.apportioned)} industries belong to '{title}' in part only; for want of class figures each of "
                    "their classes counts the same."
                ),
            )
        )
    absent = [measure for measure in profile.measures if measure.reason == "not_given"]
    if absent:
        found.append(
            Diagnostic(
                code="component_missing",
                severity="info",
                axis="indicator",
                keys=tuple(measure.name for measure in absent)[:N_KEYS],
                n=len(absent),
                sentence=(
                    f"{len(absent)} parts of the rating have no figures and count as missing, not as zero: "
                    f"{'; '.join(measure.words for measure in absent)}."
                ),
            )
        )
    return tuple(found)


def _regions(
    code: str, regions: Sequence[str], shares: NDArray[np.float64], cut: float, *, parameter: str, words: str
) -> list[Diagnostic]:
    low = np.flatnonzero(shares < cut)
    if not low.size:
        return []
    lowest = int(low[np.argmin(shares[low])])
    told = words.format(cut=100 * cut, region=regions[lowest], share=100 * shares[lowest])
    return [
        Diagnostic(
            code=code,
            severity="warning",
            axis="region",
            keys=tuple(regions[r] for r in low[:N_KEYS]),
            n=len(low),
            share=float(shares[lowest]),
            parameter=parameter,
            value=cut,
            sentence=f"{len(low)} of {len(regions)} regions {told}",
        )
    ]
