"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from meydan.kernel.cases.api import views as api
from meydan.kernel.cases.open311.urls import door_addresses
from meydan.kernel.cases.urls_matters import matters
from meydan.kernel.cases.views import (
    answers,
    apply,
    casework,
    catalogue,
    fees,
    files,
    follow,
    mine,
    papers,
    playbooks,
    report,
    visits,
    waiting,
    workflows,
)

app_name = "cases"
urlpatterns: list[URLPattern | URLResolver] = [
    *matters,
    path("api/cases", api.cases, name="api_cases"),
    path("api/cases/<str:case_id>", api.case, name="api_case"),
    path("api/openapi.json", api.openapi, name="api_openapi"),
    *door_addresses,
    path("report/", report.report, name="report"),
    path("report/<str:code>/", report.reported, name="reported"),
    path("follow/", follow.follow, name="follow"),
    path("follow/<str:code>/", follow.followed, name="followed"),
    path("my/", mine.mine, name="mine"),
    path("my/data.zip", mine.data, name="my_data"),
    path("my/erase/", mine.erase, name="my_erase"),
    path("my/leave/", mine.leave, name="my_leave"),
    path("follow/<str:code>/pay/", fees.pay, name="pay"),
    path("follow/<str:code>/papers/<int:paper_id>/", papers.own_paper, name="own_paper"),
    path("services/", catalogue.services, name="services"),
    path("services/<slug:code>/apply/", apply.apply, name="apply"),
    path("follow/<str:code>/answers.json", answers.download, name="answers"),
    path("services.<slug:form>", catalogue.sheet, name="sheet"),
    path("services/unit/<slug:code>/", catalogue.unit_services, name="unit_services"),
    path("services/<slug:code>/", catalogue.service, name="service"),
    path("field/", visits.visits, name="visits"),
    path("field/cases/<int:case_id>/visit/", visits.visit, name="visit"),
    path("field/cases/<int:case_id>/visit/send/", visits.send, name="visit_send"),
    path("files/<int:document_id>/", files.document, name="document"),
    path("desk/cases/<int:case_id>/", casework.case, name="case"),
    path("desk/cases/<int:case_id>/looks/", casework.looks, name="looks"),
    path("desk/cases/<int:case_id>/move/", casework.move, name="move"),
    path("desk/cases/<int:case_id>/assign/", casework.hand, name="assign"),
    path("desk/cases/<int:case_id>/waiting/<int:item_id>/", waiting.settle, name="settle"),
    path("desk/cases/<int:case_id>/note/", casework.note, name="note"),
    path("desk/cases/<int:case_id>/message/", casework.message, name="message"),
    path("desk/cases/<int:case_id>/papers/new/<slug:kind>/", papers.new_paper, name="new_paper"),
    path("desk/cases/<int:case_id>/papers/<int:paper_id>/", papers.paper, name="paper"),
    path("desk/cases/<int:case_id>/papers/<int:paper_id>/annul/", papers.annul, name="annul_paper"),
    path("desk/workflows/", workflows.index, name="workflows"),
    path("desk/workflows/<slug:code>/", workflows.one, name="workflow"),
    path("desk/playbooks/", playbooks.playbooks, name="playbooks"),
    path("desk/playbooks/<int:pk>/", playbooks.playbook, name="playbook"),
    path("desk/playbooks/<int:pk>/tasks/<int:task_id>/", playbooks.tick, name="playbook_tick"),
    path("desk/playbooks/<int:pk>/stop/", playbooks.stop, name="playbook_stop"),
]
