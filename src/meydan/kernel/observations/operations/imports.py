"""Bringing a file in: everything or nothing, unless the good rows are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from meydan.base.jobs.public import enqueue
from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.importing.mapping import Mapping, as_document
from meydan.kernel.observations.importing.problems import MOST_LISTED, Problem
from meydan.kernel.observations.importing.reading import Reading
from meydan.kernel.observations.models import Datastream, ImportRun, ObservedProperty, Thing
from meydan.kernel.observations.operations.import_checks import collisions, refusals
from meydan.kernel.observations.operations.ingest import states_of, store
from meydan.kernel.observations.operations.refusing import reasons_against
from meydan.kernel.observations.operations.things import ensure_datastream, ensure_thing

ROWS_A_STEP = 200_000
Progress = Callable[[int, int], None]


class ImportRefused(Exception):
    """Something in the file cannot be taken, and nothing was stored; the report says what."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__(f"{len(report.problems)} problems")
        self.report = report


@dataclass(frozen=True)
class ImportReport:
    """What became of a file. Counts are of values, except ``row_count`` and ``empty_rows``."""

    file: str
    row_count: int
    empty_rows: int
    missing: int
    values: int
    stored: int = 0
    repeated: int = 0
    corrected: int = 0
    alerts_opened: int = 0
    problems: list[Problem] = field(default_factory=list)


@transaction.atomic
def import_reading(
    *,
    reading: Reading,
    mapping: Mapping,
    digest: str,
    now: datetime,
    keep_good: bool = False,
    evaluate: bool = False,
    dry_run: bool = False,
    is_sample: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """
    Store what was read, in one transaction: a process that is killed leaves nothing behind.

    :param keep_good: store the good values although others have problems
    :param evaluate: whether rules look at the values
    :param dry_run: find every problem, store nothing
    :raises ImportRefused: with the report, when there are problems and ``keep_good`` is false
    """
    problems = list(reading.problems)
    streams, unknown = _streams(reading, mapping, is_sample)
    problems += unknown
    batch, line = _batch(reading, streams)
    reasons = reasons_against(batch, states_of(batch, now), now)
    problems += refusals(reading, batch, line, reasons, streams)
    problems += collisions(reading, batch, line, streams)
    problems.sort(key=lambda problem: problem.line)
    report = ImportReport(
        reading.file, reading.row_count, reading.empty_rows, reading.missing, len(batch), problems=problems
    )
    if problems and not keep_good:
        raise ImportRefused(report)
    if dry_run:
        transaction.set_rollback(True)
        return report
    done = _store(batch.where(reasons == ""), report, reading.file, now, evaluate, progress)
    _keep(done, digest, mapping, now)
    enqueue("observations.roll_up", key="observations.roll_up")
    return done


@transaction.atomic
def batch_of(*, reading: Reading, mapping: Mapping, is_sample: bool = False) -> Batch:
    """
    What was read as a batch, its datastreams made where the mapping says how.

    :raises ImportRefused: if a datastream is neither there nor described
    """
    streams, problems = _streams(reading, mapping, is_sample)
    if problems:
        raise ImportRefused(
            ImportReport(
                reading.file, reading.row_count, reading.empty_rows, reading.missing, 0, problems=problems
            )
        )
    return _batch(reading, streams)[0]


def _streams(
    reading: Reading, mapping: Mapping, is_sample: bool
) -> tuple[list[Datastream | None], list[Problem]]:
    thing = _thing(mapping, is_sample)
    known = {
        stream.key: stream
        for stream in Datastream.objects.select_related("observed_property", "thing").filter(
            key__in=reading.keys
        )
    }
    shapes = {shape.key: shape for shape in mapping.datastream}
    properties = set(ObservedProperty.objects.values_list("code", flat=True))
    problems = []
    for key, column in zip(reading.keys, reading.columns, strict=True):
        if key in known:
            continue
        shape = shapes.get(key)
        if thing is not None and shape is not None and shape.property in properties:
            known[key] = ensure_datastream(
                key=key, thing=thing, observed_property=shape.property, unit=shape.unit or None,
                period_s=shape.period_s, is_sample=is_sample,
            )  # fmt: skip
            continue
        problems.append(_unknown_stream(reading, key, column, shape.property if shape else "", properties))
    return [known.get(key) for key in reading.keys], problems


def _thing(mapping: Mapping, is_sample: bool) -> Thing | None:
    shape = mapping.thing
    if shape is None:
        return None
    return ensure_thing(
        key=shape.key,
        names=shape.names or {"en": shape.key},
        lon=shape.lon,
        lat=shape.lat,
        is_sample=is_sample,
    )


def _unknown_stream(reading: Reading, key: str, column: str, wanted: str, properties: set[str]) -> Problem:
    remedy = _("Write [thing] in the mapping, and property in its [[datastream]], to have it made.")
    if wanted and wanted not in properties:
        remedy = _("The city knows no property %(property)s. Use one of: %(known)s.") % {
            "property": wanted,
            "known": ", ".join(sorted(properties)) or "-",
        }
    problem = _("there is no datastream %(key)s.") % {"key": key}
    return Problem(reading.file, 1, column, problem, remedy)


def _batch(reading: Reading, streams: list[Datastream | None]) -> tuple[Batch, np.ndarray]:
    if not streams:
        return Batch.of([]), reading.line
    pks = np.array([stream.pk if stream else 0 for stream in streams], dtype=np.int64)
    ids = pks[reading.stream]
    known = ids > 0
    batch = Batch.columns(ids[known], reading.at_us[known], reading.value[known])
    # By datastream and time, so that each part is written beside the one before it.
    order = np.lexsort((batch.at_us, batch.datastream_id))
    return batch.where(order), reading.line[known][order]


def _store(
    batch: Batch, report: ImportReport, source: str, now: datetime, evaluate: bool, progress: Progress | None
) -> ImportReport:
    for start in range(0, len(batch), ROWS_A_STEP):
        part = batch.where(np.arange(start, min(start + ROWS_A_STEP, len(batch))))
        done = store(rows=part, now=now, source=source, evaluate=evaluate)
        report = replace(
            report, stored=report.stored + done.stored, repeated=report.repeated + done.repeated,
            corrected=report.corrected + done.corrected,
            alerts_opened=report.alerts_opened + done.alerts_opened,
        )  # fmt: skip
        if progress:
            progress(start + len(part), len(batch))
    return report


def _keep(report: ImportReport, digest: str, mapping: Mapping, now: datetime) -> None:
    ImportRun.objects.create(
        name=report.file, digest=digest, row_count=report.row_count, stored_count=report.stored,
        repeated_count=report.repeated, refused_count=len(report.problems), imported_at=now,
        report={
            "missing": report.missing, "empty_rows": report.empty_rows, "corrected": report.corrected,
            "problems": [str(problem) for problem in report.problems[:MOST_LISTED]],
            "mapping": as_document(mapping),
        },
    )  # fmt: skip
