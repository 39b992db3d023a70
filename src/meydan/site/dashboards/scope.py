"""For whom a dashboard is drawn, and what they may see; read once for a page of panels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from meydan.kernel.cases.public import services
from meydan.kernel.observations.public import (
    Alert,
    Datastream,
    Latest,
    Rule,
    latest,
    open_alerts,
    public_datastreams,
)
from meydan.kernel.places.public import Layer, layers

MOST_ALERTS = 2000
SEVERITIES = ("info", "watch", "bad")


@dataclass(frozen=True)
class Scope:
    """
    What may be shown: to everybody, or to whoever works here.

    A public dashboard has the narrow scope for every reader, its owner too: what stands on it never depends on who
    looks.
    """

    now: datetime
    is_public: bool

    def streams(self, **wanted: Any) -> QuerySet[Datastream]:
        """Datastreams that may be shown, with thing and property, in a steady order."""
        if self.is_public:
            return public_datastreams().filter(**wanted)
        found = Datastream.objects.select_related("thing", "observed_property").filter(**wanted)
        return found.order_by("thing__key", "observed_property__code", "id")

    @cached_property
    def layers(self) -> dict[str, Layer]:
        """Layers of places that may be shown, by code."""
        return {layer.code: layer for layer in layers(public_only=self.is_public)}

    @cached_property
    def service_codes(self) -> list[str]:
        """Services whose cases may be counted here; empty counts every case."""
        return list(services().values_list("code", flat=True)) if self.is_public else []

    @cached_property
    def rules(self) -> dict[int, list[Rule]]:
        """The limits in force by property, the gentlest first: of values, not of their pace or their silence."""
        found: dict[int, list[Rule]] = {}
        limits = Rule.objects.filter(is_active=True, kind=Rule.Kind.THRESHOLD)
        for rule in limits.order_by("observed_property", "code"):
            found.setdefault(rule.observed_property_id, []).append(rule)
        return {pk: sorted(rules, key=lambda r: SEVERITIES.index(r.severity)) for pk, rules in found.items()}

    @cached_property
    def alerts(self) -> dict[int, Alert]:
        """The gravest open alert of each datastream."""
        found: dict[int, Alert] = {}
        for alert in open_alerts()[:MOST_ALERTS]:
            standing = found.get(alert.datastream_id)
            if standing is None or _weight(alert) > _weight(standing):
                found[alert.datastream_id] = alert
        return found

    def latest(self, streams: Iterable[Datastream]) -> dict[int, Latest]:
        """The newest value of each of these datastreams that has one."""
        return latest([stream.pk for stream in streams])


def _weight(alert: Alert) -> int:
    return SEVERITIES.index(alert.rule.severity)
