"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.base.locale.views import switch_language

app_name = "locale"
urlpatterns: list[URLPattern | URLResolver] = [path("<str:code>/", switch_language, name="switch")]
