"""Collaborations in time: who worked with whom until a year, who newly did after it, and an alarm where the future is known too early."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustrat.errors import EvidenceError, ParameterError

__all__ = ["Collaboration", "DatedTopic", "OrganisationAttributes", "TemporalSplit", "temporal_split"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaboration:
    """A project: when it began, who took part, what it was about."""

    project: str
    year: int
    organisations: tuple[str, ...]
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedTopic:
    """That an organisation was known for a topic from a year on, beside its projects: a profile, a patent, a text."""

    organisation: str
    topic: str
    year: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationAttributes:
    """What does not depend on projects and is known of a newcomer too; empty or ``None`` where it is not."""

    country: str = ""
    region: str = ""
    kind: str = ""
    is_sme: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TemporalSplit:
    """What was known at the end of year ``until``, and which new pairs came in the ``horizon`` years after it.

    Attributes
    ----------
    organisations
        All that are known by then, and the newcomers of the years after.
    topics
        Codes of the columns of ``topic_counts``.
    together : sparse array, shape (n, n)
        Projects in common until then; symmetric, no diagonal.
    topic_counts : sparse array, shape (n, n_topics)
        Projects (and dated topics) until then, by topic.
    n_projects : ndarray of int, shape (n,)
        Projects until then; 0 is a newcomer.
    new_pairs : sparse array of bool, shape (n, n)
        Who worked together after it for the first time; symmetric.
    attributes
        By organisation, in order.
    """

    until: int
    horizon: int
    organisations: tuple[str, ...]
    topics: tuple[str, ...]
    together: csr_array
    topic_counts: csr_array
    n_projects: NDArray[np.int64]
    new_pairs: csr_array
    attributes: tuple[OrganisationAttributes, ...]

    @property
    def strata(self) -> tuple[str, ...]:
        """``incumbent`` (two projects or more), ``one project`` or ``newcomer``, by organisation."""
        return tuple("newcomer" if n == 0 else "one project" if n == 1 else "incumbent" for n in self.n_projects)


def temporal_split(
    collaborations: Iterable[Collaboration],
    *,
    until: int,
    horizon: int = 4,
    attributes: Mapping[str, OrganisationAttributes] = MappingProxyType({}),
    known_topics: Sequence[DatedTopic] = (),
) -> TemporalSplit:
    """Part collaborations at a year, so that nothing later is known where partners are to be found.

    Parameters
    ----------
    collaborations
        Projects of any year; those after ``until + horizon`` are left out.
    until
        Last year that is known.
    horizon
        Years after it in which new pairs count.
    attributes
        What is known of organisations whenever asked.
    known_topics
        Further topics, each with the year from which it was known.

    Raises
    ------
    EvidenceError
        A topic is dated after ``until`` (the alarm: the future would be known), a project comes twice or with two years, or there is no project
        before or no new pair after.
    ParameterError
        The horizon is below 1.

    Examples
    --------
    >>> split = temporal_split([Collaboration(project="p", year=2018, organisations=("a", "b")),
    ...     Collaboration(project="q", year=2020, organisations=("a", "b", "c"))], until=2019)
    >>> split.organisations, split.strata, split.new_pairs.toarray().astype(int).tolist()
    (('a', 'b', 'c'), ('one project', 'one project', 'newcomer'), [[0, 0, 1], [0, 0, 1], [1, 1, 0]])
    """
    if horizon < 1:
        raise ParameterError(f"horizon={horizon} years leave nothing to hold against. Give 1 or more.")
    if late := [topic for topic in known_topics if topic.year > until]:
        first = min(late, key=lambda topic: (topic.year, topic.organisation, topic.topic))
        raise EvidenceError(
            f"{len(late)} of {len(known_topics)} topics are dated after {until}, first {first.topic} of {first.organisation} in {first.year}"
            + (f" ({first.source})" if first.source else "")
            + f". Whoever knows them knows the future: leave out all that is later than {until}."
        )
    before: list[Collaboration] = []
    after: list[Collaboration] = []
    seen: set[str] = set()
    for project in collaborations:
        if project.project in seen:
            raise EvidenceError(f"The project {project.project} comes twice. Give each once, with all that took part.")
        seen.add(project.project)
        if project.year <= until:
            before.append(project)
        elif project.year <= until + horizon:
            after.append(project)
    if not before:
        raise EvidenceError(f"No project began until {until}. Choose a later year.")
    names = sorted({name for project in (*before, *after) for name in project.organisations})
    place = {name: row for row, name in enumerate(names)}
    topics = sorted({t for project in before for t in project.topics} | {topic.topic for topic in known_topics})
    column = {topic: number for number, topic in enumerate(topics)}
    n = len(names)
    counts = np.zeros(n, dtype=np.int64)
    cells: dict[tuple[int, int], float] = {}
    for project in before:
        for name in set(project.organisations):
            counts[place[name]] += 1
            for topic in set(project.topics):
                cells[place[name], column[topic]] = cells.get((place[name], column[topic]), 0.0) + 1.0
    for line in known_topics:
        if line.organisation in place:
            key = place[line.organisation], column[line.topic]
            cells[key] = cells.get(key, 0.0) + 1.0
    together, later = _pairs(before, place), _pairs(after, place)
    new = csr_array((later > 0).astype(np.int8) - (later > 0).multiply(together > 0).astype(np.int8)) > 0
    new.eliminate_zeros()
    if not new.nnz:
        raise EvidenceError(
            f"No two organisations began to work together in {until + 1} to {until + horizon}. Choose another year."
        )
    return TemporalSplit(
        until=until,
        horizon=horizon,
        organisations=tuple(names),
        topics=tuple(topics),
        together=together,
        topic_counts=_matrix(cells, (n, len(topics))),
        n_projects=counts,
        new_pairs=csr_array(new),
        attributes=tuple(attributes.get(name, OrganisationAttributes()) for name in names),
    )


def _pairs(projects: Iterable[Collaboration], place: Mapping[str, int]) -> csr_array:
    cells: dict[tuple[int, int], float] = {}
    for project in projects:
        for a, b in combinations(sorted({place[name] for name in project.organisations}), 2):
            cells[a, b] = cells.get((a, b), 0.0) + 1.0
    half = _matrix(cells, (len(place), len(place)))
    return csr_array(half + half.T)


def _matrix(cells: Mapping[tuple[int, int], float], shape: tuple[int, int]) -> csr_array:
    keys = list(cells)
    return csr_array(
        (list(cells.values()), ([a for a, _ in keys], [b for _, b in keys])), shape=shape, dtype=np.float64
    )
