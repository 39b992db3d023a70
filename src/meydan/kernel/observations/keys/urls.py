"""Addresses of keys."""

from django.urls import path

from meydan.kernel.observations.keys import desk

key_pages = [
    path("desk/keys/", desk.keys, name="keys"),
    path("desk/keys/new/", desk.new_key, name="new_key"),
    path("desk/keys/<int:pk>/", desk.key, name="key"),
]
