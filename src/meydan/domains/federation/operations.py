"""Writes the copies: each document whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F

from meydan.domains.federation.cities import slug_of
from meydan.domains.federation.engine.reading import (
    DocumentRefused,
    PlanRead,
    read_city,
    read_indicators,
    read_layers,
    read_plan,
    read_points,
)
from meydan.domains.federation.fetching import Got
from meydan.domains.federation.models import (
    City,
    CityAction,
    CityIndicator,
    CityLayer,
    Document,
    Fault,
    Harvest,
)

KEPT_HARVESTS = 200


@transaction.atomic
def list_cities(*, addresses: Sequence[str]) -> list[City]:
    """The rows of the listed cities, in the settings' order; a city that is no longer named is kept, unlisted."""
    City.objects.exclude(address__in=addresses).update(is_listed=False)
    for order, address in enumerate(addresses):
        city, made = City.objects.get_or_create(
            address=address, defaults={"key": _free_key(slug_of(address)), "order": order}
        )
        if not made and (city.order != order or not city.is_listed):
            City.objects.filter(pk=city.pk).update(order=order, is_listed=True)
    return list(City.objects.filter(is_listed=True).order_by("order", "pk"))


def _free_key(wanted: str) -> str:
    taken = set(City.objects.values_list("key", flat=True))
    tries = [wanted, *(f"{wanted[:56]}-{number}" for number in range(2, len(taken) + 3))]
    return next(key for key in tries if key not in taken)


def keep(*, city: City, got: Got, now: datetime) -> str:
    """
    Take a document in, or note why it cannot be; the last good copy stays in that case.

    :return: the fault, empty when all is well
    """
    if not got.fault and got.document is not None:
        try:
            with transaction.atomic():
                left_out = _takers(got.kind)(city, got.document, now)
                _note_new(city, got, left_out, now)
        except DocumentRefused as refusal:
            got = Got(got.kind, fault=refusal.fault, detail=refusal.detail)
    if got.fault:
        fields = {"fault": got.fault, "detail": got.detail[:300]}
        Document.objects.update_or_create(city=city, kind=got.kind, defaults=fields)
    elif got.is_current:
        current = {"fetched_at": now, "fault": "", "detail": ""}
        Document.objects.filter(city=city, kind=got.kind).update(**current)
    return got.fault


def _note_new(city: City, got: Got, left_out: int, now: datetime) -> None:
    body = _points_of(got.document or {}) if got.kind.startswith("places:") else got.document
    fresh = {
        "etag": got.etag, "body": body, "left_out": left_out,
        "fetched_at": now, "changed_at": now, "fault": "", "detail": "",
    }  # fmt: skip
    Document.objects.update_or_create(city=city, kind=got.kind, defaults=fresh)


def _takers(kind: str) -> Callable[[City, dict[str, Any], datetime], int]:
    takers = {"city": _take_city, "plan": _take_plan, "indicators": _take_indicators, "layers": _take_layers}
    return takers.get(kind, lambda city, document, now: 0)


def _points_of(document: dict[str, Any]) -> dict[str, Any]:
    """Of a layer only where its points are and what they are called: the rest stays in the city."""
    return {"points": [[p.lon, p.lat, p.names] for p in read_points(document)]}


def _take_city(city: City, document: dict[str, Any], now: datetime) -> int:
    head, people = read_city(document)
    if city.is_known and head.city != city.key:
        raise DocumentRefused("other_city", head.city)
    if not city.is_known and City.objects.filter(key=head.city).exclude(pk=city.pk).exists():
        raise DocumentRefused("key_taken", head.city)
    city.key, city.is_known = head.city, True
    city.names, city.country, city.languages = head.names, head.country, head.languages
    city.lon, city.lat = head.centre or (None, None)
    city.is_demo, city.software = head.is_demo, head.software
    city.population = people.value if people else None
    city.population_year = people.year if people else None
    city.population_source = people.source if people else ""
    city.population_scope = people.scope if people else ""
    city.save()
    return 0


def _take_plan(city: City, document: dict[str, Any], now: datetime) -> int:
    read = read_plan(document)
    plan = read.plan
    City.objects.filter(pk=city.pk).update(
        plan_names=plan.names if plan else {},
        plan_starts_on=plan.starts_on if plan else None,
        plan_ends_on=plan.ends_on if plan else None,
        plan_is_sample=bool(plan and plan.is_sample),
    )
    city.actions.all().delete()
    CityAction.objects.bulk_create(_actions(city, read))
    return read.left_out


def _actions(city: City, read: PlanRead) -> list[CityAction]:
    pairs = [(goal, action) for goal, actions in read.goals for action in actions]
    return [
        CityAction(
            city=city,
            order=order,
            goal_code=goal.code,
            goal_names=goal.names,
            **msgspec.structs.asdict(action),
        )
        for order, (goal, action) in enumerate(pairs)
    ]


def _take_indicators(city: City, document: dict[str, Any], now: datetime) -> int:
    rows, left_out = read_indicators(document, now.date())
    city.indicators.all().delete()
    CityIndicator.objects.bulk_create(
        CityIndicator(
            city=city, order=order, code=row.code, names=row.names, unit=row.unit, decimals=row.decimals,
            direction=row.direction, scope=row.scope, standard=row.standard, value=row.value, on=row.on,
            state=row.state, run=[[day.isoformat(), value] for day, value in row.run], path=row.path,
            is_sample=row.is_sample,
        )
        for order, row in enumerate(rows)
    )  # fmt: skip
    return left_out


def _take_layers(city: City, document: dict[str, Any], now: datetime) -> int:
    rows, left_out = read_layers(document)
    city.layers.all().delete()
    CityLayer.objects.bulk_create(
        CityLayer(
            city=city, order=order, code=row.code, names=row.names, geometry=row.geometry, theme=row.theme,
            icon=row.icon, count=row.count, source=row.source, licence=row.licence, is_sample=row.is_sample,
        )
        for order, row in enumerate(rows)
    )  # fmt: skip
    gone = city.documents.filter(kind__startswith="places:").exclude(
        kind__in=[f"places:{r.code}" for r in rows]
    )
    gone.delete()
    return left_out


@transaction.atomic
def note_visit(*, city: City, answers: Sequence[Got], faults: Sequence[str], now: datetime) -> int:
    """
    Note how a visit went; return how many visits in a row brought nothing.

    :param answers: what was asked for, in order
    :param faults: the fault of each, empty when it was good
    """
    bad = [(fault, got.detail) for got, fault in zip(answers, faults, strict=True) if fault]
    reached = bool(answers) and not faults[0]
    outcome = _outcome(reached, bool(bad))
    fault, detail = bad[0] if bad else (Fault.NONE, "")
    changed = sum(got.document is not None and not f for got, f in zip(answers, faults, strict=True))
    Harvest.objects.create(
        city=city, at=now, outcome=outcome, fault=fault, detail=detail[:300], changed=changed
    )
    City.objects.filter(pk=city.pk).update(
        tried_at=now,
        answered_at=now if outcome == Harvest.Outcome.GOOD else F("answered_at"),
        failures=0 if reached else F("failures") + 1,
    )
    old = city.harvests.order_by("-at", "-pk").values_list("pk", flat=True)[KEPT_HARVESTS:]
    Harvest.objects.filter(pk__in=list(old)).delete()
    return City.objects.values_list("failures", flat=True).get(pk=city.pk)


def _outcome(reached: bool, has_faults: bool) -> str:
    if not reached:
        return Harvest.Outcome.FAILED
    return Harvest.Outcome.PARTIAL if has_faults else Harvest.Outcome.GOOD
