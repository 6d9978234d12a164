"""Merging and taking back: whatever hangs on two organisations, after both steps every byte, link and right is as before."""

from __future__ import annotations

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.platform.actors.factories import make_actor
from tests.platform.organisations.factories import make_holder, make_organisation, make_person

from clustrat_platform.actors import actions
from clustrat_platform.actors.import_tasks import find_pairs
from clustrat_platform.actors.models import DuplicatePair, Merge
from clustrat_platform.base.models import AuditEntry
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed
from clustrat_platform.organisations import actions as organisations
from clustrat_platform.organisations.models import Organisation, Site
from clustrat_platform.organisations.permissions import edits

#: Tables that tell of merging itself, of audit, of jobs, or follow from the others.
ASIDE = {"actors.Merge", "actors.DuplicatePair", "actors.DirectoryRow", "actors.DirectoryStamp"}
WORDS = st.sampled_from(["Alfa", "Alfa d.o.o.", "Beta", "Gama"])


def world():
    """Every row of every table of the site's own apps, but those that tell of merging and of audit."""
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=str)
        for model in apps.get_models()
        if model.__module__.startswith("clustrat_platform.")
        and model._meta.label not in ASIDE
        and not model._meta.label.startswith("base.Audit")
    }


def pair_of(one, two):
    left, right = sorted((one.pk, two.pk))
    actions.note_pairs(
        by=None,
        pairs=[
            {
                "left": left,
                "right": right,
                "tier": "model",
                "probability": 0.9,
                "evidence": [],
                "may_be_automatic": False,
            }
        ],
    )
    return DuplicatePair.objects.get(left_id=left, right_id=right)


def furnish(organisation, *, names, numbers, towns, members, kinds):
    """Hang things on an organisation."""
    for text in names:
        organisations.add_name(by=None, organisation=organisation, kind="alias", text=text)
    for value in numbers:
        organisations.add_legal_id(
            by=None, organisation=organisation, scheme="register", value=f"{organisation.pk}-{value}"
        )
    for place, town in enumerate(towns):
        Site.objects.create(organisation=organisation, town=town, country="SI", is_seat=place == 0)
    for user in members:
        organisations.add_member(by=None, organisation=organisation, user=user, may_edit=True)
    for kind in kinds:
        actions.propose_actor(by=None, organisation=organisation, kind=kind, fields={"summary": organisation.label})


THINGS = st.fixed_dictionaries(
    {
        "names": st.lists(WORDS, max_size=2, unique=True),
        "numbers": st.lists(st.integers(1, 9), max_size=2, unique=True),
        "towns": st.lists(WORDS, max_size=2),
        "n_members": st.integers(0, 2),
        "kinds": st.lists(st.sampled_from(["laboratory", "cluster"]), max_size=2, unique=True),
    }
)


class MergeThenUnmerge(TestCase):
    """The law, for whatever hangs on the two."""

    @settings(max_examples=12, deadline=None)
    @given(one=THINGS, two=THINGS, keeps_first=st.booleans())
    def test_restores_every_byte_link_and_right(self, one, two, keeps_first):
        people = [make_person(), make_person()]
        pair_of_organisations = []
        for things in (one, two):
            organisation = make_organisation(code="ITH4")
            known = {name: things[name] for name in ("names", "numbers", "towns", "kinds")}
            furnish(organisation, members=people[: things["n_members"]], **known)
            pair_of_organisations.append(organisation)
        first, second = pair_of_organisations
        keep = first if keeps_first else second
        absorbed = second if keeps_first else first
        before = world()
        pair = pair_of(first, second)
        merge = actions.merge_organisations(by=None, pair=pair, keep=keep, reason="the same")
        absorbed.refresh_from_db()
        assert absorbed.state == "withdrawn"
        n_members = (two if keeps_first else one)["n_members"]
        assert all(edits.test(user, keep) for user in people[:n_members])
        actions.unmerge_organisations(by=None, merge=merge, reason="a mistake")
        assert world() == before


@pytest.fixture
def two(db):
    return make_organisation("Alfa Pohištvo d.o.o.", code="SI041"), make_organisation("ALFA POHIŠTVO", code="SI041")


