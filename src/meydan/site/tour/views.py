"""The guided tour of ninety seconds: a measurement becomes work, and work moves a number of the plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from meydan.base.audit.public import verify
from meydan.base.locale.public import format_number, text
from meydan.base.people.public import public_page
from meydan.base.ui.public import Chart, Limit
from meydan.kernel.cases.public import Case, case_face, case_in_full, history
from meydan.kernel.observations.public import Alert, latest, series, series_chart
from meydan.site.tour import operations, state
from meydan.site.tour.scene import Scene, SceneIncomplete, scene
from meydan.site.tour.scene import figure as scene_figure
from meydan.site.tour.state import Progress

View = Callable[[HttpRequest], HttpResponse]


def _on_demo_homes(view: View) -> View:
    @wraps(view)
    def seen(request: HttpRequest) -> HttpResponse:
        if not settings.MEYDAN_DEMO:
            raise Http404
        return view(request)

    return seen


@public_page
@never_cache
@_on_demo_homes
def start(request: HttpRequest) -> HttpResponse:
    """The tour as far as the visitor has come."""
    now = timezone.now()
    try:
        place = scene()
    except SceneIncomplete:
        return render(request, "tour/incomplete.html")
    held = state.progress(request.session)
    alert = operations.alert_of(held.stream) if held else None
    if held is None or alert is None:
        context = {"step": 1, "scene": place, "run": state.new_run(), **_measured(place)}
        return render(request, "tour/tour.html", context)
    case = operations.case_of(alert)
    context = {
        "step": _step(case, held),
        "scene": place,
        "held": held,
        "alert": alert,
        "chart": _chart(alert, now),
        **(_case_context(case, now) if case else {}),
        **_measured(place),
        **_moved(held, place),
    }
    return render(request, "tour/tour.html", context)


def _step(case: Case | None, held: Progress) -> int:
    if case is None or not case.is_closed:
        return 2
    return 4 if held.is_finished else 3


def _measured(place: Scene) -> dict[str, Any]:
    newest = latest([place.stream.pk]).get(place.stream.pk) if place.stream else None
    return {"latest": newest, "latest_value": format_number(newest.value, 1) if newest else ""}


def _case_context(case: Case, now: datetime) -> dict[str, Any]:
    whole = case_in_full(case.pk)
    lines = history(whole)
    return {"case": whole, "clock": case_face(whole, now), "history_count": len(lines)}


def _chart(alert: Alert, now: datetime) -> Chart | None:
    found = series(alert.datastream_id, alert.opened_at - timedelta(hours=26), now)
    return series_chart(
        [(_("Fine dust"), found)],
        title=_("Fine dust at the station"),
        sentence=_("Quiet all day, then above the limit for more than an hour."),
        unit=alert.datastream.unit,
        limits=[Limit(alert.rule.limit, _("limit"))],
    )


def _moved(held: Progress, place: Scene) -> dict[str, Any]:
    if held.before is None or held.after is None or place.figure is None:
        return {"by_one": False}
    decimals = place.figure.decimals
    return {
        "before": format_number(held.before, decimals),
        "after": format_number(held.after, decimals),
        "by_one": held.after - held.before == 1,
        "figure_name": text(place.figure.names),
    }


@public_page
@_on_demo_homes
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Let the dust rise; pressed twice, it rises once."""
    run = request.POST.get("run", "")
    if not state.is_run(run):
        return redirect("tour:start")
    now = timezone.now()
    try:
        place = scene()
    except SceneIncomplete:
        return redirect("tour:start")
    operations.sweep_old_runs(now=now)
    stream = operations.release_breach(run=run, scene=place, now=now)
    state.keep(request.session, Progress(run=run, stream=stream))
    alert = operations.alert_of(stream)
    if alert is not None:
        operations.wait_for(lambda: operations.case_of(alert) is not None)
    return redirect(f"{reverse('tour:start')}#step-2")


@public_page
@_on_demo_homes
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the case with evidence; pressed twice, it closes once and the figures of the first press stay."""
    held = state.progress(request.session)
    alert = operations.alert_of(held.stream) if held else None
    case = operations.case_of(alert) if alert else None
    if held is None or case is None:
        return redirect("tour:start")
    now = timezone.now()
    figure = scene_figure()
    before = operations.count_now(figure, now)
    try:
        closed = operations.close_with_evidence(case_id=case.pk, now=now)
    except SceneIncomplete:
        return redirect("tour:start")
    if closed:
        operations.wait_for(lambda: figure is None or operations.newest(figure) != before)
        verdict = verify()
        held.before, held.after = before, operations.newest(figure)
        held.entries, held.is_sound, held.is_finished = verdict.checked, verdict.ok, True
        state.keep(request.session, held)
    return redirect(f"{reverse('tour:start')}#step-4")


@public_page
@_on_demo_homes
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Back to the beginning."""
    state.forget(request.session)
    return redirect("tour:start")
