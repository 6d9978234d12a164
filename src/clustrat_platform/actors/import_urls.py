"""Addresses of imports and of duplicates; they stand under the directory's."""

from __future__ import annotations

from django.urls import path

from clustrat_platform.actors import import_views

urlpatterns = [
    path("actors/imports", import_views.imports, name="imports"),
    path("actors/imports/template.csv", import_views.template, name="import_template"),
    path("actors/imports/postcodes", import_views.load_postcodes, name="postcodes"),
    path("actors/import/<uuid:permanent_id>", import_views.import_page, name="import"),
    path("actors/duplicates", import_views.duplicates, name="duplicates"),
    path("actors/duplicate/<uuid:permanent_id>", import_views.pair_page, name="pair"),
    path("actors/merge/<uuid:permanent_id>/undo", import_views.unmerge, name="unmerge"),
]
