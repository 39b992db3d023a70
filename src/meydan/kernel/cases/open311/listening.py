"""Hears from other servers what became of the cases they work on."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from meydan.base.connectors.public import CallFailed
from meydan.kernel.cases.models import Open311Endpoint, Open311Forwarding
from meydan.kernel.cases.open311 import remote
from meydan.kernel.cases.open311.faults import Fault
from meydan.kernel.cases.open311.finding import COMMITS_WITHIN
from meydan.kernel.cases.open311.moments import read_moment
from meydan.kernel.cases.operations.words import add_note

log = logging.getLogger(__name__)
# A server that knows no updated_after answers with its last ninety days; after so many pages the next round goes on.
MOST_PAGES = 40
# Once a day those not heard of are asked for by number, which every server knows.
UNHEARD = timedelta(days=1)
AT_ONCE = 50
LONGEST_WORDS = 1000
Row = Mapping[str, Any]


def listen_to_all(now: datetime) -> None:
    """Ask every active server that has cases of ours."""
    busy = Open311Endpoint.objects.filter(is_active=True, forwardings__state=Open311Forwarding.State.SENT)
    for endpoint in busy.distinct().order_by("pk"):
        try:
            listen(endpoint, now)
        except CallFailed as fault:
            log.warning("%s: %s", endpoint.name, fault)


def listen(endpoint: Open311Endpoint, now: datetime) -> int:
    """
    Read what changed there since the last time; return how many cases of ours it concerns.

    :raises CallFailed: if it does not answer; what was read before that is kept
    """
    _numbers_for_tokens(endpoint)
    heard = _changes(endpoint, now)
    sent = endpoint.forwardings.filter(state=Open311Forwarding.State.SENT).exclude(their_id="")
    numbers = list(
        sent.filter(heard_at__lt=now - UNHEARD)
        .order_by("heard_at")
        .values_list("their_id", flat=True)[:AT_ONCE]
    )
    if numbers:
        rows, _next = remote.get(endpoint, "requests.json", service_request_id=",".join(numbers))
        heard += _take(endpoint, rows, now)
        # Who is not in the answer is asked for tomorrow again, after the others.
        sent.filter(their_id__in=numbers).update(heard_at=now)
    return heard


def _changes(endpoint: Open311Endpoint, now: datetime) -> int:
    since = (endpoint.read_until or endpoint.made_at) - COMMITS_WITHIN
    stamp = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    rows, onward = remote.get(endpoint, "requests.json", updated_after=stamp)
    heard, newest = _take(endpoint, rows, now), _newest(rows, now)
    for _ in range(MOST_PAGES):
        if not onward:
            break
        rows, onward = remote.follow(endpoint, onward)
        heard += _take(endpoint, rows, now)
    # Only when all pages were read: the newest change stands on the first of them.
    if newest is not None and not onward and (endpoint.read_until is None or newest > endpoint.read_until):
        Open311Endpoint.objects.filter(pk=endpoint.pk).update(read_until=newest)
    return heard


def _newest(rows: Sequence[Row], now: datetime) -> datetime | None:
    """The newest change of a page; a server whose clock runs ahead does not make us skip what comes."""
    found: list[datetime] = []
    for row in rows:
        try:
            found.append(
                read_moment(remote.said(row, "updated_datetime", 40), "updated_datetime", settings.CITY_ZONE)
            )
        except Fault:
            continue
    return min(max(found), now) if found else None


def _numbers_for_tokens(endpoint: Open311Endpoint) -> None:
    unnumbered = endpoint.forwardings.filter(state=Open311Forwarding.State.SENT, their_id="").exclude(
        their_token=""
    )
    for row in unnumbered.order_by("pk")[:AT_ONCE]:
        rows, _next = remote.get(endpoint, f"tokens/{remote.quoted(row.their_token)}.json")
        number = remote.said(rows[0], "service_request_id", 120) if rows else ""
        if number:
            Open311Forwarding.objects.filter(pk=row.pk, their_id="").update(their_id=number)


def _take(endpoint: Open311Endpoint, rows: Sequence[Row], now: datetime) -> int:
    told = {remote.said(row, "service_request_id", 120): row for row in rows}
    told.pop("", None)
    ours = endpoint.forwardings.filter(
        state=Open311Forwarding.State.SENT, their_id__in=list(told)
    ).select_related("case")
    return sum(_reflect(row, told[row.their_id], now) for row in ours)


@transaction.atomic
def _reflect(row: Open311Forwarding, told: Row, now: datetime) -> int:
    """
    Write into the case's history what they say; the office reads it and decides.

    A state is theirs: it moves no case of ours, whose last step asks for evidence of our own.
    """
    status = remote.said(told, "status", 40).lower()
    Open311Forwarding.objects.filter(pk=row.pk).update(heard_at=now)
    if not status or status == row.their_status:
        return 0
    mine = Open311Forwarding.objects.filter(pk=row.pk, their_status=row.their_status)
    if not mine.update(their_status=status):
        return 0
    words = remote.said(told, "status_notes", LONGEST_WORDS)
    said = ": ".join(part for part in (row.endpoint.name, status, words) if part)
    add_note(case_id=row.case_id, text=said, actor=None, now=now)
    return 1
