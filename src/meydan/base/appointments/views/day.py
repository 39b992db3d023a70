"""The day of the counters: who comes when."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from meydan.base.appointments import sheets
from meydan.base.appointments.calendarfile import as_calendar
from meydan.base.appointments.models import Booking, Counter
from meydan.base.appointments.policies import counter_policy
from meydan.base.appointments.queries import counters, of_day
from meydan.base.appointments.registry import matters
from meydan.base.appointments.rows import row_of
from meydan.base.locale.public import text
from meydan.base.people.public import staff_page

DAY = timedelta(days=1)
# Whoever asks for a day beyond these has slipped; the calendar ends somewhere, and it has days before and after.
FIRST_YEAR, LAST_YEAR = 1900, 2200
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def own_counters(request: HttpRequest) -> list[Counter]:
    """The counters at which the reader receives people."""
    return [one for one in counters() if counter_policy.may(request.user, "receive", one)]


def _asked(request: HttpRequest) -> tuple[date, list[Counter], str]:
    own, code = own_counters(request), request.GET.get("counter", "")
    chosen = [one for one in own if one.code == code] or own
    try:
        on = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        on = timezone.localdate()
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        on = timezone.localdate()
    return on, chosen, code if len(chosen) == 1 else ""


@staff_page(policy=counter_policy, verb="see")
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Who comes on a day, by clock."""
    on, chosen, code = _asked(request)
    bookings, known, now = list(of_day(chosen, on)), matters(), timezone.now()
    own = own_counters(request)
    told = {
        "on": on,
        "rows": [row_of(one, known, now) for one in bookings],
        "counter": code,
        "tabs": [_tab(on, "", own, code), *(_tab(on, one.code, [one], code) for one in own)]
        if len(own) > 1
        else [],
        "before": _query(on - DAY, code),
        "after": _query(on + DAY, code),
        "today": _query(timezone.localdate(), code),
        "query": _query(on, code),
        "waiting": sum(one.state == Booking.State.BOOKED for one in bookings),
        "book": {code: known[code] for one in chosen for code in one.services if code in known}.values(),
        "can_offer": counter_policy.may(request.user, "offer"),
    }
    return render(request, "appointments/day.html", told)


def _query(on: date, code: str) -> str:
    return "?" + urlencode({"day": on.isoformat()} | ({"counter": code} if code else {}))


def _tab(on: date, code: str, of: list[Counter], current: str) -> dict[str, object]:
    label = text(of[0].names) if code else pgettext("counters", "All")
    return {"href": _query(on, code), "label": label, "active": code == current}


@staff_page(policy=counter_policy, verb="see")
@require_safe
def sheet(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the day out as XLSX, CSV or a calendar."""
    on, chosen, _code = _asked(request)
    bookings, known, now = list(of_day(chosen, on)), matters(), timezone.now()
    rows = [row_of(one, known, now) for one in bookings]
    match form:
        case "csv":
            answer = HttpResponse(sheets.as_csv(rows), "text/csv; charset=utf-8")
        case "xlsx":
            answer = HttpResponse(sheets.as_xlsx(rows), SHEET)
        case "ics":
            answer = HttpResponse(as_calendar(bookings, with_alarm=False), "text/calendar; charset=utf-8")
        case _:
            raise Http404(form)
    answer["Content-Disposition"] = f'attachment; filename="appointments-{on.isoformat()}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
