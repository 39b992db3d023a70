"""Where a recording is played to: the store itself, a door over HTTP, or a topic of a broker."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.base.connectors.public import AnswerRefused, CallFailed, Connector, fetch
from meydan.kernel.observations.engine.moments import from_us
from meydan.kernel.observations.operations.payload_report import PayloadReport
from meydan.kernel.observations.operations.payloads import take_payload
from meydan.kernel.observations.payloads.recordings import Recorded

if TYPE_CHECKING:
    from paho.mqtt.client import Client

# Names its own address on the command line, often one in the city's network.
REPLAY = Connector(
    "observations.replay",
    {"tr": "Kayıt oynatma", "fa": "بازپخش ضبط", "en": "Replay of a recording"},
    enabled_by_default=True,
    allow_private=True,
    attempts=1,
)
BROKER_WAIT_S = 10.0


class NotSent(Exception):
    """A payload was not accepted; the message says why. Those before it were."""


class Sender(Protocol):
    """Takes payloads one after the other."""

    def send(self, one: Recorded) -> PayloadReport:
        """
        Send a payload; what is known of its fate.

        :raises NotSent: if it was not accepted
        """

    def close(self) -> None:
        """Wait for what is under way, and let go."""


class ToStore:
    """Straight into the store, as if it had just come through a door at the moment of the recording."""

    def __init__(self, mapping: str, source: str) -> None:
        self.mapping, self.source = mapping, source

    def send(self, one: Recorded) -> PayloadReport:
        """Take it in; a value whose device said no time counts from the recorded moment of receipt."""
        now: datetime = timezone.now()
        return take_payload(
            mapping=self.mapping, body=one.body, topic=one.topic, now=now, source=self.source,
            received_at=min(from_us(one.received_us), now),
        )  # fmt: skip

    def close(self) -> None:
        """Nothing is under way."""


class ToHttp:
    """To ``/ingest/<mapping>/`` of this city or another."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url, key

    def send(self, one: Recorded) -> PayloadReport:
        """
        Post it.

        :raises NotSent: with the answer of the door
        """
        url = f"{self.url}?{urlencode({'topic': one.topic})}" if one.topic else self.url
        headers = {"Content-Type": "application/json", "X-API-Key": self.key}
        try:
            answer = fetch(REPLAY, url, method="POST", headers=headers, content=one.body).json()
        except AnswerRefused as refusal:
            if refusal.response.status == 422:
                return PayloadReport(refused={"unreadable": 1})
            raise NotSent(f"HTTP {refusal.response.status}: {refusal.response.text()[:300]}") from refusal
        except CallFailed as fault:
            raise NotSent(str(fault)) from fault
        answer.pop("message", None)
        return PayloadReport(**answer)

    def close(self) -> None:
        """Every answer was waited for."""


class ToMqtt:
    """To a broker, under the recorded topic or one that is named."""

    def __init__(self, host: str, port: int, topic: str, user: str = "", password: str = "") -> None:
        # Only who replays to a broker waits for the library.
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        self.topic = topic
        self.client: Client = Client(CallbackAPIVersion.VERSION2)
        if user:
            self.client.username_pw_set(user, password)
        try:
            self.client.connect(host, port, keepalive=60)
        except OSError as fault:
            raise NotSent(f"{host}:{port}: {fault}") from fault
        self.client.loop_start()

    def send(self, one: Recorded) -> PayloadReport:
        """
        Publish it, at least once; what becomes of it is known to its receiver alone.

        :raises NotSent: if the broker does not confirm it
        """
        topic = self.topic or one.topic
        if not topic:
            raise NotSent(_("line %(line)s names no topic; say --topic.") % {"line": one.line})
        try:
            sent = self.client.publish(topic, one.body, qos=1)
            sent.wait_for_publish(BROKER_WAIT_S)
        except (ValueError, RuntimeError) as fault:
            raise NotSent(f"{topic}: {fault}") from fault
        if not sent.is_published():
            raise NotSent(_("the broker did not confirm %(topic)s in time.") % {"topic": topic})
        return PayloadReport()

    def close(self) -> None:
        """Say goodbye, so that the broker keeps no half-open session."""
        self.client.disconnect()
        self.client.loop_stop()
