"""A mosquitto on a port of its own, and a device that stays connected to it."""

from __future__ import annotations

import contextlib
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as paho

from benchmarks.processes import free_port, running
from meydan.config.benching import CannotRun

STARTS_WITHIN_S = 20


@contextlib.contextmanager
def mosquitto(folder: Path) -> Iterator[int]:
    """
    A broker that keeps what it has; gives its port.

    :raises CannotRun: if none is installed
    """
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        raise CannotRun("mosquitto is needed; on Debian: apt-get install mosquitto")
    port = free_port()
    file = folder / "mosquitto.conf"
    file.write_text(
        f"listener {port} 127.0.0.1\npersistence true\npersistence_location {folder}/\nuser root\n"
        "max_queued_messages 0\nmax_inflight_messages 1000\nallow_anonymous true\n"
    )
    with running([program, "-c", str(file)], log=folder / "mosquitto.log"):
        _until_it_answers(port)
        yield port


def _until_it_answers(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    raise CannotRun("mosquitto did not start")


@contextlib.contextmanager
def device(port: int) -> Iterator[paho.Client]:
    """A client that is connected."""
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()
