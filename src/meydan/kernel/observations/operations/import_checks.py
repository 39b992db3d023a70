"""What a table of text cannot know: values the door refuses, and two values for one time."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _

from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.importing.problems import Problem
from meydan.kernel.observations.importing.reading import Reading
from meydan.kernel.observations.models import Datastream, QuarantinedRow


def refusals(
    reading: Reading, batch: Batch, line: np.ndarray, reasons: np.ndarray, streams: list[Datastream | None]
) -> list[Problem]:
    """The values that the door refuses, each with its line and what to do."""
    by_pk = {
        stream.pk: (stream, column) for stream, column in zip(streams, reading.columns, strict=True) if stream
    }
    return [
        _refusal(reading.file, int(line[row]), float(batch.value[row]), str(reasons[row]),
                 *by_pk[int(batch.datastream_id[row])])
        for row in np.flatnonzero(reasons != "").tolist()
    ]  # fmt: skip


def _refusal(file: str, line: int, value: float, reason: str, stream: Datastream, column: str) -> Problem:
    observed = stream.observed_property
    word = QuarantinedRow.Reason(reason).label
    if reason == QuarantinedRow.Reason.OUT_OF_RANGE:
        remedy = _(
            "Possible are %(low)s to %(high)s %(unit)s. Add %(value)s to missing if it means no value."
        )
    elif reason == QuarantinedRow.Reason.IN_THE_FUTURE:
        remedy = _("Check the date format and the time zone in [time] of the mapping.")
    else:
        remedy = _("Add it to missing in the mapping if it means that there is no value.")
    words = {"low": observed.minimum, "high": observed.maximum, "unit": observed.unit, "value": f"{value:g}"}
    problem = _("%(value)s is %(reason)s.") % {"value": f"{value:g}", "reason": word}
    return Problem(file, line, column, problem, remedy % words)


def collisions(
    reading: Reading, batch: Batch, line: np.ndarray, streams: list[Datastream | None]
) -> list[Problem]:
    """Two different values for one time: one of them would be lost without a word."""
    same = (
        (batch.datastream_id[1:] == batch.datastream_id[:-1])
        & (batch.at_us[1:] == batch.at_us[:-1])
        & (batch.value[1:] != batch.value[:-1])
    )
    columns = {stream.pk: column for stream, column in zip(streams, reading.columns, strict=True) if stream}
    return [
        Problem(
            reading.file, int(line[row + 1]), columns[int(batch.datastream_id[row])],
            _("line %(line)s has another value for the same time.") % {"line": int(line[row])},
            _("If the clock was changed that day, write a zone without summer time, such as Etc/GMT-3."),
        )
        for row in np.flatnonzero(same).tolist()
    ]  # fmt: skip
