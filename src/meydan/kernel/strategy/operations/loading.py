"""Indicators and plans from a pack into our tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from meydan.base.packs.public import LoadReport, Pack, names
from meydan.base.people.public import OrgUnit
from meydan.base.people.public import unit as unit_of_code
from meydan.kernel.strategy.models import (
    Action,
    ActionChange,
    ActionIndicator,
    ActionWord,
    Goal,
    Indicator,
    IndicatorValue,
    Plan,
)
from meydan.kernel.strategy.operations.noting import ExplanationMissing, note_changes, told_of
from meydan.kernel.strategy.operations.typed import IndicatorIsComputed
from meydan.kernel.strategy.queries.lateness import owes_explanation
from meydan.kernel.strategy.ratios import check_ratios

M = TypeVar("M", bound=Model)


def load_indicators(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or renew the indicators of ``indicators.csv``."""
    report = _Tally()
    for order, row in enumerate(pack.table("indicators")):
        values = {
            "names": names(row),
            "standard": row.get("set", ""),
            "unit": row.get("unit", ""),
            "direction": row.get("direction") or "up",
            "query": row.get("query", ""),
            "params": json.loads(row.get("params") or "{}"),
            "decimals": int(row.get("decimals") or 0),
            "freshness_days": int(row.get("freshness_days") or 30),
            "scope": row.get("scope") or "city",
            "origin": row.get("origin", ""),
            "quality": row.get("quality", ""),
            "kept_by": row.get("kept_by", ""),
            "source": row.get("source", ""),
            "order": order,
            "is_sample": is_sample,
        }
        report.keep(Indicator, {"code": row["code"]}, values)
    check_ratios()
    return report.done()


