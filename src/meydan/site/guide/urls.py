"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.site.guide import views

app_name = "guide"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.city_map, name="map"),
    path("places.<str:kind>", views.as_file, name="file"),
    path("place/<int:pk>/", views.place, name="place"),
    path("here/", views.here, name="here"),
]
