"""What is told to those who subscribe: observations, entities, and the newest of each datastream kept for later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection
from django.utils import timezone

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.query.ast import Query
from meydan.kernel.observations.engine.query.model import ENTITIES
from meydan.kernel.observations.engine.query.options import parse_query
from meydan.kernel.observations.engine.query.paths import Step
from meydan.kernel.observations.engine.slots import slot_of
from meydan.kernel.observations.models import LatestValue
from meydan.kernel.observations.mqtt.settings import MqttSettings
from meydan.kernel.observations.mqtt.topics import VERSION, latest_topic, observation_topics, selected_of
from meydan.kernel.observations.principals import ANYONE, Principal
from meydan.kernel.observations.sta import resources, results
from meydan.kernel.observations.sta.expanding import entities
from meydan.kernel.observations.sta.http import MOUNT, Refusal
from meydan.kernel.observations.sta.reading import Asker
from meydan.kernel.observations.sta.results import Raw, Told
from meydan.kernel.observations.stores import store
from meydan.kernel.observations.stores.feed import Change, Entry

EVERYTHING = Principal("mqtt", reads_all=True)
ROWS_A_STEP = 500


@dataclass(frozen=True)
class Telling:
    """One message to publish."""

    topic: str
    body: bytes
    is_kept: bool = False


class Teller:
    """Makes messages of entries of the feed; only of what may be published."""

    def __init__(self, settings_: MqttSettings) -> None:
        self.principal = EVERYTHING if settings_.publish_all else ANYONE
        self.selected = selected_of(settings_.topics)
        self._open: dict[int, bool] = {}

    def _asker(self) -> Asker:
        return Asker(self.principal, to_us(timezone.now()), f"{settings.MEYDAN_HOME.address}{MOUNT}")

    def of(self, entry: Entry) -> Iterator[Telling]:
        """The messages of one entry."""
        if entry.change is not None:
            yield from self._of_change(entry.change)
            return
        rows: list[Raw] = list(
            zip(entry.datastream_id.tolist(), entry.slot.tolist(), entry.value.tolist(), strict=True)
        )
        for start in range(0, len(rows), ROWS_A_STEP):
            yield from self._of_rows(rows[start : start + ROWS_A_STEP])

    def closed(self) -> Iterator[Telling]:
        """What is kept of datastreams that were public at the last look and are so no longer is taken back."""
        condition, parameters = self.principal.streams_seen("d")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT d.id, d.is_multi FROM observations_datastream d WHERE {condition or '1 = 1'}",  # noqa: S608
                parameters,
            )
            now = {pk: bool(is_multi) for pk, is_multi in cursor.fetchall()}
        before, self._open = self._open, now
        for pk in before.keys() - now.keys():
            yield Telling(latest_topic(pk, is_multi=before[pk]), b"", is_kept=True)

    def newest(self, among: Sequence[int] | None = None) -> Iterator[Telling]:
        """The newest observation of every datastream (or of these), to be kept."""
        rows = LatestValue.objects.filter(at_us__isnull=False).order_by("pk")
        if among is not None:
            rows = rows.filter(pk__in=among)
        found = [
            (pk, slot_of(at_us, seq), value)
            for pk, at_us, seq, value in rows.values_list("pk", "at_us", "seq", "value")
            if at_us is not None and value is not None
        ]
        for start in range(0, len(found), ROWS_A_STEP):
            for one, body in self._told(found[start : start + ROWS_A_STEP]):
                yield Telling(
                    latest_topic(one.datastream_id, is_multi=one.usual.is_multi), body, is_kept=True
                )

    def _of_rows(self, rows: list[Raw]) -> Iterator[Telling]:
        newest = _newest_slots({row[0] for row in rows})
        for one, body in self._told(rows):
            kept_at = latest_topic(one.datastream_id, is_multi=one.usual.is_multi)
            is_newest = one.slot >= newest.get(one.datastream_id, one.slot)
            topics = observation_topics(
                one.datastream_id, is_multi=one.usual.is_multi, feature_id=one.feature_id
            )
            for topic in topics:
                yield Telling(topic, body, is_kept=is_newest and topic == kept_at)
                yield from self._selections(topic, one)

    def _selections(self, topic: str, one: Told) -> Iterator[Telling]:
        for further in self.selected.get(topic, ()):
            row = (one.datastream_id, one.slot, float(one.result) if one.result[:1].isdigit() else 0.0)
            found = entities(self._asker(), ENTITIES["Observation"], parse_query(further.query), [row])
            yield Telling(further.topic, msgspec.json.encode(found[0]))

    def _told(self, rows: list[Raw]) -> list[tuple[Told, bytes]]:
        """Those of these observations that may be published, each with its JSON."""
        seen = self._seen({row[0] for row in rows})
        own = [row for row in rows if row[0] in seen]
        told = results.told(own)
        found = entities(self._asker(), ENTITIES["Observation"], Query(), own)
        by_key = {one["@iot.id"]: msgspec.json.encode(one) for one in found}
        return [(one, by_key[one.key]) for one in told if one.key in by_key]

    def _seen(self, ids: Iterable[int]) -> set[int]:
        among, given = store().among(sorted(ids))
        condition, parameters = self.principal.streams_seen("d")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT d.id FROM observations_datastream d WHERE d.id {among} AND {condition or '1 = 1'}",  # noqa: S608
                [given, *parameters],
            )
            return {row[0] for row in cursor.fetchall()}

    def _of_change(self, change: Change) -> Iterator[Telling]:
        is_multi = change.entity == "MultiDatastream"
        if change.act == "emptied":
            found = list(self.newest([change.key]))
            yield from found or _forgotten(change.key)
        elif change.act != "removed":
            yield from self._of_entity(change)
        elif is_multi or change.entity == "Datastream":
            yield Telling(latest_topic(change.key, is_multi=is_multi), b"", is_kept=True)

    def _of_entity(self, change: Change) -> Iterator[Telling]:
        entity = ENTITIES[change.entity]
        asker = self._asker()
        try:
            _, row = resources.one(asker, [Step(entity.set_name, entity.name, True, change.key)])
        except Refusal:
            return  # gone meanwhile, or not for everybody
        whole: dict[str, Any] = entities(asker, entity, Query(), [row])[0]
        body = msgspec.json.encode(whole)
        here = f"{VERSION}{entity.set_name}({change.key})"
        yield Telling(f"{VERSION}{entity.set_name}", body)
        yield Telling(here, body)
        for parent, name in resources.sets_with(asker, entity, change.key):
            yield Telling(f"{VERSION}{parent}/{name}", body)
        for name in change.names:
            if name in entity.properties and name in whole:
                yield Telling(f"{here}/{name}", msgspec.json.encode({name: whole[name]}))


def _forgotten(key: int) -> Iterator[Telling]:
    for is_multi in (False, True):
        yield Telling(latest_topic(key, is_multi=is_multi), b"", is_kept=True)


def _newest_slots(ids: Iterable[int]) -> dict[int, int]:
    rows = LatestValue.objects.filter(pk__in=list(ids), at_us__isnull=False).values_list("pk", "at_us", "seq")
    return {pk: slot_of(at_us, seq) for pk, at_us, seq in rows if at_us is not None}
