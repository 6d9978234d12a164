"""Addresses of concepts, below the language."""

from __future__ import annotations

from django.urls import path, register_converter

from clustrat_platform.strategy import views
from clustrat_platform.strategy.converters import CardFormatConverter

register_converter(CardFormatConverter, "card_format")

app_name = "strategy"
urlpatterns = [
    path("concepts", views.concept_list, name="concepts"),
    path("concepts/new", views.new_concept, name="new_concept"),
    path("concepts/compare", views.compare_concepts, name="compare"),
    path("concept/<uuid:permanent_id>", views.concept_page, name="concept"),
    path("concept/<uuid:permanent_id>.<card_format:suffix>", views.concept_file, name="concept_file"),
    path("concept/<uuid:permanent_id>/edit", views.edit_concept, name="edit_concept"),
    path("concept/<uuid:permanent_id>/members", views.swap_members, name="swap_members"),
]
