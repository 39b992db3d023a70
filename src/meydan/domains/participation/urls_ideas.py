"""Addresses of ideas."""

from django.urls import URLPattern, path

from meydan.domains.participation.views import (
    idea,
    idea_clusters,
    idea_desk,
    idea_mine,
    idea_person,
    idea_write,
    ideas,
)

urlpatterns: list[URLPattern] = [
    path("proposals/", ideas.front, name="ideas"),
    path("proposals.<str:kind>", ideas.files, name="idea_files"),
    path("proposals/new/", idea_write.new, name="idea_new"),
    path("proposals/phone/", idea_person.phone, name="idea_phone"),
    path("proposals/mine/", idea_mine.mine, name="idea_mine"),
    path("proposals/log/", idea_mine.log, name="idea_log"),
    path("proposals/stop/<str:token>/", idea_mine.stop, name="idea_stop"),
    path("proposals/<int:number>/", idea.idea, name="idea"),
    path("proposals/<int:number>/photos/<str:sha256>.jpg", ideas.photo, name="idea_photo"),
    path("desk/proposals/", idea_desk.desk, name="idea_desk"),
    path("desk/proposals/moderation/", idea_desk.queue, name="idea_moderation"),
    path("desk/proposals/clusters/", idea_clusters.clusters, name="idea_clusters"),
    path("desk/proposals/clusters/<int:case>/", idea_clusters.raised, name="idea_raise"),
    path("desk/proposals/<int:number>/", idea_desk.one, name="idea_one"),
]
