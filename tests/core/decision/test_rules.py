"""Rules of recognition and gates: the examples of the design, their edges, and unknown that is not fail."""

from datetime import date

import pytest

from clustrat.decision.rules import (
    action_plan_complete,
    concept_gate,
    eccp_cluster_organisation,
    joint_recommendation_gate,
    ket_centre,
    s3_enabling_condition,
    update_due,
    verified_gate,
)
from clustrat.errors import EvidenceError, ParameterError

CLUSTER = {
    "management_fte": 0.5,
    "english_website_checked": True,
    "committed_members": 15,
    "member_types": ["business", "research"],
    "public_bodies_involved": True,
}
CENTRE = {"serves_industry_and_smes": True, "active_in_kets": 1, "active_in_trl_5_to_8": True}


def test_a_cluster_organisation_at_every_threshold_passes_and_shows_value_threshold_and_source():
    result = eccp_cluster_organisation(**CLUSTER)
    assert result.outcome == "pass"
    members = result.criteria[2]
    assert (members.name, members.value, members.threshold) == ("committed_members", 15, ">= 15")
    assert "European Cluster Collaboration Platform" in members.source


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"management_fte": 0.4}, "fail"),
        ({"committed_members": 0}, "fail"),
        ({"member_types": ["business", "business"]}, "fail"),
        ({"english_website_checked": False}, "fail"),
        ({"english_website_checked": None}, "unknown"),
        ({"member_types": None}, "unknown"),
        ({"management_fte": None, "committed_members": 3}, "fail"),
        ({"management_fte": 0.1, "recognised_by_programme": "CLUSTERS 2030"}, "waived"),
    ],
)
def test_cluster_organisation_outcomes(change, outcome):
    assert eccp_cluster_organisation(**{**CLUSTER, **change}).outcome == outcome


def test_a_waiver_is_logged_and_the_criteria_stay_visible():
    result = eccp_cluster_organisation(**{**CLUSTER, "committed_members": 3, "recognised_by_programme": "PARP"})
    assert "PARP" in result.note and result.criteria[2].outcome == "fail"


@pytest.mark.parametrize(
    ("figures", "standing"),
    [
        ((12, 2, 15, 5), "full"),
        ((10, 2, 15, 7), "full"),
        ((10, 2, 14.9, 7), "trial"),
        ((11, 3, 0, 0), "full"),
        ((0, 0, 0, 0), "trial"),
        ((12, None, 0, 0), "unknown"),
        ((12, 3, None, None), "full"),
        ((0, 0, 0, None), "trial"),
    ],
)
def test_ket_centre_minds_more_than_against_at_least(figures, standing):
    names = ("sme_projects_2_years", "major_investments_3_years", "industrial_funding_pct", "sme_turnover_pct")
    result = ket_centre(**CENTRE, **dict(zip(names, figures, strict=True)))
    assert result.standing == standing
    assert result.re_evaluate_after_years == (3 if standing == "trial" else None)


def test_a_basic_criterion_that_fails_or_is_unknown_decides():
    assert ket_centre(**{**CENTRE, "active_in_kets": 0}).standing == "none"
    assert ket_centre(**{**CENTRE, "active_in_trl_5_to_8": None}).standing == "unknown"
    with pytest.raises(EvidenceError, match="'sme_projects_2_years' is -1"):
        ket_centre(**CENTRE, sme_projects_2_years=-1)


@pytest.mark.parametrize(
    ("kind", "today", "state"),
    [
        ("cluster_organisation", date(2026, 2, 27), "current"),
        ("cluster_organisation", date(2026, 2, 28), "due"),  # 31 August and six months
        ("start_up", date(2026, 2, 28), "due"),
        ("other", date(2026, 8, 30), "current"),
        ("other", date(2026, 8, 31), "due"),
        ("other", date(2027, 2, 28), "stale"),
    ],
)
def test_updates_fall_due(kind, today, state):
    assert update_due(kind=kind, confirmed_on=date(2025, 8, 31), today=today).state == state


def test_updates_that_cannot_be():
    assert update_due(kind="other", confirmed_on=None, today=date(2026, 1, 1)).state == "unknown"
    with pytest.raises(EvidenceError, match="lies after"):
        update_due(kind="other", confirmed_on=date(2026, 1, 2), today=date(2026, 1, 1))
    with pytest.raises(ParameterError, match="no kind of actor 'ngo'"):
        update_due(kind="ngo", confirmed_on=date(2026, 1, 1), today=date(2026, 1, 1))


FULFILLED = dict.fromkeys(range(1, 8), "fulfilled")


def test_s3_condition_holds_only_with_all_criteria():
    assert s3_enabling_condition(FULFILLED).outcome == "pass"
    assert s3_enabling_condition({**FULFILLED, 3: "in_progress"}).outcome == "fail"
    assert s3_enabling_condition({}).outcome == "unknown"
    waived = s3_enabling_condition({**FULFILLED, 6: "not_applicable"}, reasons={6: "No industry in transition."})
    assert waived.outcome == "pass" and waived.criteria[5].outcome == "waived"
    dated = s3_enabling_condition(FULFILLED, checked_on={1: date(2026, 5, 1)})
    assert dated.criteria[0].value == "fulfilled (2026-05-01)"


@pytest.mark.parametrize(
    ("statuses", "error", "words"),
    [
        ({8: "fulfilled"}, ParameterError, "no criterion 8"),
        ({1: "done"}, ParameterError, "status 'done'"),
        ({1: "not_applicable"}, EvidenceError, "only 5 and 6"),
        ({5: "not_applicable"}, EvidenceError, "without a reason"),
    ],
)
def test_s3_statuses_that_cannot_be(statuses, error, words):
    with pytest.raises(error, match=words):
        s3_enabling_condition(statuses)


def test_gates():
    full = {"niche": "n", "key_enabling_activity": "k", "s3_link": "s"}
    assert concept_gate(**full).outcome == "pass"
    assert concept_gate(**{**full, "niche": " "}).outcome == "fail"
    waived = concept_gate(**{**full, "niche": None}, waiver="Agreed by the board.")
    assert waived.outcome == "waived" and "Agreed by the board." in waived.note
    assert joint_recommendation_gate(strength_graded=True, drafter_countries=["IT", "IT"]).outcome == "fail"
    assert joint_recommendation_gate(strength_graded=True, drafter_countries=None).outcome == "unknown"
    assert verified_gate(owner="a", evidence_by=["a", "b"]).outcome == "pass"
    assert verified_gate(owner="a", evidence_by=None).outcome == "unknown"


def test_an_action_plan_is_complete_with_all_its_parts():
    parts = [criterion.name for criterion in action_plan_complete({}).criteria]
    assert action_plan_complete(dict.fromkeys(parts, True)).outcome == "pass"
    assert action_plan_complete({}).outcome == "unknown"
    with pytest.raises(ParameterError, match="no part 'budget'"):
        action_plan_complete({"budget": True})
