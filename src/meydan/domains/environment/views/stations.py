"""What is measured beside the air, and the history of every series, for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.locale.public import text
from meydan.base.people.public import public_page
from meydan.base.ui.public import Chart
from meydan.domains.environment import exports
from meydan.domains.environment.engine.kinds import AIR, BY_CODE, Kind
from meydan.domains.environment.exports import Asked
from meydan.domains.environment.presentation import stations as presentation
from meydan.domains.environment.presentation.heat import heat
from meydan.domains.environment.presentation.history import compared
from meydan.domains.environment.presentation.words import (
    QUESTIONS,
    decimals_of,
    kind_name,
    post_word,
    unit_of,
)
from meydan.domains.environment.queries.gauges import Gauge, Post, posts_now
from meydan.domains.environment.queries.history import past_of
from meydan.domains.environment.queries.snapshot import snapshot
from meydan.domains.environment.views.air import as_file, asked_span
from meydan.kernel.observations.public import series


def _kind(code: str) -> Kind:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


@public_page
@require_GET
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Every station of a kind with its newest values."""
    if _kind(kind).code == AIR:
        return redirect("environment:air")
    now = timezone.now()
    rows = presentation.post_rows(posts_now(now, [kind]))
    told = {
        "kind": _kind(kind), "name": kind_name(kind), "question": QUESTIONS[kind], "rows": rows, "now": now,
        "heads": [cell.head for cell in rows[0].cells] if rows else [],
        "is_sample": any(row.post.is_sample for row in rows),
        "points": presentation.points(rows, now), "crumbs": presentation.crumbs((kind_name(kind), "")),
    }  # fmt: skip
    return render(request, "environment/kind.html", told)


@public_page
@require_GET
def post(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One station: its values and figures, its limits with their sources, its course."""
    if _kind(kind).code == AIR:
        return redirect("environment:station", key=key)
    now = timezone.now()
    here = _post(now, kind, key)
    gauge = here.by_code.get(request.GET.get("property", "")) or here.speaker or here.gauges[0]
    span = request.GET.get("days", "30" if gauge.stream.period_s is None else "3")
    span = span if span in presentation.SPANS else "3"
    told = {
        "kind": _kind(kind), "post": here, "gauge": gauge, "name": text(gauge.stream.observed_property.names),
        "word": post_word(here), "rows": presentation.gauge_rows(here, span), "now": now, "span": span,
        "tabs": presentation.tabs(gauge.code, span), "chart": _chart(gauge, span, now),
        "limits": presentation.limit_rows(gauge.code, unit_of(gauge)), "smalls": presentation.smalls(here),
        "crumbs": presentation.crumbs(presentation.kind_crumb(kind), (text(here.names), "")),
        "points": [dict(point, current=True) for point in presentation.points(presentation.post_rows([here]), now)],
    }  # fmt: skip
    return render(request, "environment/post.html", told)


def _post(now: datetime, kind: str, key: str) -> Post:
    found = posts_now(now, [kind], key=key)
    if not found:
        raise Http404
    return found[0]


def _chart(gauge: Gauge, span: str, now: datetime) -> Chart | None:
    _label, long = presentation.SPANS[span]
    by_day = span == "365"
    # What is written down by hand comes as it pleases: each value is a point.
    resolution = "raw" if gauge.stream.period_s is None else "day" if by_day else "hour"
    return presentation.gauge_chart(
        gauge, series(gauge.stream.pk, now - long, now, resolution), by_day=by_day
    )


@public_page
@require_GET
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """A year of one series: months, days beyond the limit, this year beside the last."""
    now = timezone.now()
    found = snapshot(now, [_kind(kind).code], key=key)
    if not found.streams:
        raise Http404
    by_code = {str(stream.observed_property.code): stream for stream in found.streams}
    order = [code for code in _kind(kind).properties if code in by_code] or sorted(by_code)
    asked = request.GET.get("property", "")
    code = asked if asked in by_code else order[0]
    stream, past = by_code[code], past_of(by_code[code], now)
    back = (
        reverse("environment:station", args=[key])
        if kind == AIR
        else reverse("environment:post", args=[kind, key])
    )
    told: dict[str, Any] = {
        "stream": stream, "past": past, "heat": heat(past, stream.unit, decimals_of(code)),
        "told": compared(past, stream, timezone.localdate(now)),
        "name": text(stream.observed_property.names), "station": text(stream.thing.names), "back": back,
        "tabs": [
            {"label": text(by_code[each].observed_property.names), "href": f"?property={each}", "active": each == code}
            for each in order
        ],
        "crumbs": presentation.crumbs(
            presentation.kind_crumb(kind), (text(stream.thing.names), back), (presentation.year_word(), "")
        ),
    }  # fmt: skip
    return render(request, "environment/history.html", told)


@public_page
@require_GET
def values(request: HttpRequest, kind: str, key: str, form: str) -> HttpResponse:
    """The values of a station as a file: ``?days=30&resolution=hour``."""
    now = timezone.now()
    found = snapshot(now, [_kind(kind).code], key=key)
    if not found.streams or form not in exports.FORMS:
        raise Http404
    thing = found.streams[0].thing
    start, resolution = asked_span(request, now)
    asked = Asked(
        thing.key, thing.names, thing.lon, thing.lat, thing.is_sample, found.streams, start, now, resolution
    )
    return as_file(asked, form, f"{kind}-{key}")
