"""One appointment at the desk: came or not, another time, called off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meydan.base.appointments.choosing import choice_of
from meydan.base.appointments.engine.marks import read_mark
from meydan.base.appointments.models import Booking
from meydan.base.appointments.operations import booking as acts
from meydan.base.appointments.operations.taking import TimeFull, TimeNotOffered
from meydan.base.appointments.policies import counter_policy
from meydan.base.appointments.presentation import booking_words
from meydan.base.appointments.queries import bookings
from meydan.base.appointments.registry import matters
from meydan.base.appointments.rows import row_of
from meydan.base.people.public import account_of, staff_page


def _mine(request: HttpRequest, booking_id: int) -> Booking:
    found = get_object_or_404(bookings().exclude(state=Booking.State.HELD), pk=booking_id)
    counter_policy.require(account_of(request), "receive", found)
    return found


@staff_page(policy=counter_policy, verb="receive")
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Show an appointment with the times it could be moved to; move it."""
    booking, status, said = _mine(request, booking_id), 200, ""
    if request.method == "POST":
        said = _moved(request, booking)
        if not said:
            messages.success(request, _("Moved. Whoever comes is told, if they can be reached."))
            return redirect("appointments:one", booking_id=booking.pk)
        status, booking = 422, _mine(request, booking_id)
    now = timezone.now()
    told = {
        "row": row_of(booking, matters(), now),
        "booking": booking,
        "offer": choice_of(
            service=booking.service,
            looked={"counter": booking.time.counter.code} | request.GET.dict(),
            chosen=request.POST.get("time", ""),
            held=None,
            now=now,
            by_staff=True,
        ),
        "said": said,
    }
    return render(request, "appointments/one.html", told, status=status)


def _moved(request: HttpRequest, booking: Booking) -> str:
    """Move it; return what went wrong, or nothing."""
    chosen = read_mark(request.POST.get("time", ""))
    if chosen is None:
        return _("Choose a time.")
    actor, now = account_of(request), timezone.now()
    try:
        acts.move(booking_id=booking.pk, counter_code=chosen[0], starts_at=chosen[1], now=now, actor=actor)
    except TimeFull:
        return _("Somebody took this time a moment ago. The old time still stands; choose another one.")
    except TimeNotOffered:
        return _("This time can no longer be booked. The old time still stands; choose another one.")
    except acts.NotBooked:
        return _("This appointment is over or called off.")
    return ""


@staff_page(policy=counter_policy, verb="receive")
@require_POST
def mark(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Write down whether somebody came."""
    booking = _mine(request, booking_id)
    came = request.POST.get("came") == "yes"
    try:
        acts.mark(booking_id=booking.pk, came=came, actor=account_of(request), now=timezone.now())
    except acts.NotBooked:
        messages.warning(request, _("This appointment is over or called off."))
    except acts.TooEarly:
        messages.warning(request, _("Nobody can have come or stayed away before the day."))
    else:
        messages.success(request, _("Written down: came.") if came else _("Written down: did not come."))
    return _back(booking)


@staff_page(policy=counter_policy, verb="receive")
@require_POST
def off(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Call an appointment off for the office."""
    booking = _mine(request, booking_id)
    reason = request.POST.get("reason", "")
    if not reason.strip():
        messages.warning(request, _("Write why, so that whoever wanted to come understands it."))
        return redirect("appointments:one", booking_id=booking.pk)
    try:
        acts.call_off(booking_id=booking.pk, actor=account_of(request), reason=reason, now=timezone.now())
    except acts.NotBooked:
        messages.warning(request, _("This appointment is over or called off."))
    else:
        messages.success(request, _("Called off: %(when)s. They are told, with the next free time.") % {
            "when": booking_words(booking)
        })  # fmt: skip
    return redirect("appointments:one", booking_id=booking.pk)


def _back(booking: Booking) -> HttpResponse:
    on = timezone.localtime(booking.time.starts_at).date()
    return redirect(f"{reverse('appointments:day')}?day={on.isoformat()}#booking-{booking.pk}")
