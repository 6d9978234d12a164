"""Numbers printed in textbooks, to the digits printed there."""

import numpy as np
import pytest

from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.agglomeration import ellison_glaeser, litzenberger_sternberg
from clustrat.indicators.concentration import gini_of_quotients
from clustrat.indicators.diversity import (
    equivalent_number,
    herfindahl,
    krugman_specialisation,
    normalised_herfindahl,
)
from clustrat.indicators.growth import shift_share
from clustrat.indicators.location_quotient import location_quotient


def test_location_quotient_of_farhauer_and_kroell():
    # Farhauer/Kroell (2013), Standorttheorien: e_ij = 1,714; e_j = 79,006; e_i = 879,213; e = 15,593,224.
    own, region, industry, everything = 1714, 79006, 879213, 15593224
    matrix = RegionIndustryMatrix.from_values(
        [[own, region - own], [industry - own, everything - region - industry + own]],
        regions=["region", "elsewhere"],
        industries=["industry", "other"],
        nuts_version="2013",
        nace_version="2",
        year=2013,
    )
    assert location_quotient(matrix).lq[0, 0] == pytest.approx(0.3847623, abs=5e-8)


def test_ellison_glaeser_of_farhauer_and_kroell():
    # Farhauer/Kroell (2014): plants in Wien, Linz, Graz; index of Ellison/Glaeser (1997).
    plants = {"Wien": [200, 650, 12000, 100, 50], "Linz": [16000, 13000, 1500, 1500], "Graz": [25000]}
    persons = [size for sizes in plants.values() for size in sizes]
    regions = [region for region, sizes in plants.items() for _ in sizes]
    found = ellison_glaeser(persons, regions, {"Wien": 500000, "Linz": 400000, "Graz": 100000})
    assert found.gamma == pytest.approx(0.05990628, abs=5e-9)


def test_cluster_index_of_litzenberger_and_sternberg():
    # Farhauer/Kroell (2014); index of Litzenberger/Sternberg (2006), Geographische Zeitschrift 94(2).
    found = litzenberger_sternberg(
        industry_employment=1743,
        all_industry_employment=5740,
        area=50,
        all_area=576,
        population=488,
        all_population=4621,
        plants=35,
        all_plants=53,
    )
    assert found == pytest.approx(21.87491, abs=5e-6)


def test_gini_of_specialisation_and_of_concentration():
    # Farhauer/Kroell (2013): quotients of the industries of a region, then of the regions of an industry.
    own, all_of = np.array([700, 600, 500, 10000, 40000]), np.array([30000, 15000, 10000, 60000, 50000])
    assert gini_of_quotients((own / own.sum()) / (all_of / all_of.sum())) == pytest.approx(0.6222222, abs=5e-8)
    own, all_of = np.array([500, 500, 1000, 7000, 1000]), np.array([20000, 15000, 20000, 40000, 5000])
    assert gini_of_quotients((own / own.sum()) / (all_of / all_of.sum())) == pytest.approx(0.4068966, abs=5e-8)


def test_krugman_of_regions_with_nothing_in_common():
    # Farhauer/Kroell (2013).
    found = krugman_specialisation([[20, 10, 70, 0, 0]], reference=[0, 0, 0, 60, 40])
    assert found[0] == pytest.approx(2)


def test_herfindahl_of_doersam():
    # Doersam (2004), Wirtschaftsstatistik anschaulich dargestellt: 0.34, normalised 0.12, equivalent to 2.94.
    shares = [[20, 50, 20, 10]]
    assert herfindahl(shares)[0] == pytest.approx(0.34)
    assert normalised_herfindahl(shares)[0] == pytest.approx(0.12)
    assert equivalent_number(shares)[0] == pytest.approx(2.94, abs=0.005)


def test_shift_share_of_farhauer_and_kroell():
    # Inputs from Farhauer/Kroell (2013); components by the formula of Dunn (1960): 25 = 27 + 1 - 3.
    found = shift_share([90, 20, 10, 60], [100, 40, 10, 55], [400, 150, 150, 400], [440, 210, 135, 480]).totals
    assert found == pytest.approx({"national": 27, "mix": 1, "regional": -3, "change": 25})
