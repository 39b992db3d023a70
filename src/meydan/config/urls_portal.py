"""Addresses of the national portal role."""

from django.urls import include, path

from meydan.config import urls_base

handler500 = urls_base.BROKE
urlpatterns = [
    *urls_base.urlpatterns,
    path("", include("meydan.domains.federation.urls")),
]
