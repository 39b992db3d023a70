"""Addresses of this room on the desk."""

from django.urls import path

from meydan.base.people.views import units

app_name = "people"
urlpatterns = [
    path("units/", units.units, name="units"),
    path("units/<slug:code>/", units.unit_page, name="unit"),
    path("units/<slug:code>/appoint/", units.give_post, name="appoint"),
    path("units/<slug:code>/invite/", units.invite_colleague, name="invite"),
    path("units/<slug:code>/link/<int:holding_id>/", units.new_link, name="link"),
    path("units/<slug:code>/end/<int:holding_id>/", units.end_post, name="end"),
]
