"""Addresses of pages that are not Wagtail's, below the language."""

from __future__ import annotations

from django.urls import path

from clustrat_platform.publications import views

app_name = "publications"
urlpatterns = [
    path("", views.home, name="home"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("glossary", views.glossary, name="glossary"),
    path("glossary/<slug:slug>", views.term, name="term"),
    path("news", views.news_list, name="news"),
    path("events", views.event_list, name="events"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("privacy", views.privacy, name="privacy"),
    path("feed.atom", views.feed, {"kind": "atom"}, name="feed"),
    path("feed.rss", views.feed, {"kind": "rss"}, name="feed"),
]
