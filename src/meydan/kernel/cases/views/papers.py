"""Papers of a case: filling one in, looking at it before it counts, issuing, opening and annulling it."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.locale.public import local_digits
from meydan.base.packs.public import current
from meydan.base.papers import public as papers
from meydan.base.papers.public import (
    AlreadyAnnulled,
    Paper,
    PaperForm,
    PaperKind,
    PaperUnknown,
    PressFailed,
    ReasonMissing,
)
from meydan.base.people.public import NotAllowed, account_of, public_page, staff_page
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.papers import annul_case_paper, issue_case_paper, paper_facts
from meydan.kernel.cases.paperview import facts_of, kinds_for, papers_for_reporter
from meydan.kernel.cases.policies import case_policy, standing_of
from meydan.kernel.cases.queries.cases import CaseUnknown, by_code, case_in_full
from meydan.kernel.cases.views.visitor import is_mine

Answer = TypeVar("Answer", bound=HttpResponseBase)


@staff_page(policy=case_policy, verb="paper")
@require_http_methods(["GET", "POST"])
def new_paper(request: HttpRequest, case_id: int, kind: str) -> HttpResponse:
    """Fill a paper in; look at a draft or issue it."""
    case = _case(request, case_id, "paper")
    chosen = next((one for one in kinds_for(case) if one.code == kind), None)
    if chosen is None:
        raise Http404(kind)
    old = _replaced(request, case)
    if request.method == "GET":
        return _form_page(
            request, case, chosen, PaperForm(chosen, initial=_beginning(case, chosen, old)), old
        )
    form = PaperForm(chosen, request.POST)
    if not form.is_valid():
        return _form_page(request, case, chosen, form, old, status=422)
    try:
        if request.POST.get("act") == "draft":
            return _draft(case, chosen, form)
        return _issued(request, case, chosen, form, old)
    except PressFailed:
        form.add_error(
            None, _("The paper could not be set. Nothing was issued; tell whoever keeps the pack.")
        )
        return _form_page(request, case, chosen, form, old, status=500)
    except AlreadyAnnulled:
        form.add_error(None, _("The paper to be corrected is not in force any more. Begin a new one."))
        return _form_page(request, case, chosen, form, None, status=409)


def _case(request: HttpRequest, case_id: int, verb: str) -> Case:
    try:
        case = case_in_full(case_id)
    except CaseUnknown as absent:
        raise Http404(str(case_id)) from absent
    if not standing_of(account_of(request)).may(verb, case):
        raise NotAllowed(f"{request.user} may not {verb} case {case_id}")
    return case


def _replaced(request: HttpRequest, case: Case) -> Paper | None:
    number = request.POST.get("replaces") or request.GET.get("replaces") or ""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        return papers.paper_of(case.ref, int(number))
    except PaperUnknown:
        return None


def _beginning(case: Case, kind: PaperKind, old: Paper | None) -> dict[str, object]:
    language = old.language if old else current().default_language
    known = facts_of(case, language, timezone.localdate())
    begun = {"language": language, **papers.beginning(kind, known)}
    return {**begun, **papers.refilled(kind, old)} if old else begun


def _form_page(
    request: HttpRequest, case: Case, kind: PaperKind, form: PaperForm, old: Paper | None, status: int = 200
) -> HttpResponse:
    law = current().laws().get(kind.law)
    told = {"case": case, "kind": kind, "form": form, "old": old, "law": law}
    return render(request, "cases/paper_form.html", told, status=status)


def _draft(case: Case, kind: PaperKind, form: PaperForm) -> HttpResponse:
    facts = paper_facts(case, form.values, form.cleaned_data["language"])
    made = papers.draft(kind_code=kind.code, facts=facts, now=timezone.now())
    return _pdf(HttpResponse(made, content_type="application/pdf"), "draft.pdf")


def _issued(
    request: HttpRequest, case: Case, kind: PaperKind, form: PaperForm, old: Paper | None
) -> HttpResponse:
    paper = issue_case_paper(
        case=case,
        kind=kind.code,
        values=form.values,
        language=form.cleaned_data["language"],
        actor=account_of(request),
        now=timezone.now(),
        replaces=old,
    )
    said = _("Issued with number %(number)s. It cannot be changed any more.")
    messages.success(request, said % {"number": local_digits(paper.shown_number)})
    return redirect("cases:case", case_id=case.pk)


@staff_page(policy=case_policy, verb="see_paper")
@require_GET
def paper(request: HttpRequest, case_id: int, paper_id: int) -> HttpResponseBase:
    """Open the file of a paper."""
    return _file(_paper(_case(request, case_id, "see_paper"), paper_id))


@public_page
@require_GET
def own_paper(request: HttpRequest, code: str, paper_id: int) -> HttpResponseBase:
    """Hand whoever asked an answer or a permit that is theirs; to everyone else it is not there."""
    try:
        case = by_code(code)
    except CaseUnknown as absent:
        raise Http404(code) from absent
    given = papers_for_reporter(case) if is_mine(request, case, timezone.now()) else []
    found = next((one for one in given if one.pk == paper_id), None)
    if found is None:
        raise Http404(str(paper_id))
    return _file(found)


def _file(found: Paper) -> HttpResponseBase:
    path = papers.path_of(found.sha256)
    if not path.is_file():
        raise Http404(found.sha256)
    name = f"{found.shown_number.replace('/', '-')}.pdf"
    return _pdf(FileResponse(path.open("rb"), content_type="application/pdf"), name)


def _paper(case: Case, paper_id: int) -> Paper:
    try:
        return papers.paper_of(case.ref, paper_id)
    except PaperUnknown as absent:
        raise Http404(str(paper_id)) from absent


def _pdf(response: Answer, name: str) -> Answer:
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@staff_page(policy=case_policy, verb="annul_paper")
@require_POST
def annul(request: HttpRequest, case_id: int, paper_id: int) -> HttpResponse:
    """Put a paper out of force, with a reason."""
    case = _case(request, case_id, "annul_paper")
    found = _paper(case, paper_id)
    reason = request.POST.get("reason", "")
    try:
        annul_case_paper(case=case, paper=found, reason=reason, actor=account_of(request), now=timezone.now())
    except ReasonMissing:
        messages.error(request, _("Write why the paper is annulled; whoever holds it will ask."))
    except AlreadyAnnulled:
        messages.warning(request, _("It was annulled already."))
    else:
        messages.success(request, _("Annulled. Whoever checks it reads that it is not in force."))
    return redirect("cases:case", case_id=case.pk)
