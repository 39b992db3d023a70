"""The portal's own feed: what it holds of each city, and how old that is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from meydan.base.packs.public import current
from meydan.domains.federation.models import City, CityIndicator
from meydan.domains.federation.queries import Copy, Counts, copies_of, counts_of, indicators_of, listed


def portal(now: datetime) -> dict[str, Any]:
    """Every known city with its counts and newest values; the cities' own feeds say more."""
    cities = list(listed().filter(is_known=True))
    counts, copies, indicators = counts_of(cities), copies_of(cities, now), indicators_of(cities)
    return {
        "meydan_feed": 1,
        "portal": settings.MEYDAN_HOME.key,
        "generated_at": now,
        "names": dict(current().names),
        "is_demo": settings.MEYDAN_DEMO,
        "cities": [
            _city(city, counts.get(city.pk, Counts()), copies[city.pk], indicators.get(city.pk, []))
            for city in cities
        ],
    }


def _city(city: City, counts: Counts, copy: Copy, indicators: list[CityIndicator]) -> dict[str, Any]:
    return {
        "key": city.key,
        "address": city.address,
        "names": city.names,
        "country": city.country,
        "languages": city.languages,
        "centre": None if city.lon is None else [city.lon, city.lat],
        "is_demo": city.is_demo,
        "population": None
        if city.population is None
        else {
            "value": city.population,
            "year": city.population_year,
            "source": city.population_source,
            "scope": city.population_scope,
        },
        "read_at": copy.read_at,
        "is_stale": copy.is_stale,
        "faults": [{"document": document.kind, "fault": document.fault} for document in copy.faults],
        "actions": {
            "all": counts.all,
            "under_way": counts.under_way,
            "late": counts.late,
            "done": counts.done,
            "planned": counts.planned,
            "sample": counts.sample,
        },
        "indicators": [
            {
                "code": row.code,
                "names": row.names,
                "unit": row.unit,
                "scope": row.scope,
                "value": row.value,
                "on": row.on,
                "state": row.state,
                "is_sample": row.is_sample,
            }
            for row in indicators
        ],
    }
