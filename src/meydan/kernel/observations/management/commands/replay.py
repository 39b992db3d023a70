"""
``meydan replay FILE --mapping m.toml``: a recorded series, as if it were measured now.

With ``--payloads KEY`` the file holds raw payloads with the moments they came, played to the store, to a door over
HTTP or to a broker.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.kernel.observations.engine.batch import Batch, Ints
from meydan.kernel.observations.engine.moments import DAY_US, SECOND_US, from_us
from meydan.kernel.observations.management.commands._files import FileCommand, moment_us
from meydan.kernel.observations.management.commands._payloads import add_payload_arguments, play_payloads
from meydan.kernel.observations.operations.imports import ImportRefused, batch_of
from meydan.kernel.observations.operations.ingest import store

# At once, a batch is a day of every datastream: rules see the days one after the other.
AT_ONCE_US = DAY_US
# At a speed, whatever is due within this time [s] goes together.
TICK_S = 0.25


class Command(FileCommand):
    """Play a file into its datastreams in the order of time, with rules looking on."""

    help = (
        "Replay a recorded file in the order of time: values by a mapping of columns, or raw payloads. "
        "It can be stopped and run again: what is known is not stored twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How fast, and which part."""
        super().add_arguments(parser)
        parser.add_argument("--speed", type=float, default=0.0, help="seconds of the record in one second")
        parser.add_argument("--at-once", action="store_true", help="as fast as it goes")
        parser.add_argument("--from", dest="start", default="", help="first moment, as in 2012-01-01T00:00")
        parser.add_argument("--until", default="", help="first moment that is left out")
        add_payload_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything, then store batch after batch, or send payload after payload."""
        if not options["at_once"] and options["speed"] <= 0:
            raise CommandError(_("Say how fast: --speed 3600 (an hour in a second), or --at-once."))
        if options["payloads"] or options["to"] != "store":
            play_payloads(options, self.stdout)
            return
        mapping, reading = self.opened(options)
        self.say_problems(reading.problems)
        try:
            batch = batch_of(reading=reading, mapping=mapping, is_sample=options["sample"])
        except ImportRefused as refusal:
            self.say_problems(refusal.report.problems)
            raise CommandError(_("Nothing was replayed.")) from refusal
        batch = _within(batch, options["start"], options["until"])
        stored = opened = 0
        for part in _parts(batch, 0.0 if options["at_once"] else options["speed"]):
            report = store(rows=part, now=timezone.now(), source=reading.file)
            stored, opened = stored + report.stored, opened + report.alerts_opened
            if report.alerts_opened:
                moment = from_us(int(part.at_us[-1])).astimezone(settings.CITY_ZONE)
                self.stdout.write(f"{moment:%Y-%m-%d %H:%M}: " + _("alerts opened: %(count)s") % {
                    "count": report.alerts_opened
                })  # fmt: skip
        self.stdout.write(
            _("Replayed %(values)s values, %(stored)s of them new; alerts opened: %(alerts)s.")
            % {"values": len(batch), "stored": stored, "alerts": opened}
        )


def _within(batch: Batch, start: str, until: str) -> Batch:
    order = np.argsort(batch.at_us, kind="stable")
    batch = batch.where(order)
    first = moment_us(start) if start else int(batch.at_us[0]) if len(batch) else 0
    after = moment_us(until) if until else int(batch.at_us[-1]) + 1 if len(batch) else 0
    return batch.where((batch.at_us >= first) & (batch.at_us < after))


def _parts(batch: Batch, speed: float) -> Iterator[Batch]:
    """Batches in the order of time; with a speed, each when its time has come."""
    if not len(batch):
        return
    step_us = int(speed * TICK_S * SECOND_US) if speed else AT_ONCE_US
    ticks: Ints = (batch.at_us - batch.at_us[0]) // step_us
    firsts = np.flatnonzero(np.diff(ticks, prepend=-1))
    began = time.monotonic()
    for first, after in zip(firsts.tolist(), [*firsts[1:].tolist(), len(batch)], strict=True):
        if speed:
            due = began + float(batch.at_us[first] - batch.at_us[0]) / SECOND_US / speed
            time.sleep(max(0.0, due - time.monotonic()))
        yield batch.where(np.arange(first, after))
