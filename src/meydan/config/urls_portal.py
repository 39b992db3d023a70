"""Addresses of the national portal role."""

from django.urls import include, path

from meydan.config.health import healthz

handler500 = "meydan.base.ui.views.broke"
urlpatterns = [
    path("healthz", healthz),
    path("language/", include("meydan.base.locale.urls")),
    path("", include("meydan.base.ui.urls")),
    path("accounts/", include("meydan.base.people.urls_accounts")),
    path("desk/", include("meydan.base.people.urls")),
    path("desk/", include("meydan.base.jobs.urls")),
    path("desk/", include("meydan.base.packs.urls")),
    path("desk/", include("meydan.base.connectors.urls")),
    path("desk/", include("meydan.base.audit.urls")),
    path("", include("meydan.domains.federation.urls")),
]
