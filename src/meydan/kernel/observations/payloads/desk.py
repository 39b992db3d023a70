"""The quarantine on the desk: what was refused and why, offered again or dropped."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meydan.base.locale.public import format_number
from meydan.base.people.public import account_of, staff_page
from meydan.kernel.observations.engine.moments import from_us
from meydan.kernel.observations.models import QuarantinedRow
from meydan.kernel.observations.operations.quarantine import (
    MOST_AT_ONCE,
    DropReasonMissing,
    ReplayReport,
    drop_rows,
    replay_rows,
)
from meydan.kernel.observations.payloads.forms import FilterForm
from meydan.kernel.observations.payloads.lists import OPEN, Wanted, counts_by_reason, quarantined
from meydan.kernel.observations.payloads.policies import incoming_policy

ROWS_A_PAGE = 50
# What a column of ids can hold.
NUMBER = re.compile(r"[0-9]{1,18}")


@staff_page(policy=incoming_policy, verb="see")
@require_GET
def quarantine(request: HttpRequest) -> HttpResponse:
    """What waits, newest first, by reason, station, device and day."""
    form = FilterForm(request.GET)
    wanted = form.wanted()
    page = Paginator(quarantined(wanted), ROWS_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "form": form, "pages": page, "rows": page.object_list, "wanted": wanted, "count": page.paginator.count,
        "query": _query(request.GET), "tabs": _tabs(wanted), "most": MOST_AT_ONCE,
        "may_decide": incoming_policy.may(request.user, "decide") and not wanted.is_done,
    }  # fmt: skip
    return render(request, "observations/quarantine.html", told)


def _query(said: QueryDict) -> str:
    names = ("reason", "datastream", "device", "since", "show")
    return urlencode({name: said[name] for name in names if said.get(name)})


def _tabs(wanted: Wanted) -> list[dict[str, object]]:
    counts = counts_by_reason()
    here = reverse("observations:quarantine")
    total = sum(count for _reason, count in counts)
    tabs = [{"label": _("All"), "href": here, "count": format_number(total), "active": not wanted.reason}]
    tabs += [
        {
            "label": QuarantinedRow.Reason(reason).label, "href": f"{here}?reason={reason}",
            "count": format_number(count), "active": wanted.reason == reason,
        }
        for reason, count in counts
    ]  # fmt: skip
    return [{**tab, "active": bool(tab["active"]) and not wanted.is_done} for tab in tabs]


@staff_page(policy=incoming_policy, verb="see")
@require_GET
def quarantined_row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row: what stood there, which way it came, and what can be done."""
    rows = QuarantinedRow.objects.select_related(
        "datastream__thing", "datastream__observed_property", "dropped_by"
    )
    row = get_object_or_404(rows, pk=pk)
    is_open = row.replayed_at is None and row.dropped_at is None
    told = {
        "row": row,
        "at": None if row.at_us is None else _moment(row.at_us),
        "payload": _shown(row.payload),
        "may_decide": is_open and incoming_policy.may(request.user, "decide"),
        "remedy": remedy(row.reason),
    }
    return render(request, "observations/quarantined.html", told)


def _moment(at_us: int) -> object:
    try:
        return from_us(at_us)
    except OverflowError:
        return None


def _shown(payload: str) -> str:
    try:
        return json.dumps(json.loads(payload), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return payload


def remedy(reason: str) -> str:
    """What somebody can do about a reason, in a sentence."""
    words = {
        "not_a_number": _("If it means that there is no value, name it in missing of the mapping."),
        "out_of_range": _("If the value is true, correct the range of the property and take it in again."),
        "in_the_future": _(
            "Set the clock of the device. Its time is not shifted here, for nobody knows by how much."
        ),
        "time_impossible": _("Look at the device: its time is beyond every calendar."),
        "time_unreadable": _("Say format and zone in [time] of the mapping, then take it in again."),
        "clock_wrong": _(
            "Set the clock of the device, or say ignore in [time] so that the moment of receipt counts."
        ),
        "unit_unknown": _("Say unit in the mapping, and for a gas in ppb the air, then take it in again."),
        "device_unknown": _("Register the device and its datastreams, then take in what it sent."),
        "stream_unknown": _("Add the datastream to the device, or correct key in the mapping."),
        "nothing_known": _("Compare the paths in the mapping with the payload; a decoder may be missing."),
        "unreadable": _("Look at what the device sends: it is no JSON."),
        "too_many": _("Let the sender split what it sends."),
    }
    return words.get(reason, "")


@staff_page(policy=incoming_policy, verb="decide")
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Take in again, or drop, the rows that were chosen, or all of the choice."""
    said = request.POST
    form = FilterForm(QueryDict(said.get("query", "")))
    ids: Sequence[int] = [int(pk) for pk in said.getlist("row") if NUMBER.fullmatch(pk)]
    if said.get("action", "").endswith("_all"):
        rows = quarantined(form.wanted()).filter(OPEN).order_by("pk")
        ids = list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])
    if not ids:
        messages.warning(request, _("Choose at least one row first."))
    elif said.get("action", "").startswith("drop"):
        _drop(request, ids, said.get("reason", ""))
    else:
        _tell(request, replay_rows(row_ids=ids, now=timezone.now()))
    return redirect(f"{reverse('observations:quarantine')}?{said.get('query', '')}".rstrip("?"))


def _drop(request: HttpRequest, ids: Sequence[int], reason: str) -> None:
    try:
        count = drop_rows(row_ids=ids, reason=reason, actor=account_of(request), now=timezone.now())
    except DropReasonMissing:
        messages.error(request, _("Write why they are dropped. Nothing was dropped."))
    else:
        messages.success(
            request, _("Dropped: %(count)s. The reason is kept with them.") % {"count": format_number(count)}
        )


def _tell(request: HttpRequest, done: ReplayReport) -> None:
    words = _(
        "Offered again: %(offered)s. Stored %(stored)s values, known before %(known)s, refused again %(refused)s."
    )
    messages.success(request, words % {
        "offered": format_number(done.offered), "stored": format_number(done.stored),
        "known": format_number(done.repeated), "refused": format_number(done.refused),
    })  # fmt: skip
    if done.impossible:
        messages.warning(
            request,
            _("%(count)s stay where they are: they were cut, or their mapping cannot be used.")
            % {"count": format_number(done.impossible)},
        )
