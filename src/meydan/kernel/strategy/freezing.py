"""What a report holds: the plan, its promises, figures and decisions as they stood, as one document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from meydan import __version__
from meydan.base.packs.public import current
from meydan.kernel.strategy.frozenrows import RowsArchive
from meydan.kernel.strategy.models import (
    Action,
    ActionIndicator,
    ActionWord,
    Decision,
    Indicator,
    Plan,
)
from meydan.kernel.strategy.queries import target_for
from meydan.kernel.strategy.queries.decisions import standing_on
from meydan.kernel.strategy.queries.tracker import TrackerRow, tracker_rows
from meydan.kernel.strategy.registry import QueryUnknown, query_named

FORMAT = "meydan-report/1"


@dataclass(frozen=True)
class Asked:
    """Which plan, from which day to which (both counted in), for whom."""

    plan: Plan
    kind: str
    from_on: date
    to_on: date


def frozen_document(asked: Asked, rows: RowsArchive, now: datetime) -> dict[str, Any]:
    """
    Everything a report says; the rows of its figures go into ``rows`` on the way.

    Figures that are counted from records and can look back are counted as they stood at the end of the period; the
    others are the newest that stood then. Promises are as they stand ``now``, with what was said in the period.
    """
    plan, at = asked.plan, moment_of(asked.to_on, now)
    tracked = tracker_rows(plan, now)
    links = list(
        ActionIndicator.objects.filter(action__goal__plan=plan)
        .order_by("indicator__code")
        .values_list("action", "indicator__code")
    )
    indicators = Indicator.objects.filter(code__in={code for _action, code in links}).order_by("order", "pk")
    return {
        "format": FORMAT,
        "kind": asked.kind,
        "city": {"key": settings.MEYDAN_HOME.key, "names": dict(current().names)},
        "software": f"meydan {__version__}",
        "frozen_at": now.isoformat(timespec="seconds"),
        "period": {"from": asked.from_on.isoformat(), "to": asked.to_on.isoformat()},
        "currency": current().money.code,
        "plan": {
            "code": plan.code,
            "names": plan.names,
            "status": plan.status,
            "starts_on": plan.starts_on.isoformat(),
            "ends_on": plan.ends_on.isoformat(),
            "source": plan.source,
            "is_sample": plan.is_sample,
        },
        "totals": _totals(tracked),
        "actions": _actions(asked, tracked, links),
        "figures": [_figure(one, asked, rows, at) for one in indicators],
        "decisions": _decisions(asked),
    }


def moment_of(day: date, now: datetime) -> datetime:
    """The end of a day of the city, or now where the day is not over."""
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone.get_current_timezone())
    return min(now, end - timedelta(seconds=1))


def _totals(tracked: list[TrackerRow]) -> dict[str, Any]:
    states: dict[str, int] = {}
    for row in tracked:
        states[row.standing.state] = states.get(row.standing.state, 0) + 1
    return {
        "actions": len(tracked),
        "states": states,
        "without_owner": sum(row.owner != "owned" for row in tracked),
        "budget": _amount(sum((row.action.budget or Decimal(0) for row in tracked), Decimal(0))),
        "spent": _amount(sum((row.action.spent or Decimal(0) for row in tracked), Decimal(0))),
    }


def _actions(asked: Asked, tracked: list[TrackerRow], links: list[tuple[int, str]]) -> list[dict[str, Any]]:
    moved: dict[int, list[str]] = {}
    for action_id, code in links:
        moved.setdefault(action_id, []).append(code)
    words: dict[int, list[dict[str, Any]]] = {}
    for word in ActionWord.objects.filter(action__goal__plan=asked.plan).order_by("said_at", "pk"):
        on = timezone.localdate(word.said_at)
        if asked.from_on <= on <= asked.to_on:
            told = {
                "on": on.isoformat(),
                "progress_percent": word.progress_percent,
                "sentence": word.sentence,
            }
            words.setdefault(word.action_id, []).append(told)
    return [
        {**_action(row), "indicators": moved.get(row.action.pk, []), "words": words.get(row.action.pk, [])}
        for row in tracked
    ]


def _action(row: TrackerRow) -> dict[str, Any]:
    action: Action = row.action
    return {
        "code": action.printed_code,
        "address": action.code,
        "names": action.names,
        "goal": {"code": row.goal.code, "names": row.goal.names},
        "unit": action.unit.names if action.unit else {},
        "post": action.post.names if action.post else {},
        "owner": row.owner,
        "owner_text": action.owner_text,
        "starts_on": action.starts_on.isoformat(),
        "ends_on": action.ends_on.isoformat(),
        "status": action.status,
        "state": row.standing.state,
        "days_late": row.standing.days_late,
        "explanation": action.explanation,
        "progress_percent": action.progress_percent,
        "budget": _amount(action.budget),
        "spent": _amount(action.spent),
    }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _figure(indicator: Indicator, asked: Asked, rows: RowsArchive, at: datetime) -> dict[str, Any]:
    value, on, row_count = _standing(indicator, asked.to_on, at)
    before, before_on, _count = _standing_then(indicator, asked.from_on)
    kept = rows.keep(indicator, at, value) if _rows_are_of(indicator, asked.to_on, at) else None
    year, target = target_for(indicator, asked.to_on)
    return {
        "code": indicator.code,
        "names": indicator.names,
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "direction": indicator.direction,
        "query": indicator.query,
        "params": indicator.params,
        "value": value,
        "on": on,
        "row_count": row_count,
        "value_at_start": before,
        "start_on": before_on,
        "target": target if indicator.is_target_comparable else None,
        "target_year": year if indicator.is_target_comparable else None,
        "failure": indicator.failure,
        "is_sample": indicator.is_sample,
        "rows": None
        if kept is None
        else {"file": kept.file, "sha256": kept.sha256, "count": kept.row_count, "arithmetic": kept.arithmetic,
              "column": kept.column},
    }  # fmt: skip


def _standing(indicator: Indicator, day: date, at: datetime) -> tuple[float | None, str | None, int]:
    """The figure at the end of the period: counted anew where its query can look back."""
    if _looks_back(indicator):
        try:
            found = query_named(indicator.query).run(indicator.params, at)
        except ArithmeticError:
            return None, timezone.localdate(at).isoformat(), 0
        return found.value, timezone.localdate(at).isoformat(), found.row_count
    return _standing_then(indicator, day)


def _standing_then(indicator: Indicator, day: date) -> tuple[float | None, str | None, int]:
    value = standing_on(indicator, day)
    return (value.value, value.on.isoformat(), value.row_count) if value else (None, None, 0)


def _looks_back(indicator: Indicator) -> bool:
    try:
        return bool(indicator.query) and query_named(indicator.query).looks_back
    except QueryUnknown:
        return False


def _rows_are_of(indicator: Indicator, day: date, at: datetime) -> bool:
    """Whether the rows that can be given away are those of the frozen figure."""
    if _looks_back(indicator):
        return True
    value = standing_on(indicator, day)
    return value is not None and value.on == timezone.localdate(at) == timezone.localdate(value.computed_at)


def _decisions(asked: Asked) -> list[dict[str, Any]]:
    found = (
        Decision.objects.filter(decided_on__gte=asked.from_on, decided_on__lte=asked.to_on)
        .prefetch_related("effects__figure")
        .order_by("decided_on", "pk")
    )
    return [
        {
            "code": one.code,
            "body": one.body_names,
            "number": one.number,
            "decided_on": one.decided_on.isoformat(),
            "names": one.names,
            "effects": [
                {
                    "indicator": effect.figure.indicator_code,
                    "direction": effect.direction,
                    "size": effect.size,
                    "check_on": effect.check_on.isoformat(),
                    "before": effect.figure.value,
                    "after": effect.after,
                    "outcome": effect.outcome,
                }
                for effect in sorted(one.effects.all(), key=lambda row: row.pk)
            ],
        }
        for one in found
    ]
