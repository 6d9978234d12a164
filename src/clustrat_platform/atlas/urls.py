"""Addresses of the atlas, below the language."""

from __future__ import annotations

from django.urls import path, register_converter

from clustrat_platform.atlas import edition_pages, figure_pages, views, workspace
from clustrat_platform.atlas.converters import FormatConverter, NounConverter, PictureConverter, ScreenConverter

register_converter(NounConverter, "noun")
register_converter(ScreenConverter, "screen")
register_converter(FormatConverter, "suffix")
register_converter(PictureConverter, "picture")

app_name = "atlas"
urlpatterns = [
    path("search", views.search, name="search"),
    path("data", views.to_data, name="data"),
    path("issues", views.to_issues, name="issues"),
    path("workspace", workspace.workspace, name="workspace"),
    path("workspace.zip", workspace.workspace_zip, name="workspace_zip"),
    path("workspace/<uuid:permanent_id>", workspace.workspace, name="basket"),
    path("workspace/<uuid:permanent_id>.zip", workspace.workspace_zip, name="basket_zip"),
    path("shared/<slug:token>", workspace.shared, name="shared"),
    path("shared/<slug:token>.zip", workspace.shared_zip, name="shared_zip"),
    path("f", figure_pages.freeze, name="freeze"),
    path("f/<slug:short_id>", figure_pages.figure, name="figure"),
    path("f/<slug:short_id>/embed", figure_pages.embed, name="embed"),
    path("f/<slug:short_id>/card.png", figure_pages.card, name="card"),
    path("f/<slug:short_id>/picture.<picture:kind>", figure_pages.picture, name="picture"),
    path("editions", edition_pages.editions, name="editions"),
    path("edition/<str:code>/table/<slug:name>.parquet", edition_pages.table_file, name="table_file"),
    path("<noun:noun>/<str:code>", views.to_first_screen, name="thing"),
    path("<noun:noun>/<str:code>/<screen:screen>.<suffix:suffix>", views.file, name="file"),
    path("<noun:noun>/<str:code>/<screen:screen>", views.page, name="page"),
]
