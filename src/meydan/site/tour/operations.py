"""The three things a visitor does: release a breach, wait for its case, close it with evidence."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.base.jobs.public import run_due
from meydan.base.packs.public import current
from meydan.base.people.public import Account
from meydan.kernel.cases.public import (
    Case,
    CaseChanged,
    Transition,
    TransitionNotAllowed,
    advance,
    assign,
    case_in_full,
    workflow,
)
from meydan.kernel.observations.public import Alert, Datastream, ensure_datastream, remove_datastreams, store
from meydan.kernel.strategy.public import Indicator, recompute
from meydan.site.sample.operations.casework import sample_photo
from meydan.site.sample.operations.crew import hire
from meydan.site.tour.breach import rising_dust
from meydan.site.tour.scene import PROPERTY, Scene, SceneIncomplete

PREFIX = "sample-tour-"
KEPT = timedelta(days=2)
WAIT_S = 6.0
LOOK_S = 0.1


@transaction.atomic
def release_breach(*, run: str, scene: Scene, now: datetime) -> int:
    """
    Let dust rise at the sample station in a series of the run's own; return that datastream.

    Said twice for one run it happens once. The series is not public: the city's air pages stay as they were.
    """
    stream = ensure_datastream(
        key=f"{PREFIX}{run}", thing=scene.station, observed_property=PROPERTY, period_s=600,
        is_public=False, is_sample=True,
    )  # fmt: skip
    rows = [(stream.pk, at, value) for at, value in rising_dust(now, scene.rule.limit)]
    store(rows=rows, now=now, source="tour", evaluate=True, idempotency_key=f"tour:{run}")
    return stream.pk


@transaction.atomic
def sweep_old_runs(*, now: datetime) -> int:
    """Take away the series of tours of the day before yesterday and earlier whose cases are closed."""
    old = Datastream.objects.filter(
        key__startswith=PREFIX,
        is_sample=True,
        is_public=False,
        latest__at_us__lt=int((now - KEPT).timestamp() * 1e6),
    ).exclude(alerts__status=Alert.Status.OPEN)
    return remove_datastreams(datastream_ids=list(old.values_list("pk", flat=True)))


def alert_of(stream_id: int) -> Alert | None:
    """The alert that the run opened."""
    found = Alert.objects.select_related("rule", "datastream__thing").filter(datastream=stream_id)
    return found.order_by("pk").first()


def case_of(alert: Alert) -> Case | None:
    """The case that the alert became, once the worker has opened it."""
    return Case.objects.filter(alert_id=alert.pk).first()


def wait_for(there: Callable[[], bool]) -> bool:
    """
    Wait for what the worker is about to do; without a worker, do it here.

    :return: whether it came about in time
    """
    ends = time.monotonic() + WAIT_S
    while not there():
        if time.monotonic() > ends:
            return False
        time.sleep(LOOK_S)
        if not there():
            run_due(timezone.now(), 5)
    return True


def close_with_evidence(*, case_id: int, now: datetime) -> bool:
    """
    Walk the case to its good end as the sample officers would; return whether this call closed it.

    A second press finds the case closed, or on its way, and does nothing.

    :raises SceneIncomplete: if the city has no units, so nobody can do the work
    """
    actors = hire(now, current().default_language)
    if not actors:
        raise SceneIncomplete
    case = case_in_full(case_id)
    if case.is_closed:
        return False
    try:
        with transaction.atomic():
            for arrow in _way_out(case):
                _step(case, arrow, actors, now)
    except (CaseChanged, TransitionNotAllowed):
        return False
    return True


def _way_out(case: Case) -> list[Transition]:
    chart = workflow(case.service.workflow)
    good = [code for code in chart.finals() if chart.state(code).outcome == "done"]
    walks = [chart.path_to(code) for code in good]
    # A visitor may have moved the case on the desk meanwhile: go on from where it stands.
    left = [walk[at:] for walk in walks for at in range(len(walk)) if case.state in walk[at].sources]
    return min(left, key=len, default=[])


def _step(case: Case, arrow: Transition, actors: dict[str, Account], now: datetime) -> None:
    if "assignee" in arrow.require:
        assign(case_id=case.pk, assignee=actors["inspector"], actor=actors["manager"], now=now)
    actor = next((actors[role] for role in arrow.roles if role in actors), actors["manager"])
    advance(
        case_id=case.pk,
        transition=arrow.code,
        actor=None if "system" in arrow.roles else actor,
        now=now,
        note=_("Looked on site, the source was stopped. (sample)")
        if {"note", "reason"} & set(arrow.require)
        else "",
        evidence=[sample_photo()] if "evidence" in arrow.require else (),
    )


def count_now(figure: Indicator | None, now: datetime) -> float | None:
    """The figure as the records say at this moment."""
    if figure is None:
        return None
    recompute(indicator_ids=[figure.pk], now=now)
    return newest(figure)


def newest(figure: Indicator | None) -> float | None:
    """The figure as the plan shows it."""
    if figure is None:
        return None
    value = figure.values.order_by("-on", "-pk").first()
    return None if value is None else value.value
