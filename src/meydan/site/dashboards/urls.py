"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.site.dashboards.views import desk, editing, embed, open

app_name = "dashboards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/dashboards/", desk.desk_list, name="list"),
    path("desk/dashboards/new", editing.new, name="new"),
    path("desk/dashboards/<slug:key>/", desk.desk_dashboard, name="dashboard"),
    path("desk/dashboards/<slug:key>/edit", editing.edit, name="edit"),
    path("desk/dashboards/<slug:key>/remove", desk.take_away, name="remove"),
    path("desk/dashboards/<slug:key>/panels/<int:number>.<str:form>", desk.panel_file, name="desk_file"),
    path("dashboards/", open.open_list, name="open_list"),
    path("dashboards/<slug:key>/", open.open_dashboard, name="open"),
    path("dashboards/<slug:key>/panels/<int:number>.<str:form>", open.panel_file, name="file"),
    path("embed/dashboards/<slug:key>/", embed.embed, name="embed"),
]
