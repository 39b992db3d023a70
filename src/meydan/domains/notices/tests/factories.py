"""Notices to try things on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import shapely

from meydan.base.people.public import Account
from meydan.domains.notices.models import Notice
from meydan.domains.notices.operations import Said, announce, write

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SQUARE = shapely.box(39.47, 40.45, 39.49, 40.47)
INSIDE, OUTSIDE = (39.48, 40.46), (39.60, 40.46)


def said(**changes: object) -> Said:
    """Water is off in a square from ten to two."""
    facts: dict[str, object] = {
        "titles": {"tr": "Karşıyaka'da su kesintisi", "fa": "قطع آب در کارشی‌یاکا", "en": "Water off in Karşıyaka"},
        "texts": {"tr": "Ana boru onarımı.", "en": "The main pipe is being mended."},
        "where": {"tr": "Karşıyaka", "fa": "کارشی‌یاکا", "en": "Karşıyaka"},
        "starts_at": MONDAY + HOUR, "ends_at": MONDAY + 5 * HOUR, "area": SQUARE,
    }  # fmt: skip
    return Said(**(facts | changes))  # type: ignore[arg-type]


def draft(service: str = "water_cut", actor: Account | None = None, **changes: object) -> Notice:
    return write(service=service, said=said(**changes), actor=actor, now=MONDAY)


def out(manager: Account, service: str = "water_cut", **changes: object) -> Notice:
    made = draft(service, **changes)
    announce(notice=made, actor=manager, now=MONDAY)
    return made
