"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.kernel.places import views

app_name = "places"
urlpatterns: list[URLPattern | URLResolver] = [
    path("tiles/<str:layers>/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
]
