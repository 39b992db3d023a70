"""Addresses of this room."""

from django.urls import path

from meydan.kernel.observations.keys.urls import key_pages
from meydan.kernel.observations.payloads.urls import incoming
from meydan.kernel.observations.rulemaking.desk import new_rule
from meydan.kernel.observations.storage.urls import storage
from meydan.kernel.observations.views import alerts, rules, sensorthings

app_name = "observations"
urlpatterns = [
    *incoming,
    *storage,
    *key_pages,
    path("desk/alerts/", alerts.alerts, name="alerts"),
    path("desk/alerts/<int:pk>/", alerts.alert, name="alert"),
    path("desk/sensorthings/", sensorthings.sensorthings, name="sensorthings"),
    path("desk/alerts/rules/", rules.rules, name="rules"),
    path("desk/alerts/rules/new/", new_rule, name="new_rule"),
    path("desk/alerts/rules/<int:pk>/", rules.rule, name="rule"),
    path("desk/alerts/rules/<int:pk>/switch/", rules.switch, name="rule_switch"),
]
