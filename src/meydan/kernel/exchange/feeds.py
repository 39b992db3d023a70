"""
The city's public feeds as plain structures; ``docs/feed.md`` describes every field.

A feed carries ``meydan_feed`` (its version), says whether it holds sample rows, and gives each number its unit, its
moment and its source, so that a portal can show it honestly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings

from meydan import __version__
from meydan.base.packs.public import current
from meydan.kernel.places.public import Layer, features, layers, places_of
from meydan.kernel.strategy.public import (
    ActionStanding,
    Indicator,
    PlanUnknown,
    Standing,
    indicator_standings,
    plan_overview,
)

FEED_VERSION = 1
LONGEST_RUN = 60  # newest values an indicator's feed carries
MOST_FEATURES = 5000

encode = msgspec.json.Encoder().encode


def head(now: datetime) -> dict[str, Any]:
    """What every feed begins with."""
    return {"meydan_feed": FEED_VERSION, "city": settings.MEYDAN_HOME.key, "generated_at": now}


def city(now: datetime) -> dict[str, Any]:
    """Who this is and what it offers."""
    pack = current()
    return {
        **head(now),
        "names": dict(pack.names),
        "country": pack.country,
        "default_language": pack.default_language,
        "languages": list(pack.locales),
        "centre": list(pack.centre),
        "bbox": list(pack.bbox),
        "accent": pack.accent,
        "calendar": pack.calendar,
        "timezone": pack.timezone,
        "population": pack.head.get("population"),
        "is_demo": settings.MEYDAN_DEMO,
        "software": f"meydan {__version__}",
        "feeds": {
            "plan": "/feed/plan.json",
            "indicators": "/feed/indicators.json",
            "layers": "/feed/layers.json",
            "places": "/feed/places/{layer}.geojson",
        },
    }


def plan(now: datetime) -> dict[str, Any]:
    """The plan with its goals and actions; ``plan`` is null while the city has none."""
    try:
        overview = plan_overview(now)
    except PlanUnknown:
        return {**head(now), "plan": None, "goals": [], "counts": {}}
    held = overview.plan
    return {
        **head(now),
        "plan": {
            "code": held.code,
            "names": held.names,
            "vision": held.vision,
            "status": held.status,
            "starts_on": held.starts_on,
            "ends_on": held.ends_on,
            "is_sample": held.is_sample,
        },
        "counts": overview.counts,
        "goals": [
            {
                "code": goal.goal.code,
                "names": goal.goal.names,
                "theme": goal.goal.theme,
                "actions": [_action(standing) for standing in goal.actions],
            }
            for goal in overview.goals
        ],
    }


def _action(standing: ActionStanding) -> dict[str, Any]:
    action = standing.action
    return {
        "code": action.code,
        "names": action.names,
        "unit": action.unit.code if action.unit else "",
        "unit_names": action.unit.names if action.unit else {},
        "starts_on": action.starts_on,
        "ends_on": action.ends_on,
        "status": action.status,
        "state": standing.state,
        "days_late": standing.days_late,
        "progress_percent": action.progress_percent,
        "budget": None if action.budget is None else float(action.budget),
        "spent": None if action.spent is None else float(action.spent),
        "explanation": action.explanation,
        "indicators": [s.indicator.code for s in standing.indicators],
        "updated_at": action.updated_at,
        "is_sample": action.is_sample,
        "path": f"/plan/action/{action.code}/",
    }


def indicators(now: datetime) -> dict[str, Any]:
    """Every indicator with its newest value, its age and its recent run."""
    rows = list(Indicator.objects.order_by("order", "pk"))
    standings = indicator_standings(rows, now)
    return {**head(now), "indicators": [_indicator(standings[row.pk]) for row in rows]}


def _indicator(standing: Standing) -> dict[str, Any]:
    row, value = standing.indicator, standing.value
    return {
        "code": row.code,
        "names": row.names,
        "standard": row.standard,
        "unit": row.unit,
        "decimals": row.decimals,
        "direction": row.direction,
        "scope": row.scope,
        "is_computed": row.is_computed,
        "baseline": row.baseline,
        "targets": row.targets,
        "value": None if value is None else value.value,
        "on": None if value is None else value.on,
        "row_count": 0 if value is None else value.row_count,
        "last_input_at": None if value is None else value.last_input_at,
        "state": standing.state,
        "run": [[v.on, v.value] for v in standing.run[-LONGEST_RUN:]],
        "is_sample": row.is_sample or (value is not None and value.is_sample),
        "path": f"/plan/indicator/{row.code}/",
    }


def layer_list(now: datetime) -> dict[str, Any]:
    """The public layers and how many places each has."""
    return {**head(now), "layers": [_layer(layer) for layer in layers(public_only=True)]}


def _layer(layer: Layer) -> dict[str, Any]:
    return {
        "code": layer.code,
        "names": layer.names,
        "theme": layer.theme,
        "geometry": layer.geometry,
        "icon": layer.icon,
        "color": layer.color,
        "count": layer.place_count,
        "source": layer.source,
        "licence": layer.licence,
        "is_sample": layer.is_sample,
        "path": f"/feed/places/{layer.code}.geojson",
    }


def layer_features(layer: Layer, now: datetime) -> dict[str, Any]:
    """A public layer as a GeoJSON feature collection (RFC 7946), at most 5,000 features."""
    found = list(places_of([layer.code])[: MOST_FEATURES + 1])
    return {
        "type": "FeatureCollection",
        **head(now),
        "layer": layer.code,
        "names": layer.names,
        "source": layer.source,
        "licence": layer.licence,
        "is_sample": layer.is_sample,
        "is_cut": len(found) > MOST_FEATURES,
        "features": list(features(found[:MOST_FEATURES])),
    }


DOCUMENTS: dict[str, Callable[[datetime], dict[str, Any]]] = {
    "city.json": city,
    "plan.json": plan,
    "indicators.json": indicators,
    "layers.json": layer_list,
}


def documents(now: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield every document by its address below ``/feed/``."""
    for name, make in DOCUMENTS.items():
        yield name, encode(make(now))
    for layer in layers(public_only=True):
        yield f"places/{layer.code}.geojson", encode(layer_features(layer, now))
