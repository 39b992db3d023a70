"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

app_name = "locale"
urlpatterns: list[URLPattern | URLResolver] = []
