"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

app_name = "environment"
urlpatterns: list[URLPattern | URLResolver] = []
