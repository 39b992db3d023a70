"""The desk of ideas: what waits for an answer, what readers pointed at, appeals, and what was reported often."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meydan.base.people.public import account_of, staff_page
from meydan.domains.participation import errors as faults
from meydan.domains.participation import house
from meydan.domains.participation.forms.proposals import AnswerForm, DecideForm, HideForm
from meydan.domains.participation.models import Comment, Proposal, Status
from meydan.domains.participation.operations.answering import STEPS, answer
from meydan.domains.participation.operations.moderating import decide, hide, leave
from meydan.domains.participation.policies import idea_policy
from meydan.domains.participation.presentation import proposals as shown
from meydan.domains.participation.queries import moderation
from meydan.domains.participation.queries.proposals import history_of, talk_of
from meydan.domains.participation.views.idea_evidence import evidence_told

A_PAGE = 30
WAITING = (Status.OPEN, Status.EXAMINED)


@staff_page(policy=idea_policy, verb="see")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Ideas by how they stand; those that wait for an answer first, the most supported leading."""
    status = request.GET.get("status", "")
    rows = Proposal.objects.filter(is_hidden=False)
    rows = rows.filter(status=status) if status in Status.values else rows.filter(status__in=WAITING)
    page = Paginator(rows.order_by("-support_count", "id"), A_PAGE).get_page(request.GET.get("page"))
    chosen = [{"label": _("To be answered"), "href": "?", "active": status not in Status.values}]
    chosen += [
        {"label": label, "href": f"?status={code}", "active": status == code}
        for code, label in Status.choices
    ]
    told = {
        "listed": page, "rows": shown.rows_of(list(page), {}), "tabs": chosen,
        "query": f"status={status}" if status in Status.values else "",
        "flags": len(moderation.waiting_flags()), "appeals": moderation.appeals().count(),
    }  # fmt: skip
    return render(request, "participation/idea_desk.html", told)


@staff_page(policy=idea_policy, verb="see")
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One idea: answer it, or hide it or what was said about it."""
    found = get_object_or_404(Proposal.objects.select_related("action"), pk=number)
    steps, act = STEPS.get(found.status, ()), request.POST.get("act", "")
    answering = AnswerForm(request.POST if act == "answer" else None, steps=tuple(steps))
    hiding = HideForm(request.POST if act == "hide" else None)
    actor, now = account_of(request), timezone.now()
    try:
        done = _done(request, found, act, answering, hiding)
        if done is not None:
            return done
    except (faults.StepNotOpen, faults.HiddenAlready, faults.ActionMissing, faults.AnswerMissing):
        messages.warning(request, _("It was changed meanwhile. Look again; nothing was lost."))
    told: dict[str, Any] = {
        "proposal": found, "row": shown.rows_of([found], {})[0], "answering": answering, "hiding": hiding,
        "steps": steps, "may_answer": idea_policy.may(actor, "answer"), "evidence": evidence_told(found, now),
        "history": [(event, shown.event_words(event)) for event in history_of(found)],
        "talk": [reply for one, replies in talk_of(found) for reply in (one, *replies)],
        "standing": moderation.standing_hiding(found) if found.is_hidden else None,
        "crumbs": [{"label": _("Ideas"), "href": "/desk/proposals/"}, {"label": found.title, "href": ""}],
    }  # fmt: skip
    return render(request, "participation/idea_one.html", told, status=422 if act else 200)


def _done(
    request: HttpRequest, found: Proposal, act: str, answering: AnswerForm, hiding: HideForm
) -> HttpResponse | None:
    """Take a step; ``None`` when what was typed is to be mended."""
    actor, now = account_of(request), timezone.now()
    if act == "answer":
        idea_policy.require(actor, "answer")
        if not answering.is_valid():
            return None
        answer(proposal_id=found.pk, actor=actor, now=now, **answering.cleaned_data)
        messages.success(request, _("Answered. Whoever follows it is told."))
    elif act == "leave":
        leave(thing=_thing(request, found), actor=actor, now=now)
        return redirect("participation:idea_moderation")
    elif act == "hide" and hiding.is_valid():
        hide(thing=_thing(request, found), actor=actor, now=now, **hiding.cleaned_data)
        messages.success(request, _("Hidden. Its author is told, and may object once."))
    else:
        return None
    return redirect("participation:idea_one", number=found.pk)


def _thing(request: HttpRequest, found: Proposal) -> Proposal | Comment:
    typed = request.POST.get("comment", "")
    if not typed:
        return found
    if not (typed.isascii() and typed.isdigit() and len(typed) < 16):
        raise Http404(typed)
    return get_object_or_404(Comment, pk=int(typed), proposal=found)


@staff_page(policy=idea_policy, verb="see")
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """What readers pointed at, and appeals; whoever hid something does not hear its appeal."""
    form = DecideForm(request.POST or None)
    actor = account_of(request)
    typed = request.POST.get("hiding", "")
    if typed.isascii() and typed.isdigit() and len(typed) < 16 and form.is_valid():
        said = form.cleaned_data
        try:
            decide(
                hiding_id=int(typed), restores=said["verdict"] == "restore", words=said["words"], actor=actor,
                now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Decided. Its author is told."))
        except faults.AnotherMustDecide:
            messages.warning(request, _("You hid it: somebody else hears the appeal."))
        except faults.NothingToAppeal:
            messages.info(request, _("It was decided meanwhile."))
        return redirect("participation:idea_moderation")
    rules = house.rules()
    told = {
        "flagged": [
            {
                "one": one, "rules": [rules.get(rule, rule) for rule in one.rules],
                "is_comment": isinstance(one.thing, Comment),
            }
            for one in moderation.waiting_flags()
        ],
        "appeals": [
            {
                "hiding": row, "rule": rules.get(row.rule, row.rule), "is_own": row.hidden_by_id == actor.pk,
                "home": row.comment.proposal if row.comment else row.proposal,
                "text": row.comment.words if row.comment else row.proposal.what if row.proposal else "",
            }
            for row in moderation.appeals()[:50]
        ],
        "form": form, "crumbs": [{"label": _("Ideas"), "href": "/desk/proposals/"}],
    }  # fmt: skip
    return render(request, "participation/idea_moderation.html", told, status=422 if form.is_bound else 200)
