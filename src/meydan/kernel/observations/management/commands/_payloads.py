"""The part of ``meydan replay`` that plays raw payloads."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandError, CommandParser, OutputWrapper
from django.utils.translation import gettext as _

from meydan.kernel.observations.engine.moments import from_us
from meydan.kernel.observations.management.commands._files import moment_us
from meydan.kernel.observations.operations.payloads import PayloadMappingUnknown, mapping_of
from meydan.kernel.observations.payloads.mapping import PayloadMappingUnreadable
from meydan.kernel.observations.payloads.playing import Played, between, play
from meydan.kernel.observations.payloads.recordings import RecordingUnreadable, read_recording
from meydan.kernel.observations.payloads.senders import NotSent, Sender, ToHttp, ToMqtt, ToStore

KEY_VARIABLE = "MEYDAN_REPLAY_KEY"
STOPPED = 130  # what a shell says of a program that was ended by Ctrl-C


def add_payload_arguments(parser: CommandParser) -> None:
    """Which mapping, where to, and how often."""
    parser.add_argument(
        "--payloads", default="", metavar="KEY", help="FILE holds raw payloads, read by this mapping"
    )
    parser.add_argument("--to", choices=("store", "http", "mqtt"), default="store", help="where payloads go")
    parser.add_argument("--url", default="", help="http://HOST/ingest/KEY/, or mqtt://HOST:PORT")
    parser.add_argument("--topic", default="", help="of the broker, instead of the recorded ones")
    parser.add_argument(
        "--loop", type=int, default=1, metavar="N", help="play it N times; 0: until it is stopped"
    )


def play_payloads(options: dict[str, Any], out: OutputWrapper) -> None:
    """Play the file and say what became of it."""
    try:
        recording = between(
            read_recording(options["file"]),
            moment_us(options["start"]) if options["start"] else None,
            moment_us(options["until"]) if options["until"] else None,
        )
        sender = _sender(options)
        speed = 0.0 if options["at_once"] else options["speed"]
        played = play(recording, sender, speed=speed, passes=max(0, options["loop"]))
    except (RecordingUnreadable, NotSent, PayloadMappingUnreadable) as fault:
        raise CommandError(str(fault)) from fault
    except PayloadMappingUnknown as fault:
        raise CommandError(
            _("There is no mapping %(key)s, or it is switched off.") % {"key": fault}
        ) from fault
    _tell(played, out)


def _sender(options: dict[str, Any]) -> Sender:
    if options["to"] == "store":
        mapping_of(options["payloads"])
        return ToStore(options["payloads"], f"replay:{options['file'].name}")
    parts = urlsplit(options["url"])
    if not parts.hostname:
        raise CommandError(_("Say where to: --url http://HOST/ingest/KEY/ or --url mqtt://HOST:PORT."))
    if options["to"] == "http":
        # A key on the command line would stand in everybody's list of processes.
        return ToHttp(options["url"], os.environ.get(KEY_VARIABLE, ""))
    return ToMqtt(
        parts.hostname,
        parts.port or 1883,
        options["topic"],
        parts.username or "",
        os.environ.get(KEY_VARIABLE, ""),
    )


def _tell(played: Played, out: OutputWrapper) -> None:
    report = played.report
    out.write(
        _("Played %(count)s payloads: %(stored)s values stored, %(repeated)s known before, %(known)s payloads known "
          "before, %(refused)s refused.")
        % {"count": played.count, "stored": report.stored, "repeated": report.repeated, "known": report.known,
           "refused": report.refused_count}
    )  # fmt: skip
    if played.was_stopped and played.last_us is not None:
        moment = from_us(played.last_us).astimezone(settings.CITY_ZONE)
        out.write(_("Stopped. Go on with --from %(moment)s") % {"moment": moment.isoformat()})
        raise SystemExit(STOPPED)
