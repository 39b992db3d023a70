"""What happened to the plan, to read back and to follow."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meydan.base.feeds.public import Entry
from meydan.base.locale.public import current_language
from meydan.base.people.public import public_page
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy.activityshown import by_day, stream
from meydan.kernel.strategy.following import atom
from meydan.kernel.strategy.historyshown import Moment
from meydan.kernel.strategy.queries.activity import WINDOW, activity

MOST_ENTRIES = 100


def _until(request: HttpRequest) -> date:
    today = timezone.localdate()
    try:
        return min(today, max(date(2000, 1, 1), date.fromisoformat(request.GET.get("until", ""))))
    except ValueError:
        return today


@public_page
@require_GET
def activity_page(request: HttpRequest) -> HttpResponse:
    """Ninety days, the newest first."""
    until = _until(request)
    told = {
        "days": by_day(stream(activity(until))),
        "begin": until - WINDOW + timedelta(days=1),
        "until": until,
        "earlier": (until - WINDOW).isoformat(),
        "is_now": until == timezone.localdate(),
        "crumbs": shown.crumbs((_("What happened lately"), "")),
    }
    return render(request, "strategy/activity.html", told)


@public_page
@require_GET
def activity_feed(request: HttpRequest) -> HttpResponseBase:
    """The same, to follow."""
    query = urlencode({"lang": current_language()})
    return atom(
        request,
        address=f"{reverse('strategy:activity_feed')}?{query}",
        page=reverse("strategy:activity"),
        title=_("What happened lately"),
        entries=[_entry(one) for one in stream(activity(timezone.localdate()))[:MOST_ENTRIES]],
    )


def _entry(one: Moment) -> Entry:
    page = f"{settings.MEYDAN_HOME.address}{one.href}"
    mark = hashlib.sha256(f"{one.at.isoformat()}|{one.href}|{one.title}|{one.body}".encode()).hexdigest()[:16]
    return Entry(
        id=f"{page}#{mark}",
        page=page,
        title=one.title,
        summary=strip_tags(str(one.body)),
        published=one.at,
        updated=one.at,
    )
