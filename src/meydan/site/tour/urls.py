"""Addresses of this room."""

from django.urls import path

from meydan.site.tour import views

app_name = "tour"
urlpatterns = [
    path("", views.start, name="start"),
    path("release/", views.release, name="release"),
    path("close/", views.close, name="close"),
    path("again/", views.again, name="again"),
]
