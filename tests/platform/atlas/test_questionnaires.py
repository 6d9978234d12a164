"""Questionnaires written by people in forms: no JSON, branches, versions, differences, and the form that works without a network."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.platform.atlas import judged
from tests.platform.atlas.test_judged_views import client_of, text_of
from tests.platform.organisations.factories import make_holder

from clustrat_platform.atlas import actions
from clustrat_platform.atlas.models import Questionnaire
from clustrat_platform.atlas.offline_forms import form_csv, form_document, form_page_offline, form_xlsx
from clustrat_platform.atlas.questionnaire_diffs import differences_between
from clustrat_platform.atlas.questions import answers_with_findings, check_answers
from clustrat_platform.base.problems import Conflict, Invalid

pytestmark = pytest.mark.django_db
HEAD = {
    "title_en": "Mapping", "title_it": "Mappatura", "purpose_en": "To map clusters.", "consent_en": "I agree.",
    "consent_hu": "Egyetértek.", "consent_version": "consent.v1",
}  # fmt: skip
GATE: dict[str, Any] = {
    "code": "has_lab",
    "kind": "choice",
    "text": {"en": "Is there a laboratory?"},
    "choices": [{"code": "yes", "text": {"en": "Yes"}}, {"code": "no", "text": {"en": "No"}}],
}
BRANCH: dict[str, Any] = {
    "code": "size",
    "kind": "number",
    "required": True,
    "text": {"en": "How many people work there?"},
    "only_if": {"code": "has_lab", "is": ["yes"]},
}


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_FOR_STAFF = False


@pytest.fixture
def analyst() -> Client:
    return client_of(make_holder("analyst"))


def begun(client: Client) -> tuple[Questionnaire, str]:
    answer = client.post("/en/questionnaires/new", {"code": "mapping", **HEAD})
    assert answer.status_code == 302, text_of(answer)
    found = Questionnaire.objects.get()
    assert answer.headers["Location"] == f"/en/questionnaire/{found.permanent_id}/edit"
    return found, f"/en/questionnaire/{found.permanent_id}"


def test_a_questionnaire_is_written_question_by_question_without_json(analyst: Client) -> None:
    refused = analyst.post("/en/questionnaires/new", {"code": "mapping", **HEAD, "title_en": ""})
    assert refused.status_code == 422
    assert 'href="#id_title_en"' in text_of(refused)
    assert "Egyetértek." in text_of(refused), "what was typed stays"
    found, page = begun(analyst)
    assert (found.title, found.consent_text) == (
        {"en": "Mapping", "it": "Mappatura"},
        {"en": "I agree.", "hu": "Egyetértek."},
    )
    assert found.consent_purpose == {"en": "To map clusters."}
    asked = text_of(analyst.get(f"{page}/add?kind=scale"))
    assert len(re.findall(r'name="text_\w\w"', asked)) == 9
    given = {"do": "keep", "text_en": "How strong is the will?", "text_sl": "Kako močna je volja?", "required": "on",
             "component": "will_and_demand"}  # fmt: skip
    assert analyst.post(f"{page}/add?kind=scale", given).status_code == 302
    more = analyst.post(
        f"{page}/add?kind=choice", {"do": "more", "n_choices": "4", "text_en": "With whom?", "choice0_en": "Firms"}
    )
    assert more.status_code == 200
    shown = text_of(more)
    assert 'name="choice5_en"' in shown
    assert 'value="Firms"' in shown, "what was typed stays"
    choice = {"do": "keep", "n_choices": "4", "text_en": "With whom?", "choice0_en": "Firms", "choice1_code": "labs",
              "choice1_en": "Laboratories", "only_if": ["how_strong_is_the_will=3", "how_strong_is_the_will=4"]}  # fmt: skip
    assert analyst.post(f"{page}/add?kind=choice", choice).status_code == 302
    found.refresh_from_db()
    assert found.items == [
        {"code": "how_strong_is_the_will", "kind": "scale", "required": True, "component": "will_and_demand",
         "text": {"en": "How strong is the will?", "sl": "Kako močna je volja?"}},
        {"code": "with_whom", "kind": "choice", "text": {"en": "With whom?"},
         "choices": [{"code": "firms", "text": {"en": "Firms"}}, {"code": "labs", "text": {"en": "Laboratories"}}],
         "only_if": {"code": "how_strong_is_the_will", "is": ["3", "4"]}},
    ]  # fmt: skip
    shown = text_of(analyst.get(f"{page}/preview?lang=sl"))
    assert "Kako močna je volja?" in shown
    assert "1 question has no words in this language" in shown
    assert analyst.post(page, {"do": "publish"}).status_code == 302
    found.refresh_from_db()
    assert (found.state, len(found.sha256)) == ("published", 64)


def test_questions_are_moved_changed_and_taken_out_but_never_before_what_they_hang_on(analyst: Client) -> None:
    draft = judged.make_questionnaire(published=False, items=[judged.ITEMS[0], GATE, BRANCH])
    page = f"/en/questionnaire/{draft.permanent_id}"

    def codes() -> list[str]:
        return [it["code"] for it in Questionnaire.objects.get().items]

    assert analyst.post(f"{page}/edit", {"do": "up", "item": "has_lab"}).status_code == 302
    assert codes() == ["has_lab", "will", "size"]
    for deed, item in (("remove", "has_lab"), ("down", "has_lab")):
        analyst.post(f"{page}/edit", {"do": "up", "item": "size"})
        refused = analyst.post(f"{page}/edit", {"do": deed, "item": item})
        assert refused.status_code == 422
        assert "must name an earlier item" in text_of(refused)
    assert codes() == ["has_lab", "size", "will"]
    changed = {"do": "keep", "text_en": "How many?", "text_de": "Wie viele?", "only_if": ["has_lab=no"]}
    assert analyst.post(f"{page}/question/size", changed).status_code == 302
    assert Questionnaire.objects.get().items[1] == {
        "code": "size", "kind": "number", "text": {"en": "How many?", "de": "Wie viele?"},
        "only_if": {"code": "has_lab", "is": ["no"]},
    }  # fmt: skip
    assert analyst.post(f"{page}/edit", {"do": "remove", "item": "size"}).status_code == 302
    assert codes() == ["has_lab", "will"]
    assert analyst.post(f"{page}/edit", {"do": "remove", "item": "size"}).status_code == 404
    assert analyst.post(f"{page}/edit", {"do": "dance"}).status_code == 422
    assert analyst.get(f"{page}/question/size").status_code == 404
    assert analyst.get(f"{page}/add?kind=essay").status_code == 422


def test_a_choice_needs_two_choices_and_answers_of_one_question_only(analyst: Client) -> None:
    draft = judged.make_questionnaire(published=False, items=[judged.ITEMS[0], GATE])
    page = f"/en/questionnaire/{draft.permanent_id}/add?kind=choice"
    one = {"do": "keep", "n_choices": "2", "text_en": "Which?", "choice0_en": "This"}
    refused = analyst.post(page, one)
    assert refused.status_code == 422
    assert "two choices or more" in text_of(refused)
    refused = analyst.post(page, {**one, "choice1_en": "That", "only_if": ["will=1", "has_lab=yes"]})
    assert "one earlier question only" in text_of(refused)
    refused = analyst.post(page, {**one, "choice1_de": "Das"})
    assert refused.status_code == 422, "a choice without English words"


def test_a_published_version_is_revised_into_a_new_one_and_compared(analyst: Client) -> None:
    first = judged.make_questionnaire()
    page = f"/en/questionnaire/{first.permanent_id}"
    for address in ("edit", "add", "question/will"):
        assert analyst.get(f"{page}/{address}").status_code == 404, "a published version is not written on"
    made = analyst.post(page, {"do": "revise"})
    draft = Questionnaire.objects.get(version=2)
    assert made.headers["Location"] == f"/en/questionnaire/{draft.permanent_id}/edit"
    assert (draft.items, draft.consent_version, draft.state) == (first.items, "consent.v1", "draft")
    again = analyst.post(page, {"do": "revise"})
    assert again.status_code == 422
    assert "is a draft already" in text_of(again)
    items = [judged.ITEMS[1], {**judged.ITEMS[0], "text": {"en": "How strong is the will?"}}, judged.ITEMS[3]]
    draft = actions.revise_questionnaire(by=None, questionnaire=draft, items=items)
    shown = text_of(analyst.get(f"/en/questionnaire/{draft.permanent_id}/compare"))
    assert "How strong is the will to work together?" in shown
    assert {(it.place, it.change) for it in differences_between(first, draft)} == {
        ("will", "moved"), ("will", "changed"), ("will", "removed"), ("partner", "removed"),
    }  # fmt: skip
    assert differences_between(first, first) == []
    assert analyst.get(f"/en/questionnaire/{draft.permanent_id}/compare?with=9").status_code == 422
    stranger = client_of(None)
    for address in ("", "/preview", "/compare"):
        assert stranger.get(f"/en/questionnaire/{draft.permanent_id}{address}").status_code == 404
    assert "Version 2" not in text_of(stranger.get(page))


def test_other_words_of_consent_need_another_version_of_it() -> None:
    first = judged.make_questionnaire()
    draft = actions.revise_questionnaire(by=None, questionnaire=first, consent_purpose={"en": "To sell it."})
    with pytest.raises(Invalid, match="give them another version"):
        actions.publish_questionnaire(by=None, questionnaire=draft)
    draft = actions.revise_questionnaire(by=None, questionnaire=draft, consent_version="consent.v2")
    assert actions.publish_questionnaire(by=None, questionnaire=draft).sha256 != first.sha256


@pytest.mark.parametrize(("fields", "fault"), [
    ({"items": None}, "1 to 200 items"), ({"consent_purpose": {}}, "what their answers are used for"),
    ({"consent_purpose": {"de": "Zweck"}}, "Say in English"),
])  # fmt: skip
def test_a_version_that_cannot_be_asked_with_is_not_published(fields: dict[str, Any], fault: str) -> None:
    draft = judged.make_questionnaire(published=False, **fields)
    with pytest.raises(Invalid, match=fault):
        actions.publish_questionnaire(by=None, questionnaire=draft)


@pytest.mark.parametrize(("branch", "fault"), [
    ({"code": "lost", "is": ["1"]}, "earlier item"), ({"code": "why", "is": ["x"]}, "earlier item"),
    ({"code": "will", "is": ["5"]}, "no answer of 'will'"), ({"code": "will", "is": []}, "no answer of"),
    ({"code": "partner", "is": ["firms"]}, "earlier item"), ("will", "names an earlier item"), ({"code": "will"}, "names an earlier"),
])  # fmt: skip
def test_a_branch_that_leads_nowhere_is_refused(branch: Any, fault: str) -> None:
    item = {"code": "then", "kind": "text", "text": {"en": "?"}, "only_if": branch}
    with pytest.raises(Invalid, match=fault):
        judged.make_questionnaire(items=[*judged.ITEMS[:2], item, judged.ITEMS[2]])


def test_what_is_not_asked_is_neither_needed_nor_taken() -> None:
    items = [GATE, BRANCH]
    assert check_answers(items, {"has_lab": "no"}, finish=True) == {"has_lab": "no"}
    assert check_answers(items, {"has_lab": "yes", "size": "4"}, finish=True) == {"has_lab": "yes", "size": 4.0}
    with pytest.raises(Invalid, match="'size' needs an answer"):
        check_answers(items, {"has_lab": "yes"}, finish=True)
    with pytest.raises(Invalid, match="'size' is not asked after this answer to 'has_lab'"):
        check_answers(items, {"has_lab": "no", "size": "4"}, finish=True)
    assert check_answers(items, {"has_lab": "no", "size": "4"}, finish=False) == {"has_lab": "no", "size": 4.0}


def test_a_file_with_faults_is_told_row_by_row_and_nothing_of_it_is_taken_in() -> None:
    interview = judged.make_interview()
    client = client_of(make_holder("interviewer"))
    page = f"/en/interview/{interview.permanent_id}"
    form = json.loads(client.get(f"{page}/form.json").content)
    form["answers"] |= {"will": "9", "partner": "banks", "turnover": "much", "why": "fine", "shoe": "42"}

    def send(data: bytes, name: str) -> Any:
        return client.post(page, {"do": "bring", "file": SimpleUploadedFile(name, data)})

    refused = send(json.dumps(form).encode(), "form.json")
    assert refused.status_code == 422
    shown = text_of(refused)
    for words in ("no item &#x27;shoe&#x27;", "whole number from 0 to 4", "no such choice", "answered by a number"):
        assert words in shown
    interview.refresh_from_db()
    assert (interview.answers, interview.state) == ({}, "planned")
    _kept, found = answers_with_findings(interview.round.questionnaire.items, form["answers"], finish=True)
    assert [it.code for it in found] == ["shoe", "will", "partner", "turnover"]


def test_a_workbook_goes_out_and_comes_in_and_runs_no_formula() -> None:
    interview = judged.make_interview()
    actions.save_answers(by=None, interview=interview, answers={"why": "=1+1"})
    interview.refresh_from_db()
    client = client_of(make_holder("interviewer"))
    page = f"/en/interview/{interview.permanent_id}"
    sent = client.get(f"{page}/form.xlsx")
    assert sent.headers["Content-Disposition"].endswith('.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    sheet = book.active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr"}, "no cell is a formula"
    rows = {str(row[0].value): row[2] for row in sheet.iter_rows()}
    assert rows["why"].value == "'=1+1"
    rows["will"].value = 3
    rows["partner"].value = "labs"
    filled = io.BytesIO()
    book.save(filled)
    answer = client.post(page, {"do": "bring", "file": SimpleUploadedFile("form.xlsx", filled.getvalue())})
    assert answer.status_code == 302, text_of(answer)
    interview.refresh_from_db()
    assert interview.answers == {"will": 3, "why": "=1+1", "partner": "labs"}


def test_the_offline_page_brings_all_it_needs_and_escapes_what_it_shows() -> None:
    items = [{"code": "a", "kind": "text", "text": {"en": "</script><script>alert(1)</script>"}}, GATE, BRANCH]
    round_ = judged.make_round(questionnaire=judged.make_questionnaire(items=items))
    interview = judged.make_interview(round_, consent=False)
    document = form_document(interview, language="en")
    page = form_page_offline(document)
    assert "<script>alert" not in page
    assert not re.findall(r"(?:src|href)=[\"'](?!data:)", page), "nothing is fetched"
    assert "I agree that my answers are used." in page
    assert "To map the clusters of the region." in page
    held = re.search(r'<script id="form" type="application/json">(.*?)</script>', page)
    assert held is not None
    assert json.loads(held[1]) == document
    assert "(has_lab: yes)" in form_csv(document)
    assert form_xlsx(document)[:2] == b"PK"


def test_a_second_version_is_not_made_of_a_draft() -> None:
    first = judged.make_questionnaire()
    actions.revise_questionnaire(by=None, questionnaire=first)
    with pytest.raises(Conflict, match="Version 2 of mapping is a draft already"):
        actions.revise_questionnaire(by=None, questionnaire=first)
