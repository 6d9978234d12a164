"""Who gets which answer from the routes of the judged layer and the data desk; part of the table of the atlas."""

from __future__ import annotations

from tests.platform.base.routes import ABSENT, KEEPERS, PUBLIC

#: An editor of ITH4 does not work on interviews or judgements; the administrator of the site does.
ADMINISTRATORS = {**ABSENT, "administrator": 200}
NOT_FOR_READERS = {**dict.fromkeys(PUBLIC, 403), "administrator": 200}
#: Editors keep the data of their territory.
DESK = {**NOT_FOR_READERS, "editor": 200, "stranger": 200}
ROWS = {
    "en/desk": {"": DESK},
    "en/desk/compare": {"": PUBLIC},
    "en/desk/<uuid:permanent_id>": {"uploaded": KEEPERS, "absent": ABSENT},
    "en/desk/<uuid:permanent_id>/findings.csv": {"uploaded": KEEPERS, "absent": ABSENT},
    "en/themes": {"": PUBLIC},
    "en/theme/<slug:code>/edit": {"there": NOT_FOR_READERS, "absent": {**NOT_FOR_READERS, "administrator": 404}},
    "en/theme-version/<uuid:permanent_id>": {"draft": ADMINISTRATORS, "frozen": PUBLIC, "absent": ABSENT},
    "en/rounds": {"": PUBLIC},
    "en/rounds/new": {"": NOT_FOR_READERS},
    "en/round/<uuid:permanent_id>": {"published": PUBLIC, "open": ADMINISTRATORS, "absent": ABSENT},
    "en/questionnaires": {"": PUBLIC},
    "en/questionnaires/new": {"": NOT_FOR_READERS},
    **{
        f"en/questionnaire/<uuid:permanent_id>{end}": {"published": PUBLIC, "draft": ADMINISTRATORS, "absent": ABSENT}
        for end in ("", "/preview", "/compare")
    },
    **{
        f"en/questionnaire/<uuid:permanent_id>{end}": {
            "published": {**NOT_FOR_READERS, "administrator": 404},
            "draft": ADMINISTRATORS,
            "absent": ABSENT,
        }
        for end in ("/edit", "/add", "/question/<slug:code>")
    },
    "en/interview/<uuid:permanent_id>": {"planned": ADMINISTRATORS, "withdrawn": ADMINISTRATORS, "absent": ABSENT},
    "en/interview/<uuid:permanent_id>/form.<slug:suffix>": {"planned": ADMINISTRATORS, "absent": ABSENT},
    "en/evidence": {"": PUBLIC},
    "en/evidence/new": {"": NOT_FOR_READERS},
    "en/evidence/<uuid:permanent_id>": {
        "accepted": PUBLIC,
        "open": ADMINISTRATORS,
        "of an anonymous interview": ADMINISTRATORS,
        "absent": ABSENT,
    },
    "en/assessments": {"": PUBLIC},
    "en/assessments/new": {"": NOT_FOR_READERS},
    "en/assessment/<uuid:permanent_id>": {
        "published": PUBLIC,
        "superseded": PUBLIC,
        "draft": ADMINISTRATORS,
        "absent": ABSENT,
    },
    "en/assessment/<uuid:permanent_id>/edit": {
        "draft": ADMINISTRATORS,
        "published": NOT_FOR_READERS,
        "absent": ABSENT,
    },
}
TAKES_A_FORM = (
    "en/questionnaires/new",
    "en/theme/<slug:code>/edit",
    "en/desk",
    "en/rounds/new",
    "en/evidence/new",
    "en/assessments/new",
)


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address."""
    from tests.platform.atlas import judged

    from clustrat_platform.atlas import actions
    from clustrat_platform.atlas.actions.uploads import upload_table
    from clustrat_platform.atlas.models import DataUpload, Interview

    open_round = judged.make_round(regions=("ITH4",), title="Open")
    closed = actions.close_round(by=None, round_=judged.make_round(title="Published"))
    published = actions.publish_round(by=None, round_=closed)
    planned = judged.make_interview(open_round)
    quoted = judged.make_evidence(
        kind="interview", interview=judged.approved_interview(open_round, 3), quote="Not to be quoted alone."
    )
    withdrawn = judged.approved_interview(open_round, 2)
    actions.withdraw_interview(by=None, interview=withdrawn, reason="wish of the respondent")
    first = judged.make_assessment(code="ITH3")
    second = judged.make_assessment(code="ITH3")
    assert Interview.objects.count() == 3
    things = {
        ("en/round/", "published"): published,
        ("en/round/", "open"): open_round,
        ("en/questionnaire/", "published"): open_round.questionnaire,
        ("en/questionnaire/", "draft"): judged.make_questionnaire(published=False, code="draft"),
        ("en/interview/", "planned"): planned,
        ("en/interview/", "withdrawn"): withdrawn,
        ("en/evidence/", "accepted"): judged.make_evidence(),
        ("en/evidence/", "open"): judged.make_evidence(accepted=False),
        ("en/evidence/", "of an anonymous interview"): quoted,
        ("en/assessment/", "published"): second,
        ("en/assessment/", "superseded"): first,
        ("en/assessment/", "draft"): judged.make_assessment(state="draft", code="ITH5"),
    }
    made = {(f"{noun}<uuid:permanent_id>", state): f"/{noun}{it.permanent_id}" for (noun, state), it in things.items()}
    for state in ("published", "draft"):
        address = made["en/questionnaire/<uuid:permanent_id>", state]
        for end, there in (
            ("/preview", "/preview"),
            ("/compare", "/compare"),
            ("/edit", "/edit"),
            ("/add", "/add"),
            ("/question/<slug:code>", "/question/will"),
        ):
            made[f"en/questionnaire/<uuid:permanent_id>{end}", state] = f"{address}{there}"
    upload = upload_table(
        by=None,
        upload=DataUpload(
            title="Firms",
            table="firms",
            publisher="An office",
            licence="CC BY 4.0",
            file_name="firms.csv",
            content=b"geo,firms\nITH4,1\n",
            region=judged.make_region("ITH4"),
        ),
    )
    for end in ("", "/findings.csv"):
        made[f"en/desk/<uuid:permanent_id>{end}", "uploaded"] = f"/en/desk/{upload.permanent_id}{end}"
    drafts = {
        "draft": judged.make_theme_draft(weight="0.5"),
        "frozen": judged.make_theme_draft(weight="0.7", frozen=True),
    }
    for state, draft in drafts.items():
        made["en/theme-version/<uuid:permanent_id>", state] = f"/en/theme-version/{draft.permanent_id}"
    made["en/theme/<slug:code>/edit", "there"] = f"/en/theme/{judged.THEME}/edit"
    form = "en/interview/<uuid:permanent_id>/form.<slug:suffix>"
    made[form, "planned"] = f"/en/interview/{planned.permanent_id}/form.json"
    for state in ("draft", "published"):
        thing = things["en/assessment/", state]
        made["en/assessment/<uuid:permanent_id>/edit", state] = f"/en/assessment/{thing.permanent_id}/edit"
    return made
