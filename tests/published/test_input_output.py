"""Input-output values as printed: Germany 1995 (Eurostat manual, 2008), the Netherlands 2000 (CBS), and two by two by hand."""

import numpy as np
import pytest

from clustrat.relatedness.linkage import input_output, multipliers

# Eurostat Manual of Supply, Use and Input-Output Tables (2008 edition), Germany 1995, million EUR: agriculture, industry,
# construction, trade, business services, other services.
GERMANY = [
    [1131, 25480, 1, 607, 710, 762],
    [7930, 304584, 64167, 41082, 11981, 30360],
    [426, 7334, 3875, 5296, 23457, 9155],
    [3559, 72717, 14190, 74399, 10835, 21008],
    [3637, 96115, 31027, 65755, 193176, 34223],
    [1552, 14986, 1747, 11225, 15058, 22070],
]
OUTPUT = [43910, 1079446, 245606, 540063, 692487, 508918]
VALUE_ADDED = [21664, 395022, 115624, 311407, 415426, 365017]
PERSONS = [1096, 8381, 3236, 9251, 4258, 10206]
# CBS, Netherlands 2000: agriculture, mining, manufacturing, utilities, construction, services.
NETHERLANDS = [
    [2731, 3, 8260, 36, 59, 615],
    [4, 282, 2013, 3979, 188, 60],
    [3322, 291, 40218, 480, 8004, 16999],
    [983, 53, 2400, 4395, 85, 3458],
    [121, 70, 565, 135, 14103, 9509],
    [2884, 1078, 28400, 1404, 9339, 106994],
]
DUTCH_OUTPUT = [21863, 12292, 210900, 18249, 60244, 435953]
DUTCH_WAGES = [2336, 520, 35083, 1629, 14339, 151784]


@pytest.fixture
def germany():
    return input_output(GERMANY, OUTPUT)


def test_german_leontief_diagonal_and_backward_linkages(germany):
    assert np.diag(germany.leontief)[:3] == pytest.approx([1.0339, 1.4292, 1.0289], abs=1e-4)
    assert germany.backward == pytest.approx([1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782], abs=1e-4)


def test_german_ghosh_column_and_forward_linkages(germany):
    assert germany.ghosh[:, 0] == pytest.approx([1.0339, 0.0118, 0.0037, 0.0103, 0.0117, 0.0043], abs=1e-4)
    # Printed 1.6691 for industry; 1.6910 is what the printed table gives: two digits were exchanged in print.
    assert germany.forward == pytest.approx([2.1126, 1.6910, 1.3558, 1.5848, 2.1037, 1.2106], abs=1e-4)


def test_german_multipliers(germany):
    output = np.array(OUTPUT)
    added = multipliers(germany, np.array(VALUE_ADDED) / output)
    assert added == pytest.approx([0.8450, 0.7647, 0.8615, 0.9019, 0.9393, 0.9199], abs=1e-4)
    persons = multipliers(germany, np.array(PERSONS) / output)
    assert persons == pytest.approx([0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242], abs=1e-4)


def test_dutch_wage_multipliers():
    per_output = np.array(DUTCH_WAGES) / np.array(DUTCH_OUTPUT)
    found = multipliers(input_output(NETHERLANDS, DUTCH_OUTPUT), per_output) / per_output
    assert found == pytest.approx([2.466, 2.333, 1.84, 2.372, 1.953, 1.417], abs=5e-4)
    assert found == pytest.approx([2.4658, 2.3333, 1.8399, 2.3722, 1.9530, 1.4171], abs=1e-4)


def test_two_by_two():
    found = input_output([[0.2, 0.1], [0.4, 0.2]], [1, 1]).leontief
    np.testing.assert_allclose(found, [[4 / 3, 1 / 6], [2 / 3, 4 / 3]])