def load_plan(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or renew the plan of ``plan.toml``, its goals, indicators and actions; a pack without one is fine."""
    document = pack.document("plan")
    report = _Tally()
    if not document:
        return report.done()
    plan = report.keep(Plan, {"code": document["plan"]["code"]}, _plan_values(document["plan"], is_sample))
    for row in document.get("indicator", []):
        _load_plan_indicator(report, row, now, is_sample)
    check_ratios()
    goals = {
        row["code"]: report.keep(
            Goal,
            {"plan": plan, "code": str(row["code"])},
            {"names": row["names"], "theme": row.get("theme", ""), "order": order, "is_sample": is_sample},
        )
        for order, row in enumerate(document.get("goal", []))
    }
    for order, row in enumerate(document.get("action", [])):
        _load_action(report, row, goals[row["goal"]], order, now, is_sample)
    return report.done()


def _plan_values(row: Mapping[str, Any], is_sample: bool) -> dict[str, Any]:
    return {
        "names": row["names"],
        "vision": row.get("vision", {}),
        "principles": row.get("principles", []),
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "status": row.get("status", "draft"),
        "source": row.get("source", ""),
        "is_sample": is_sample,
    }


def _load_plan_indicator(report: _Tally, row: Mapping[str, Any], now: datetime, is_sample: bool) -> None:
    """A plan may bring an indicator of its own, or set a baseline and targets on one the pack has."""
    known = Indicator.objects.filter(code=row["code"]).first()
    given = {
        key: row[key]
        for key in (
            "names",
            "unit",
            "direction",
            "query",
            "params",
            "decimals",
            "freshness_days",
            "scope",
            "origin",
            "quality",
            "baseline",
            "targets",
            "target_scope",
            "source",
        )
        if key in row
    }
    if "set" in row:
        given["standard"] = row["set"]
    if "typed_by" in row:
        given["kept_by"] = row["typed_by"]
    if known is None:
        given["is_sample"] = is_sample
    kept = report.keep(Indicator, {"code": row["code"]}, given)
    for on, value in row.get("values", {}).items():
        _load_value(report, kept, row, date.fromisoformat(on), float(value), now, is_sample)


def _load_value(
    report: _Tally,
    indicator: Indicator,
    row: Mapping[str, Any],
    on: date,
    value: float,
    now: datetime,
    is_sample: bool,
) -> None:
    """A value that a unit typed in on a day; only an indicator without a query may have one."""
    if indicator.is_computed:
        raise IndicatorIsComputed(indicator.code)
    typed_at = _on_day(on, now)
    values = {
        "value": value,
        "row_count": 1,
        "last_input_at": typed_at,
        "computed_at": typed_at,
        "typed_by": str(row.get("typed_by", "")),
        "quality": str(row.get("quality", "reported")),
        "origin": str(row.get("origin", "reported")),
        "is_sample": is_sample,
    }
    report.keep(IndicatorValue, {"indicator": indicator, "on": on}, values)


def _load_action(
    report: _Tally, row: Mapping[str, Any], goal: Goal, order: int, now: datetime, is_sample: bool
) -> None:
    values = {
        "goal": goal,
        "names": row["names"],
        "about": row.get("about", {}),
        "unit": _unit(str(row.get("unit", ""))),
        "partners": row.get("partners", []),
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "budget": row.get("budget"),
        "spent": row.get("spent"),
        "progress_percent": int(row.get("progress", 0)),
        "status": row.get("status", "planned"),
        "explanation": row.get("explanation", {}),
        "national": str(row.get("national", "")),
        "sdg": [str(code) for code in row.get("sdg", [])],
        "order": order,
        "is_sample": is_sample,
        "updated_at": _noted_at(row, now),
    }
    known = Action.objects.filter(code=str(row["code"])).select_related("unit").first()
    before = told_of(known) if known else {}
    if known and owes_explanation(known, timezone.localdate(now)) and not any(values["explanation"].values()):
        changed = [name for name, value in values.items() if _differs(getattr(known, name), value)]
        if set(changed) - {"updated_at", "order"}:
            raise ExplanationMissing(known.code)
    action = report.keep(Action, {"code": str(row["code"])}, values)
    note_changes(action, before, way=ActionChange.Way.PACK, now=now)
    wanted = set(Indicator.objects.filter(code__in=row.get("indicators", [])).values_list("pk", flat=True))
    ActionIndicator.objects.filter(action=action).exclude(indicator__in=wanted).delete()
    ActionIndicator.objects.bulk_create(
        [ActionIndicator(action=action, indicator_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
    )

    for word in row.get("words", []):
        _load_word(report, action, word, is_sample)


def _load_word(report: _Tally, action: Action, row: Mapping[str, Any], is_sample: bool) -> None:
    """A sentence from the action's past, as the unit said it on that day."""
    said_at = datetime.combine(row["on"], time(12), tzinfo=timezone.get_current_timezone())
    values = {
        "sentence": row["sentence"],
        "progress_percent": int(row["progress"]),
        "is_sample": is_sample,
    }
    report.keep(ActionWord, {"action": action, "said_at": said_at}, values)


def _noted_at(row: Mapping[str, Any], now: datetime) -> datetime:
    """When somebody last said how the action stands; a plan file may give the day."""
    noted = row.get("updated_on")
    return _on_day(noted, now) if isinstance(noted, date) else now


def _on_day(day: date, now: datetime) -> datetime:
    return min(now, now.replace(year=day.year, month=day.month, day=day.day))


def _unit(code: str) -> OrgUnit:
    return unit_of_code(code)


class _Tally:
    """Counts what a loader made, changed and left alone."""

    def __init__(self) -> None:
        self.created = self.updated = self.unchanged = 0

    def keep(self, model: type[M], where: Mapping[str, Any], values: Mapping[str, Any]) -> M:
        """Make the row, or renew it where it differs."""
        known = model._default_manager.filter(**where).first()
        if known is None:
            self.created += 1
            return model._default_manager.create(**where, **values)
        changed = [name for name, value in values.items() if _differs(getattr(known, name), value)]
        if not changed:
            self.unchanged += 1
            return known
        for name in changed:
            setattr(known, name, values[name])
        known.save(update_fields=changed)
        self.updated += 1
        return known

    def done(self) -> LoadReport:
        """The report."""
        return LoadReport(self.created, self.updated, self.unchanged)


def _differs(held: Any, given: Any) -> bool:
    if isinstance(held, Decimal) and given is not None:
        return held != Decimal(str(given))
    # An action noted again on the same day has not changed.
    return bool(held.date() != given.date() if isinstance(held, datetime) else held != given)
