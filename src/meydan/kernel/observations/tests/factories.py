"""Small things to measure."""

from __future__ import annotations

from itertools import count

from meydan.kernel.observations.models import Rule
from meydan.kernel.observations.public import Datastream, ensure_datastream, ensure_property, ensure_thing

_numbers = count(1)


def stream(
    code: str = "pm2_5",
    *,
    key: str | None = None,
    period_s: int | None = 3600,
    minimum: float | None = 0,
    maximum: float | None = 1500,
    thing_key: str = "karsiyaka",
    kind: str = "air",
    is_sample: bool = False,
) -> Datastream:
    """A datastream at the Karşıyaka station."""
    observed = ensure_property(
        code=code,
        names={"tr": "İnce toz (PM2.5)", "fa": "ذرات معلق ریز (PM2.5)", "en": "Fine dust (PM2.5)"},
        unit="µg/m³",
        kind=kind,
        minimum=minimum,
        maximum=maximum,
    )
    thing = ensure_thing(
        key=thing_key,
        names={"tr": "Karşıyaka", "fa": "کارشی‌یاکا", "en": "Karşıyaka"},
        lon=39.48,
        lat=40.46,
        is_sample=is_sample,
    )
    return ensure_datastream(
        key=key or f"{thing_key}-{code}-{next(_numbers)}",
        thing=thing,
        observed_property=observed,
        period_s=period_s,
        is_sample=is_sample,
    )


def rule(datastream: Datastream, **changes: object) -> Rule:
    """A rule on the property of a datastream: above 35 until 25, at once."""
    fields: dict[str, object] = {
        "code": f"rule-{next(_numbers)}",
        "names": {"tr": "İnce toz yüksek", "fa": "ذرات ریز بالاست", "en": "Fine dust high"},
        "observed_property": datastream.observed_property,
        "statistic": "value",
        "comparison": "above",
        "limit": 35.0,
        "clear_limit": 25.0,
        "min_duration_s": 0,
        "severity": "watch",
        "service": "air_alert",
    }
    return Rule.objects.create(**{**fields, **changes})
