"""What was known at a moment: observations of a datastream, and what an entity said then."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from meydan.kernel.observations.engine.query.ast import Path, Query
from meydan.kernel.observations.engine.query.paths import ResourcePath, Step
from meydan.kernel.observations.engine.query.times import MAX_US, MIN_US
from meydan.kernel.observations.engine.slots import FIRST, SEQUENCES, at_of
from meydan.kernel.observations.models import EntityVersion
from meydan.kernel.observations.sta import paging, resources
from meydan.kernel.observations.sta.http import Refusal, Response
from meydan.kernel.observations.sta.reading import Asker, Page
from meydan.kernel.observations.sta.sql import Sql
from meydan.kernel.observations.stores.asof import read_as_of

IN_TIME = (Path(("phenomenonTime",)),)


def observations(asker: Asker, query: Query, stream: int | None) -> Page:
    """
    A page of a datastream's observations as they were known at ``query.as_of_us``, in order of time.

    :raises Refusal: for what the past does not answer
    """
    if stream is None:
        raise Refusal(400, "$as_of answers for the Observations of one Datastream, and for single entities.")
    if (
        query.filter
        or query.count
        or query.skip
        or any(o.descending or o.by not in IN_TIME for o in query.orderby)
    ):
        raise Refusal(
            400, "With $as_of, observations come in order of time; $filter, $skip and $count are not offered."
        )
    as_of_us = query.as_of_us or 0
    top = paging.top_of(query)
    after = FIRST
    if query.skip_token:
        after = int(paging.read_token(query.skip_token, [paging.Term(Sql("slot"), firm=True)])[0])
    # The instant of the last row is read again, for others may stand at it.
    slots, values = read_as_of(stream, max(MIN_US, at_of(after)), MAX_US, as_of_us, top + 1 + SEQUENCES)
    known = zip(slots.tolist(), values.tolist(), strict=True)
    rows = [(stream, slot, value) for slot, value in known if slot > after]
    token = paging.token_of([rows[top - 1][1]]) if len(rows) > top else None
    return Page(rows[:top], token)


def entity(asker: Asker, path: ResourcePath, query: Query) -> Response | None:
    """What one entity said at a moment; ``None`` when it has not been changed since."""
    step = path.steps[-1]
    if step.entity == "Observation" or path.inside or query.expand:
        raise Refusal(
            400, "$as_of answers for whole entities; of an observation ask its Datastream's Observations."
        )
    key = _key(asker, path.steps)
    was = (
        EntityVersion.objects.filter(entity=step.entity, entity_id=key, until_us__gt=query.as_of_us)
        .order_by("until_us", "pk")
        .first()
    )
    if was is None:
        return None
    if was.is_removed and not asker.principal.reads_all:
        raise resources.nothing_there(step)
    return Response(200, msgspec.json.encode(was.body))


def _key(asker: Asker, steps: Sequence[Step]) -> int:
    """The number of the entity, also of one that was removed when it is named from the root."""
    step = steps[-1]
    if len(steps) == 1 and isinstance(step.key, int):
        if not asker.principal.reads_all:
            resources.one(asker, steps)
        return step.key
    found, row = resources.one(asker, steps)
    return int(resources.key_of(found, row))
