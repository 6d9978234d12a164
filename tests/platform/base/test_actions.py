"""People: made with a confirmed address, renamed by themselves, erased to the last payload; regions as the code list has them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from tests.platform.organisations.factories import make_person

from clustrat_platform.base import audit, chain
from clustrat_platform.base.actions import change_own_name, erase_person, load_regions, make_sign_in_link, make_user
from clustrat_platform.base.models import AuditPayload, Region, User
from clustrat_platform.base.problems import NotAllowed

pytestmark = pytest.mark.django_db


def test_same_address_in_other_letters_is_the_same_person() -> None:
    make_user(by=None, email="Someone@Example.org")
    with pytest.raises(ValidationError):
        make_user(by=None, email="someone@example.ORG")


def test_own_name_only() -> None:
    person, other = make_person(), make_person()
    assert change_own_name(by=person, user=person, display_name="Ő").display_name == "Ő"
    with pytest.raises(NotAllowed):
        change_own_name(by=other, user=person, display_name="X")


def test_erased_person_leaves_no_word_behind_and_the_chain_is_whole() -> None:
    """LAW-3, as far as database and chain reach."""
    person = make_user(by=None, email="plantedword@example.org", display_name="Plantedword")
    make_sign_in_link(by=None, user=person)
    change_own_name(by=person, user=person, display_name="Plantedword the Second")
    head_before = None
    while audit.seal():
        head_before = chain.publishable_head()
    pseudonym = str(person.pseudonym)
    n = erase_person(by=person, user=person, reason="request of the person")
    assert n >= 4
    assert not User.objects.filter(email__contains="plantedword").exists()
    assert not AuditPayload.objects.filter(payload__icontains="plantedword").exists()
    assert not AuditPayload.objects.filter(payload__contains=pseudonym).exists()
    while audit.seal():
        pass
    assert chain.verify(head=head_before).is_whole


def test_nobody_erases_someone_else() -> None:
    person, other = make_person(), make_person()
    with pytest.raises(NotAllowed):
        erase_person(by=other, user=person, reason="spite")


def test_regions_are_loaded_once() -> None:
    n = load_regions(by=None, nuts_version="2013")
    assert n > 1_500
    assert Region.objects.get(code="ITH4", nuts_version="2013").name == "Friuli-Venezia Giulia"
    assert load_regions(by=None, nuts_version="2013") == 0
