"""Datasets from a pack into our table."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.packs.public import LoadReport, Pack, Row, names
from meydan.kernel.exchange.models import Dataset

LANGUAGES = ("tr", "fa", "en")


@transaction.atomic
def load_datasets(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or renew the datasets of ``datasets.csv``."""
    created = 0
    rows = pack.table("datasets")
    for order, row in enumerate(rows):
        _, made = Dataset.objects.update_or_create(
            code=row["code"],
            defaults={
                "names": names(row),
                "about": _about(row),
                "theme": row.get("theme", ""),
                "licence": row.get("licence", ""),
                "path": row.get("path", ""),
                "formats": [kind for kind in row.get("formats", "").split("|") if kind],
                "order": order,
                "is_sample": is_sample,
            },
        )
        created += made
    return LoadReport(created=created, unchanged=len(rows) - created)


def _about(row: Row) -> dict[str, str]:
    return {code: row[f"about.{code}"] for code in LANGUAGES if row.get(f"about.{code}")}
