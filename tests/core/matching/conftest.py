"""Small tables and matrices for the tests of matching, made by functions that tests call."""

import numpy as np
import pytest

from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.matching.presence_table import PresenceTable

PHI = np.array([[1, 0.5, 0, 0.1], [0.5, 1, 0.1, 0], [0, 0.1, 1, 0.2], [0.1, 0, 0.2, 1]])


def small_table(presence, **rest):
    presence = np.array(presence, dtype=float)
    n, m = presence.shape
    defaults = {
        "relatedness": PHI[:m, :m],
        "regions": tuple(f"R{r}" for r in range(1, n + 1)),
        "industries": tuple("ABCDEFGH"[:m]),
    }
    return PresenceTable(presence=presence, **{**defaults, **rest})


def seeded_table(seed=1, n=30, m=12, hidden=0.0, nuts=()):
    rng = np.random.default_rng(seed)
    m_ = (rng.random((n, m)) < rng.uniform(0.2, 0.7, (n, 1))).astype(float)
    m_[rng.random((n, m)) < hidden] = np.nan
    phi = rng.random((m, m))
    return PresenceTable(
        presence=m_,
        relatedness=(phi + phi.T) / 2,
        regions=nuts or tuple(f"R{r:02d}" for r in range(n)),
        industries=tuple(f"C{i:02d}" for i in range(m)),
        nuts_version="2013" if nuts else "",
    )


def counts(values, *, status=None):
    values = np.array(values, dtype=float)
    return RegionIndustryMatrix.from_values(
        values,
        regions=[f"R{r}" for r in range(len(values))],
        industries=[f"C{i}" for i in range(values.shape[1])],
        nuts_version="2013",
        nace_version="2",
        year=2014,
        status=status,
    )


@pytest.fixture(scope="session")
def table():
    """A function: presence rows of regions R1, R2, ... and industries A, B, ..."""
    return small_table


@pytest.fixture(scope="session")
def random_table():
    """A function: a seeded table of regions of unlike diversity, industries C00, C01, ..."""
    return seeded_table


@pytest.fixture(scope="session")
def matrix():
    """A function: counts of regions R0, R1, ... and industries C0, C1, ..."""
    return counts
