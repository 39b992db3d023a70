"""A recording played in the order and at the pace of the past, once or over and over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from meydan.kernel.observations.engine.moments import SECOND_US
from meydan.kernel.observations.operations.payload_report import PayloadReport
from meydan.kernel.observations.payloads.recordings import Recorded
from meydan.kernel.observations.payloads.senders import Sender


@dataclass
class Played:
    """What was played so far. ``last_us`` is the recorded moment of the last payload."""

    count: int = 0
    report: PayloadReport = field(default_factory=lambda: PayloadReport(payloads=0))
    last_us: int | None = None
    was_stopped: bool = False


def between(recording: list[Recorded], first_us: int | None, after_us: int | None) -> list[Recorded]:
    """The part of a recording received in ``[first, after)``."""
    return [
        one
        for one in recording
        if (first_us is None or one.received_us >= first_us)
        and (after_us is None or one.received_us < after_us)
    ]


def play(
    recording: list[Recorded],
    sender: Sender,
    *,
    speed: float,
    passes: int = 1,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Played:
    """
    Send a recording; Ctrl-C ends it between two payloads.

    :param speed: seconds of the record in one second; 0 is as fast as it goes
    :param passes: how often; 0 is until somebody stops it
    :raises NotSent: if a payload is not accepted
    """
    played = Played()
    try:
        for one in _paced(recording, speed, passes, clock, sleep):
            played.report = played.report.and_(sender.send(one))
            played.count, played.last_us = played.count + 1, one.received_us
    except KeyboardInterrupt:
        played.was_stopped = True
    finally:
        sender.close()
    return played


def _paced(
    recording: list[Recorded],
    speed: float,
    passes: int,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> Iterator[Recorded]:
    done = 0
    while recording and (passes == 0 or done < passes):
        began = clock()
        for one in recording:
            if speed:
                due = began + (one.received_us - recording[0].received_us) / SECOND_US / speed
                sleep(max(0.0, due - clock()))
            yield one
        done += 1
