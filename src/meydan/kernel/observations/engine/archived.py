"""A month of one datastream as it stands in the archive: values, when they came, and what is rare about them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from meydan.kernel.observations.engine.batch import NO_TIME, Floats, Ints, Mask

# end, result time, valid from, valid to [µs since 1970 UTC], feature, result, quality, parameters (JSON texts).
Detail = tuple[Any, ...]


@dataclass(frozen=True)
class ArchivedRows:
    """
    Rows of one datastream in the order of their slots.

    ``known_us`` is when a value came [µs since 1970 UTC], ``NO_TIME`` where it came within a minute of its time.
    """

    slot: Ints
    value: Floats
    known_us: Ints
    details: dict[int, Detail]

    def __len__(self) -> int:
        return int(self.slot.size)

    def where(self, chosen: Mask) -> ArchivedRows:
        """The rows that a mask names."""
        slot = self.slot[chosen]
        kept = set(slot.tolist()) if self.details else set()
        details = {key: detail for key, detail in self.details.items() if key in kept}
        return ArchivedRows(slot, self.value[chosen], self.known_us[chosen], details)

    def digest(self) -> str:
        """SHA-256 of what the rows say, however they are written."""
        seen = hashlib.sha256(self.slot.astype("<i8").tobytes())
        seen.update(self.value.astype("<f8").tobytes())
        seen.update(self.known_us.astype("<i8").tobytes())
        seen.update(json.dumps(sorted(self.details.items())).encode())
        return seen.hexdigest()

    @classmethod
    def none(cls) -> ArchivedRows:
        """No rows."""
        return cls(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64), {})


@dataclass(frozen=True)
class Merged:
    """Rows of the archive with later ones laid over them, and the values that these replaced."""

    rows: ArchivedRows
    replaced_slot: Ints
    replaced_value: Floats
    replaced_us: Ints


def merge(older: ArchivedRows, newer: ArchivedRows, changed_us: Ints | None = None) -> Merged:
    """
    Lay ``newer`` over ``older``.

    The same value once more leaves the row as it was, with the time it came first; another value replaces it.

    :param changed_us: for each row of ``older`` when it was first replaced [µs since 1970 UTC]; where that is not
        when the newer value came there were others between, so that the same value is another version
    """
    place = np.searchsorted(newer.slot, older.slot)
    inside = np.minimum(place, max(len(newer) - 1, 0))
    both = newer.slot[inside] == older.slot if len(newer) else np.zeros(len(older), dtype=bool)
    same = both.copy()
    same[both] = newer.value[inside[both]] == older.value[both]
    if changed_us is not None:
        came = newer.known_us[inside[both]]
        same[both] &= (came == changed_us[both]) | (came == NO_TIME)
    other = both & ~same
    stays = older.where(~both)
    known = newer.known_us.copy()
    known[inside[same]] = older.known_us[same]
    slot = np.concatenate([stays.slot, newer.slot])
    order = np.argsort(slot, kind="stable")
    rows = ArchivedRows(
        slot[order],
        np.concatenate([stays.value, newer.value])[order],
        np.concatenate([stays.known_us, known])[order],
        {**older.details, **newer.details},
    )
    when = older.known_us if changed_us is None else changed_us
    return Merged(rows, older.slot[other], older.value[other], when[other])
