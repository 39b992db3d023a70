"""The appointment of a case, for whoever holds it: its calendar entry, another time, calling it off."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meydan.base.appointments.public import (
    Booking,
    NotBooked,
    TimeFull,
    TimeNotOffered,
    TooLate,
    as_calendar,
    call_off,
    change_until_words,
    choice_of,
    may_change,
    move,
    of_thing,
    read_mark,
)
from meydan.base.people.public import public_page
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.queries.cases import CaseUnknown, by_code
from meydan.kernel.cases.views.visitor import is_mine


def _own(request: HttpRequest, code: str, now: datetime) -> tuple[Case, Booking] | None:
    """The case and its appointment; nothing when the reader must show first that it is theirs."""
    try:
        case = by_code(code)
    except CaseUnknown as absent:
        raise Http404(code) from absent
    booking = of_thing(case.ref)
    if booking is None:
        raise Http404(code)
    return (case, booking) if is_mine(request, case, now) else None


@public_page
@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the appointment for a calendar."""
    own = _own(request, code, timezone.now())
    if own is None:
        return redirect("cases:followed", code=code)
    answer = HttpResponse(as_calendar([own[1]]), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{own[0].code}.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@public_page
@require_http_methods(["GET", "POST"])
def own_time(request: HttpRequest, code: str) -> HttpResponse:
    """Show the appointment with the times it can be moved to; move it, or call it off."""
    now = timezone.now()
    own = _own(request, code, now)
    if own is None:
        messages.info(request, _("Show first that it is your appointment: with its phone or its key."))
        return redirect("cases:followed", code=code)
    case, booking = own
    said = ""
    if request.method == "POST":
        said = _done(request, booking, now)
        if not said:
            return redirect("cases:own_time", code=case.code)
        booking = of_thing(case.ref) or booking
    told = {
        "case": case,
        "booking": booking,
        "may_change": may_change(booking, now),
        "until": change_until_words(booking),
        "said": said,
        "offer": choice_of(
            service=booking.service,
            looked={"counter": booking.time.counter.code} | request.GET.dict(),
            chosen=request.POST.get("time", ""),
            held=None,
            now=now,
        ),
    }
    return render(request, "cases/own_time.html", told, status=422 if said else 200)


def _done(request: HttpRequest, booking: Booking, now: datetime) -> str:
    """Move it or call it off; return what went wrong, or nothing."""
    try:
        if request.POST.get("act") == "off":
            call_off(booking_id=booking.pk, now=now)
            messages.success(
                request, _("Your appointment is called off, and its place is free for somebody else.")
            )
            return ""
        chosen = read_mark(request.POST.get("time", ""))
        if chosen is None:
            return _("Choose a time first.")
        move(booking_id=booking.pk, counter_code=chosen[0], starts_at=chosen[1], now=now)
    except TimeFull:
        return _("Somebody took this time a moment ago. Your old time still stands; choose another one.")
    except TimeNotOffered:
        return _("This time can no longer be booked. Your old time still stands; choose another one.")
    except TooLate:
        return _("It is too late to change this online. Please call the office.")
    except NotBooked:
        return _("This appointment is over or called off.")
    messages.success(request, _("Your new time is booked, and the old one is free for somebody else."))
    return ""
