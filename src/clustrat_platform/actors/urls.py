"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from clustrat_platform.actors import editing_views, import_urls, moderation_views, views

app_name = "actors"
urlpatterns = [
    path("actors", views.directory, name="list"),
    path("actors.csv", views.directory_csv, name="csv"),
    path("actors.json", views.directory_json, name="json"),
    path("actors.geojson", views.directory_geojson, name="geojson"),
    *import_urls.urlpatterns,
    path("actors/new", editing_views.new_entry, name="new"),
    path("actors/desk", moderation_views.desk, name="desk"),
    path("actors/claim/<uuid:permanent_id>", moderation_views.claim_page, name="claim_decision"),
    path("actors/proposal/<uuid:permanent_id>", moderation_views.proposal_page, name="proposal"),
    path("actor/<uuid:permanent_id>", views.entry, name="page"),
    path("actor/<uuid:permanent_id>.vcf", views.entry_vcard, name="vcard"),
    path("actor/<uuid:permanent_id>.jsonld", views.entry_schema_org, name="schema_org"),
    path("actor/<uuid:permanent_id>/edit", editing_views.edit_entry, name="edit"),
    path("actor/<uuid:permanent_id>/do", editing_views.act_on_entry, name="act"),
    path("actor/<uuid:permanent_id>/change", editing_views.propose_change, name="propose_change"),
    path("actor/<uuid:permanent_id>/claim", editing_views.claim_entry, name="claim"),
    path("actor/<uuid:permanent_id>/accreditations", editing_views.add_accreditation, name="accreditation"),
    path("actor/<uuid:permanent_id>/contacts", editing_views.contacts, name="contacts"),
    path("actor/<uuid:permanent_id>/editors", editing_views.editors, name="editors"),
    path("actor/<uuid:permanent_id>/members", editing_views.members, name="members"),
    path("actor/<uuid:permanent_id>/waivers", editing_views.waivers, name="waivers"),
]
