"""Addresses of a city."""

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
    path("desk/", include("meydan.site.desk.urls")),
    path("", include("meydan.kernel.places.urls")),
    path("", include("meydan.kernel.observations.urls")),
    path("", include("meydan.kernel.cases.urls")),
    path("", include("meydan.kernel.strategy.urls")),
    path("", include("meydan.kernel.exchange.urls")),
    path("air/", include("meydan.domains.environment.urls")),
    path("guide/", include("meydan.site.guide.urls")),
    path("search/", include("meydan.site.search.urls")),
    path("tour/", include("meydan.site.tour.urls")),
    path("", include("meydan.site.home.urls")),
]
