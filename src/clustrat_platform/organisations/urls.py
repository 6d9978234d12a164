"""Addresses of organisations."""

from __future__ import annotations

from django.urls import path

from clustrat_platform.organisations import views

app_name = "organisations"
urlpatterns = [
    path("organisations", views.organisation_list, name="list"),
    path("organisation/<uuid:permanent_id>", views.organisation_page, name="page"),
]
