"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.base.packs import views

app_name = "packs"
urlpatterns: list[URLPattern | URLResolver] = [path("pack/", views.status, name="status")]
