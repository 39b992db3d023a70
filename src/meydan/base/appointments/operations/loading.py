"""Reads the counters of a pack into rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from meydan.base.appointments.engine.pattern import Pattern
from meydan.base.appointments.engine.reading import RULES, OfferingUnreadable, read_pattern
from meydan.base.appointments.models import Counter, Offering
from meydan.base.appointments.queries import pattern_of
from meydan.base.packs.public import LoadReport, Pack
from meydan.base.people.public import UnitUnknown, unit


def load_counters(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Write the pack's counters; one that the city has changed on its pages stays the city's."""
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    remarks: list[str] = []
    for entry in pack.document("appointments").get("counter", []):
        try:
            counts[_store(entry, is_sample)] += 1
        except (OfferingUnreadable, UnitUnknown) as fault:
            remarks.append(
                f"appointments.toml: {entry.get('code')}: {fault}. The counter was left out; "
                "meydan check-pack names the lines."
            )
    return LoadReport(**counts, remarks=remarks)


@transaction.atomic
def _store(entry: Mapping[str, Any], is_sample: bool) -> str:
    facts = {
        "unit": unit(str(entry.get("unit", ""))),
        "names": dict(entry.get("names", {})),
        "where": dict(entry.get("where", {})),
        "services": [str(code) for code in entry.get("services", [])],
        "is_accessible": bool(entry.get("accessible", False)),
        **{key: int(entry[key]) for key in RULES if key in entry},
    }
    week = [read_pattern(one) for one in entry.get("offering", [])]
    held = Counter.objects.filter(code=entry["code"]).first()
    if held is None:
        held = Counter.objects.create(code=entry["code"], is_sample=is_sample, **facts)
        write_week(held, week)
        return "created"
    before = {key: getattr(held, key) for key in facts}
    if held.is_own or (before == facts and _week_of(held) == week):
        return "unchanged"
    Counter.objects.filter(pk=held.pk).update(**facts)
    write_week(held, week)
    return "updated"


def _week_of(counter: Counter) -> list[Pattern]:
    return [pattern_of(one) for one in counter.offerings.order_by("id")]


def write_week(counter: Counter, week: list[Pattern]) -> None:
    """Replace a counter's week, in the caller's transaction; appointments that were given stay."""
    counter.offerings.all().delete()
    Offering.objects.bulk_create(
        Offering(
            counter=counter,
            weekdays=sorted(one.weekdays),
            from_clock=one.from_clock,
            until_clock=one.until_clock,
            slot_minutes=one.slot_minutes,
            places=one.places,
            valid_from_on=one.valid_from_on,
            valid_until_on=one.valid_until_on,
        )
        for one in week
    )
