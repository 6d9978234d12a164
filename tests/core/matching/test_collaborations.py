"""The split in time by hand, and the alarm where something of the future would be known."""

import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.matching.collaborations import Collaboration, DatedTopic, OrganisationAttributes, temporal_split


def project(name, year, members, topics=()):
    return Collaboration(project=name, year=year, organisations=tuple(members), topics=tuple(topics))


PROJECTS = [
    project("p1", 2015, "ab", ["x"]),
    project("p2", 2018, "ac", ["y"]),
    project("p3", 2020, "abd"),
    project("p4", 2030, "ce"),
]


def test_by_hand():
    split = temporal_split(PROJECTS, until=2018, attributes={"d": OrganisationAttributes(country="SI")})
    assert split.organisations == ("a", "b", "c", "d")
    assert split.n_projects.tolist() == [2, 1, 1, 0]
    assert split.strata == ("incumbent", "one project", "one project", "newcomer")
    assert split.together.toarray().tolist() == [[0, 1, 1, 0], [1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    assert split.topic_counts.toarray().tolist() == [[1, 1], [1, 0], [0, 1], [0, 0]]
    # a and b worked together before: not new. p4 lies beyond the horizon.
    assert split.new_pairs.toarray().astype(int).tolist() == [[0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0], [1, 1, 0, 0]]
    assert split.attributes[3].country == "SI"


def test_topics_of_later_projects_are_not_known():
    later = [*PROJECTS, project("p5", 2021, "ad", ["future"])]
    assert temporal_split(later, until=2018).topics == ("x", "y")


def test_topics_known_beside_projects_count_where_they_are_dated_in_time():
    known = [
        DatedTopic(organisation="d", topic="z", year=2018),
        DatedTopic(organisation="nobody", topic="x", year=2000),
    ]
    split = temporal_split(PROJECTS, until=2018, known_topics=known)
    assert split.topics == ("x", "y", "z")
    assert split.topic_counts.toarray()[3].tolist() == [0, 0, 1]


def test_planted_data_of_the_future_raise_the_alarm():
    planted = [
        DatedTopic(organisation="d", topic="x", year=2018),
        DatedTopic(organisation="d", topic="z", year=2020, source="text of project p3"),
    ]
    message = r"1 of 2 topics are dated after 2018, first z of d in 2020 \(text of project p3\). Whoever knows them knows the future"
    with pytest.raises(EvidenceError, match=message):
        temporal_split(PROJECTS, until=2018, known_topics=planted)


@pytest.mark.parametrize(
    ("projects", "until", "message"),
    [
        ([*PROJECTS, project("p1", 2016, "ab")], 2018, "p1 comes twice"),
        (PROJECTS, 2010, "No project began until 2010"),
        (PROJECTS, 2022, "No two organisations began to work together in 2023 to 2026"),
        (PROJECTS[:2], 2018, "No two organisations"),
    ],
)
def test_what_leaves_nothing_to_learn_or_to_test_is_refused(projects, until, message):
    with pytest.raises(EvidenceError, match=message):
        temporal_split(projects, until=until)


def test_a_horizon_of_nothing_is_refused():
    with pytest.raises(ParameterError, match="horizon=0"):
        temporal_split(PROJECTS, until=2018, horizon=0)
