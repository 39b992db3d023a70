"""The plan's page with two hundred actions and a hundred indicators. Run with MEYDAN_HOME set it prints JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from benchmarks.processes import environment, work_folder
from meydan.config.benching import CHECKOUT, Figure, Goal, Measure, median_figure

ACTIONS, INDICATORS, DAYS = 200, 100, 400
ROUNDS = 25


def _fill() -> None:
    """A plan of that size; every indicator has a value a day for more than a year, every action moves two."""
    from django.utils import timezone

    from meydan.base.people.public import OrgUnit
    from meydan.kernel.strategy.models import Action, ActionIndicator, Goal, Indicator, IndicatorValue, Plan

    now, today = timezone.now(), timezone.localdate()
    plan = Plan.objects.create(
        code="bench",
        names={"en": "Bench"},
        status="published",
        starts_on=date(2025, 1, 1),
        ends_on=date(2030, 1, 1),
    )
    goals = [
        Goal.objects.create(
            plan=plan, code=str(number), names={"en": f"Goal {number}"}, theme=f"t{number}", order=number
        )
        for number in range(10)
    ]
    units = list(OrgUnit.objects.order_by("pk")[:20])
    indicators = Indicator.objects.bulk_create(
        Indicator(
            code=f"b{number}", names={"en": f"Figure {number}"}, targets={str(today.year): 200}, order=number
        )
        for number in range(INDICATORS)
    )
    IndicatorValue.objects.bulk_create(
        (
            IndicatorValue(
                indicator=one, on=today - timedelta(days=day), value=(day * 7) % 250, computed_at=now
            )
            for one in indicators
            for day in range(DAYS)
        ),
        batch_size=2000,
    )
    actions = Action.objects.bulk_create(
        Action(
            goal=goals[number % 10],
            code=f"{number % 10}.{number // 10 + 1}",
            names={"en": f"Action number {number} of the bench"},
            unit=units[number % len(units)] if units else None,
            starts_on=date(2025, 1, 1),
            ends_on=today + timedelta(days=number - 20),
            budget=1000,
            spent=10 * (number % 120),
            progress_percent=number % 101,
            status="running",
            explanation={"en": "The supplier failed."} if number < 20 else {},
            updated_at=now,
            order=number,
        )
        for number in range(ACTIONS)
    )
    ActionIndicator.objects.bulk_create(
        ActionIndicator(action=action, indicator=indicators[place])
        for number, action in enumerate(actions)
        for place in (number % INDICATORS, (number + 7) % INDICATORS)
    )


def _times() -> dict[str, object]:
    from django.core.wsgi import get_wsgi_application

    from benchmarks.page_times import count_queries, visit

    application = get_wsgi_application()
    _fill()
    for _round in range(3):
        visit(application, "/plan/")
    took = [visit(application, "/plan/")[0] for _round in range(ROUNDS)]
    return {"ms": took, "queries": count_queries(application, "/plan/")}


def on_sqlite() -> Mapping[str, Figure]:
    """Both figures on SQLite, through the WSGI door of the program."""
    with work_folder() as folder:
        home = folder / "home"
        meydan = [sys.executable, "-m", "meydan", "--home", str(home)]
        subprocess.run(
            [*meydan, "init", "--pack", "tr/gumushane"],
            check=True,
            stdout=subprocess.DEVNULL,
            env=environment(),
        )
        told = json.loads(_measured(home))
        note = f"sqlite, {ACTIONS} actions, {INDICATORS} indicators, {DAYS} values each"
        return {
            "plan-page": median_figure(told["ms"], digits=1, note=note),
            "plan-queries": Figure(told["queries"], runs=1, note=note),
        }


def _measured(home: Path) -> str:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.strategy_pages"],
        check=True, text=True, stdout=subprocess.PIPE, cwd=CHECKOUT,
        env=environment(MEYDAN_HOME=str(home), DJANGO_SETTINGS_MODULE="meydan.config.settings"),
    ).stdout.splitlines()[-1]  # fmt: skip


MEASURES = (
    Measure(
        (Goal("plan-page", "ms", must=150, aim=60), Goal("plan-queries", "queries", must=30, aim=15)),
        on_sqlite,
    ),
)


if __name__ == "__main__":
    json.dump(_times(), sys.stdout)
