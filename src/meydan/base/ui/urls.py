"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.base.ui import views

app_name = "ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("theme.css", views.theme, name="theme"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/desk/", views.styleguide_desk, name="styleguide-desk"),
]
