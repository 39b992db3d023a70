"""Addresses of the door, of its desk, and of what people read of the same requests."""

from django.urls import URLPattern, path, re_path

from meydan.kernel.cases.open311 import desk, views
from meydan.kernel.cases.views import requests

FORM = r"(?:\.(?P<form>json|xml))?$"
# A code or number with a dot in it still ends in its format.
ONE = r"[^/]+?"
door_addresses: list[URLPattern] = [
    re_path(rf"^open311/v2/discovery{FORM}", views.discovery, name="open311_discovery"),
    re_path(rf"^open311/v2/services{FORM}", views.services, name="open311_services"),
    re_path(rf"^open311/v2/services/(?P<code>{ONE}){FORM}", views.service, name="open311_service"),
    re_path(rf"^open311/v2/requests{FORM}", views.requests, name="open311_requests"),
    re_path(rf"^open311/v2/requests/(?P<number>{ONE}){FORM}", views.request, name="open311_request"),
    re_path(rf"^open311/v2/tokens/(?P<token>{ONE}){FORM}", views.token, name="open311_token"),
    re_path(rf"^open311/v2/servicerequestupdates{FORM}", views.updates, name="open311_updates"),
    re_path(r"^open311/v2/openapi\.json$", views.openapi, name="open311_openapi"),
    re_path(r"^open311/v2/?$", views.discovery, name="open311"),
    re_path(r"^open311/v2/.*$", views.nowhere, name="open311_nowhere"),
    path("desk/open311/", desk.open311, name="open311_desk"),
    path("desk/open311/check/", desk.check, name="open311_check"),
    path("desk/open311/keys/new/", desk.new_key, name="open311_new_key"),
    path("desk/open311/keys/<int:pk>/revoke/", desk.revoke, name="open311_revoke"),
    path("desk/open311/servers/new/", desk.endpoint, name="open311_new_endpoint"),
    path("desk/open311/servers/<int:pk>/", desk.endpoint, name="open311_endpoint"),
    path("requests/", requests.requests, name="requests"),
    re_path(r"^requests\.(?P<form>atom|rss)$", requests.feed, name="requests_feed"),
    path("requests/<int:pk>/", requests.one, name="request"),
    re_path(r"^requests/(?P<pk>\d{1,18})\.(?P<form>atom|rss)$", requests.one_feed, name="request_feed"),
]
