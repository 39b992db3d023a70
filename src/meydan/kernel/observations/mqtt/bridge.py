"""One process that speaks to the broker for a home: takes in, tells, keeps its row, says how it is."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterable

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from meydan.base.connectors.public import note_failure, note_success
from meydan.kernel.observations import principals
from meydan.kernel.observations.engine.moments import HOUR_US
from meydan.kernel.observations.live.following import POLL_S, Reader
from meydan.kernel.observations.mqtt import arriving, holding
from meydan.kernel.observations.mqtt.messages import Message, mapping_topics
from meydan.kernel.observations.mqtt.settings import CONNECTOR, MqttSettings
from meydan.kernel.observations.mqtt.telling import Teller, Telling
from meydan.kernel.observations.mqtt.topics import VERSION, filter_of
from meydan.kernel.observations.mqtt.wire import Wire
from meydan.kernel.observations.stores import feed

log = logging.getLogger(__name__)

TICK_S = 5.0
TROUBLE_S = 1.0
# How long the first message of a commit waits for others.
GATHER_S = 0.005
MOST_A_COMMIT = 2_000
SETTLE_S = 15.0
# What was made private on the desk is taken back within this time.
LOOK_EVERY_S = 60.0


class Bridge:
    """Runs until ``stopping`` is set; waits quietly while another process speaks for this home."""

    def __init__(self, said: MqttSettings, stopping: threading.Event) -> None:
        self.said, self.stopping = said, stopping
        self.holder = holding.new_holder()
        self.left_over: list[Message] = []

    def run(self) -> None:
        """Hold the row, speak while it is held, and begin again after whatever went wrong."""
        while not self.stopping.is_set():
            try:
                if holding.hold(holder=self.holder, now=timezone.now()):
                    self._speak()
            except (DatabaseError, InterfaceError) as fault:
                log.warning("MQTT rests, for the database did not answer: %s", fault)
            finally:
                connection.close()
            self.stopping.wait(TICK_S)

    def _speak(self) -> None:
        wire, over = Wire(self.said), threading.Event()
        hands = [
            threading.Thread(target=work, args=(wire, over), name=f"mqtt-{work.__name__}", daemon=True)
            for work in (self._take, self._tell)
        ]
        wire.subscribe(self._topics())
        wire.start()
        for hand in hands:
            hand.start()
        try:
            while not self.stopping.wait(TICK_S):
                if not holding.hold(holder=self.holder, now=timezone.now()):
                    log.warning("another process speaks to the broker now")
                    break
                wire.subscribe(self._topics())
                self._say_how(wire)
        finally:
            over.set()
            for hand in hands:
                hand.join(timeout=SETTLE_S)
            wire.stop()
            holding.let_go(holder=self.holder)

    def _topics(self) -> list[str]:
        """Where observations and payloads come in; the open topics only where anybody may write."""
        own = [filter_of(topic) for _, topic in mapping_topics()]
        everybody = [f"{VERSION}#"] if principals.visitor().observes else []
        return ["k/+/#", *everybody, *own]

    def _say_how(self, wire: Wire) -> None:
        if wire.trouble:
            note_failure(code=CONNECTOR.code, now=timezone.now(), error=wire.trouble)
        elif wire.is_up.is_set():
            note_success(code=CONNECTOR.code, now=timezone.now(), latency_s=0.0)

    def _take(self, wire: Wire, over: threading.Event) -> None:
        """Take in what comes: everything that waits goes into one commit, and is confirmed after it."""
        while not over.is_set():
            turn = self._gather(wire)
            if not turn:
                continue
            done = arriving.take(turn, self.said, timezone.now())
            for message, is_done in zip(turn, done, strict=True):
                if is_done:
                    wire.forget(message)
            self.left_over = [message for message, is_done in zip(turn, done, strict=True) if not is_done]
            if self.left_over:
                connection.close()
                over.wait(TROUBLE_S)
        connection.close()

    def _gather(self, wire: Wire) -> list[Message]:
        turn, self.left_over = self.left_over, []
        if not turn:
            try:
                turn.append(wire.arrived.get(timeout=0.2))
            except queue.Empty:
                return turn
            time.sleep(GATHER_S)
        while len(turn) < MOST_A_COMMIT:
            try:
                turn.append(wire.arrived.get_nowait())
            except queue.Empty:
                break
        return turn

    def _tell(self, wire: Wire, over: threading.Event) -> None:
        """Tell what is new, from where the last one stopped; the place moves on when the broker has it."""
        teller, reader, looked_s = Teller(self.said), self._reader(), float("-inf")
        while not over.wait(POLL_S):
            try:
                if wire.is_up.is_set():
                    self._tell_some(wire, teller, reader)
                    if time.monotonic() - looked_s > LOOK_EVERY_S:
                        looked_s = time.monotonic()
                        self._publish(wire, teller.closed())
                else:
                    reader.listen(time.monotonic())
            except (DatabaseError, InterfaceError, ConnectionError) as fault:
                log.warning("what is new could not be told, trying again: %s", fault)
                connection.close()
                over.wait(TROUBLE_S)
                # What was read and not told is read again.
                reader = self._reader()
        connection.close()

    def _reader(self) -> Reader:
        after = holding.place()
        if after is not None and not feed.is_whole_since(after):
            log.warning(
                "what is older than an hour was not told; the newest of every datastream is told again"
            )
            after = None
        return Reader("mqtt", after=after, listens_us=HOUR_US)

    def _tell_some(self, wire: Wire, teller: Teller, reader: Reader) -> None:
        if wire.is_new.is_set() or reader.place is None:
            self._begin_anew(wire, teller, reader)
        entries, safe = reader.step(time.monotonic())
        before = holding.place()
        if not entries and safe == before:
            return
        for entry in entries:
            self._publish(wire, teller.of(entry))
        if not wire.settle(SETTLE_S):
            raise ConnectionError(wire.trouble or "the broker did not confirm in time")
        holding.note_place(holder=self.holder, after=safe)

    def _begin_anew(self, wire: Wire, teller: Teller, reader: Reader) -> None:
        """The broker, or we, have forgotten: the newest of every datastream is told again."""
        wire.is_new.clear()
        reader.begin(time.monotonic())
        self._publish(wire, teller.newest())

    def _publish(self, wire: Wire, messages: Iterable[Telling]) -> None:
        for one in messages:
            wire.publish(one.topic, one.body, is_kept=one.is_kept)


def run(stopping: threading.Event, said: MqttSettings) -> None:
    """Speak to the broker until told to stop."""
    log.info("MQTT of %s speaks to %s:%s", settings.MEYDAN_HOME.key, said.host, said.port)
    Bridge(said, stopping).run()
