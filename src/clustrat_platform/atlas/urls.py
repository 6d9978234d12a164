"""Addresses of the atlas, below the language."""

from __future__ import annotations

from django.urls import path, register_converter

from clustrat_platform.atlas import views
from clustrat_platform.atlas.converters import FormatConverter, NounConverter, ScreenConverter

register_converter(NounConverter, "noun")
register_converter(ScreenConverter, "screen")
register_converter(FormatConverter, "suffix")

app_name = "atlas"
urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("<noun:noun>/<str:code>", views.to_first_screen, name="thing"),
    path("<noun:noun>/<str:code>/<screen:screen>.<suffix:suffix>", views.file, name="file"),
    path("<noun:noun>/<str:code>/<screen:screen>", views.page, name="page"),
]
