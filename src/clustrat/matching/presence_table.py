"""Which region has which activity, and which activities are related: what every question of matching starts from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.checks import refuse_duplicates
from clustrat.indicators.presence import known
from clustrat.matching.added import near_kernel

__all__ = ["PresenceTable"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class PresenceTable:
    """Presence and relatedness with their labels; the arrays are closed against writing.

    Attributes
    ----------
    presence : ndarray of float, shape (n_regions, n_activities)
        1, 0, or ``nan`` where not known (see :func:`clustrat.indicators.presence.presence`).
    relatedness : ndarray of float, shape (n_activities, n_activities)
        Not negative; ``nan`` for an activity that nobody has; the diagonal is not read.
    regions, industries
        Codes, each once.
    similarity : ndarray of float, shape (n_regions, n_regions), optional
        Structural similarity of regions, shown beside the score and never part of it.
    nuts_version
        Version of the region codes; empty for regions that are not of NUTS, which then have no distance and no border.

    Raises
    ------
    EvidenceError
        Shapes do not fit, a code stands twice, or a presence is neither 0, 1 nor ``nan``.

    Examples
    --------
    >>> table = PresenceTable(presence=[[1, 0], [0, 1]], relatedness=[[1, 0.5], [0.5, 1]], regions=("R1", "R2"),
    ...     industries=("C10", "C31"))
    >>> table.region_index("R2"), table.diversity.tolist()
    (1, [1.0, 1.0])
    """

    presence: FloatArray
    relatedness: FloatArray
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    similarity: FloatArray | None = None
    nuts_version: str = ""

    def __post_init__(self) -> None:
        """Take copies, refuse what does not fit, and close the arrays."""
        shape = (len(self.regions), len(self.industries))
        shapes = {"presence": shape, "relatedness": (shape[1],) * 2, "similarity": (shape[0],) * 2}
        for name, expected in shapes.items():
            given = getattr(self, name)
            if given is None:
                continue
            array = np.array(given, dtype=np.float64)
            if array.shape != expected:
                raise EvidenceError(
                    f"The {name} has shape {array.shape} for {shape[0]} regions and {shape[1]} industries; it must have {expected}."
                )
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        refuse_duplicates(self.regions, axis="region")
        refuse_duplicates(self.industries, axis="industry")
        _ = self.has

    @cached_property
    def has(self) -> FloatArray:
        """Presence as ones and zeros; what is not known is 0."""
        return known(self.presence)

    @cached_property
    def related(self) -> NDArray[np.bool_]:
        """Which activities are related to any other, shape (n_activities,)."""
        phi = np.nan_to_num(self.relatedness) * (1 - np.eye(len(self.industries)))
        return np.asarray((phi > 0).any(axis=0))

    @cached_property
    def canonical(self) -> NDArray[np.intp]:
        """The industries in the order of their codes: ties and draws follow it, so that the order given changes nothing."""
        return np.argsort(np.array(self.industries))

    @cached_property
    def diversity(self) -> FloatArray:
        """Activities present in each region, of those related to any other, shape (n_regions,)."""
        return np.asarray(self.has[:, self.related].sum(axis=1))

    @cached_property
    def known_share(self) -> FloatArray:
        """Share of the activities of which it is known whether a region has them, 0 to 1, shape (n_regions,)."""
        return np.asarray((~np.isnan(self.presence)).mean(axis=1))

    def neighbourhoods(self, *, k_near: int) -> FloatArray:
        """Each activity and its nearest ones, as shares (:func:`clustrat.matching.added.near_kernel`), ties by code."""
        order = np.ix_(self.canonical, self.canonical)
        kernel = np.empty_like(self.relatedness)
        kernel[order] = near_kernel(self.relatedness[order], k_near=k_near)
        return kernel

    def region_index(self, region: str) -> int:
        """The row of a region; refused with a sentence if there is none."""
        if region not in self.regions:
            raise EvidenceError(
                f"The region '{region}' is not among the {len(self.regions)} with figures, which begin "
                f"{', '.join(self.regions[:5])}. Check the code and its version."
            )
        return self.regions.index(region)

    def industry_index(self, industry: str) -> int:
        """The column of an industry; refused with a sentence if there is none."""
        if industry not in self.industries:
            raise EvidenceError(
                f"The industry '{industry}' is not among the {len(self.industries)} with figures, which begin "
                f"{', '.join(self.industries[:5])}. Check the code and its version."
            )
        return self.industries.index(industry)

    def refuse_weights(self, weights: ArrayLike) -> FloatArray:
        """The weights of a theme as an array of shape (n_activities,), or a refusal in a sentence.

        Raises
        ------
        ParameterError
            There is not one weight per industry, or a weight is negative, infinite or missing.
        EvidenceError
            The theme has no coverage: no weight is above 0 on an activity with figures.
        """
        w = np.array(weights, dtype=np.float64)
        if w.shape != (len(self.industries),):
            raise ParameterError(
                f"The theme has weights of shape {w.shape} for {len(self.industries)} industries. Give one weight per industry, 0 "
                "where it does not belong."
            )
        bad = ~np.isfinite(w) | (w < 0)
        if bad.any():
            i = int(np.argmax(bad))
            raise ParameterError(
                f"The theme weighs {self.industries[i]} with {w[i]:g}. A weight is a number from 0; correct it or leave it out."
            )
        if not (w > 0).any():
            raise EvidenceError(
                f"The theme has no coverage: none of the {len(self.industries)} industries with figures belongs to it, so nothing "
                "can be said of partners. Take another theme, or a table that covers its industries."
            )
        if np.isnan(self.presence[:, w > 0]).all():
            raise EvidenceError(
                "The theme has no coverage: of none of its industries is it known in any region whether it is there. "
                "Take another year, or a table that covers them."
            )
        return w
