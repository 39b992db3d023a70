"""Services, cases and pictures for tests of every room."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from meydan.base.people.tests.factories import unit as make_unit
from meydan.kernel.cases.models import Case, Service
from meydan.kernel.cases.operations.opening import open_case

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROMISE = {
    "id": "promise",
    "length": 10,
    "unit": "workday",
    "names": {"tr": "Söz verilen süre", "fa": "مهلت وعده‌داده‌شده", "en": "Promised time"},
    "visible": True,
}


def service(code: str = "road_fault", **fields: Any) -> Service:
    """A public service of the works unit that walks the shipped request workflow, with a clock of 10 days."""
    facts = {
        "names": {"tr": "Kaldırım çukuru", "fa": "چالهٔ پیاده‌رو", "en": "Pavement hole"},
        "about": {"tr": "Çukur, çökme", "fa": "چاله و نشست", "en": "Holes"},
        "unit": make_unit("works"),
        "workflow": "request",
        "kind": "request",
        "is_public": True,
        "takes_photo": True,
        "clocks": [PROMISE],
        "loaded_at": MONDAY,
    }
    found = Service.objects.filter(code=code).first()
    return found or Service.objects.create(code=code, **{**facts, **fields})


def case(**fields: Any) -> Case:
    """An open case, reported on the web on a Monday morning."""
    facts: dict[str, Any] = {"now": MONDAY, "address": "Cumhuriyet Caddesi 41"}
    chosen = fields.pop("service", None) or service()
    return open_case(service=chosen, **{**facts, **fields})


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (80, 60), exif: Image.Exif | None = None
) -> io.BytesIO:
    """A small picture, blue on its starting half, with EXIF when given."""
    image = Image.new("RGB", size, "white")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, **({"exif": exif} if exif else {}))
    out.seek(0)
    out.name = f"foto.{kind.lower()}"
    return out
