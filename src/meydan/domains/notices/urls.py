"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.domains.notices.views import desk, open

app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", open.front, name="front"),
    path("notices/all.ics", open.calendar, name="calendar"),
    path("notices/all.json", open.listed, name="json"),
    path("notices/<str:code>/", open.one, name="notice"),
    path("notices/<str:code>/spared/", open.spared, name="spared"),
    path("desk/notices/", desk.desk, name="desk"),
    path("desk/notices/new/<slug:service>/", desk.new, name="new"),
    path("desk/notices/<str:code>/", desk.one, name="one"),
    path("desk/notices/<str:code>/edit/", desk.edit, name="edit"),
    path("desk/notices/<str:code>/<slug:step>/", desk.step, name="step"),
]
