"""The list of capabilities: every label in nine languages, each its own, and what is refused."""

import pytest

from clustrat.codes.capabilities import CAPABILITY_LANGUAGES, capabilities, capability_label
from clustrat.errors import CodeListError, ParameterError


@pytest.mark.parametrize("language", CAPABILITY_LANGUAGES)
def test_every_capability_has_a_label_of_its_own(language):
    labels = [capability_label(code, language=language) for code in capabilities()]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_codes_stand_once_and_are_plain():
    codes = capabilities()
    assert len(set(codes)) == len(codes)
    assert all(code.replace("_", "").isalpha() and code.islower() for code in codes)


def test_unknown_capability_names_near_ones():
    with pytest.raises(CodeListError, match="no capability 'testin'.*testing"):
        capability_label("testin")


def test_unknown_language_is_refused():
    with pytest.raises(ParameterError, match="'fr'"):
        capability_label("testing", language="fr")
