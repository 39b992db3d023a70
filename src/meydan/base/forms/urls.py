"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.base.forms.views import files, filling, pages, paying, resuming, rows

app_name = "forms"
urlpatterns: list[URLPattern | URLResolver] = [
    path("fill/resume/", resuming.resume, name="resume"),
    path("fill/<uuid:key>/", filling.tasks, name="tasks"),
    path("fill/<uuid:key>/check/", filling.check, name="check"),
    path("fill/<uuid:key>/send/", filling.send, name="send"),
    path("fill/<uuid:key>/done/", filling.done, name="done"),
    path("fill/<uuid:key>/forget/", filling.forget, name="forget"),
    path("fill/<uuid:key>/pause/", resuming.pause, name="pause"),
    path("fill/<uuid:key>/files/<str:sha256>/", files.file, name="file"),
    path("fill/<uuid:key>/page/<slug:code>/", pages.page, name="page"),
    path("fill/<uuid:key>/page/<slug:code>/pay/<slug:field_code>/", paying.pay, name="pay"),
    path("fill/<uuid:key>/list/<slug:code>/", rows.rows, name="rows"),
    path("fill/<uuid:key>/list/<slug:code>/<int:number>/", rows.row, name="row"),
]
