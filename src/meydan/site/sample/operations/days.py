"""What happens in the town these days: pharmacies on duty, cuts, works, events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

import numpy as np
from django.conf import settings

from meydan.kernel.places.public import Place, add_occurrence, places_of
from meydan.site.sample.engine.town import Town

DUTY_DAYS = 30
ON_DUTY_EACH_NIGHT = 2
SOURCE = "sample"

WORDS: dict[str, dict[str, str]] = {
    "duty": {"tr": "Nöbetçi eczane", "fa": "داروخانهٔ کشیک", "en": "Pharmacy on duty"},
    "power_cut": {"tr": "Elektrik kesintisi", "fa": "قطعی برق", "en": "Power cut"},
    "asphalt": {"tr": "Asfalt yenileme", "fa": "روکش آسفالت", "en": "Resurfacing"},
    "pipe": {"tr": "İçme suyu hattı yenileme", "fa": "نوسازی لولهٔ آب", "en": "Water main renewal"},
    "fibre": {"tr": "Fiber kablo döşeme", "fa": "کابل‌کشی فیبر نوری", "en": "Laying fibre"},
    "film": {"tr": "Açık havada sinema", "fa": "نمایش فیلم در فضای باز", "en": "Open-air cinema"},
    "coding": {
        "tr": "Gençlere kodlama atölyesi",
        "fa": "کارگاه برنامه‌نویسی نوجوانان",
        "en": "Coding workshop for the young",
    },
    "council": {"tr": "Meclis toplantısı", "fa": "نشست شورای شهر", "en": "Council meeting"},
    "book": {"tr": "Kitap günü", "fa": "روز کتاب", "en": "Book day"},
}


def fill_days(*, town: Town, now: datetime) -> int:
    """Record duties for a month and a handful of cuts, works and events around now; returns how many."""
    rng = np.random.default_rng(town.spec.seed + 2)
    midnight = datetime.combine(now.astimezone(settings.CITY_ZONE).date(), time(0), settings.CITY_ZONE)
    return _duties(midnight, rng) + _interruptions(midnight, rng) + _events(midnight, rng)


def _duties(midnight: datetime, rng: np.random.Generator) -> int:
    pharmacies = list(places_of(["pharmacies"]))
    if not pharmacies:
        return 0
    order = rng.permutation(len(pharmacies))
    made = 0
    for day in range(-1, DUTY_DAYS):
        starts_at = midnight + timedelta(days=day, hours=19)
        for i in range(ON_DUTY_EACH_NIGHT):
            pharmacy = pharmacies[int(order[(day * ON_DUTY_EACH_NIGHT + i) % len(pharmacies)])]
            _add("duty", "duty", pharmacy, starts_at, starts_at + timedelta(hours=14), f"duty-{day}-{i}")
            made += 1
    return made


def _interruptions(midnight: datetime, rng: np.random.Generator) -> int:
    streets = list(places_of(["streets"]))
    plans = [
        ("cut", "power_cut", 0, 13, 4),
        ("works", "asphalt", -4, 8, 24 * 9),
        ("works", "pipe", -12, 8, 24 * 30),
        ("works", "fibre", -1, 8, 24 * 6),
        ("works", "fibre", 3, 8, 24 * 8),
    ]
    chosen = rng.choice(len(streets), size=min(len(plans), len(streets)), replace=False)
    for i, ((kind, word, day, hour, hours), street) in enumerate(zip(plans, chosen, strict=False)):
        starts_at = midnight + timedelta(days=day, hours=hour)
        _add(kind, word, streets[int(street)], starts_at, starts_at + timedelta(hours=hours), f"{word}-{i}")
    return len(chosen)


def _events(midnight: datetime, rng: np.random.Generator) -> int:
    venues = [*places_of(["parks"])[:3], *places_of(["public_buildings"])[:1], *places_of(["schools"])[:2]]
    plans = [("film", 2, 19, 3), ("coding", 5, 14, 2), ("council", 8, 10, 3), ("book", 12, 11, 5)]
    for i, (word, day, hour, hours) in enumerate(plans if venues else []):
        starts_at = midnight + timedelta(days=day, hours=hour)
        _add(
            "event",
            word,
            venues[int(rng.integers(len(venues)))],
            starts_at,
            starts_at + timedelta(hours=hours),
            f"event-{i}",
        )
    return len(plans) if venues else 0


def _add(kind: str, word: str, place: Place, starts_at: datetime, ends_at: datetime, key: str) -> None:
    named: Mapping[str, str] = WORDS[word]
    add_occurrence(
        kind=kind,
        names=named,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        source=SOURCE,
        key=f"sample:{key}",
        is_sample=True,
    )
