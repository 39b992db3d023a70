"""What everybody reads of a plan on display, and the objection itself."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.domains.planning import operations, presentation, queries
from meydan.domains.planning.errors import NotOnDisplay, PlanUnknown
from meydan.domains.planning.forms import ObjectionForm
from meydan.domains.planning.models import Display
from meydan.kernel.cases.public import Document, ReporterFacts, TooMany, count_report, remember_code


@public_page
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Which plans hang out now, and which did."""
    now = timezone.now()
    shown = [
        {"plan": one, "until": presentation.until_words(one, now), "is_open": one.is_open_at(now)}
        for one in queries.displays()[:100]
    ]
    context = {
        "open": [one for one in shown if one["is_open"]], "past": [one for one in shown if not one["is_open"]],
    }  # fmt: skip
    return render(request, "planning/front.html", context)


def found(code: str) -> Display:
    """Return a plan on display or a 404."""
    try:
        return queries.display(code)
    except PlanUnknown as unknown:
        raise Http404(code) from unknown


@public_page
@require_GET
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """One plan: what changes, where, until when, and the answers given."""
    display, now = found(code), timezone.now()
    objections = queries.matrix(display)
    context = {
        "plan": display, "text": presentation.text_of(display), "is_open": display.is_open_at(now),
        "until": presentation.until_words(display, now),
        "lines": [presentation.line(one) for one in objections],
        "items": presentation.map_items(display, objections),
        "papers": Document.objects.filter(case=display.case, is_public=True).order_by("id"),
        "crumbs": presentation.crumbs(presentation.title(display)),
    }  # fmt: skip
    return render(request, "planning/plan.html", context)


@public_page
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, code: str) -> HttpResponse:
    """Object to a plan; no account is needed."""
    display = found(code)
    if not display.is_open_at(timezone.now()):
        return _closed(request, display)
    if request.method == "GET":
        return _page(request, display, ObjectionForm(initial={"token": secrets.token_urlsafe(24)}))
    form = ObjectionForm(request.POST)
    try:
        count_report(request)
    except TooMany as flood:
        return _page(request, display, form, status=429, wait_minutes=flood.wait_minutes)
    if not form.is_valid():
        return _page(request, display, form, status=422)
    if form.cleaned_data["website"]:
        # Only a script fills the box nobody sees; it is thanked like everyone and nothing is kept.
        return redirect("planning:plan", code=code)
    said = form.cleaned_data
    try:
        made = operations.object_to(
            display=display, parcel=form.parcel, words=said["words"], lon=said["lon"],
            lat=said["lat"] if said["lon"] is not None else None, address=said["address"],
            reporter=ReporterFacts(name=said["name"], phone=said["phone"], language=get_language() or "en"),
            now=timezone.now(), idempotency_key=f"objection:{said['token']}",
        )  # fmt: skip
    except NotOnDisplay:
        return _closed(request, display)
    remember_code(request, made.case.code)
    return redirect("cases:reported", code=made.case.code)


def _closed(request: HttpRequest, display: Display) -> HttpResponse:
    context = {"plan": display, "until": presentation.until_words(display, timezone.now())}
    return render(request, "planning/closed.html", context, status=410)


def _page(
    request: HttpRequest, display: Display, form: ObjectionForm, *, status: int = 200, wait_minutes: int = 0
) -> HttpResponse:
    lon, lat = display.shape.centroid.coords[0] if display.shape is not None else current().centre
    context = {
        "plan": display, "form": form, "lon": form["lon"].value() or lon, "lat": form["lat"].value() or lat,
        "until": presentation.until_words(display, timezone.now()), "wait_minutes": wait_minutes,
        "crumbs": [*presentation.crumbs(), presentation.plan_crumb(display, "planning:plan")],
    }  # fmt: skip
    return render(request, "planning/object.html", context, status=status)
