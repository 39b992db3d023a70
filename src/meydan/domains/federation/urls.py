"""Addresses of this room."""

from django.urls import path

from meydan.domains.federation import views

app_name = "federation"
urlpatterns = [
    path("", views.front, name="front"),
    path("cities/<slug:key>/", views.city, name="city"),
    path("compare/", views.compare, name="compare"),
    path("about/", views.about, name="about"),
    path("feed/portal.json", views.feed, name="feed"),
    path("desk/", views.desk, name="desk"),
    path("desk/visits/", views.visits, name="visits"),
]
