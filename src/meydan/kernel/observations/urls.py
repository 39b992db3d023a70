"""Addresses of this room."""

from django.urls import path

from meydan.kernel.observations import views
from meydan.kernel.observations.payloads.urls import incoming
from meydan.kernel.observations.storage.urls import storage

app_name = "observations"
urlpatterns = [
    *incoming,
    *storage,
    path("desk/alerts/", views.alerts, name="alerts"),
    path("desk/alerts/<int:pk>/", views.alert, name="alert"),
]
