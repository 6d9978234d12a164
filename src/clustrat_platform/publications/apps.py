"""The Django application ``publications``: pages in Wagtail, glossary, statements, feeds."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

__all__ = ["PublicationsConfig"]


class PublicationsConfig(AppConfig):
    """How Django names this application."""

    name = "clustrat_platform.publications"
    label = "publications"

    def ready(self) -> None:
        """Register with the base."""
        from clustrat_platform.atlas.registry import Finder, register_finder
        from clustrat_platform.base.navigation import Entry, register_entry
        from clustrat_platform.publications import demo, permissions
        from clustrat_platform.publications.figures import found_entries, found_pages
        from clustrat_platform.publications.tasks import listen

        permissions.register()
        listen()
        demo.register()
        register_finder(Finder(name=_("Pages"), order=60, find=found_pages))
        register_finder(Finder(name=_("Glossary"), order=70, find=found_entries))
        register_entry(Entry(label=_("News"), route="publications:news", order=70))
        register_entry(Entry(label=_("Events"), route="publications:events", order=80))
        register_entry(Entry(label=_("Glossary"), route="publications:glossary", order=90))
        register_entry(
            Entry(
                label=_("Write pages"),
                route="wagtailadmin_home",
                order=80,
                permission="wagtailadmin.access_admin",
                place="work",
            )
        )
        register_entry(Entry(label=_("Accessibility"), route="publications:accessibility", order=10, place="foot"))
        register_entry(Entry(label=_("Privacy"), route="publications:privacy", order=20, place="foot"))
