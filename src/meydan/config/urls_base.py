"""Addresses that every home has, whatever its role."""

from django.urls import include, path

from meydan.config.health import healthz

ROOMS_WITH_PAGES = ("people", "jobs", "packs", "connectors", "webhooks", "audit")
BROKE = "meydan.base.ui.views.broke"
urlpatterns = [
    path("healthz", healthz),
    path("language/", include("meydan.base.locale.urls")),
    path("", include("meydan.base.ui.urls")),
    path("", include("meydan.base.papers.urls")),
    path("", include("meydan.base.forms.urls")),
    path("accounts/", include("meydan.base.people.urls_accounts")),
    *(
        path("desk/", include(f"meydan.base.{room}.urls"))
        for room in ("people", "jobs", "packs", "connectors", "webhooks", "audit")
    ),
]
