"""Maturity on the desk: officers answer what no record can tell, and a year is frozen."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.people.public import Account, account_of, posts_of, staff_page
from meydan.kernel.strategy import maturityshown as shown
from meydan.kernel.strategy.maturityforms import AnswerForm
from meydan.kernel.strategy.operations.maturity import (
    EvidenceUnreadable,
    YearIsFrozen,
    answer_criterion,
    freeze_year,
    year_of,
)
from meydan.kernel.strategy.policies import maturity_policy
from meydan.kernel.strategy.queries.maturity import (
    ChecklistUnknown,
    Criterion,
    answers_to,
    checklists,
    criterion_of,
    snapshots,
)
from meydan.kernel.strategy.views.maturity import checklist_or_404


@staff_page(policy=maturity_policy, verb="see")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What people answer, the unanswered first; what is read from live use is only counted."""
    now = timezone.now()
    year = year_of(timezone.localdate(now))
    rows = [
        {
            "held": one,
            "faces": sorted(
                (
                    face
                    for component in shown.component_faces(one)
                    for face in component.criteria
                    if not face.criterion.indicator
                ),
                key=lambda face: face.criterion.answer is not None,
            ),
            "is_frozen": any(snapshot.year == year for snapshot in snapshots(one.code)),
        }
        for one in checklists(now)
    ]
    told = {
        "rows": rows,
        "year": year,
        "may_answer": maturity_policy.may(request.user, "answer"),
        "may_freeze": maturity_policy.may(request.user, "freeze"),
    }
    return render(request, "strategy/maturity_desk.html", told)


@staff_page(policy=maturity_policy, verb="answer")
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str, criterion: str) -> HttpResponse:
    """Answer one criterion, or answer it anew; nothing answered before is lost."""
    held = checklist_or_404(code)
    try:
        asked = criterion_of(held, criterion)
    except ChecklistUnknown as unknown:
        raise Http404(criterion) from unknown
    if asked.indicator:
        raise Http404(criterion)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered(request, form, code, asked):
        return redirect("strategy:maturity_desk")
    told = {
        "form": form,
        "held": held,
        "asked": asked,
        "answers": shown.answer_rows(answers_to(code, criterion)),
    }
    return render(request, "strategy/maturity_answer.html", told, status=422 if form.errors else 200)


def _answered(request: HttpRequest, form: AnswerForm, code: str, asked: Criterion) -> bool:
    actor = account_of(request)
    unit_code, post_code = _signature(actor)
    try:
        answer_criterion(
            checklist_code=code,
            criterion=asked.code,
            **form.cleaned_data,
            unit_code=unit_code,
            post_code=post_code,
            actor=actor,
            now=timezone.now(),
        )
    except EvidenceUnreadable:
        form.add_error("evidence", _("Nobody can open this. Give an address that begins with / or https://."))
        return False
    messages.success(request, _("The answer stands on the page now, signed by your post."))
    return True


def _signature(actor: Account) -> tuple[str, str]:
    post = posts_of(actor).first()
    return (post.unit.code, post.code) if post else ("", "")


@staff_page(policy=maturity_policy, verb="freeze")
@require_POST
def freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Close this year: the checklist is frozen as it stands."""
    checklist_or_404(code)
    try:
        kept = freeze_year(checklist_code=code, actor=account_of(request), now=timezone.now())
    except YearIsFrozen:
        messages.info(request, _("This year was frozen before, and it stays as it was."))
        return redirect("strategy:maturity_desk")
    messages.success(request, _("The year is frozen. Everybody can compare it with the next."))
    return redirect("strategy:frozen_year", code, kept.year)
