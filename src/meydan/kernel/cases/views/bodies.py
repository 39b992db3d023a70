"""Bodies and who sits in them; calling a session."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.cases.body_forms import CallForm, EndForm, SeatForm
from meydan.kernel.cases.body_policies import body_policy
from meydan.kernel.cases.bodyview import law_of
from meydan.kernel.cases.bodywords import REFUSALS, refusal_words, rule_words
from meydan.kernel.cases.engine.bodies import Body
from meydan.kernel.cases.models import BodyMember
from meydan.kernel.cases.operations.seating import end_seat, seat_member
from meydan.kernel.cases.operations.sessions import call_session
from meydan.kernel.cases.queries import bodies as queries

ROWS_A_PAGE = 50


@staff_page(policy=body_policy, verb="see")
@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """Every body of the pack, and the sessions to come."""
    found = queries.bodies()
    coming = queries.coming_sessions([one.code for one in found])
    today = queries.local_day(timezone.now())
    rows = [
        {
            "body": one,
            "members": len(queries.members_on(one.code, today)),
            "seats": sum(seat.count for seat in one.seats.values()),
            "next": next((session for session in coming if session.body == one.code), None),
        }
        for one in found
    ]
    return render(request, "cases/bodies.html", {"rows": rows})


def _body(code: str) -> Body:
    try:
        return queries.body(code)
    except queries.BodyUnknown as absent:
        raise Http404(code) from absent


@staff_page(policy=body_policy, verb="see")
@require_GET
def body(request: HttpRequest, code: str) -> HttpResponse:
    """One body: its rules, its members, its sessions."""
    return _page(request, _body(code))


def _page(
    request: HttpRequest,
    chosen: Body,
    *,
    call: CallForm | None = None,
    seat: SeatForm | None = None,
    errors: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    account = account_of(request)
    today = queries.local_day(timezone.now())
    page = Paginator(queries.sessions_of(chosen.code), ROWS_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "body": chosen,
        "rules": rule_words(chosen),
        "law": law_of(chosen),
        "members": [
            (one, chosen.seats.get(one.seat), EndForm(initial={"to_on": today}, auto_id=f"end-{one.pk}-%s"))
            for one in queries.members_on(chosen.code, today)
        ],
        "pages": page,
        "sessions": page.object_list,
        "call": call or CallForm(),
        "seat": seat or SeatForm(chosen, initial={"from_on": today}),
        "can_keep": body_policy.may(account, "keep", chosen),
        "can_seat": body_policy.may(account, "seat", chosen),
        "errors": errors,
    }
    return render(request, "cases/body.html", told, status=status)


@staff_page(policy=body_policy, verb="keep")
@require_POST
def call(request: HttpRequest, code: str) -> HttpResponse:
    """Call a session."""
    chosen, form = _body(code), CallForm(request.POST)
    if not form.is_valid():
        return _page(request, chosen, call=form, status=422)
    session = call_session(
        code=code,
        held_at=form.held_at,
        room=form.cleaned_data["room"],
        actor=account_of(request),
        now=timezone.now(),
    )
    messages.success(request, _("The session is called."))
    return redirect("cases:body_session", pk=session.pk)


@staff_page(policy=body_policy, verb="seat")
@require_POST
def take_seat(request: HttpRequest, code: str) -> HttpResponse:
    """Give a seat to somebody."""
    chosen = _body(code)
    form = SeatForm(chosen, request.POST)
    if not form.is_valid():
        return _page(request, chosen, seat=form, status=422)
    try:
        seat_member(
            code=code,
            seat=form.cleaned_data["seat"],
            name=form.cleaned_data["name"],
            account=form.chosen_account,
            from_on=form.cleaned_data["from_on"],
            actor=account_of(request),
            now=timezone.now(),
        )
    except REFUSALS as refused:
        return _page(request, chosen, seat=form, errors=[refusal_words(refused)], status=409)
    messages.success(request, _("The seat is taken."))
    return redirect("cases:body", code=code)


@staff_page(policy=body_policy, verb="seat")
@require_POST
def leave_seat(request: HttpRequest, code: str, member_id: int) -> HttpResponse:
    """End somebody's time in a body."""
    chosen, member = _body(code), get_object_or_404(BodyMember, pk=member_id, body=code)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, chosen, errors=[str(one) for one in form.errors.get("to_on", [])], status=422)
    try:
        end_seat(
            member_id=member.pk,
            to_on=form.cleaned_data["to_on"],
            actor=account_of(request),
            now=timezone.now(),
        )
    except REFUSALS as refused:
        return _page(request, chosen, errors=[refusal_words(refused)], status=422)
    messages.success(request, _("Written down. Past votes stay as they are."))
    return redirect("cases:body", code=code)
