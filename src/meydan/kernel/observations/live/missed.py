"""What of the feed concerns somebody, and what they missed while they were away."""

from __future__ import annotations

import numpy as np

from meydan.kernel.observations.engine.batch import Ints
from meydan.kernel.observations.engine.waiting import Fact
from meydan.kernel.observations.stores import feed
from meydan.kernel.observations.stores.feed import Entry

MOST_RESUMED = 5_000
ENTRIES_A_STEP = 200


def facts_of(entry: Entry, ids: Ints) -> list[Fact]:
    """The observations of these datastreams in an entry."""
    chosen = np.isin(entry.datastream_id, ids)
    columns = (entry.datastream_id, entry.slot, entry.value)
    return list(zip(*(column[chosen].tolist() for column in columns), strict=True))


def missed_since(last: int, ids: Ints) -> list[Fact] | None:
    """What came after an entry of the feed; ``None`` when not all of it is known any more, or it is too much."""
    if not feed.is_whole_since(last):
        return None
    found: list[Fact] = []
    newest = feed.newest()
    while last < newest:
        entries = feed.after(last, ENTRIES_A_STEP)
        if not entries:
            break
        found += [fact for entry in entries for fact in facts_of(entry, ids)]
        last = entries[-1].id
        if len(found) > MOST_RESUMED:
            return None
    return found
