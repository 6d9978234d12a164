"""Addresses of dialogues, below the language."""

from __future__ import annotations

from django.urls import path

from clustrat_platform.dialogue import moderating_views, views, voting_views

app_name = "dialogue"
urlpatterns = [
    path("dialogues", views.dialogue_list, name="list"),
    path("dialogues/new", views.new_dialogue, name="new"),
    path("dialogues/mine", views.my_dialogues, name="mine"),
    path("dialogues/mine.json", views.my_export, name="my_export"),
    path("dialogue/<uuid:permanent_id>", views.dialogue_page, name="page"),
    path("dialogue/<uuid:permanent_id>/propose", views.new_proposal, name="propose"),
    path("dialogue/<uuid:permanent_id>/vote", voting_views.vote, name="vote"),
    path("dialogue/<uuid:permanent_id>/workshop", voting_views.workshop, name="workshop"),
    path("dialogue/<uuid:permanent_id>/moderate", moderating_views.moderate, name="moderate"),
    path("dialogue/<uuid:permanent_id>/decide", moderating_views.decide, name="decide"),
    path("dialogue/<uuid:permanent_id>/open-data.zip", views.bundle, name="bundle"),
    path("proposal/<uuid:permanent_id>", views.proposal_page, name="proposal"),
    path("decision/<uuid:permanent_id>", views.decision_page, name="decision"),
    path("decision/<uuid:permanent_id>/record.<slug:suffix>", views.decision_record, name="record"),
]
