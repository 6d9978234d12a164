"""The frame of a partnership: distances, borders and strategies of NUTS regions, and none for others."""

import numpy as np
import pytest

from clustrat.errors import CodeListError
from clustrat.matching.frame import PartnerFilter, frame_of

CODES = ("ITH4", "SI04", "ITG2", "FR10")


def test_places_of_nuts_regions():
    frame = frame_of("ITH4", regions=CODES, nuts_version="2013")
    assert frame.distance_km[0] == 0
    # Label points of Friuli and western Slovenia lie some 100 km apart, Paris some 800 km away.
    assert 60 < frame.distance_km[1] < 160
    assert 700 < frame.distance_km[3] < 1000
    assert frame.borders.tolist() == [False, True, False, False]
    assert frame.countries == ("IT", "SI", "IT", "FR")
    assert frame.macro_regions == (("EUSAIR", "EUSALP"), ("EUSAIR", "EUSALP"), (), ())


def test_regions_of_ones_own_have_no_place():
    frame = frame_of("R1", regions=("R1", "R2"), nuts_version="")
    assert np.isnan(frame.distance_km).all()
    assert not frame.borders.any()
    passes = frame.allows(
        PartnerFilter(border=True, max_km=100, macro_region="EUSALP"), own=0, regions=("R1", "R2"), nuts_version=""
    )
    assert not any(passing.any() for passing in passes.values())


def test_a_code_that_is_not_of_the_version_has_no_place_among_those_that_are():
    frame = frame_of("ITH4", regions=("ITH4", "ITD4"), nuts_version="2013")
    assert np.isnan(frame.distance_km[1])
    assert frame.countries[1] == ""


def test_an_unknown_version_is_refused():
    with pytest.raises(CodeListError):
        frame_of("ITH4", regions=CODES, nuts_version="1999")
