"""A network with a planted truth: whoever offers one half of a pair of topics works with those that offer the other half."""

import numpy as np

from clustrat.matching.collaborations import Collaboration, DatedTopic, OrganisationAttributes


def planted_network(n=300, n_halves=10, seed=11):
    """Projects of 2012 to 2022, attributes, and topics that newcomers were known for in 2017."""
    rng = np.random.default_rng(seed)
    half = rng.integers(2 * n_halves, size=n)
    newcomer = rng.random(n) < 0.25
    countries = np.array(["AT", "CZ", "SI", "PL"])[rng.integers(4, size=n)]
    attributes = {
        f"o{i:03}": OrganisationAttributes(
            country=str(countries[i]),
            region=f"{countries[i]}{i % 3}1",
            kind="PRC" if i % 2 else "HES",
            is_sme=bool(i % 2),
        )
        for i in range(n)
    }
    projects = []
    for number in range(400):
        year = 2012 + number % 11
        able = np.flatnonzero(~newcomer if year <= 2018 else np.ones(n, dtype=bool))
        first = rng.choice(able)
        others = able[(half[able] == half[first] ^ 1) & (able != first)]
        if len(others):
            members = [first, rng.choice(others)]
            topics = [f"t{half[i]:02}" for i in members]
            projects += [
                Collaboration(
                    project=f"p{number}", year=year, organisations=tuple(f"o{i:03}" for i in members), topics=()
                )
            ]
            if year <= 2018:
                # Each brings its own half, told by a project of its own.
                projects += [
                    Collaboration(project=f"p{number}.{i}", year=year, organisations=(f"o{i:03}",), topics=(topic,))
                    for i, topic in zip(members, topics, strict=True)
                ]
    known = [DatedTopic(organisation=f"o{i:03}", topic=f"t{half[i]:02}", year=2017) for i in np.flatnonzero(newcomer)]
    return projects, attributes, known
