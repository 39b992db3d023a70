"""Addresses of this room."""

from django.urls import path

from meydan.kernel.exchange import views

app_name = "exchange"
urlpatterns = [
    path("data/", views.data, name="data"),
    path("feed/city.json", views.city, name="feed_city"),
    path("feed/plan.json", views.plan, name="feed_plan"),
    path("feed/plan.csv", views.plan_csv, name="feed_plan_csv"),
    path("feed/indicators.json", views.indicators, name="feed_indicators"),
    path("feed/indicators.csv", views.indicators_csv, name="feed_indicators_csv"),
    path("feed/layers.json", views.layer_list, name="feed_layers"),
    path("feed/places/<slug:code>.geojson", views.places, name="feed_places"),
]
