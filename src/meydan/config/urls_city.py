"""Addresses of a city."""

from django.urls import include, path

from meydan.config import urls_base

handler500 = urls_base.BROKE
urlpatterns = [
    *urls_base.urlpatterns,
    path("desk/", include("meydan.site.desk.urls")),
    path("", include("meydan.site.desk.urls_public")),
    path("", include("meydan.site.dashboards.urls")),
    path("", include("meydan.base.payments.urls")),
    path("", include("meydan.base.appointments.urls")),
    path("", include("meydan.kernel.places.urls")),
    path("", include("meydan.kernel.observations.urls")),
    path("", include("meydan.kernel.cases.urls")),
    path("", include("meydan.kernel.strategy.urls")),
    path("", include("meydan.kernel.exchange.urls")),
    path("", include("meydan.domains.environment.urls")),
    path("", include("meydan.domains.notices.urls")),
    path("", include("meydan.domains.participation.urls")),
    path("", include("meydan.domains.planning.urls")),
    path("", include("meydan.domains.warnings.urls")),
    path("guide/", include("meydan.site.guide.urls")),
    path("search/", include("meydan.site.search.urls")),
    path("tour/", include("meydan.site.tour.urls")),
    path("", include("meydan.site.home.urls")),
]
