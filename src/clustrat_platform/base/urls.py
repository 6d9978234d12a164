"""Addresses of the base."""

from __future__ import annotations

from django.urls import path

from clustrat_platform.base import views

app_name = "base"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/<str:token>", views.sign_in_by_link, name="sign_in_by_link"),
    path("job/<uuid:permanent_id>", views.job_page, name="job"),
]
