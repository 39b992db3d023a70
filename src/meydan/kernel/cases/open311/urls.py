"""Addresses of the door."""

from django.urls import URLPattern, re_path

from meydan.kernel.cases.open311 import views

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
    re_path(r"^open311/v2/?$", views.discovery, name="open311"),
    re_path(r"^open311/v2/.*$", views.nowhere, name="open311_nowhere"),
]
