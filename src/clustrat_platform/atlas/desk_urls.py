"""Addresses of the judged layer and of the data desk, below the language."""

from __future__ import annotations

from django.urls import path

from clustrat_platform.atlas import desk_views, interviewing_views, judging_views, questionnaire_views, theme_views

app_name = "desk"
urlpatterns = [
    path("desk", desk_views.desk, name="desk"),
    path("desk/compare", desk_views.compare, name="compare"),
    path("desk/<uuid:permanent_id>", desk_views.upload_page, name="upload"),
    path("desk/<uuid:permanent_id>/findings.csv", desk_views.findings_file, name="findings"),
    path("themes", theme_views.theme_list, name="themes"),
    path("theme/<slug:code>/edit", theme_views.edit_theme, name="edit_theme"),
    path("theme-version/<uuid:permanent_id>", theme_views.theme_draft, name="theme_draft"),
    path("rounds", interviewing_views.round_list, name="rounds"),
    path("rounds/new", interviewing_views.new_round, name="new_round"),
    path("round/<uuid:permanent_id>", interviewing_views.round_page, name="round"),
    path("questionnaires", questionnaire_views.questionnaire_list, name="questionnaires"),
    path("questionnaires/new", questionnaire_views.new_questionnaire, name="new_questionnaire"),
    path("questionnaire/<uuid:permanent_id>", questionnaire_views.questionnaire_page, name="questionnaire"),
    path("questionnaire/<uuid:permanent_id>/edit", questionnaire_views.edit_questionnaire, name="edit_questionnaire"),
    path("questionnaire/<uuid:permanent_id>/add", questionnaire_views.add_question, name="add_question"),
    path(
        "questionnaire/<uuid:permanent_id>/question/<slug:code>",
        questionnaire_views.edit_question,
        name="edit_question",
    ),
    path(
        "questionnaire/<uuid:permanent_id>/preview",
        questionnaire_views.preview_questionnaire,
        name="preview_questionnaire",
    ),
    path(
        "questionnaire/<uuid:permanent_id>/compare",
        questionnaire_views.compare_questionnaires,
        name="compare_questionnaires",
    ),
    path("interview/<uuid:permanent_id>", interviewing_views.interview_page, name="interview"),
    path("interview/<uuid:permanent_id>/form.<slug:suffix>", interviewing_views.interview_form, name="interview_form"),
    path("evidence", judging_views.evidence_list, name="evidence"),
    path("evidence/new", judging_views.new_evidence, name="new_evidence"),
    path("evidence/<uuid:permanent_id>", judging_views.evidence_page, name="evidence_item"),
    path("assessments", judging_views.assessment_list, name="assessments"),
    path("assessments/new", judging_views.new_assessment, name="new_assessment"),
    path("assessment/<uuid:permanent_id>", judging_views.assessment_page, name="assessment"),
    path("assessment/<uuid:permanent_id>/edit", judging_views.edit_assessment, name="edit_assessment"),
]
