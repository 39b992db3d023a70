"""Addresses of this room."""

from django.urls import path

from meydan.base.connectors import views

app_name = "connectors"
urlpatterns = [
    path("connectors/", views.connector_list, name="list"),
    path("connectors/<str:code>/try/", views.try_now, name="try"),
]
