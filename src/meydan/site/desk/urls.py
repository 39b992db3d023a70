"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.site.desk.views import board, bulk, inbox, map, replies, saved, workload

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.inbox, name="inbox"),
    path("inbox.csv", inbox.inbox_csv, name="inbox_csv"),
    path("inbox.xlsx", inbox.inbox_xlsx, name="inbox_xlsx"),
    path("board/", board.board, name="board"),
    path("map/", map.case_map, name="map"),
    path("map/points", map.points, name="map_points"),
    path("workload/", workload.workload, name="workload"),
    path("cases/<int:case_id>/reply/", replies.reply, name="reply"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/undo/", bulk.undo, name="bulk_undo"),
    path("views/keep/", saved.keep, name="keep_view"),
    path("views/<int:view_id>/forget/", saved.forget, name="forget_view"),
]
