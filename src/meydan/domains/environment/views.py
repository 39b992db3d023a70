"""The air, for everybody."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.locale.public import text
from meydan.base.people.public import public_page
from meydan.base.ui.public import Chart
from meydan.domains.environment import exports, presentation
from meydan.domains.environment.engine.air_index import IndexTable
from meydan.domains.environment.queries import Reading, Station, air_now, year_ago
from meydan.kernel.observations.public import series

# A download of raw values is bounded: a year of minutes in one answer helps nobody.
MOST_DAYS = {"raw": 31, "hour": 366, "day": 3660}


@public_page
@require_GET
def air(request: HttpRequest) -> HttpResponse:
    """How the air is now, what to do, and which stations say so."""
    now = timezone.now()
    found = air_now(now)
    rows = presentation.station_rows(found)
    told = {
        "air": found, "rows": rows, "verdict": presentation.verdict(found), "now": now,
        "points": presentation.points(rows, now), "chart": presentation.city_chart(found),
        "heads": [cell.head for cell in rows[0].cells] if rows else [],
    }  # fmt: skip
    return render(request, "environment/air.html", told)


@public_page
@require_GET
def station(request: HttpRequest, key: str) -> HttpResponse:
    """One station: its values now, its history, and the same days a year before."""
    now = timezone.now()
    found = air_now(now, key=key)
    if not found.stations:
        raise Http404
    here = found.stations[0]
    reading = here.by_code.get(request.GET.get("property", "")) or here.worst or here.readings[0]
    span = request.GET.get("days", "3")
    span = span if span in presentation.SPANS else "3"
    days = series(reading.stream.pk, now - timedelta(days=400), now, "day")
    told = {
        "air": found, "station": here, "word": presentation.word_of(here), "reading": reading, "now": now,
        "span": span, "tabs": presentation.tabs(reading, span), "crumbs": presentation.crumbs(here),
        "chart": _chart(here, reading, found.table, span, now),
        "year_ago": year_ago(days, now),
        "points": [dict(point, current=True) for point in presentation.points(presentation.station_rows(found), now)],
    }  # fmt: skip
    return render(request, "environment/station.html", told)


def _chart(here: Station, reading: Reading, table: IndexTable, span: str, now: datetime) -> Chart | None:
    _label, long = presentation.SPANS[span]
    hours = series(reading.stream.pk, now - long, now, "hour" if span != "365" else "day")
    title = text(reading.stream.observed_property.names)
    return presentation.reading_chart(reading, table, hours, title=title)


@public_page
@require_GET
def values(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The values of a station as a file: ``?days=30&resolution=hour``."""
    now = timezone.now()
    found = air_now(now, key=key)
    if not found.stations or form not in ("csv", "json"):
        raise Http404
    resolution = request.GET.get("resolution", "hour")
    resolution = resolution if resolution in exports.RESOLUTIONS else "hour"
    asked = request.GET.get("days", "30")
    days = min(int(asked) if asked.isdecimal() and len(asked) < 9 else 30, MOST_DAYS[resolution])
    write = exports.as_csv if form == "csv" else exports.as_json
    body = write(found.stations[0], now - timedelta(days=days), now, resolution)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="air-{key}.{form}"'
    return answer
