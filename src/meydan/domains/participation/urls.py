"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.domains.participation.views import answering, desk, hear, hear_desk, matrix, open, vote

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
    path("consultations/", hear.front, name="hear_front"),
    path("consultations/opinion/<str:code>/", hear.opinion, name="opinion"),
    path("consultations/<slug:code>/", hear.consultation, name="hear"),
    path("consultations/<slug:code>/say/", hear.say, name="say"),
    path("consultations/<slug:code>/files/<str:sha256>/", hear.enclosure, name="enclosure"),
    path("consultations/<slug:code>/answers/", matrix.matrix, name="matrix"),
    path("consultations/<slug:code>/answers.csv", matrix.matrix_csv, name="matrix_csv"),
    path("consultations/<slug:code>/answers.json", matrix.matrix_json, name="matrix_json"),
    path("consultations/<slug:code>/answers.xlsx", matrix.matrix_xlsx, name="matrix_xlsx"),
    path("desk/consultations/", hear_desk.desk, name="hear_desk"),
    path("desk/consultations/new/", hear_desk.new, name="hear_new"),
    path("desk/consultations/<slug:code>/", hear_desk.one, name="hear_one"),
    path("desk/consultations/<slug:code>/answer/", answering.answer, name="hear_answer"),
    path("desk/consultations/<slug:code>/opinions/<int:number>/", answering.check, name="hear_check"),
]
