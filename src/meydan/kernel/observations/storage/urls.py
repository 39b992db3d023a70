"""Addresses of storage."""

from django.urls import path

from meydan.kernel.observations.storage import views

storage = [
    path("desk/measurements/storage/", views.storage, name="storage"),
    path("desk/measurements/storage/datastream/<int:pk>/", views.keep_stream, name="storage_stream"),
    path("desk/measurements/storage/property/<str:code>/", views.keep_property, name="storage_property"),
]
