"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.site.desk import views

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.inbox, name="inbox"),
    path("inbox.csv", views.inbox_csv, name="inbox_csv"),
    path("inbox.xlsx", views.inbox_xlsx, name="inbox_xlsx"),
]
