"""Observed properties and rules come from the pack."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db import transaction

from meydan.base.packs.public import LoadReport, Pack, Row, names
from meydan.kernel.observations.models import ObservedProperty, Rule
from meydan.kernel.observations.operations.scoping import shape_or_none
from meydan.kernel.observations.operations.things import ensure_property


@transaction.atomic
def load_properties(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or describe the properties of ``observed_properties.csv``."""
    known = set(ObservedProperty.objects.values_list("code", flat=True))
    rows = list(pack.table("observed_properties"))
    for row in rows:
        ensure_property(
            code=row["code"],
            names=names(row),
            unit=row.get("unit", ""),
            kind=row.get("kind", ""),
            minimum=_number(row.get("min", "")),
            maximum=_number(row.get("max", "")),
        )
    new = sum(row["code"] not in known for row in rows)
    return LoadReport(created=new, updated=len(rows) - new)


@transaction.atomic
def load_rules(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """
    Make or change the rules of ``rules.csv``.

    Whether a rule is switched on stays as the city chose, and so do limits that somebody here changed.
    """
    kept = {rule.code: rule for rule in Rule.objects.all()}
    properties = {observed.code: observed for observed in ObservedProperty.objects.all()}
    rows = list(pack.table("rules"))
    remarks = [
        f"{row.file}:{row.line}: no observed property {row['property']!r}; the rule was left out"
        for row in rows
        if row["property"] not in properties
    ]
    rows = [row for row in rows if row["property"] in properties]
    for row in rows:
        facts = {**_said(row), "observed_property": properties[row["property"]], "is_sample": is_sample}
        rule = kept.get(row["code"])
        if rule is None or rule.edited_at is None:
            facts |= _tuned(row)
        if facts["area"] and facts["area_wkb"] is None:
            remarks.append(
                f"{row.file}:{row.line}: no area {facts['area']!r}; the rule waits until there is one"
            )
        Rule.objects.update_or_create(code=row["code"], defaults=facts)
    new = sum(row["code"] not in kept for row in rows)
    return LoadReport(created=new, updated=len(rows) - new, remarks=remarks)


def _said(row: Row) -> dict[str, Any]:
    """What a rule is about; the pack has the word."""
    area = row.get("area", "")
    return {
        "names": names(row),
        "kind": row.get("kind") or Rule.Kind.THRESHOLD,
        "statistic": row.get("statistic") or Rule.Statistic.VALUE,
        "comparison": row.get("comparison") or Rule.Comparison.ABOVE,
        "level": _number(row.get("level", "")),
        "provider": row.get("provider", ""),
        "area": area,
        "area_wkb": shape_or_none(area),
        "severity": row["severity"],
        "service": row.get("service", ""),
        "source": row.get("source", ""),
    }


def _tuned(row: Row) -> dict[str, Any]:
    """What a city tunes to its own network."""
    limit = float(row.get("rate") or row.get("limit") or 0)
    return {
        "limit": limit,
        "clear_limit": float(row.get("clear_limit") or limit),
        "min_duration_s": int(row.get("min_duration_s") or 0),
        "window_s": int(row.get("window_s") or 0),
        "min_count": int(row.get("min_count") or 1),
        "quiet_from": _clock(row.get("quiet_from", "")),
        "quiet_to": _clock(row.get("quiet_to", "")),
    }


def _clock(cell: str) -> time | None:
    return time.fromisoformat(cell) if cell else None


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
