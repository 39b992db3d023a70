"""Addresses of this room."""

from django.urls import path

from meydan.base.audit import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.log, name="log"),
    path("audit/verify/", views.verify_now, name="verify"),
]
