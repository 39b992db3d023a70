"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.domains.planning.views import desk, exports, open

app_name = "planning"
urlpatterns: list[URLPattern | URLResolver] = [
    path("displays/", open.front, name="front"),
    path("displays/<str:code>/", open.plan, name="plan"),
    path("displays/<str:code>/object/", open.object_to, name="object"),
    path("displays/<str:code>/answers.csv", exports.answers_csv, name="csv"),
    path("displays/<str:code>/answers.json", exports.answers_json, name="json"),
    path("desk/displays/", desk.desk, name="desk"),
    path("desk/displays/<str:code>/", desk.one, name="one"),
    path("desk/displays/<str:code>/display/", desk.display, name="display"),
    path("desk/displays/<str:code>/<int:number>/", desk.answer, name="answer"),
]
