"""How long values are kept comes from the pack, until the city says otherwise."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.packs.public import LoadReport, Pack
from meydan.kernel.observations.models import ObservedProperty, RetentionRule
from meydan.kernel.observations.operations.keeping import OTHERS


@transaction.atomic
def load_retention(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or change the rules of ``retention.csv``; one that the city wrote itself stays."""
    own = set(RetentionRule.objects.filter(is_own=True).values_list("code", flat=True))
    known = set(RetentionRule.objects.values_list("code", flat=True))
    properties = {OTHERS, *ObservedProperty.objects.values_list("code", flat=True)}
    rows = list(pack.table("retention"))
    remarks = [
        f"{row.file}:{row.line}: no observed property {row['code']!r}; the rule was left out"
        for row in rows
        if row["code"] not in properties
    ]
    taken = [row for row in rows if row["code"] in properties and row["code"] not in own]
    for row in taken:
        RetentionRule.objects.update_or_create(
            code=row["code"],
            defaults={
                "kept_days": int(row["kept_days"]) if row.get("kept_days") else None,
                "is_archived": row["archive"] == "1",
                "source": row.get("source", "")[:300],
            },
        )
    new = sum(row["code"] not in known for row in taken)
    return LoadReport(created=new, updated=len(taken) - new, remarks=remarks)
