"""``meydan mqtt``: speak to the broker in a process of its own, or write the broker's files."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meydan.kernel.observations.mqtt.settings import MqttSettings, MqttUnreadable, mqtt_settings


class Command(BaseCommand):
    """Takes in what devices publish, and publishes what is new, until told to stop."""

    help = "Speak to the MQTT broker of this home until stopped. The worker of meydan serve does the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--write-acl", type=Path, metavar="FOLDER", help="write mosquitto's password and access files"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = mqtt_settings()
        except MqttUnreadable as fault:
            raise CommandError(str(fault)) from fault
        if options["write_acl"]:
            self._write(options["write_acl"], said)
            return
        if not said.enabled:
            raise CommandError(
                "Write enabled = true under [mqtt] in connectors.toml in the home folder first."
            )
        from meydan.kernel.observations.mqtt.bridge import run

        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        self.stdout.write(f"Speaking to {said.host}:{said.port}. Stop with Ctrl-C.")
        self.stdout.flush()
        run(stopping, said)

    def _write(self, folder: Path, said: MqttSettings) -> None:
        from meydan.kernel.observations.mqtt.access_list import write_access_list

        count, left_out = write_access_list(folder, said)
        self.stdout.write(f"Keys in {folder}: {count}. Let mosquitto read them again: kill -HUP its process.")
        if left_out:
            self.stdout.write(
                f"Left out until they are used over HTTP once, or made anew: {', '.join(left_out)}"
            )
