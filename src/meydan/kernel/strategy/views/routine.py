"""The quarter on the unit's desk: who has answered, whom to ring up, and replies that nobody could read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.strategy.models import Question, Reply
from meydan.kernel.strategy.operations.answering import AnswerRefused, answer_for, put_aside
from meydan.kernel.strategy.operations.routine import NothingToAsk, QuarterIsOpen, open_quarter
from meydan.kernel.strategy.policies import unit_policy
from meydan.kernel.strategy.queries.lateness import owes_explanation
from meydan.kernel.strategy.queries.routine import newest_quarter, questions, replies_waiting, words_of_reply
from meydan.kernel.strategy.routineshown import QuestionFace, question_face, state_choices
from meydan.kernel.strategy.views.answering import AnswerForm

A_PAGE = 50


@staff_page(policy=unit_policy, verb="see")
@require_http_methods(["GET", "POST"])
def routine(request: HttpRequest) -> HttpResponse:
    """Every question of the quarter by post, and what waits for a person."""
    now = timezone.now()
    may_run = unit_policy.may_run(request.user)
    if request.method == "POST":
        unit_policy.require_run(request.user)
        _open(request)
        return redirect("strategy:routine")
    quarter = newest_quarter()
    faces = [question_face(row, now) for row in questions(quarter)] if quarter else []
    wanted = request.GET.get("state", "")
    found = [face for face in faces if wanted in ("", face.key)]
    is_over = quarter is None or quarter.ends_on <= timezone.localdate(now)
    told = {
        "quarter": quarter,
        "is_over": is_over,
        "page_of_rows": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "counts": _counts(faces),
        "all_count": len(faces),
        "wanted": wanted,
        "state_choices": state_choices(),
        "replies": list(replies_waiting()[:A_PAGE]) if may_run else [],
        "replies_count": replies_waiting().count(),
        "may_run": may_run,
    }
    return render(request, "strategy/routine.html", told)


def _counts(faces: list[QuestionFace]) -> dict[str, int]:
    return {key: sum(face.key == key for face in faces) for key, _label in state_choices()}


def _open(request: HttpRequest) -> None:
    try:
        count = open_quarter(actor=account_of(request), now=timezone.now())
    except QuarterIsOpen:
        messages.info(request, _("This quarter has been asked about already."))
    except NothingToAsk:
        messages.info(request, _("No plan in force has an open action."))
    else:
        messages.success(request, _("The questions are on their way: %(count)s.") % {"count": count})


@staff_page(policy=unit_policy, verb="see")
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an answer down for a post, from the telephone or from a reply that could not be read."""
    unit_policy.require_run(request.user)
    question = get_object_or_404(
        Question.objects.select_related("action", "action__unit", "post", "quarter"), pk=pk
    )
    chosen = request.POST.get("reply") or request.GET.get("reply") or ""
    reply = replies_waiting().filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    form = AnswerForm(
        request.POST or None,
        initial={"percent": question.action.progress_percent},
        owes_reason=owes_explanation(question.action, timezone.localdate()),
    )
    if request.method == "POST" and form.is_valid():
        try:
            answer_for(
                question=question, told=form.told(), language=get_language() or "en",
                actor=account_of(request), reply=reply, now=timezone.now(),
            )  # fmt: skip
        except AnswerRefused as refused:
            form.add_error(None, str(refused.fault.label))
        else:
            messages.success(request, _("The sentence stands on the plan page now."))
            return redirect("strategy:routine")
    told: dict[str, Any] = {"form": form, "question": question, "reply": reply}
    told["words"] = words_of_reply(reply) if reply else ""
    return render(request, "strategy/routine_phone.html", told, status=422 if form.errors else 200)


@staff_page(policy=unit_policy, verb="see")
@require_GET
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """One reply that could not be taken: its words, why, and the questions that it may belong to."""
    unit_policy.require_run(request.user)
    found = get_object_or_404(replies_waiting(), pk=pk)
    quarter = newest_quarter()
    told = {
        "reply": found,
        "words": words_of_reply(found),
        "questions": sorted(
            questions(quarter).filter(answered_at=None) if quarter else [],
            key=lambda one: one.pk != found.question_id,
        ),
    }
    return render(request, "strategy/routine_reply.html", told)


@staff_page(policy=unit_policy, verb="see")
@require_http_methods(["POST"])
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a reply aside with a word why."""
    unit_policy.require_run(request.user)
    found = get_object_or_404(Reply, pk=pk)
    note = request.POST.get("note", "").strip()[:300]
    if not note:
        messages.error(request, _("Write in a few words why it is put aside."))
        return redirect("strategy:routine_reply", pk)
    put_aside(reply=found, note=note, actor=account_of(request), now=timezone.now())
    messages.success(request, _("It is put aside; its words are erased."))
    return redirect("strategy:routine")
