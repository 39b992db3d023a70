"""Puts stations on the map and fills their series up to now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings

from meydan.base.packs.public import Pack
from meydan.kernel.observations.public import (
    Batch,
    Datastream,
    Thing,
    ensure_datastream,
    ensure_thing,
    roll_up,
    store,
    to_us,
)
from meydan.kernel.places.public import place_by_key
from meydan.site.sample.engine.feature import Feature
from meydan.site.sample.engine.series import Faults, by_hand, make
from meydan.site.sample.engine.town import Town
from meydan.site.sample.engine.weather import HOUR_US, Climate, weather

Say = Callable[[str], object]
WATCHED_DAYS = 6
WATCHED_ALL_YEAR = ("pm2_5",)
# How much dirtier or busier a station is than the town: the road and the works more, the hill less.
FACTORS = {"air-centre": 1.0, "air-road": 1.2, "air-hill": 0.55, "air-industry": 1.3, "traffic-west": 0.6}
# What people write down where, and every how many days.
BY_HAND = {
    "weather": (("pollen_tree", "pollen_grass", "pollen_weed"), 1),
    "water-inlet": (("free_chlorine", "turbidity", "water_ph"), 7),
}
HAND_HOUR = 9
SILENT = {"air-industry": 9 * 24}  # this one has said nothing for nine days, and its page must say so


def fill_sensors(*, town: Town, pack: Pack, now: datetime, days: int, say: Say = lambda line: None) -> int:
    """Make things and datastreams for every station and store ``days`` of hourly values; returns how many."""
    rng = np.random.default_rng(town.spec.seed + 1)
    end_us = to_us(now) // HOUR_US * HOUR_US
    at_us = np.arange(end_us - (days * 24 - 1) * HOUR_US, end_us + 1, HOUR_US, dtype=np.int64)
    climate = _climate(pack, now)
    sky = weather(at_us, climate, rng)
    batches = []
    for feature in town.layer("stations"):
        for stream, code in _streams(feature):
            faults = Faults(dead_from_h=SILENT.get(feature.key, 0))
            reported, values = make(code, sky, climate, FACTORS.get(feature.key, 1.0), faults, rng)
            batches.append(
                (
                    Batch.columns(
                        np.full(int(reported.sum()), stream.pk, np.int64), at_us[reported], values[reported]
                    ),
                    code,
                )
            )
    stored = _written_by_hand(town, now, days, rng)
    stored += _store_all(batches, end_us - WATCHED_DAYS * 24 * HOUR_US, now, say)
    roll_up(now)
    return stored


def _written_by_hand(town: Town, now: datetime, days: int, rng: np.random.Generator) -> int:
    """A year of pollen counts and water samples, as an officer would have written them at nine in the morning."""
    midnight = now.astimezone(settings.CITY_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    newest = midnight + timedelta(hours=HAND_HOUR)
    newest -= timedelta(days=1) if newest > now else timedelta()
    batches = []
    for feature in town.layer("stations"):
        codes, every = BY_HAND.get(feature.key, ((), 1))
        moments = [newest - timedelta(days=ago) for ago in range(0, days, every)]
        of_year = np.array([float(at.timetuple().tm_yday) for at in moments])
        at_us = np.array([to_us(at) for at in moments], dtype=np.int64)
        for code in codes:
            stream = ensure_datastream(
                key=f"sample-{feature.key}-{code}-hand",
                thing=_thing(feature),
                observed_property=code,
                is_sample=True,
            )
            ids = np.full(len(moments), stream.pk, np.int64)
            batches.append(Batch.columns(ids, at_us, by_hand(code, of_year, rng)))
    return sum(store(rows=batch, now=now, source="sample", evaluate=False).stored for batch in batches)


def _climate(pack: Pack, now: datetime) -> Climate:
    values = pack.document("sample").get("climate", {})
    zone = settings.CITY_ZONE.utcoffset(now.replace(tzinfo=None)) or timedelta()
    calendar = pack.work_calendar()
    monday = now.date() - timedelta(days=now.date().isoweekday() - 1)
    rest = tuple(
        d for d in range(1, 8) if d >= 5 and calendar.off(monday - timedelta(days=70) + timedelta(days=d - 1))
    )
    return Climate(
        float(values.get("mean_c", 11.0)),
        float(values.get("yearly_c", 11.0)),
        float(values.get("daily_c", 5.5)),
        zone.total_seconds() / 3600,
        rest or (6, 7),
        float(values.get("dust", 0.0)),
    )


def _thing(feature: Feature) -> Thing:
    standing = place_by_key("stations", f"sample:{feature.key}")
    return ensure_thing(
        key=f"sample-{feature.key}",
        names=feature.names,
        lon=feature.geometry.x,
        lat=feature.geometry.y,
        place_id=standing.pk if standing else None,
        is_sample=True,
    )


def _streams(feature: Feature) -> list[tuple[Datastream, str]]:
    thing = _thing(feature)
    return [
        (
            ensure_datastream(
                key=f"sample-{feature.key}-{code}",
                thing=thing,
                observed_property=code,
                period_s=3600,
                is_sample=True,
            ),
            code,
        )
        for code in str(feature.properties["measures"]).split(",")
    ]


def _store_all(batches: list[tuple[Batch, str]], watched_from_us: int, now: datetime, say: Say) -> int:
    """
    History goes in without waking the rules, save for dust: its year of alerts is what people acted on.

    The last days wake every rule, in the order of time.
    """
    stored = 0
    for batch, code in batches:
        old = batch.where(batch.at_us < watched_from_us)
        stored += store(rows=old, now=now, source="sample", evaluate=code in WATCHED_ALL_YEAR).stored
    say(f"  {stored} past observations")
    recent = [batch.where(batch.at_us >= watched_from_us) for batch, _ in batches]
    joined = Batch.columns(
        np.concatenate([b.datastream_id for b in recent]),
        np.concatenate([b.at_us for b in recent]),
        np.concatenate([b.value for b in recent]),
    )
    return stored + store(rows=joined, now=now, source="sample", evaluate=True).stored
