"""The environment of the city, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meydan.base.people.public import public_page
from meydan.domains.environment.engine.ventilation import BOUNDS_REVIEWED, BOUNDS_SOURCE
from meydan.domains.environment.presentation import city as presentation
from meydan.domains.environment.presentation.breath import breath_of, class_rows
from meydan.domains.environment.presentation.forecast import outlook
from meydan.domains.environment.presentation.stations import crumbs
from meydan.domains.environment.queries.city import city_now
from meydan.domains.environment.queries.forecasts import newest_forecast
from meydan.domains.environment.queries.tables import breathes, index_table, index_tables, limits


@public_page
@require_GET
def city(request: HttpRequest) -> HttpResponse:
    """One colour, what to do, and one line for each thing that is measured."""
    now = timezone.now()
    found = city_now(now)
    lines = presentation.lines_of(found)
    worst = found.air.worst.worst if found.air.worst else None
    told = {
        "city": found, "lines": lines, "verdict": presentation.verdict_of(lines), "table": found.air.table,
        "outlook": outlook(newest_forecast(worst.stream.pk, now), worst.stream, worst.hours, now) if worst else None,
        "breath": breath_of(found.seen) if breathes() else None,
    }  # fmt: skip
    return render(request, "environment/city.html", told)


@public_page
@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """By which tables and limits everything is judged: who says so, since when, and who has read them."""
    told = {
        "tables": index_tables(), "current": index_table(), "limits": limits(),
        "crumbs": crumbs((_("Tables and limits"), "")), "breaths": class_rows() if breathes() else [],
        "breath_source": BOUNDS_SOURCE, "breath_reviewed": BOUNDS_REVIEWED,
    }  # fmt: skip
    return render(request, "environment/measures.html", told)
