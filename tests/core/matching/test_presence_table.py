"""The table that questions start from: copies, labels, and what is refused."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.matching.presence_table import PresenceTable

PHI = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]])


def table(presence=((1, 0, 1), (0, np.nan, 1)), regions=("R1", "R2"), industries=("A", "B", "C"), **rest):
    return PresenceTable(
        presence=np.array(presence, dtype=float), relatedness=PHI, regions=regions, industries=industries, **rest
    )


def test_it_takes_copies_and_closes_them():
    lent = np.array([[1.0, 0.0, 1.0]])
    found = PresenceTable(presence=lent, relatedness=PHI, regions=("R1",), industries=("A", "B", "C"))
    lent[0, 0] = 0.0
    assert found.presence[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        found.presence[0, 0] = 0.0


def test_diversity_counts_what_is_related_to_anything():
    assert table().related.tolist() == [True, True, False]
    assert table().diversity.tolist() == [1, 0]
    np.testing.assert_allclose(table().known_share, [1, 2 / 3])


def test_ties_in_neighbourhoods_go_by_code_and_not_by_place():
    phi = np.ones((3, 3))
    plain = PresenceTable(presence=np.ones((1, 3)), relatedness=phi, regions=("R1",), industries=("A", "B", "C"))
    turned = PresenceTable(presence=np.ones((1, 3)), relatedness=phi, regions=("R1",), industries=("C", "B", "A"))
    np.testing.assert_array_equal(plain.neighbourhoods(k_near=1), turned.neighbourhoods(k_near=1)[::-1, ::-1])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"presence": ((1, 0),)}, "presence has shape"),
        ({"regions": ("R1", "R1")}, "R1"),
        ({"industries": ("A", "B", "B")}, "B"),
        ({"presence": ((1, 2, 0), (0, 0, 0))}, "Presence is 0, 1 or missing"),
        ({"similarity": np.ones((3, 3))}, "similarity has shape"),
    ],
)
def test_what_does_not_fit_is_refused(change, words):
    with pytest.raises(EvidenceError, match=words):
        table(**change)


def test_unknown_codes_are_refused_with_those_there_are():
    with pytest.raises(EvidenceError, match="R1, R2"):
        table().region_index("R3")
    with pytest.raises(EvidenceError, match="A, B, C"):
        table().industry_index("D")
