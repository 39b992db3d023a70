"""Addresses of this room."""

from django.urls import path

from meydan.kernel.strategy.views import (
    decisiondesk,
    decisions,
    desk,
    figures,
    importing,
    open,
    records,
    sets,
    tracker,
    versions,
)

app_name = "strategy"
urlpatterns = [
    path("plan/", open.plan, name="plan"),
    path("plans/", open.plans, name="plans"),
    path("plans/<slug:code>/", open.plan, name="one_plan"),
    path("plan/tracker/", tracker.tracker, name="tracker"),
    path("plan/tracker.<str:kind>", tracker.tracker_file, name="tracker_file"),
    path("plan/decisions/", decisions.every_decision, name="decisions"),
    path("plan/decisions.<str:kind>", decisions.decisions_file, name="decisions_file"),
    path("plan/decisions/<slug:code>/", decisions.decision, name="decision"),
    path("plan/decisions/<slug:code>/paper", decisions.paper, name="decision_paper"),
    path("plan/sets/", sets.sets, name="sets"),
    path("plan/sets/<slug:code>/", sets.one_set, name="set"),
    path("plans/<slug:code>/versions/", versions.versions, name="versions"),
    path("plans/<slug:code>/versions/<int:number>.json", versions.document, name="document"),
    path("plans/<slug:code>/table.<str:kind>", versions.table, name="table"),
    path("plan/action/<str:code>/", open.action, name="action"),
    path("plan/indicator/<slug:code>.csv", open.values, name="values"),
    path("plan/indicator/<slug:code>.zip", records.recompute, name="recompute"),
    path("plan/indicator/<slug:code>/records/", records.records, name="records"),
    path("plan/indicator/<slug:code>/", open.indicator, name="indicator"),
    path("desk/figures/", figures.figures, name="figures"),
    path("desk/figures/<slug:code>/", figures.figure, name="figure"),
    path("desk/decisions/", decisiondesk.desk, name="decision_desk"),
    path("desk/decisions/new/", decisiondesk.enter, name="decision_new"),
    path("desk/decisions/<slug:code>/", decisiondesk.effects, name="decision_effects"),
    path("desk/plan/", desk.desk, name="desk"),
    path("desk/plan/imports/", importing.imports, name="imports"),
    path("desk/plan/imports/<int:pk>/", importing.one_import, name="import"),
    path("desk/plan/of/<slug:code>/", versions.step, name="step"),
    path("desk/plan/<str:code>/", desk.word, name="word"),
]
