"""From where the city starts, for everybody; and on the desk, where it is written and judged."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.locale.public import text
from meydan.base.people.public import Account, account_of, posts_of, public_page, staff_page
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy import situationshown
from meydan.kernel.strategy.models import Action, Indicator, Plan, SituationLine
from meydan.kernel.strategy.operations.situation import LineGone, judge, take_back, write_line
from meydan.kernel.strategy.policies import plan_policy
from meydan.kernel.strategy.queries.situation import (
    priorities_of,
    scores_of,
    situation_of,
    taken_back,
)
from meydan.kernel.strategy.sheets import TYPES, sheet
from meydan.kernel.strategy.situationforms import JudgeForm, LineForm, TakeBackForm
from meydan.kernel.strategy.views.open import readable_plans

HEAD = ["code", "action", "impact", "urgency", "effort", "score", "judges", "disagrees"]


@public_page
@require_GET
def situation(request: HttpRequest, code: str) -> HttpResponse:
    """Strengths, weaknesses, what may help, what may hurt, and what surrounds the city; each line with its figure."""
    plan = get_object_or_404(readable_plans(request.user), code=code)
    now = timezone.now()
    told = {
        "plan": plan,
        "frames": situationshown.frames(situation_of(plan, now), now),
        "gone": taken_back(plan),
        "crumbs": shown.crumbs(
            (text(plan.names), reverse("strategy:one_plan", args=[code])), (_("Situation"), "")
        ),
    }
    return render(request, "strategy/situation.html", told)


@public_page
@require_GET
def priorities(request: HttpRequest, code: str) -> HttpResponse:
    """Which promises press most, by what the posts think of each."""
    plan = get_object_or_404(readable_plans(request.user), code=code)
    told = {
        "plan": plan,
        "rows": [situationshown.priority_face(one) for one in priorities_of(plan)],
        "kinds": list(TYPES),
        "may_judge": plan_policy.may(request.user, "say"),
        "crumbs": shown.crumbs(
            (text(plan.names), reverse("strategy:one_plan", args=[code])), (_("Priorities"), "")
        ),
    }
    return render(request, "strategy/priorities.html", told)


@public_page
@require_GET
def priorities_file(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """The same as a file."""
    if kind not in TYPES:
        raise Http404(kind)
    plan = get_object_or_404(readable_plans(request.user), code=code)
    return sheet(kind, f"priorities-{code}", HEAD, iter(situationshown.table_rows(priorities_of(plan))))


@staff_page(policy=plan_policy, verb="register")
@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, code: str) -> HttpResponse:
    """Write a line, or take one back."""
    plan = get_object_or_404(Plan, code=code)
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, actor = form.cleaned_data, account_of(request)
        write_line(
            plan=plan,
            field=told["field"],
            names={get_language() or "en": told["sentence"]},
            indicator=Indicator.objects.filter(code=told["indicator"]).first() if told["indicator"] else None,
            source=told["source"],
            signed=signature(actor),
            actor=actor,
            now=timezone.now(),
        )
        messages.success(request, _("The line stands on the plan's page now."))
        return redirect("strategy:situation_desk", code)
    now = timezone.now()
    shown_now = situationshown.frames(situation_of(plan, now), now)
    told_page = {"plan": plan, "form": form, "frames": shown_now}
    return render(request, "strategy/situation_desk.html", told_page, status=422 if form.errors else 200)


@staff_page(policy=plan_policy, verb="register")
@require_POST
def line_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line back, with the reason."""
    line = get_object_or_404(SituationLine.objects.select_related("plan"), pk=pk)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why the line is taken back; nothing was changed."))
    else:
        try:
            take_back(
                line_id=pk,
                because=form.cleaned_data["because"],
                actor=account_of(request),
                now=timezone.now(),
            )
        except LineGone:
            messages.info(request, _("Somebody has taken this line back already."))
        else:
            messages.success(request, _("The line is taken back; it stands below with the reason."))
    return redirect("strategy:situation_desk", line.plan.code)


@staff_page(policy=plan_policy, verb="say")
@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, code: str) -> HttpResponse:
    """Say how pressing an action is; one's newest judgement counts."""
    action = get_object_or_404(Action.objects.select_related("goal__plan", "unit"), code=code)
    actor = account_of(request)
    unit_code, post_code = signature(actor)
    earlier = [row for row in scores_of(action) if row.post_code == post_code]
    start = {name: getattr(earlier[0], name) for name in ("impact", "effort", "urgency")} if earlier else {}
    form = JudgeForm(request.POST or None, initial=start)
    if not post_code:
        messages.info(request, _("Whoever judges needs a post: a judgement is signed by the post."))
    elif request.method == "POST" and form.is_valid():
        judge(
            action=action, **form.cleaned_data, signed=(unit_code, post_code), actor=actor, now=timezone.now()
        )
        messages.success(request, _("Your judgement stands beside those of the others."))
        return redirect("strategy:priorities", action.goal.plan.code)
    told = {"action": action, "form": form, "scores": _signed(action), "may_judge": bool(post_code)}
    return render(request, "strategy/judge.html", told, status=422 if form.errors else 200)


def _signed(action: Action) -> list[tuple[object, object]]:
    rows = scores_of(action)
    names = situationshown.signatures(rows)
    return [(row, names.get(row.post_code) or names.get(row.unit_code) or {}) for row in rows]


def signature(actor: Account) -> tuple[str, str]:
    """The codes of the unit and of the post that sign for an account."""
    first = next(iter(posts_of(actor)), None)
    return (first.unit.code, first.code) if first else ("", "")
