"""All addresses: pages under their language, the interface for programs, the administration of pages on its own path."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from clustrat_platform.atlas.figure_pages import to_figure
from clustrat_platform.config.api import api
from clustrat_platform.config.views import healthy, robots, to_language
from clustrat_platform.publications.views import robots_map

handler400 = "clustrat_platform.base.answers.bad_request"
handler403 = "clustrat_platform.base.answers.not_allowed"
handler404 = "clustrat_platform.base.answers.not_found"
handler429 = "clustrat_platform.base.limits.too_many"
handler500 = "clustrat_platform.base.answers.server_error"

urlpatterns = [
    path("", to_language, name="to_language"),
    path("healthy", healthy, name="healthy"),
    path("robots.txt", robots, name="robots"),
    path("f/<slug:short_id>", to_figure, name="to_figure"),
    path("sitemap.xml", robots_map, name="sitemap"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}base/mark.svg")),
    path("api/v1/", api.urls),
    # One way to sign in for all, with its second factor and its lock-out.
    path("pages-admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("pages-admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("pages-admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", include("clustrat_platform.publications.urls")),
        path("", include("clustrat_platform.atlas.urls")),
        path("", include("clustrat_platform.atlas.desk_urls")),
        path("", include("clustrat_platform.actors.urls")),
        path("", include("clustrat_platform.organisations.urls")),
        path("", include("clustrat_platform.dialogue.urls")),
        path("", include("clustrat_platform.strategy.urls")),
        path("", include("clustrat_platform.base.urls")),
        path("pages/", include(wagtail_urls)),
    ),
]
