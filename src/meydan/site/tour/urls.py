"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

app_name = "tour"
urlpatterns: list[URLPattern | URLResolver] = []
