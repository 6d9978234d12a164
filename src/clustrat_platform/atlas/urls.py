"""Addresses of the atlas, below the language."""

from __future__ import annotations

from django.urls import path, register_converter

from clustrat_platform.atlas import views, workspace
from clustrat_platform.atlas.converters import FormatConverter, NounConverter, ScreenConverter

register_converter(NounConverter, "noun")
register_converter(ScreenConverter, "screen")
register_converter(FormatConverter, "suffix")

app_name = "atlas"
urlpatterns = [
    path("search", views.search, name="search"),
    path("data", views.to_data, name="data"),
    path("workspace", workspace.workspace, name="workspace"),
    path("workspace.zip", workspace.workspace_zip, name="workspace_zip"),
    path("f", workspace.freeze, name="freeze"),
    path("f/<slug:short_id>", workspace.figure, name="figure"),
    path("f/<slug:short_id>/embed", workspace.embed, name="embed"),
    path("<noun:noun>/<str:code>", views.to_first_screen, name="thing"),
    path("<noun:noun>/<str:code>/<screen:screen>.<suffix:suffix>", views.file, name="file"),
    path("<noun:noun>/<str:code>/<screen:screen>", views.page, name="page"),
]
