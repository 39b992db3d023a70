"""
What has been reported, for everybody: a list that can be narrowed, a page a request, and feeds of both to follow.

The same questions and the same answers as at the Open311 door; the same rule says what may be known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meydan.base.feeds.public import ATOM_TYPE, RSS_TYPE, Entry, Feed, as_atom, as_rss
from meydan.base.locale.public import current_language, text
from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.kernel.cases import presentation
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.open311.asking import WINDOW, Asked, Span, read_asked
from meydan.kernel.cases.open311.faults import Fault
from meydan.kernel.cases.open311.finding import requests_asked
from meydan.kernel.cases.open311.published import (
    public_address,
    published_cases,
    published_events,
    published_services,
)
from meydan.kernel.cases.queries.workflows import workflow

A_PAGE = 50
NARROWING = ("service_code", "status", "area", "lat", "long", "radius")
FORMS: dict[str, tuple[Callable[[Feed, Sequence[Entry]], bytes], str]] = {
    "atom": (as_atom, ATOM_TYPE),
    "rss": (as_rss, RSS_TYPE),
}


@public_page
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The requests of the last ninety days that changed last, narrowed as asked."""
    now = timezone.now()
    fault, last = "", None
    found: Sequence[Case] = ()
    try:
        found, last = requests_asked(_asked(request, now))
    except Fault as refused:
        fault = refused.description
    narrowed = _narrowed(request)
    told = {
        "rows": [_row(case, now) for case in found],
        "services": published_services(),
        "asked": narrowed,
        "fault": fault,
        "feed_query": urlencode({**narrowed, "lang": current_language()}),
        "next_query": _next_query(narrowed, last),
    }
    return render(request, "cases/requests.html", told, status=400 if fault else 200)


@public_page
@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same list, to follow."""
    try:
        found, _last = requests_asked(_asked(request, timezone.now()))
    except Fault as refused:
        return HttpResponse(
            refused.description, status=refused.status, content_type="text/plain; charset=utf-8"
        )
    query = urlencode({**_narrowed(request), "lang": current_language()})
    entries = [_entry(case) for case in found]
    title = _("Reported in %(city)s") % {"city": text(current().names)}
    return _feed(
        request,
        form,
        f"{reverse('cases:requests_feed', args=[form])}?{query}",
        reverse("cases:requests"),
        title,
        entries,
    )


@public_page
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one request stands."""
    case = _case(pk)
    now, walk = timezone.now(), workflow(case.service.workflow)
    lines = [
        presentation.told_to_public(event, walk)
        for event in published_events().filter(case=case).order_by("sequence")
    ]
    told = {
        "case": case,
        "row": _row(case, now),
        "due": presentation.due_words(case, now),
        "face": presentation.case_face(case, now),
        "told": sorted((line for line in lines if line), key=lambda line: line.at),
        "language": current_language(),
    }
    return render(request, "cases/request.html", told)


@public_page
@require_safe
def one_feed(request: HttpRequest, pk: str, form: str) -> HttpResponseBase:
    """What happens to one request, to follow."""
    case = _case(int(pk))
    walk, page = workflow(case.service.workflow), _page(case)
    entries = [_entry(case)]
    for event in published_events().filter(case=case).order_by("sequence"):
        told = presentation.told_to_public(event, walk)
        if told is not None:
            words = told.words or told.detail or told.title
            entries.insert(0, Entry(f"{page}#update-{event.pk}", page, told.title, words, event.at, event.at))
    query = urlencode({"lang": current_language()})
    address = f"{reverse('cases:request_feed', args=[pk, form])}?{query}"
    return _feed(
        request, form, address, reverse("cases:request", args=[pk]), text(case.service.names), entries
    )


def _case(pk: int) -> Case:
    found = published_cases().filter(pk=pk).first() if pk < 10**18 else None
    if found is None:
        raise Http404(str(pk))
    return found


def _narrowed(request: HttpRequest) -> dict[str, str]:
    return {name: value for name in NARROWING if (value := request.GET.get(name, "").strip())}


def _asked(request: HttpRequest, now: datetime) -> Asked:
    """What the visitor wants to see: of the last ninety days, what changed last first."""
    query = {**_narrowed(request), "page_size": str(A_PAGE)}
    if "after" in request.GET:
        query["after"] = request.GET["after"]
    asked = read_asked(query, now, settings.CITY_ZONE)
    # To the day, so that the same list is asked for all day long.
    since = (now - WINDOW).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    return Asked(
        place=asked.place, services=asked.services, statuses=asked.statuses, around=asked.around, area=asked.area,
        updated=Span(start=since),
    )  # fmt: skip


def _next_query(narrowed: dict[str, str], last: tuple[datetime, int] | None) -> str:
    if last is None:
        return ""
    return urlencode({**narrowed, "after": f"{last[0].isoformat().replace('+00:00', 'Z')}_{last[1]}"})


def _row(case: Case, now: datetime) -> dict[str, object]:
    state = workflow(case.service.workflow).state(case.state)
    return {
        "case": case,
        "name": text(case.service.names),
        "state": text(state.public_names),
        "chip": "good" if case.outcome == Case.Outcome.DONE else "bad" if _is_late(case, now) else "watch",
        "where": public_address(case),
        "unit": text(case.unit.names),
    }


def _is_late(case: Case, now: datetime) -> bool:
    return case.closed_at is None and case.due_at is not None and case.due_at < now


def _page(case: Case) -> str:
    return f"{settings.MEYDAN_HOME.address}{reverse('cases:request', args=[case.pk])}"


def _entry(case: Case) -> Entry:
    row = _row(case, case.updated_at)
    page = _page(case)
    said = [row["state"], row["where"], row["unit"], presentation.due_words(case, case.updated_at)]
    if case.is_sample:
        said.insert(0, _("A sample: nobody reported this."))
    door = reverse("cases:open311_request", kwargs={"number": case.pk, "form": "json"})
    summary = "\n".join(str(part) for part in said if part)
    return Entry(
        id=page, page=page, title=f"{row['name']}: {row['state']}", summary=summary,
        published=case.opened_at, updated=case.updated_at, category=case.service.code,
        links=[(settings.MEYDAN_HOME.address + door, "application/json")],
    )  # fmt: skip


def _feed(
    request: HttpRequest, form: str, address: str, site: str, title: str, entries: Sequence[Entry]
) -> HttpResponseBase:
    write, media_type = FORMS[form]
    home = settings.MEYDAN_HOME.address
    newest = max((entry.updated for entry in entries), default=None)
    # A feed without entries has not changed since the beginning of its time.
    beginning = timezone.now().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    told = Feed(
        home + address, home + site, title, text(current().names), current_language(), newest or beginning
    )  # fmt: skip
    body = write(told, entries)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    fresh = HttpResponse(body, content_type=f"{media_type}; charset=utf-8")
    answer = get_conditional_response(request, etag=etag, response=fresh) or fresh
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, max-age=60"
    # Open data: a page of another origin may read it.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
