"""What is repeated in a payload, each read on its own, and a payload with some of it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from meydan.kernel.observations.engine.payloads.documents import PayloadUnreadable
from meydan.kernel.observations.engine.payloads.paths import path_of, values_at, with_only, with_places
from meydan.kernel.observations.engine.payloads.shapes import PayloadShape


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a document and its place among them."""

    place: int
    body: Any


def records_of(document: Any, shape: PayloadShape) -> Iterator[Record]:
    """
    The records of a document: what ``records`` leads to, the places of ``columns``, or the whole.

    :raises PayloadUnreadable: if lists that should run side by side differ in length
    """
    if shape.columns:
        yield from _side_by_side(document, shape.columns)
    elif shape.records:
        for place, body in enumerate(values_at(document, path_of(shape.records))):
            yield Record(place, body)
    else:
        yield Record(0, document)


def _side_by_side(document: Any, columns: dict[str, str]) -> Iterator[Record]:
    lists: dict[str, list[Any]] = {}
    for name, path in columns.items():
        found = next(values_at(document, path_of(path)), None)
        if not isinstance(found, list):
            raise PayloadUnreadable(f"no list: {name}")
        lists[name] = found
    sizes = {name: len(found) for name, found in lists.items()}
    if len(set(sizes.values())) > 1:
        raise PayloadUnreadable(", ".join(f"{name}: {size}" for name, size in sizes.items()))
    for place in range(next(iter(sizes.values()))):
        yield Record(place, {name: found[place] for name, found in lists.items()})


def with_records(document: Any, shape: PayloadShape, places: Iterable[int]) -> Any:
    """A copy of a document that holds these records alone, to be read by the same mapping again."""
    wanted = sorted(set(places))
    if shape.columns:
        for path in shape.columns.values():
            document = with_places(document, path_of(path), wanted)
        return document
    if not shape.records:
        return document
    bodies = list(values_at(document, path_of(shape.records)))
    return with_only(
        document, path_of(shape.records), {id(bodies[place]) for place in wanted if place < len(bodies)}
    )


def is_empty(document: Any, shape: PayloadShape) -> bool:
    """Whether the list of records is there and holds none: a device that has nothing to say."""
    if shape.columns:
        return next(records_of(document, shape), None) is None
    if not shape.records:
        return False
    lists = list(values_at(document, path_of(shape.records)[:-1]))
    return bool(lists) and all(found == [] for found in lists)
