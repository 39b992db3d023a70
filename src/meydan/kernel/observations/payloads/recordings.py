"""Recordings of raw payloads, each with the moment it came: NDJSON or CSV, also packed as .gz."""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from django.utils.translation import gettext as _

from meydan.kernel.observations.engine.payloads.bounds import MOST_BYTES
from meydan.kernel.observations.engine.payloads.shapes import TimeShape
from meydan.kernel.observations.engine.payloads.times import TimeUnreadable, instant

AUTO = TimeShape()
COLUMNS = ("received_at", "payload")


class RecordingUnreadable(Exception):
    """The recording cannot be played; the message names the file, the line and what to write."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One payload as it came. ``received_us`` in µs since 1970 UTC."""

    line: int
    received_us: int
    topic: str
    body: bytes


def read_recording(path: Path) -> list[Recorded]:
    """
    The payloads of a recording in the order in which they came.

    NDJSON has ``{"received_at": …, "topic": …, "payload": …}`` on each line, CSV columns of these names; the
    moment is ISO text or a count since 1970, and a payload that is no table is sent as the text it is.

    :raises RecordingUnreadable: with the line
    """
    opened = gzip.open if path.suffix == ".gz" else open
    is_csv = path.name.removesuffix(".gz").endswith(".csv")
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            found = list(_rows(path, file, is_csv))
    except FileNotFoundError as fault:
        raise RecordingUnreadable(_("%(file)s: there is no such file.") % {"file": path}) from fault
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as fault:
        raise RecordingUnreadable(f"{path.name}: {fault}") from fault
    return sorted(found, key=lambda one: (one.received_us, one.line))


def _rows(path: Path, file: TextIO, is_csv: bool) -> Iterator[Recorded]:
    for line, row in _of_csv(path, file) if is_csv else _of_lines(path, file):
        if not all(name in row for name in COLUMNS):
            raise RecordingUnreadable(
                _("%(file)s, line %(line)s: received_at and payload are needed.")
                % {"file": path.name, "line": line}
            )
        try:
            received_us = instant(_moment(row["received_at"]), AUTO)
        except TimeUnreadable as fault:
            raise RecordingUnreadable(
                _('%(file)s, line %(line)s: "%(words)s" is no moment. Write it like 2026-11-23T09:00:00Z.')
                % {"file": path.name, "line": line, "words": fault}
            ) from fault
        payload = row["payload"]
        body = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
        yield Recorded(line, received_us, str(row.get("topic") or "")[:300], body.encode())


def _moment(said: Any) -> Any:
    try:
        return float(said) if isinstance(said, str) else said
    except ValueError:
        return said


def _of_lines(path: Path, file: TextIO) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, text in enumerate(file, start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise RecordingUnreadable(
                _("%(file)s, line %(line)s: this is no JSON table.") % {"file": path.name, "line": line}
            )
        yield line, row


def _of_csv(path: Path, file: TextIO) -> Iterator[tuple[int, dict[str, Any]]]:
    csv.field_size_limit(min(MOST_BYTES, sys.maxsize))
    reader = csv.DictReader(file)
    for row in reader:
        yield reader.line_num, row
