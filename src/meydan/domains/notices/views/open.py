"""What everybody reads: which notices stand, one notice, and both for machines."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.domains.notices import operations, queries
from meydan.domains.notices.errors import NoticeUnknown
from meydan.domains.notices.models import Notice
from meydan.domains.notices.presentation import crumbs, face, map_items

A_PAGE, MOST_FOR_MACHINES = 25, 500


@public_page
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """What is under way, what is coming, what is over."""
    now = timezone.now()
    faces = [face(one, now) for one in queries.standing(now)]
    pages = Paginator(queries.past(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "under_way": [one for one in faces if one.is_now],
        "coming": [one for one in faces if not one.is_now],
        "past": [face(one, now) for one in pages],
        "pages": pages,
        "items": [item for one in faces for item in map_items(one.notice)],
    }
    return render(request, "notices/front.html", context)


@public_page
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One notice."""
    notice = _out(code)
    context = {
        "face": face(notice, timezone.now()), "items": map_items(notice),
        "crumbs": crumbs(notice.case.title),
    }  # fmt: skip
    return render(request, "notices/notice.html", context)


@public_page
@require_POST
def spared(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody was about to report what a notice had told already: counted once a visitor and notice."""
    notice = _out(code)
    known = request.session.get("notices_spared", [])
    if notice.case.code not in known and notice.case.closed_at is None:
        operations.spare_report(notice=notice)
        request.session["notices_spared"] = [*known, notice.case.code][-50:]
    return redirect("notices:notice", code=code)


def _out(code: str) -> Notice:
    """Return a notice that was put out; a draft does not exist for the public."""
    try:
        found = queries.notice(code)
    except NoticeUnknown as unknown:
        raise Http404(code) from unknown
    if found.announced_at is None:
        raise Http404(code)
    return found


@public_page
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What stands, as GeoJSON."""
    now = timezone.now()
    features = [_feature(one) for one in queries.standing(now)[:MOST_FOR_MACHINES]]
    answer = JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json"
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _feature(notice: Notice) -> dict[str, Any]:
    case = notice.case
    return {
        "type": "Feature", "id": case.code, "geometry": notice.area,
        "properties": {
            "service": case.service.code, "state": case.state, "titles": case.titles, "texts": notice.texts,
            "where": notice.where, "starts_at": notice.starts_at.isoformat(),
            "ends_at": notice.ends_at.isoformat() if notice.ends_at else None,
            "url": settings.MEYDAN_HOME.address + reverse("notices:notice", args=[case.code]),
            "is_sample": case.is_sample,
        },
    }  # fmt: skip


@public_page
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What stands, for a calendar (RFC 5545), in the reader's language."""
    now = timezone.now()
    body = as_calendar(list(queries.standing(now)[:MOST_FOR_MACHINES]))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="notices.ics"'
    return answer


def as_calendar(notices: list[Notice]) -> bytes:
    """Write notices as events; a change keeps the UID and raises SEQUENCE by the case's version."""
    from icalendar import Calendar, Event

    city = text(current().names)
    whole = Calendar()
    whole.add("prodid", "-//Meydan//notices//")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", _("Notices of %(city)s") % {"city": city})
    for one in notices:
        page = settings.MEYDAN_HOME.address + reverse("notices:notice", args=[one.case.code])
        event = Event()
        event.add("uid", f"{one.case.code}@{settings.MEYDAN_HOME.address.partition('//')[2]}")
        event.add("summary", one.case.title)
        event.add("description", text(one.texts))
        event.add("location", one.place_words or city)
        event.add("dtstamp", one.changed_at)
        event.add("dtstart", one.starts_at)
        if one.ends_at is not None:
            event.add("dtend", one.ends_at)
        event.add("sequence", one.case.version)
        event.add("url", page)
        whole.add_component(event)
    return bytes(whole.to_ical())
