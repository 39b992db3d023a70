"""Addresses of this room."""

from django.urls import path

from meydan.site.home import views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("about/", views.about, name="about"),
]
