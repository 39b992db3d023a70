"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.domains.participation import urls_ideas
from meydan.domains.participation.views import (
    answering,
    desk,
    hear,
    hear_desk,
    matrix,
    open,
    stakeholders,
    vote,
    workshops,
)

app_name = "participation"
urlpatterns: list[URLPattern | URLResolver] = [
    *urls_ideas.urlpatterns,
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
    path("consultations/<slug:code>/answers.pdf", workshops.matrix_pdf, name="matrix_pdf"),
    path("stakeholders/", stakeholders.named, name="stakeholders"),
    path("desk/consultations/new/meeting/", workshops.new, name="workshop_new"),
    path("desk/consultations/<slug:code>/attendance/", workshops.attendance, name="attendance"),
    path("desk/consultations/<slug:code>/invite/", workshops.invite, name="invite"),
    path("desk/consultations/<slug:code>/minutes/", workshops.minutes, name="minutes"),
    path("desk/consultations/<slug:code>/attendance.pdf", workshops.sheet, name="attendance_sheet"),
    path("desk/stakeholders/", stakeholders.desk, name="stakeholder_desk"),
    path("desk/stakeholders/new/", stakeholders.one, name="stakeholder_new"),
    path("desk/stakeholders/import/", stakeholders.bring_in, name="stakeholder_import"),
    path("desk/stakeholders/stakeholders.<str:kind>", stakeholders.taken_along, name="stakeholder_file"),
    path("desk/stakeholders/<int:pk>/", stakeholders.one, name="stakeholder"),
]
