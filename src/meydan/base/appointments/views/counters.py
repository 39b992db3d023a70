"""Where and when the city receives people, and how busy it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meydan.base.appointments.queries import how_busy
from meydan.base.appointments.registry import matters
from meydan.base.people.public import public_page


@public_page
@require_safe
def counters(request: HttpRequest) -> HttpResponse:
    """Every counter with what is left today, the next free time, and what one may come for."""
    known = matters()
    shown = [
        (busy, [known[code] for code in busy.counter.services if code in known])
        for busy in how_busy(now=timezone.now())
    ]
    return render(request, "appointments/counters.html", {"shown": shown})
