"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.domains.warnings.views import deciding, desk, feeds, lists, open

app_name = "warnings"
urlpatterns: list[URLPattern | URLResolver] = [
    path("warnings/", open.front, name="front"),
    path("warnings/feed.atom", feeds.atom, name="atom"),
    path("warnings/feed.rss", feeds.rss, name="rss"),
    path("warnings/<slug:identifier>/", open.warning, name="warning"),
    path("cap/", open.cap_index, name="cap"),
    path("cap/certificate.pem", feeds.certificate, name="certificate"),
    path("cap/<slug:identifier>.xml", feeds.document, name="document"),
    path("desk/warnings/", desk.desk, name="desk"),
    path("desk/warnings/new/", desk.new, name="new"),
    path("desk/warnings/write/", desk.write, name="write"),
    path("desk/warnings/lists/", lists.every, name="lists"),
    path("desk/warnings/lists/<slug:code>/", lists.one, name="list"),
    path("desk/warnings/lists/<slug:code>/sheet/", lists.sheet, name="sheet"),
    path("desk/warnings/lists/<slug:code>/stop/<int:contact_id>/", lists.stop, name="stop"),
    path("desk/warnings/<slug:identifier>/", desk.review, name="review"),
    path("desk/warnings/<slug:identifier>/edit/", desk.edit, name="edit"),
    path("desk/warnings/<slug:identifier>/approve/", deciding.approve, name="approve"),
    path("desk/warnings/<slug:identifier>/publish/", deciding.publish, name="publish"),
    path("desk/warnings/<slug:identifier>/send-back/", deciding.send_back, name="send_back"),
    path("desk/warnings/<slug:identifier>/take-up/", deciding.take_up, name="take_up"),
    path("desk/warnings/<slug:identifier>/update/", deciding.update, name="update"),
    path("desk/warnings/<slug:identifier>/cancel/", deciding.cancel, name="cancel"),
    path("desk/warnings/<slug:identifier>/drop/", deciding.drop, name="drop"),
]
