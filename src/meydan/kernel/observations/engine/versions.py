"""When each version of a value began and ended to be known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from meydan.kernel.observations.engine.archived import ArchivedRows
from meydan.kernel.observations.engine.batch import NO_TIME, Floats, Ints
from meydan.kernel.observations.engine.slots import at_of

# The end of a version that still stands.
STILL = np.iinfo(np.int64).max
# First slot, last slot, and when the values between came [µs since 1970 UTC].
Run = tuple[int, int, int]


@dataclass(frozen=True)
class Versions:
    """Values by slot, known in [begin, end) [µs since 1970 UTC]."""

    slot: Ints
    value: Floats
    begin_us: Ints
    end_us: Ints

    def at(self, moment_us: int) -> tuple[Ints, Floats]:
        """Slots, in order, and values as they were known at a moment."""
        seen = (self.begin_us <= moment_us) & (moment_us < self.end_us)
        order = np.argsort(self.slot[seen], kind="stable")
        return self.slot[seen][order], self.value[seen][order]


def came(slot: Ints, end_us: Ints, runs: Sequence[Run]) -> Ints:
    """
    When the version of each slot (in order) that stood until ``end_us`` came; ``NO_TIME`` where no run tells.

    The last run counts: a run may span a slot that was empty then, never one that was full.
    """
    found: Ints = np.full(slot.size, NO_TIME)
    for first, last, received_us in sorted(runs, key=lambda run: run[2]):
        span = slice(int(np.searchsorted(slot, first)), int(np.searchsorted(slot, last, side="right")))
        own = found[span]
        own[received_us < end_us[span]] = received_us
    return found


def begins(slot: Ints, end_us: Ints, before_us: Ints, runs: Sequence[Run]) -> Ints:
    """
    When versions began to be known: when they came or the one before them ended, ``NO_TIME`` where they came in time.

    :param before_us: when the version before ended; ``NO_TIME`` of a first one
    """
    found: Ints = np.maximum(came(slot, end_us, runs), before_us)
    return found


def of_old(slot: Ints, replaced_us: Ints, value: Floats, runs: Sequence[Run]) -> Versions:
    """The versions that were replaced or removed, from rows in the order of slot and end."""
    follows = np.append(False, slot[1:] == slot[:-1]) if slot.size else np.empty(0, dtype=bool)
    before: Ints = np.where(follows, np.roll(replaced_us, 1), NO_TIME)
    known = begins(slot, replaced_us, before, runs)
    return Versions(slot, value, in_time(slot, known), replaced_us)


def last_ends(slot: Ints, old_slot: Ints, replaced_us: Ints) -> Ints:
    """Of each slot when its last version that stands no more ended; ``NO_TIME`` where there is none."""
    found: Ints = np.full(slot.size, NO_TIME)
    place = np.searchsorted(old_slot, slot, side="right") - 1
    has = (
        (place >= 0) & (old_slot[np.maximum(place, 0)] == slot)
        if old_slot.size
        else np.zeros(slot.size, bool)
    )
    found[has] = replaced_us[place[has]]
    return found


def in_time(slot: Ints, known_us: Ints) -> Ints:
    """When a value was known: when it came, or its own time."""
    found: Ints = np.where(known_us == NO_TIME, at_of(slot), known_us)
    return found


def joined(parts: Sequence[Versions]) -> Versions:
    """Versions of several sources as one."""
    return Versions(
        np.concatenate([part.slot for part in parts]),
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.begin_us for part in parts]),
        np.concatenate([part.end_us for part in parts]),
    )


def of_table(rows: ArchivedRows) -> Versions:
    """The versions that stand in the table."""
    return Versions(rows.slot, rows.value, in_time(rows.slot, rows.known_us), np.full(len(rows), STILL))


def of_archive(rows: ArchivedRows, others: Versions) -> Versions:
    """The versions in the archive; each ended when one that came for its slot afterwards began."""
    begin = in_time(rows.slot, rows.known_us)
    # One that began at the same moment is the same, archived before its day left the table: the table tells it.
    return Versions(rows.slot, rows.value, begin, first_after(rows.slot, begin - 1, others))


def first_after(slot: Ints, after_us: Ints, versions: Versions) -> Ints:
    """When the first version of each slot (in order) began after a moment; ``STILL`` where none did."""
    found: Ints = np.full(slot.size, STILL)
    if not slot.size:
        return found
    place = np.minimum(np.searchsorted(slot, versions.slot), slot.size - 1)
    later = (slot[place] == versions.slot) & (versions.begin_us > after_us[place])
    np.minimum.at(found, place[later], versions.begin_us[later])
    return found
