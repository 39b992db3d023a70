"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.domains.participation.views import desk, open, vote

app_name = "participation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("budgets/", open.front, name="front"),
    path("budgets/recount.py", open.script, name="script"),
    path("budgets/<slug:code>/", open.budget, name="budget"),
    path("budgets/<slug:code>/vote/", vote.vote, name="vote"),
    path("budgets/<slug:code>/receipt/", open.receipt, name="receipt"),
    path("budgets/<slug:code>/ballots.json", open.ballots, name="ballots"),
    path("desk/budgets/", desk.desk, name="desk"),
    path("desk/budgets/new/", desk.new, name="new"),
    path("desk/budgets/<slug:code>/", desk.one, name="one"),
]
