"""Instant and sequence of an observation in one sortable number."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from meydan.kernel.observations.engine.batch import Ints

# Five bits: observations of one datastream at one microsecond. The years 1 to 9999 need 59 more.
SEQUENCES = 32
SHIFT = 5
LAST_SEQ = SEQUENCES - 1
FIRST, LAST = -(2**63), 2**63 - 1

Number = TypeVar("Number", int, Ints)


def slot_of(at_us: Number, seq: Number | int = 0) -> Number:
    """The slot of an instant [µs since 1970 UTC] and a sequence from 0 to 31."""
    return at_us * SEQUENCES + seq


def bound_of(at_us: int) -> int:
    """The first slot of an instant that is asked about; what lies beyond every slot becomes the outermost."""
    return max(FIRST, min(LAST, at_us * SEQUENCES))


def at_of(slot: Number) -> Number:
    """The instant [µs since 1970 UTC] of a slot; rounds towards the past, also before 1970."""
    return slot >> SHIFT


def seq_of(slot: Number) -> Number:
    """The sequence of a slot, 0 to 31."""
    return slot & LAST_SEQ


def runs(slots: Ints, between: Ints) -> list[tuple[int, int]]:
    """
    First and last of the longest runs of ``slots`` (ascending) that hold none of ``between`` (ascending).
    """
    if not slots.size:
        return []
    place = np.searchsorted(between, slots)
    ends = np.append(np.flatnonzero(np.diff(place)), slots.size - 1)
    starts = np.append(0, ends[:-1] + 1)
    return list(zip(slots[starts].tolist(), slots[ends].tolist(), strict=True))
