"""Observations on their way out: rows of the narrow table with what is usual and what is rare about them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from django.db import connection

from meydan.kernel.observations.engine.isotime import write_column, write_interval, write_moment
from meydan.kernel.observations.engine.slots import at_of, bound_of
from meydan.kernel.observations.stores import archive, store

# datastream, slot, value
Raw = tuple[int, int, float]
COUNT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_CountObservation"


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for the observations of a datastream."""

    result_time: str
    feature_id: int | None
    has_details: bool
    is_multi: bool
    observation_type: str


@dataclass(frozen=True, slots=True)
class Told:
    """One observation, complete. Times in µs; ``result`` is JSON text."""

    datastream_id: int
    slot: int
    usual: Usual
    end_us: int | None
    result_us: int | None
    valid: str | None
    feature_id: int | None
    result: str
    quality: str | None
    parameters: str | None

    @property
    def key(self) -> str:
        """The id."""
        return f"{self.datastream_id}_{self.slot}"

    @property
    def phenomenon_time(self) -> str:
        """The time of what was observed, a moment or an interval."""
        return write_interval(at_of(self.slot), self.end_us)

    @property
    def result_time(self) -> str | None:
        """When the result was made, if it was said."""
        return None if self.result_us is None else write_moment(self.result_us)


def usual_of(datastream_ids: Iterable[int]) -> dict[int, Usual]:
    """What is usual for each of these datastreams."""
    among, ids = store().among(sorted(set(datastream_ids)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, result_time, default_feature_id, has_details, is_multi, observation_type "
            f"FROM observations_datastream WHERE id {among}",
            [ids],
        )
        return {
            row[0]: Usual(row[1], row[2], bool(row[3]), bool(row[4]), row[5]) for row in cursor.fetchall()
        }


def details_of(rows: Sequence[Raw], usual: dict[int, Usual]) -> dict[tuple[int, int], tuple[Any, ...]]:
    """The detail rows of these observations; asked for only where a datastream has any."""
    slots: dict[int, list[int]] = {}
    for stream, slot, _ in rows:
        if usual[stream].has_details:
            slots.setdefault(stream, []).append(slot)
    found: dict[tuple[int, int], tuple[Any, ...]] = {}
    with connection.cursor() as cursor:
        for stream, own in slots.items():
            among, given = store().among(own)
            cursor.execute(
                "SELECT slot, end_us, result_us, valid_from_us, valid_to_us, feature_id, result, quality, "
                f"parameters FROM observations_detail WHERE datastream_id = %s AND slot {among}",
                [stream, given],
            )
            found.update({(stream, row[0]): row[1:] for row in cursor.fetchall()})
    for stream, own in slots.items():
        found.update(_archived_details(stream, [slot for slot in own if (stream, slot) not in found]))
    return found


def _archived_details(stream: int, slots: Sequence[int]) -> dict[tuple[int, int], tuple[Any, ...]]:
    """The details of those observations that the archive alone holds."""
    old = [slot for slot in slots if slot < bound_of(archive.kept_of(stream).raw_from_us)] if slots else []
    if not old:
        return {}
    standing = set(archive.in_table(stream, min(old), max(old) + 1)[0].tolist())
    details = archive.removed_rows(stream, min(old), max(old) + 1).details
    return {(stream, slot): details[slot] for slot in old if slot in details and slot not in standing}


def _number(value: float, usual: Usual) -> str:
    if usual.observation_type == COUNT and value.is_integer():
        return str(int(value))
    return repr(value)


def told(rows: Sequence[Raw]) -> list[Told]:
    """Raw rows as complete observations, in the same order."""
    usual = usual_of(row[0] for row in rows)
    rows = [row for row in rows if row[0] in usual]
    details = details_of(rows, usual)
    return [_told(row, usual[row[0]], details.get(row[:2])) for row in rows]


def _told(row: Raw, usual: Usual, detail: tuple[Any, ...] | None) -> Told:
    stream, slot, value = row
    if detail is None:
        result_us = at_of(slot) if usual.result_time == "same" else None
        return Told(
            stream, slot, usual, None, result_us, None, usual.feature_id, _number(value, usual), None, None
        )
    end_us, result_us, valid_from, valid_to, feature_id, result, quality, parameters = detail
    # A rare result stands in a list of one, so that null can be told from none.
    said = _number(value, usual) if result is None else json.dumps(json.loads(result)[0], ensure_ascii=False)
    valid = None if valid_from is None else write_interval(valid_from, valid_to)
    return Told(
        stream,
        slot,
        usual,
        end_us,
        result_us,
        valid,
        feature_id or usual.feature_id,
        said,
        quality,
        parameters,
    )


def as_entity(one: Told) -> dict[str, Any]:
    """The properties of an observation, without id and links."""
    found: dict[str, Any] = {
        "phenomenonTime": one.phenomenon_time, "result": msgspec.Raw(one.result.encode()),
        "resultTime": one.result_time,
    }  # fmt: skip
    if one.quality is not None:
        found["resultQuality"] = msgspec.Raw(one.quality.encode())
    if one.valid is not None:
        found["validTime"] = one.valid
    if one.parameters is not None:
        found["parameters"] = msgspec.Raw(one.parameters.encode())
    return found


def plain_page(rows: Sequence[Raw], root: str) -> list[str] | None:
    """
    The usual rows of a page as JSON texts, or ``None`` when a datastream here has details.

    What a thousand rows cost is here: a text is made of each, and nothing else.
    """
    usual = usual_of({row[0] for row in rows})
    if any(one.has_details or one.is_multi for one in usual.values()):
        return None
    # A datastream may have gone between the question and this one.
    rows = [row for row in rows if row[0] in usual]
    if not rows:
        return []
    times = write_column(at_of(np.fromiter((row[1] for row in rows), np.int64, len(rows))))
    heads = {pk: _frame(pk, one, root) for pk, one in usual.items()}
    counts = {pk for pk, one in usual.items() if one.observation_type == COUNT}
    texts = []
    for (stream, slot, value), time in zip(rows, times, strict=True):
        begin, middle, end = heads[stream]
        said = int(value) if stream in counts and value.is_integer() else value
        key = f"{stream}_{slot}"
        same = f'"{time}"' if end else "null"
        texts.append(
            f'{begin}{key}\')","@iot.id":"{key}","phenomenonTime":"{time}","result":{said!r},"resultTime":{same}'
            f'{middle}{key}\')/Datastream","FeatureOfInterest@iot.navigationLink":"{root}/Observations(\'{key}\')'
            '/FeatureOfInterest"}'
        )
    return texts


def _frame(pk: int, usual: Usual, root: str) -> tuple[str, str, bool]:
    begin = f'{{"@iot.selfLink":"{root}/Observations(\''
    middle = f',"Datastream@iot.navigationLink":"{root}/Observations(\''
    return begin, middle, usual.result_time == "same"
