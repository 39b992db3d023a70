"""Asking elsewhere about a case, and tying cases together; each answers on the case's own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.cases.models import CaseRelation, Referral
from meydan.kernel.cases.operations import merging, referring, relating
from meydan.kernel.cases.policies import case_policy
from meydan.kernel.cases.queries.cases import CaseUnknown, case_in_full
from meydan.kernel.cases.tie_forms import AnswerForm, BesideForm, OriginForm, ReferForm, TieForm
from meydan.kernel.cases.views.casework import case_page

SAID: dict[type[Exception], Any] = {
    merging.NotOpen: gettext_lazy("One of the two cases is closed. Only open cases are joined."),
    merging.WaitsForBody: gettext_lazy("This case lies before a body. Take it off the agenda first."),
    referring.CaseIsOver: gettext_lazy("The case is closed; nothing is asked about it any more."),
    referring.DayBefore: gettext_lazy("The second day lies before the first. Look at the two days again."),
    referring.NowhereToGo: gettext_lazy("Choose a unit or write an institution: one of the two."),
    referring.OriginKnown: gettext_lazy("This number is written down already, here or on another case."),
    referring.ReferralOver: gettext_lazy("It was answered or called back already."),
    relating.LoopRefused: gettext_lazy("The other case already stands above this one, or is the same."),
    relating.TieOver: gettext_lazy("This tie was undone already."),
    relating.TiedAlready: gettext_lazy("That case is tied in this way already. Undo the old tie first."),
}


def _done(
    request: HttpRequest,
    case_id: int,
    form: forms.Form | None,
    act: Callable[[dict[str, Any]], Any],
    said: str,
) -> HttpResponse:
    """Do what the form says; a refusal comes back on the page with what was typed."""
    try:
        found = case_in_full(case_id)
    except CaseUnknown as absent:
        raise Http404(str(case_id)) from absent
    if form is not None and not form.is_valid():
        errors = [error for field in form.errors.values() for error in field]
        return case_page(request, found, errors=errors, status=422)
    try:
        act(form.cleaned_data if form is not None else {})
    except tuple(SAID) as refused:
        return case_page(request, found, errors=[SAID[type(refused)]], status=409)
    messages.success(request, said)
    return redirect("cases:case", case_id=case_id)


@staff_page(policy=case_policy, verb="act")
@require_POST
def refer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask a unit or an institution about a case."""

    def act(told: dict[str, Any]) -> None:
        referring.refer(case_id=case_id, actor=account_of(request), now=timezone.now(), **told)

    return _done(
        request, case_id, ReferForm(request.POST), act, _("Written down; the citizen sees where it is.")
    )


@staff_page(policy=case_policy, verb="act")
@require_POST
def referral(request: HttpRequest, case_id: int, pk: int) -> HttpResponse:
    """Take the answer to a referral, or call it back."""
    get_object_or_404(Referral, pk=pk, case=case_id)
    if request.POST.get("act") == "recall":

        def back(_told: dict[str, Any]) -> None:
            referring.recall(
                referral_id=pk,
                words=request.POST.get("words", ""),
                actor=account_of(request),
                now=timezone.now(),
            )

        return _done(request, case_id, None, back, _("Called back."))

    def act(told: dict[str, Any]) -> None:
        referring.take_answer(referral_id=pk, actor=account_of(request), now=timezone.now(), **told)

    return _done(request, case_id, AnswerForm(request.POST), act, _("The answer stands in the history."))


@staff_page(policy=case_policy, verb="act")
@require_POST
def origin(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write down from where a case came."""

    def act(told: dict[str, Any]) -> None:
        referring.keep_origin(case_id=case_id, actor=account_of(request), now=timezone.now(), **told)

    return _done(request, case_id, OriginForm(request.POST), act, _("The number there stands with the case."))


@staff_page(policy=case_policy, verb="act")
@require_POST
def tie(request: HttpRequest, case_id: int) -> HttpResponse:
    """Join this case to another, or put the other beneath it."""

    def act(told: dict[str, Any]) -> None:
        account, now = account_of(request), timezone.now()
        other = told["other"].pk
        if told["how"] == TieForm.JOIN:
            merging.merge(main_id=other, duplicate_id=case_id, actor=account, now=now, reason=told["words"])
        else:
            relating.make_child(
                parent_id=case_id, child_id=other, must_close=told["must_close"], actor=account, now=now
            )

    return _done(request, case_id, TieForm(request.POST), act, _("The two cases are tied."))


@staff_page(policy=case_policy, verb="act")
@require_POST
def beside(request: HttpRequest, case_id: int) -> HttpResponse:
    """Open a case beside this one."""

    def act(told: dict[str, Any]) -> None:
        relating.open_beside(
            case_id=case_id,
            service=told["service"],
            description=told["words"],
            as_child=told["how"] == "child",
            must_close=told["must_close"],
            actor=account_of(request),
            now=timezone.now(),
        )

    return _done(request, case_id, BesideForm(request.POST), act, _("The second case is open."))


@staff_page(policy=case_policy, verb="act")
@require_POST
def untie(request: HttpRequest, case_id: int, pk: int) -> HttpResponse:
    """Undo a tie."""
    relation = get_object_or_404(CaseRelation, pk=pk)
    if case_id not in (relation.upper_id, relation.lower_id):
        raise Http404(str(pk))
    undo = merging.unmerge if relation.kind == CaseRelation.Kind.MERGED else relating.take_from_parent

    def act(_told: dict[str, Any]) -> None:
        undo(relation_id=pk, actor=account_of(request), now=timezone.now())

    return _done(request, case_id, None, act, _("The tie is undone; the history keeps that it was."))
