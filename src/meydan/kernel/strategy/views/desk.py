"""The plan on the desk: owners say how their actions stand."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy.forms import WordForm
from meydan.kernel.strategy.models import Action
from meydan.kernel.strategy.operations.saying import ExplanationMissing, say
from meydan.kernel.strategy.policies import plan_policy
from meydan.kernel.strategy.queries import (
    ActionStanding,
    PlanUnknown,
    action_standing,
    every_plan,
    plan_overview,
    words_of,
)
from meydan.kernel.strategy.queries.decisions import effects_to_check


@staff_page(policy=plan_policy, verb="see")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The actions this person speaks for; what is late and unexplained first."""
    now = timezone.now()
    try:
        overview = plan_overview(now)
        actions, plan_code = overview.actions, overview.plan.code
    except PlanUnknown:
        actions, plan_code = [], ""
    mine = [one for one in actions if plan_policy.may(request.user, "say", one.action)]
    mine.sort(key=_urgency)
    told = {
        "rows": [shown.action_face(one, now, most=1) for one in mine],
        "may_register": plan_policy.may(request.user, "register"),
        "plan_code": plan_code,
        "checks_due": effects_to_check(now).count(),
        "may_freeze": plan_policy.may(request.user, "freeze"),
        "plans": every_plan() if plan_policy.may(request.user, "publish") else [],
    }
    return render(request, "strategy/desk.html", told)


def _urgency(standing: ActionStanding) -> tuple[int, int, int]:
    unexplained = bool(standing.days_late) and not any(standing.action.explanation.values())
    order = ("bad", "stale", "watch", "good", "planned", "done", "dropped")
    return (0 if unexplained else 1, order.index(standing.state), standing.action.order)


@staff_page(policy=plan_policy, verb="see")
@require_http_methods(["GET", "POST"])
def word(request: HttpRequest, code: str) -> HttpResponse:
    """Say how one action stands."""
    now = timezone.now()
    try:
        standing = action_standing(code, now)
    except Action.DoesNotExist as unknown:
        raise Http404 from unknown
    plan_policy.require(request.user, "say", standing.action)
    form = WordForm(
        request.POST or None,
        initial={"progress": standing.action.progress_percent},
        is_late=bool(standing.days_late),
        is_explained=any(standing.action.explanation.values()),
    )
    if request.method == "POST" and form.is_valid() and _said(request, form, code):
        return redirect("strategy:desk")
    told = {
        "form": form,
        "face": shown.action_face(standing, now),
        "action": standing.action,
        "words": words_of(standing.action, 6),
    }
    return render(request, "strategy/word.html", told, status=422 if form.errors else 200)


def _said(request: HttpRequest, form: WordForm, code: str) -> bool:
    told = form.cleaned_data
    try:
        say(
            code=code,
            sentence=told["sentence"],
            progress_percent=round(told["progress"]),
            explanation=told.get("explanation", ""),
            is_done=told["is_done"],
            language=get_language() or "en",
            actor=account_of(request),
            now=timezone.now(),
        )
    except ExplanationMissing:
        form.add_error("explanation", _("Write why the date was missed; then the progress can change."))
        return False
    messages.success(request, _("Your sentence stands on the plan page now."))
    return True
