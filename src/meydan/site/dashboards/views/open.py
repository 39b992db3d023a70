"""Dashboards for everybody."""

from __future__ import annotations

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from meydan.base.people.public import public_page
from meydan.site.dashboards.drawing import draw_panels, sheet_of
from meydan.site.dashboards.exports import FORMS, file_of
from meydan.site.dashboards.models import Dashboard
from meydan.site.dashboards.queries import DashboardUnknown, panels_of, public_dashboard, public_dashboards
from meydan.site.dashboards.registry import NothingToShow, PanelKindUnknown, SettingsRefused
from meydan.site.dashboards.scope import Scope
from meydan.site.dashboards.trail import crumbs

# As for a frame on another site: a drawing serves everybody for so long.
KEPT_S = 60


@public_page
@require_GET
def open_list(request: HttpRequest) -> HttpResponse:
    """Every dashboard that everybody sees."""
    return render(request, "dashboards/open_list.html", {"rows": public_dashboards()})


@public_page
@require_GET
def open_dashboard(request: HttpRequest, key: str) -> HttpResponse:
    """One of them, drawn within the last minute."""
    found = _public(key)
    told = {
        "dashboard": found,
        "body": _body(found),
        "crumbs": crumbs(found.name, name="dashboards:open_list"),
    }
    return render(request, "dashboards/open.html", told)


def _body(found: Dashboard) -> str:
    """
    The panels, drawn once a minute for everybody: the narrow scope shows every reader the same.

    Each panel asks for a few things, and a page of many would ask the database for all of them at every reading.
    """
    kept_as = f"dashboards.open:{found.pk}:{found.version}:{get_language()}"
    body = cache.get(kept_as)
    if body is None:
        scope = Scope(timezone.now(), is_public=True)
        shown = draw_panels(panels_of(found), scope)
        told = {
            "dashboard": found, "panels": shown, "now": scope.now,
            "is_sample": any(one.is_sample for one in shown),
        }  # fmt: skip
        body = render_to_string("dashboards/open_body.html", told) if shown else ""
        cache.set(kept_as, body, KEPT_S)
    return str(body)


@public_page
@require_GET
def panel_file(request: HttpRequest, key: str, number: int, form: str) -> HttpResponse:
    """The values of one panel as CSV or JSON."""
    return panel_answer(_public(key), number, form)


def panel_answer(found: Dashboard, number: int, form: str) -> HttpResponse:
    """
    The file of a panel with the scope of its dashboard.

    :raises Http404: if there is no such panel, or nothing in it
    """
    if form not in FORMS:
        raise Http404(form)
    panel = next((one for one in panels_of(found) if one.order == number), None)
    if panel is None:
        raise Http404(str(number))
    try:
        drawn, sheet = sheet_of(panel, Scope(timezone.now(), is_public=found.is_public))
    except (NothingToShow, PanelKindUnknown, SettingsRefused) as nothing:
        raise Http404(str(nothing)) from nothing
    return file_of(found, panel, drawn, sheet, form)


def _public(key: str) -> Dashboard:
    try:
        return public_dashboard(key)
    except DashboardUnknown as unknown:
        raise Http404(key) from unknown