def test_what_hung_on_the_other_hangs_on_the_one_and_its_name_is_found_there(two):
    one, other = two
    actor = make_actor("Third", code="ITH4")
    furnish(other, names=["AP"], numbers=[1], towns=["Udine"], members=[], kinds=["laboratory"])
    actions.merge_organisations(by=None, pair=pair_of(*two), keep=one, reason="the same register number")
    assert set(one.names.values_list("text", flat=True)) >= {"Alfa Pohištvo d.o.o.", "ALFA POHIŠTVO", "AP"}
    assert one.legal_ids.count() == 1
    assert one.actors.count() == 1
    other.refresh_from_db()
    assert (
        other.withdrawn_reason == "The same organisation as Alfa Pohištvo d.o.o.."[:-1]
        or "Alfa" in other.withdrawn_reason
    )
    assert actor.organisation.state == "published"


def test_merging_is_audited_and_needs_a_reason_and_one_of_the_two(two):
    pair = pair_of(*two)
    with pytest.raises(Invalid):
        actions.merge_organisations(by=None, pair=pair, keep=two[0], reason="")
    with pytest.raises(Invalid) as refusal:
        actions.merge_organisations(by=None, pair=pair, keep=make_organisation(), reason="x")
    assert refusal.value.detail == "Keep one of the two."
    merge = actions.merge_organisations(by=None, pair=pair, keep=two[0], reason="the same")
    assert AuditEntry.objects.filter(verb="actors.merge").exists()
    with pytest.raises(Invalid) as refusal:
        actions.merge_organisations(by=None, pair=pair, keep=two[0], reason="again")
    assert refusal.value.detail == "This pair was decided already."
    actions.unmerge_organisations(by=None, merge=merge, reason="a mistake")
    with pytest.raises(Invalid) as refusal:
        actions.unmerge_organisations(by=None, merge=merge, reason="again")
    assert refusal.value.detail == "This merge was taken back already."
    pair.refresh_from_db()
    assert pair.state == "open"


def test_a_merge_whose_rows_have_gone_is_not_half_taken_back(two):
    one, other = two
    furnish(other, names=["AP", "APO"], numbers=[], towns=[], members=[], kinds=[])
    merge = actions.merge_organisations(by=None, pair=pair_of(*two), keep=one, reason="the same")
    one.names.filter(text="AP").delete()
    before = world()
    with pytest.raises(Conflict) as refusal:
        actions.unmerge_organisations(by=None, merge=merge, reason="a mistake")
    assert "1 of the rows that were merged have changed since" in refusal.value.detail
    assert world() == before


def test_only_who_keeps_the_regions_of_both_may_merge(db):
    one, other = make_organisation("Alfa", code="ITH4"), make_organisation("Alfa", code="SI041")
    pair = pair_of(one, other)
    with pytest.raises(NotAllowed):
        actions.merge_organisations(by=make_holder("editor", "ITH4"), pair=pair, keep=one, reason="x")
    everywhere = make_holder("editor", None)
    merge = actions.merge_organisations(by=everywhere, pair=pair, keep=one, reason="x")
    with pytest.raises(NotAllowed):
        actions.unmerge_organisations(by=make_holder("editor", "ITH4"), merge=merge, reason="x")


def test_two_that_were_said_to_be_two_are_not_suggested_again(two):
    pair = pair_of(*two)
    actions.keep_apart(by=None, pair=pair, reason="two firms of one family")
    again = pair_of(*two)
    assert again.state == "apart"
    assert Merge.objects.count() == 0


def test_the_job_finds_pairs_with_evidence_and_merges_nothing(two):
    class Told:
        def report(self, **_told):
            pass

    made = find_pairs(Told(), by=None)
    assert made == {"pairs": 1, "new": 1}
    pair = DuplicatePair.objects.get()
    assert pair.evidence[0][:2] == ["name", "the same but for writing"]
    assert Organisation.objects.filter(state="withdrawn").count() == 0
    assert find_pairs(Told(), by=None) == {"pairs": 1, "new": 0}
