"""Messages that came: who sent them, what they hold, and whether the broker may forget them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from meydan.kernel.observations import principals
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.payloads.bounds import MOST_BYTES
from meydan.kernel.observations.engine.payloads.topics import fits
from meydan.kernel.observations.engine.query.paths import parse_path
from meydan.kernel.observations.engine.query.refusals import QueryRefused
from meydan.kernel.observations.models import AccessKey, IngestKey, QuarantinedRow
from meydan.kernel.observations.mqtt.bulk import take_bulk
from meydan.kernel.observations.mqtt.messages import Message, mapping_topics
from meydan.kernel.observations.mqtt.settings import MqttSettings
from meydan.kernel.observations.mqtt.topics import Address, address_of
from meydan.kernel.observations.operations.ingest import Taken
from meydan.kernel.observations.operations.payloads import take_payload
from meydan.kernel.observations.operations.setting_aside import Origin, keep_payload
from meydan.kernel.observations.operations.together import Part, take_together
from meydan.kernel.observations.principals import NotRecognised, Principal
from meydan.kernel.observations.sta import door, observing, taking, who
from meydan.kernel.observations.sta.http import MOUNT, Refusal, Request

log = logging.getLogger(__name__)
TIME = b'"phenomenonTime"'
# What the door says when the value itself lies in quarantine already.
KEPT = "kept in quarantine"


@dataclass
class Turn:
    """Messages that are taken in by one commit."""

    settings: MqttSettings
    now: datetime
    refused: int = 0
    parts: list[tuple[Message, Part]] = field(default_factory=list)
    mappings: list[tuple[str, str]] | None = None

    def take(self, messages: Sequence[Message]) -> None:
        """Take all of them in; inside a transaction."""
        for message in messages:
            if not self._was_taken(message):
                self._sort(message)
        outcomes = take_together([part for _, part in self.parts], self.now) if self.parts else []
        for (message, part), outcome in zip(self.parts, outcomes, strict=True):
            self._settle(message, part, outcome)

    def _was_taken(self, message: Message) -> bool:
        """Whether a message without a time came before; with a time it would only be a repeat."""
        if not message.quality or TIME in message.body:
            return False
        rows = IngestKey.objects.filter(key=message.name)
        if message.is_again and rows.exists():
            return True
        rows.delete()
        IngestKey.objects.create(key=message.name, report={}, received_at=self.now)
        return False

    def _sort(self, message: Message) -> None:
        address = address_of(message.topic)
        try:
            if len(message.body) > MOST_BYTES:
                raise Refusal(413, "The message is larger than 10 MB.")
            principal = self._sender(message, address)
            if address.path:
                self._observation(message, address, principal)
            else:
                self._payload(message, address, principal)
        except NotRecognised:
            self._not_allowed(message, "its key is not known or is over")
        except Refusal as refusal:
            self._refuse(message, refusal)

    def _sender(self, message: Message, address: Address) -> Principal:
        """
        Who sent it; what is said in a topic counts only where the broker lets nobody else say it.

        :raises NotRecognised: if a key is named that is not good
        """
        if not address.prefix:
            return principals.visitor()
        if self.settings.broker_checks_keys:
            return principals.of_prefix(address.prefix, self.now)
        found = principals.of_key(message.secret, self.now) if message.secret else None
        if found is None or found.name != f"key:{address.prefix}":
            raise NotRecognised
        return found

    def _observation(self, message: Message, address: Address, principal: Principal) -> None:
        if not principal.may_observe_somewhere():
            raise Refusal(401, "Observations are added under k/PREFIX/ with a key.")
        if address.path == observing.BULK:
            take_bulk(message.body, principal)
            return
        simple = observing.SIMPLE.match(address.path)
        own = int(simple[1]) if simple and simple[1] else None
        batch = taking.one_simple(message.body, own, to_us(self.now)) if simple else None
        if batch is None:
            self._long_way(message, address.path, principal)
            return
        who.require_permitted(batch.datastream_id.tolist(), principal)
        self.parts.append((message, Part(batch, f"mqtt:{principal.name}")))

    def _long_way(self, message: Message, path: str, principal: Principal) -> None:
        try:
            meant = parse_path(path)
        except QueryRefused as odd:
            raise Refusal(404, str(odd)) from odd
        if not meant.is_collection or meant.entity.name != "Observation":
            raise Refusal(404, "Only Observations are made over MQTT.")
        root = f"{settings.MEYDAN_HOME.address}{MOUNT}"
        headers = {"content-type": "application/json"}
        with transaction.atomic():
            door.answer(Request("POST", path, "", headers, message.body, principal, root))

    def _payload(self, message: Message, address: Address, principal: Principal) -> None:
        """What a device sends in words of its own: read by every mapping whose topic fits."""
        self.mappings = mapping_topics() if self.mappings is None else self.mappings
        mapping = next((key for key, topic in self.mappings if fits(address.rest, topic)), None)
        if mapping is None:
            raise Refusal(404, "No mapping has this topic.")
        take_payload(
            mapping=mapping, body=message.body, topic=address.rest, now=self.now,
            source=f"mqtt:{mapping}:{principal.name}", only=self._only(address, principal),
        )  # fmt: skip

    def _only(self, address: Address, principal: Principal) -> frozenset[int] | None:
        """Whom the broker lets write to a device's own topic is not for us to know; a key is bound as ever."""
        if not address.prefix or principal.observes or principal.key_id is None:
            return None
        bound = AccessKey.datastreams.through.objects.filter(accesskey_id=principal.key_id)
        return frozenset(bound.values_list("datastream_id", flat=True))

    def _settle(self, message: Message, part: Part, outcome: Taken | Exception) -> None:
        if isinstance(outcome, Taken):
            return
        if isinstance(outcome, OperationalError | InterfaceError):
            raise outcome
        try:
            observing.slots_or_refusal(outcome)
        except Refusal as refusal:
            self._refuse(message, refusal)
        except Exception as odd:
            self.keep(message, QuarantinedRow.Reason.UNREADABLE, type(odd).__name__)

    def _refuse(self, message: Message, refusal: Refusal) -> None:
        if refusal.status in (401, 403):
            self._not_allowed(message, refusal.message)
        elif KEPT not in refusal.message:
            is_absent = refusal.status == 404
            reason = QuarantinedRow.Reason.STREAM_UNKNOWN if is_absent else QuarantinedRow.Reason.UNREADABLE
            self.keep(message, reason, refusal.message)

    def _not_allowed(self, message: Message, why: str) -> None:
        # Not kept: whoever may not write here may not fill our disk either.
        self.refused += 1
        log.warning("a message to %s was not taken: %s", message.topic[:200], why)

    def keep(self, message: Message, reason: str, detail: str) -> None:
        """Keep a message in quarantine."""
        address = address_of(message.topic)
        origin = Origin(
            "", message.topic, f"mqtt:key:{address.prefix}" if address.prefix else "mqtt", self.now
        )
        keep_payload(origin, message.body.decode("utf-8", errors="replace"), address.prefix, reason, detail)


def take(messages: Sequence[Message], settings: MqttSettings, now: datetime) -> list[bool]:
    """
    Take messages in; for each whether it is dealt with, so that the broker may forget it.

    One commit holds all of them. When that fails each is tried alone: one that cannot be read is kept in
    quarantine, and one that the database could not take stays with the broker.
    """
    try:
        with transaction.atomic():
            Turn(settings, now).take(messages)
    except Exception as fault:
        if len(messages) == 1:
            return [_kept(messages[0], settings, now, fault)]
        return [done for one in messages for done in take([one], settings, now)]
    return [True] * len(messages)


def _kept(message: Message, settings: MqttSettings, now: datetime, fault: Exception) -> bool:
    if isinstance(fault, OperationalError | InterfaceError):
        log.warning("the database did not take a message, trying again: %s", fault)
        return False
    log.error("a message to %s broke its reading", message.topic[:200], exc_info=fault)
    try:
        with transaction.atomic():
            Turn(settings, now).keep(message, QuarantinedRow.Reason.UNREADABLE, type(fault).__name__)
    except DatabaseError:
        return False
    return True
