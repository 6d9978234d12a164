"""Answers that were written offline: forms go out and come in again once; what is no form is refused with a sentence."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from tests.platform.atlas.judged import ITEMS, make_interview, make_questionnaire, make_round
from tests.platform.organisations.factories import make_region

from clustrat_platform.atlas import actions
from clustrat_platform.atlas.imports import FORM_BYTES_MAX, read_form
from clustrat_platform.atlas.models import Interview, OfflineFile
from clustrat_platform.atlas.offline_forms import form_csv, form_document
from clustrat_platform.base.problems import Conflict, Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview() -> Interview:
    return make_interview(consent=False)


def filled(interview: Interview, **answers: str) -> dict[str, Any]:
    document = form_document(interview, language="de")
    document["answers"] |= {"will": "3", **answers}
    return document | {"consent_given_on": "2026-02-01", "held_on": "2026-02-02"}


def as_json(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def test_a_form_speaks_one_language_and_names_nobody(interview: Interview) -> None:
    document = form_document(interview, language="de")
    assert document["items"][0]["text"] == ITEMS[0]["text"]["de"]
    assert document["items"][1]["text"] == "Why?"
    assert set(document["answers"]) == {it["code"] for it in ITEMS}
    assert "organisation" not in document
    assert "region" not in document


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_form_comes_back_as_it_was_filled_in(interview: Interview, kind: str) -> None:
    document = filled(interview, why="=1+1; and, a comma\nand a line", turnover="-2")
    data = as_json(document) if kind == "json" else form_csv(document).encode()
    form = read_form(data, name=f"form.{kind}")
    done = actions.bring_in_answers(by=None, interview=interview, form=form)
    assert (done.state, done.consent, str(done.held_on)) == ("done", "given", "2026-02-02")
    assert done.answers == {"will": 3, "why": "=1+1; and, a comma\nand a line", "turnover": -2.0}
    kept = OfflineFile.objects.get()
    assert (kept.sha256, kept.n_bytes) == (form.sha256, len(data))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_spreadsheet_may_save_with_its_own_separator(interview: Interview, separator: str) -> None:
    rows = list(csv.reader(io.StringIO(form_csv(filled(interview)).removeprefix("\ufeff"))))
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(rows)
    form = read_form(buffer.getvalue().encode("utf-8-sig"), name="form.csv")
    assert actions.bring_in_answers(by=None, interview=interview, form=form).answers == {"will": 3}


def test_no_cell_of_the_table_is_a_formula(interview: Interview) -> None:
    """INP-4: one apostrophe, which coming in takes away again; a negative number stays one."""
    document = filled(interview, why="=cmd|' /C calc'!A0", turnover="-2")
    document["items"][1]["text"] = "+what\uff1f"
    rows = {row[0]: row for row in csv.reader(io.StringIO(form_csv(document).removeprefix("\ufeff")))}
    assert rows["why"][1:] == ["'+what\uff1f", "'=cmd|' /C calc'!A0"]
    assert rows["turnover"][2] == "-2"


def test_the_same_file_never_comes_in_twice(interview: Interview) -> None:
    form = read_form(as_json(filled(interview)), name="form.json")
    actions.bring_in_answers(by=None, interview=interview, form=form)
    with pytest.raises(Conflict, match="brought in on .* already"):
        actions.bring_in_answers(by=None, interview=interview, form=form)
    actions.withdraw_interview(
        by=None, interview=Interview.objects.get(pk=interview.pk), reason="wish of the respondent"
    )
    with pytest.raises(Conflict, match="already"):
        actions.bring_in_answers(by=None, interview=interview, form=form)
    other = read_form(as_json(filled(interview, why="another file")), name="form.json")
    with pytest.raises(Conflict, match="'withdrawn' now"):
        actions.bring_in_answers(by=None, interview=interview, form=other)


def test_a_form_of_another_interview_version_or_consent_is_refused(interview: Interview) -> None:
    other = make_interview(interview.round, region=make_region("ITH4"))
    with pytest.raises(Invalid, match="belongs to another interview"):
        actions.bring_in_answers(by=None, interview=other, form=read_form(as_json(filled(interview)), name="f"))
    newer = make_round(questionnaire=make_questionnaire(code="other"))
    of_newer = make_interview(newer)
    wrong = filled(of_newer) | {"questionnaire_sha256": interview.round.questionnaire.sha256}
    with pytest.raises(Invalid, match="another version of the questionnaire"):
        actions.bring_in_answers(by=None, interview=of_newer, form=read_form(as_json(wrong), name="f"))
    for fields, fault in (
        ({"consent_given_on": ""}, "Nobody has agreed"),
        ({"consent_version": "consent.v0"}, "agreed to version consent.v0"),
        ({"held_on": "2999-01-01"}, "has not come yet"),
    ):
        form = read_form(as_json(filled(interview) | fields), name="f")
        with pytest.raises(Invalid, match=fault):
            actions.bring_in_answers(by=None, interview=interview, form=form)
    assert not OfflineFile.objects.exists()
    interview.refresh_from_db()
    assert (interview.state, interview.answers) == ("planned", {})


@pytest.mark.parametrize(("data", "fault"), [
    (b"", "first line"), (b"\xff\xfe\x00a", "not UTF-8"), (b"code,text,answer\na\x00,b,c", "NUL"), (b"{", "no JSON"), (b"[" * 9, "first line"),
    (b'{"a": ' * 100_000, "no JSON"), (b"{}", "no form of this site"), (b'{"format": "clustrat interview form 1"}', "no list of texts"),
    (b'{"format": "clustrat interview form 1", "answers": {"a": {}}}', "no list of texts"),
    (b'{"format": "clustrat interview form 1", "answers": {}, "interview": "x"}', "does not name its interview"),
    (b"code,text,answer\r\nwill,x\r\n", "2 fields instead of 3"), (b"code,text,answer\r\nwill,x,1\r\nwill,x,2\r\n", "stands twice"),
    (b'code,text,answer\r\n"will,x', "no table"), (b"item;answer\r\n", "first line"),
    (b"x" * (FORM_BYTES_MAX + 1), "at most"),
])  # fmt: skip
def test_what_is_no_form_is_refused_with_a_sentence(data: bytes, fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        read_form(data, name="form")


def test_a_date_that_is_none_is_named(interview: Interview) -> None:
    with pytest.raises(Invalid, match="'31.5.2026' is no date"):
        read_form(as_json(filled(interview) | {"held_on": "31.5.2026"}), name="f")
