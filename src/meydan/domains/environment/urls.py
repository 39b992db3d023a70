"""Addresses of this room."""

from django.urls import path

from meydan.domains.environment.views import after, air, city, desk, stations

app_name = "environment"
urlpatterns = [
    path("air/", air.air, name="air"),
    path("air/station/<str:key>/", air.station, name="station"),
    path("air/station/<str:key>/values.<str:form>", air.values, name="values"),
    path("environment/", city.city, name="city"),
    path("environment/measures/", city.measures, name="measures"),
    path("environment/<slug:kind>/", stations.kind, name="kind"),
    path("environment/<slug:kind>/<str:key>/", stations.post, name="post"),
    path("environment/<slug:kind>/<str:key>/year/", stations.history, name="history"),
    path("environment/<slug:kind>/<str:key>/values.<str:form>", stations.values, name="post_values"),
    path("desk/environment/entry/", desk.entry, name="entry"),
    path("desk/environment/entry/table/", desk.paste, name="paste"),
    path("desk/environment/marks/", desk.marks, name="marks"),
    path("desk/environment/marks/<int:pk>/", desk.mark, name="mark"),
    path("desk/environment/after/", after.alerts, name="alerts"),
    path("desk/environment/after/<int:alert_id>/", after.after, name="after"),
]
