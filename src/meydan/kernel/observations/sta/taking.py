"""Observations as they come in JSON, turned into columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np

from meydan.kernel.observations.engine.batch import NO_TIME, Batch, Ints, Rare
from meydan.kernel.observations.engine.digits import whole_number
from meydan.kernel.observations.engine.isotime import (
    NotATime,
    moment_us,
    parse_interval,
    parse_moment,
    to_column,
)
from meydan.kernel.observations.sta.http import UNREADABLE, Refusal

Key = int | str
MOST_ROWS = 100_000
INTEGER_LIMIT = 2**31


class Ref(msgspec.Struct):
    """A link to an entity."""

    id: Key = msgspec.field(name="@iot.id")


class Posted(msgspec.Struct):
    """An observation that is all numbers and links: what devices send."""

    result: float
    phenomenonTime: datetime | None = None  # noqa: N815 - the standard's name
    resultTime: datetime | None = None  # noqa: N815
    Datastream: Ref | None = None
    FeatureOfInterest: Ref | None = None


class Block(msgspec.Struct):
    """One part of a CreateObservations body."""

    components: list[str]
    dataArray: msgspec.Raw  # noqa: N815
    Datastream: Ref | None = None
    MultiDatastream: Ref | None = None


# Names whose presence sends an observation the long way.
LONG = (b'"parameters"', b'"validTime"', b'"resultQuality"', b'"MultiDatastream"')
posted = msgspec.json.Decoder(Posted)
blocks = msgspec.json.Decoder(list[Block])
COLUMN_TYPES: dict[str, Any] = {
    "phenomenonTime": datetime,
    "resultTime": datetime | None,
    "result": float,
    "FeatureOfInterest/id": Key,
    "FeatureOfInterest/@iot.id": Key,
}
FEATURE = ("FeatureOfInterest/id", "FeatureOfInterest/@iot.id")


def entity_id(key: Key) -> int:
    """
    The number of a registered entity.

    :raises Refusal: if there can be no such entity
    """
    number = key if isinstance(key, int) else whole_number(key) or 0
    if not 0 < number < INTEGER_LIMIT:
        raise Refusal(404, f"There is no entity with the id {str(key)[:60]!r}.")
    return number


def one_simple(body: bytes, datastream_id: int | None, now_us: int) -> Batch | None:
    """A batch of the one observation in ``body``, or ``None`` when it wants the long way."""
    if any(word in body for word in LONG):
        return None
    try:
        row = posted.decode(body)
    except UNREADABLE:
        return None
    if datastream_id is None:
        if row.Datastream is None:
            return None
        datastream_id = entity_id(row.Datastream.id)
    try:
        at_us, result_us = _times(row, now_us)
    except NotATime:
        return None
    feature = 0 if row.FeatureOfInterest is None else entity_id(row.FeatureOfInterest.id)
    return _columns([datastream_id], [at_us], [row.result], [result_us], [feature])


def _times(row: Posted, now_us: int) -> tuple[int, int]:
    at_us = now_us if row.phenomenonTime is None else moment_us(row.phenomenonTime)
    if row.resultTime is None:
        return at_us, NO_TIME
    return at_us, at_us if row.resultTime == row.phenomenonTime else moment_us(row.resultTime)


def _columns(
    ids: Sequence[int] | Ints, at_us: Sequence[int] | Ints, value: Sequence[float],
    result_us: Sequence[int] | Ints, feature: Sequence[int] | Ints, rare: np.ndarray | None = None,
) -> Batch:  # fmt: skip
    at = np.asarray(at_us, dtype=np.int64)
    return Batch(
        np.asarray(ids, dtype=np.int64), at, np.asarray(value, dtype=np.float64), np.zeros_like(at),
        np.asarray(result_us, dtype=np.int64), np.asarray(feature, dtype=np.int64),
        rare,
    )  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """What a block gave: a batch, the place of each of its rows in the block, and what is wrong elsewhere."""

    batch: Batch
    place: list[int]
    errors: dict[int, str]
    count: int


@lru_cache(maxsize=64)
def _row_decoder(components: tuple[str, ...]) -> msgspec.json.Decoder[Any] | None:
    types = [COLUMN_TYPES.get(name) for name in components]
    if None in types or "result" not in components or "phenomenonTime" not in components:
        return None
    return msgspec.json.Decoder(list[tuple[*types]])  # type: ignore[valid-type]


def rows_of(block: Block, now_us: int) -> Rows:
    """
    The rows of one block; those that cannot be read are errors of their own, the others go on.

    :raises Refusal: if the block itself is not sound
    """
    ref = block.Datastream or block.MultiDatastream
    if ref is None:
        raise Refusal(400, "Each part of CreateObservations names its Datastream or MultiDatastream.")
    components = tuple(block.components)
    if "result" not in components:
        raise Refusal(400, "components must name result.")
    datastream_id = entity_id(ref.id)
    decoder = _row_decoder(components) if block.MultiDatastream is None else None
    if decoder is not None:
        try:
            return _fast(decoder.decode(block.dataArray), components, datastream_id)
        except (*UNREADABLE, NotATime):
            pass
    return _slow(block.dataArray, components, datastream_id, now_us)


def _fast(listed: list[tuple[Any, ...]], components: tuple[str, ...], datastream_id: int) -> Rows:
    count = len(listed)
    _not_too_many(count)
    columns = dict(zip(components, zip(*listed, strict=True), strict=True)) if count else {}
    moments = columns.get("phenomenonTime", ())
    at_us = to_column(moments)
    feature = next((columns[name] for name in FEATURE if name in columns), None)
    batch = _columns(
        np.full(count, datastream_id), at_us, columns.get("result", ()),
        _result_times(columns.get("resultTime"), moments, at_us),
        np.zeros(count, dtype=np.int64) if feature is None else _features(feature),
    )  # fmt: skip
    return Rows(batch, list(range(count)), {}, count)


def _result_times(moments: Sequence[Any] | None, phenomenon: Sequence[Any], at_us: Ints) -> Ints:
    if moments is None:
        return np.full(at_us.size, NO_TIME)
    if moments == phenomenon:
        return at_us
    return np.array(
        [NO_TIME if moment is None else int(to_column([moment])[0]) for moment in moments], dtype=np.int64
    )


def _features(keys: Sequence[Key]) -> Ints:
    if len(set(keys)) == 1:
        return np.full(len(keys), entity_id(keys[0]))
    return np.array([entity_id(key) for key in keys], dtype=np.int64)


def _not_too_many(count: int) -> None:
    if count > MOST_ROWS:
        raise Refusal(413, f"{count} rows in one part are too many; send at most {MOST_ROWS} at a time.")


def _slow(raw: msgspec.Raw, components: tuple[str, ...], datastream_id: int, now_us: int) -> Rows:
    listed = msgspec.json.decode(raw)
    if not isinstance(listed, list):
        raise Refusal(400, "dataArray must be a list of rows.")
    _not_too_many(len(listed))
    good, place, errors = [], [], {}
    for number, row in enumerate(listed):
        try:
            if not isinstance(row, list) or len(row) != len(components):
                raise Refusal(400, f"a row has as many values as components: {len(components)}")
            good.append(parts_of(dict(zip(components, row, strict=True)), now_us))
            place.append(number)
        except (Refusal, NotATime) as odd:
            errors[number] = str(odd)
    return Rows(batch_of([datastream_id] * len(good), good), place, errors, len(listed))


@dataclass(frozen=True, slots=True)
class Parts:
    """One observation, read the long way."""

    at_us: int
    value: float
    result_us: int
    feature_id: int
    rare: Rare | None


def parts_of(said: dict[str, Any], now_us: int) -> Parts:
    """
    An observation from its JSON members.

    :raises NotATime: if a time is none
    :raises Refusal: if the result is missing
    """
    if "result" not in said:
        raise Refusal(400, "An observation has a result.")
    given = said.get("phenomenonTime")
    at_us, end_us = (now_us, None) if given is None else parse_interval(_text(given))
    result_time = said.get("resultTime")
    valid = said.get("validTime")
    valid_from, valid_to = (None, None) if valid is None else parse_interval(_text(valid))
    result = said["result"]
    plain = isinstance(result, int | float) and not isinstance(result, bool)
    value = _number(result)
    rare = Rare(
        end_us, valid_from, valid_to, None if plain else Said(result).value,
        said.get("resultQuality"), said.get("parameters"),
    )  # fmt: skip
    feature = next((said[name] for name in FEATURE if said.get(name) is not None), None)
    return Parts(
        at_us, value, NO_TIME if result_time is None else parse_moment(_text(result_time)),
        0 if feature is None else entity_id(feature), None if rare == Rare() else rare,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A result that is not a plain number; ``null`` is one too and is told from none by its list."""

    result: Any

    @property
    def value(self) -> list[Any]:
        """The result in a list of one."""
        return [self.result]


def _number(result: Any) -> float:
    if isinstance(result, list):
        return next((_number(part) for part in result if isinstance(part, int | float)), 0.0)
    if isinstance(result, bool | int | float):
        try:
            return float(result)
        except OverflowError as odd:
            raise Refusal(400, "a result is larger than any number we can keep") from odd
    return 0.0


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NotATime(f"{str(value)[:60]!r} is not a text with a time")
    return value


def batch_of(datastream_ids: Sequence[int], parts: Sequence[Parts]) -> Batch:
    """Rows read the long way as a batch."""
    rare = np.empty(len(parts), dtype=object)
    rare[:] = [part.rare for part in parts]
    return _columns(
        datastream_ids, [part.at_us for part in parts], [part.value for part in parts],
        [part.result_us for part in parts], [part.feature_id for part in parts], rare,
    )  # fmt: skip
