"""Addresses of this room."""

from django.urls import path

from meydan.domains.environment import views

app_name = "environment"
urlpatterns = [
    path("", views.air, name="air"),
    path("station/<str:key>/", views.station, name="station"),
    path("station/<str:key>/values.<str:form>", views.values, name="values"),
]
