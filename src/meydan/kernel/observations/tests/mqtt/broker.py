"""A real mosquitto on a port of its own, and what a device or a subscriber does with it."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from tools import browsing

MOSQUITTO = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


class Broker:
    """Mosquitto that keeps what it has, so that it can be stopped and started again."""

    def __init__(self, folder: Path, extra: str = "") -> None:
        self.port = browsing.free_port()
        self.conf = folder / "mosquitto.conf"
        self.conf.write_text(
            f"listener {self.port} 127.0.0.1\npersistence true\npersistence_location {folder}/\n"
            f"autosave_interval 1\nmax_queued_messages 0\nmax_inflight_messages 1000\nuser root\n"
            + (extra or "allow_anonymous true\n"),
            encoding="utf-8",
        )
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        assert MOSQUITTO
        self.child = subprocess.Popen(
            [MOSQUITTO, "-c", str(self.conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(lambda: _answers(self.port))

    def stop(self) -> None:
        """Stop it; what it keeps goes to its file."""
        if self.child is not None:
            self.child.send_signal(signal.SIGTERM)
            self.child.wait(timeout=20)
            self.child = None

    def client(self, user: str = "", password: str = "") -> Any:
        """A client that is connected."""
        client = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        if user:
            client.username_pw_set(user, password)
        client.connect("127.0.0.1", self.port)
        client.loop_start()
        until(client.is_connected)
        return client

    def publish(self, topic: str, body: Any, *, key: str = "", user: str = "", password: str = "") -> None:
        """Publish once, confirmed by the broker."""
        client = self.client(user, password)
        properties = Properties(PacketTypes.PUBLISH)
        if key:
            properties.UserProperty = [("key", key)]
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        with suppress(RuntimeError):  # a broker that refuses may hang up
            client.publish(topic, sent, qos=1, properties=properties).wait_for_publish(10)
        client.disconnect()
        client.loop_stop()

    @contextmanager
    def heard(self, topic: str) -> Iterator[list[tuple[str, Any, bool]]]:
        """Topic, JSON and whether it was kept, of what is published to a topic."""
        seen: list[tuple[str, Any, bool]] = []
        client, subscribed = self.client(), threading.Event()
        client.on_message = lambda c, d, m: seen.append(
            (m.topic, json.loads(m.payload) if m.payload else None, bool(m.retain))
        )
        client.on_subscribe = lambda *_: subscribed.set()
        client.subscribe(topic, qos=1)
        assert subscribed.wait(10)
        yield seen
        client.disconnect()
        client.loop_stop()


def _answers(port: int) -> bool:
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False


def until(true: Any, within_s: float = 30.0) -> Any:
    """What ``true`` gives once it is something; looked at again and again."""
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {within_s} s")


class Speaker:
    """``meydan mqtt`` of a home as a process that can be killed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it is ready when the broker has our subscriptions."""
        self.child = subprocess.Popen(
            [sys.executable, "-m", "meydan", "--home", str(self.home), "mqtt"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        """End it without a word."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            self.child = None

    def stop(self) -> None:
        """Let it end by itself; one that does not is a fault, and is not left behind."""
        if self.child is not None:
            self.child.terminate()
            try:
                self.child.wait(timeout=40)
            finally:
                self.kill()
