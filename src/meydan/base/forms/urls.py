"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.base.forms.views import building, files, filling, pages, paying, previewing, resuming, rows, spot

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
    path("field/worker.js", spot.worker, name="spot_worker"),
    path("field/token/", spot.token, name="spot_token"),
    path("field/<slug:kind>/<slug:about>/", spot.spot, name="spot"),
    path("field/<slug:kind>/<slug:about>/send/", spot.send, name="spot_send"),
    path("desk/forms/", building.forms, name="forms"),
    path("desk/forms/<slug:code>/", building.one, name="one"),
    path("desk/forms/<slug:code>/change/", building.begin, name="begin"),
    path("desk/forms/<slug:code>/<int:number>/", building.edit, name="edit"),
    path("desk/forms/<slug:code>/<int:number>/field/", building.field, name="new_field"),
    path("desk/forms/<slug:code>/<int:number>/field/<slug:field_code>/", building.field, name="field"),
    path("desk/forms/<slug:code>/<int:number>/publish/", building.publish, name="publish"),
    path("desk/forms/<slug:code>/<int:number>/drop/", building.drop, name="drop"),
    path("desk/forms/<slug:code>/<int:number>/preview/", previewing.preview, name="preview"),
    path("desk/forms/<slug:code>/compare/<int:older>/<int:younger>/", building.difference, name="compare"),
]
