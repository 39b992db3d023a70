"""Addresses of this room."""

from django.urls import path

from meydan.base.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("webhooks/", views.subscriptions, name="list"),
    path("webhooks/new/", views.new, name="new"),
    path("webhooks/<int:pk>/", views.one, name="one"),
    path("webhooks/<int:pk>/change/", views.change, name="change"),
    path("webhooks/<int:pk>/act/", views.act, name="act"),
]
