"""Addresses of this room."""

from django.urls import path

from meydan.kernel.observations import views
from meydan.kernel.observations.payloads.urls import incoming

app_name = "observations"
urlpatterns = [
    *incoming,
    path("desk/alerts/", views.alerts, name="alerts"),
    path("desk/alerts/<int:pk>/", views.alert, name="alert"),
]
