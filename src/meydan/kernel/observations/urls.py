"""Addresses of this room."""

from django.urls import path

from meydan.kernel.observations import views

app_name = "observations"
urlpatterns = [
    path("desk/alerts/", views.alerts, name="alerts"),
    path("desk/alerts/<int:pk>/", views.alert, name="alert"),
]
