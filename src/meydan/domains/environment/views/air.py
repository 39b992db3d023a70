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
from meydan.domains.environment import exports
from meydan.domains.environment.engine.tables import IndexTable
from meydan.domains.environment.exports import Asked
from meydan.domains.environment.presentation import air as presentation
from meydan.domains.environment.presentation.forecast import outlook
from meydan.domains.environment.presentation.states import freshness_word
from meydan.domains.environment.presentation.stations import crumbs as city_crumbs
from meydan.domains.environment.presentation.words import kind_name
from meydan.domains.environment.queries.air import Air, Reading, Station, air_now
from meydan.domains.environment.queries.forecasts import newest_forecast
from meydan.domains.environment.queries.history import year_ago
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
        "heads": [cell.head for cell in rows[0].cells] if rows else [], "outlook": _outlook(found, now),
        "crumbs": city_crumbs((kind_name("air"), "")),
    }  # fmt: skip
    return render(request, "environment/air.html", told)


def _outlook(found: Air, now: datetime) -> object:
    """The forecast of the station that speaks for the city."""
    worst = found.worst.worst if found.worst else None
    if worst is None:
        return None
    return outlook(newest_forecast(worst.stream.pk, now), worst.stream, worst.hours, now)


@public_page
@require_GET
def station(request: HttpRequest, key: str) -> HttpResponse:
    """One station: its values now, what is expected, its history, and the same days a year before."""
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
        "chart": _chart(here, reading, found.table, span, now), "year_ago": year_ago(days, now),
        "rows": [(one, freshness_word(one.state)) for one in here.readings],
        "smalls": presentation.smalls(here),
        "outlook": outlook(newest_forecast(reading.stream.pk, now), reading.stream, reading.hours, now),
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
    if not found.stations or form not in exports.FORMS:
        raise Http404
    here = found.stations[0]
    streams = [reading.stream for reading in here.readings]
    start, resolution = asked_span(request, now)
    asked = Asked(here.key, here.names, here.lon, here.lat, here.is_sample, streams, start, now, resolution)
    return as_file(asked, form, f"air-{key}")


def asked_span(request: HttpRequest, now: datetime) -> tuple[datetime, str]:
    """From when, and in which resolution, a download was asked for; both within bounds."""
    resolution = request.GET.get("resolution", "hour")
    resolution = resolution if resolution in exports.RESOLUTIONS else "hour"
    days = request.GET.get("days", "30")
    count = min(int(days) if days.isdecimal() and len(days) < 9 else 30, MOST_DAYS[resolution])
    return now - timedelta(days=count), resolution


def as_file(asked: Asked, form: str, name: str) -> HttpResponse:
    """A download."""
    answer = HttpResponse(exports.written(asked, form), content_type=exports.FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
