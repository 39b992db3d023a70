"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.site.search import views

app_name = "search"
urlpatterns: list[URLPattern | URLResolver] = [path("", views.results, name="results")]
