"""The set of thresholds: frozen, and with a new version for every change."""

from dataclasses import FrozenInstanceError

import pytest

from clustrat.decision.parameters import DECISION_V1
from clustrat.errors import ParameterError


def test_a_changed_set_has_another_version_and_leaves_the_first_alone():
    strict = DECISION_V1.changed(version="decision.v1+strict", k_anon=10)
    assert (strict.version, strict.k_anon, DECISION_V1.k_anon) == ("decision.v1+strict", 10, 5)
    assert strict.as_dict()["z_one_sided_90"] == 1.2816


def test_a_change_under_the_old_name_is_refused():
    with pytest.raises(ParameterError, match="cannot be called 'decision.v1' again"):
        DECISION_V1.changed(version="decision.v1", k_anon=1)


def test_an_unknown_threshold_is_named():
    with pytest.raises(ParameterError, match="no parameter 'k_anonymity'"):
        DECISION_V1.changed(version="x", k_anonymity=1)


def test_the_set_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        DECISION_V1.k_anon = 1
