"""Observed properties and rules come from the pack."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.packs.public import LoadReport, Pack, names
from meydan.kernel.observations.models import ObservedProperty, Rule
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
    """Make or change the rules of ``rules.csv``; whether a rule is switched on stays as the city chose."""
    known = set(Rule.objects.values_list("code", flat=True))
    properties = {observed.code: observed for observed in ObservedProperty.objects.all()}
    rows = list(pack.table("rules"))
    remarks = [
        f"{row.file}:{row.line}: no observed property {row['property']!r}; the rule was left out"
        for row in rows
        if row["property"] not in properties
    ]
    rows = [row for row in rows if row["property"] in properties]
    for row in rows:
        Rule.objects.update_or_create(
            code=row["code"],
            defaults={
                "names": names(row),
                "observed_property": properties[row["property"]],
                "statistic": row["statistic"],
                "comparison": row["comparison"],
                "limit": float(row["limit"]),
                "clear_limit": float(row["clear_limit"]),
                "min_duration_s": int(row.get("min_duration_s") or 0),
                "severity": row["severity"],
                "service": row.get("service", ""),
                "is_sample": is_sample,
            },
        )
    new = sum(row["code"] not in known for row in rows)
    return LoadReport(created=new, updated=len(rows) - new, remarks=remarks)


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
