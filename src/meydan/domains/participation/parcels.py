"""How a parcel is written here, and whether the register of the map knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from meydan.base.locale.public import text, to_latin_digits
from meydan.base.packs.public import current
from meydan.kernel.places.public import Place, places_of

LAYER = "parcels"
PART = re.compile(r"[0-9A-Za-z]{1,10}")


def parcel_parts() -> list[dict[str, Any]]:
    """Return the parts of a parcel's number as this country writes it."""
    parts: list[dict[str, Any]] = current().document("address").get("parcel", [])
    return parts


def parcel_words(parcel: Mapping[str, str]) -> str:
    """Write a parcel: ``Ada 112, Parsel 4``."""
    said = [(text(part["names"]), parcel.get(part["code"], "")) for part in parcel_parts()]
    return ", ".join(f"{name} {value}" for name, value in said if value)


def read_part(typed: str) -> str | None:
    """Return one part in Latin digits, ``None`` for what cannot be one."""
    said = to_latin_digits(typed).strip()
    return said if not said or PART.fullmatch(said) else None


def parcel_place(parcel: Mapping[str, str]) -> Place | None:
    """Return the parcel on the map; ``None`` where the layer does not know it."""
    codes = [part["code"] for part in parcel_parts()]
    if not any(parcel.get(code) for code in codes):
        return None
    between = current().document("address").get("parcel_separator", "/")
    key = between.join(parcel.get(code) or "0" for code in codes)
    return places_of([LAYER]).filter(key__in=[key, f"sample:{key}"]).first()
