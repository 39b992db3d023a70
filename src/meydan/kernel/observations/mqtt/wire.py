"""The connection to the broker: made, lost and made again by the client library, in a thread of its own."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Iterable
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from meydan.kernel.observations.mqtt.messages import Message
from meydan.kernel.observations.mqtt.settings import MqttSettings

log = logging.getLogger(__name__)

KEEPALIVE_S = 20
# The broker keeps for a week what comes while we are away.
SESSION_S = 7 * 86_400
# Messages that may be under way to us before we say that they are stored.
MOST_UNSETTLED = 2_000
# Of those that nobody asks to be confirmed, more than these are not kept waiting.
MOST_WAITING = 50_000
LONGEST_PAUSE_S = 30
SEND_NONE_KEPT = 2  # of what the broker keeps for later nothing is sent to us: it is our own
KEY_PROPERTY = "key"


class Wire:
    """One client. What comes waits in ``arrived``; what is published is waited for in :meth:`settle`."""

    def __init__(self, settings: MqttSettings) -> None:
        self.settings = settings
        self.arrived: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.epoch = 0
        self.is_up = threading.Event()
        # The broker knew nothing of us: what it kept for others may be gone too.
        self.is_new = threading.Event()
        self.trouble = ""
        self._topics: set[str] = set()
        self._sent: set[int] = set()
        self._confirmed: deque[int] = deque()
        self._news = threading.Event()
        self.client = self._client()

    def _client(self) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2, self.settings.client_id, protocol=paho.MQTTv5, manual_ack=True
        )
        if self.settings.user:
            client.username_pw_set(self.settings.user, self.settings.password)
        if self.settings.tls:
            client.tls_set(ca_certs=self.settings.ca or None)
        client.max_inflight_messages_set(1_000)
        client.reconnect_delay_set(1, LONGEST_PAUSE_S)
        client.on_connect = self._connected
        client.on_connect_fail = self._failed
        client.on_disconnect = self._lost
        client.on_message = self._came
        client.on_publish = self._published
        return client

    def start(self) -> None:
        """Connect, and again whenever the connection is lost, with growing pauses."""
        properties: Any = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_S
        properties.ReceiveMaximum = MOST_UNSETTLED
        self.client.connect_async(
            self.settings.host, self.settings.port, KEEPALIVE_S, clean_start=False, properties=properties
        )
        self.client.loop_start()

    def stop(self) -> None:
        """Say goodbye; the broker goes on keeping what comes for us."""
        self.client.disconnect()
        self.client.loop_stop()

    def subscribe(self, topics: Iterable[str]) -> None:
        """Be sent what is published to these topics, and to no others; not what we publish ourselves."""
        wanted = set(topics)
        gone, self._topics = self._topics - wanted, wanted
        if gone and self.is_up.is_set():
            self.client.unsubscribe(sorted(gone))
        if self.is_up.is_set():
            self._ask()

    def _ask(self) -> None:
        options = SubscribeOptions(qos=1, noLocal=True, retainHandling=SEND_NONE_KEPT)
        if self._topics:
            self.client.subscribe([(topic, options) for topic in sorted(self._topics)])

    def _connected(self, client: Any, data: Any, flags: Any, code: Any, properties: Any) -> None:
        if code.is_failure:
            self.trouble = f"The broker refuses us: {code}"
            return
        self.epoch += 1
        self.trouble = ""
        if not flags.session_present:
            self.is_new.set()
        self._ask()
        self.is_up.set()

    def _failed(self, client: Any, data: Any) -> None:
        self.trouble = f"{self.settings.host}:{self.settings.port} does not answer"

    def _lost(self, client: Any, data: Any, flags: Any, code: Any, properties: Any) -> None:
        self.is_up.clear()
        self.trouble = self.trouble or f"The connection was lost: {code}"

    def _came(self, client: Any, data: Any, message: paho.MQTTMessage) -> None:
        if message.retain or (message.qos == 0 and self.arrived.qsize() > MOST_WAITING):
            self.client.ack(message.mid, message.qos)
            return
        said = dict(getattr(message.properties, "UserProperty", []))
        self.arrived.put(Message(
            message.topic, bytes(message.payload), message.qos, message.mid, bool(message.dup),
            str(said.get(KEY_PROPERTY, "")), self.epoch,
        ))  # fmt: skip

    def forget(self, message: Message) -> None:
        """The broker may forget a message: it is stored. Of an earlier connection it will send it again."""
        if message.quality and message.epoch == self.epoch:
            self.client.ack(message.number, message.quality)

    def publish(self, topic: str, body: bytes, *, is_kept: bool) -> None:
        """Publish once confirmed; after a lost connection the library sends it again by itself."""
        # No lock of ours around this: the library calls us back while it holds one of its own.
        info = self.client.publish(topic, body, qos=1, retain=is_kept)
        if info.rc not in (paho.MQTT_ERR_SUCCESS, paho.MQTT_ERR_NO_CONN):
            raise ConnectionError(paho.error_string(info.rc))
        self._sent.add(info.mid)

    def _published(self, client: Any, data: Any, number: int, code: Any, properties: Any) -> None:
        self._confirmed.append(number)
        self._news.set()

    def settle(self, within_s: float) -> bool:
        """Wait until the broker has confirmed everything that was published; for one thread alone."""
        ends = time.monotonic() + within_s
        while True:
            self._news.clear()
            while self._confirmed:
                self._sent.discard(self._confirmed.popleft())
            left_s = ends - time.monotonic()
            if not self._sent or left_s <= 0:
                return not self._sent
            self._news.wait(left_s)
