"""Addresses of this room."""

from django.urls import path

from meydan.base.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:job_id>/try-again/", views.try_again, name="try_again"),
    path("jobs/<int:job_id>/drop/", views.drop, name="drop"),
]
