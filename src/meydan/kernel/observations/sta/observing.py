"""The short way of observations: from the body to the writer, and back the addresses of what was stored."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from django.utils import timezone

from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.models import QuarantinedRow
from meydan.kernel.observations.operations.details import TooManyAtOnce
from meydan.kernel.observations.operations.ingest import DatastreamUnknown, Taken
from meydan.kernel.observations.operations.together import Outcome, Part
from meydan.kernel.observations.principals import Principal
from meydan.kernel.observations.sta import multi, taking, who
from meydan.kernel.observations.sta.http import UNREADABLE, Refusal, Response, as_json
from meydan.kernel.observations.sta.writer import Writer

SIMPLE = re.compile(r"(?:Datastreams\((\d{1,10})\)/)?Observations\Z")
BULK = "CreateObservations"
# A body larger than this is read in a thread, so that others are answered meanwhile.
READ_ASIDE_BYTES = 65_536
REFUSED = {
    str(QuarantinedRow.Reason.NOT_A_NUMBER): "the result is not a number",
    str(QuarantinedRow.Reason.OUT_OF_RANGE): "the result is outside what is physically possible",
    str(QuarantinedRow.Reason.TIME_IMPOSSIBLE): "the phenomenonTime lies at the very edge of the calendar",
    str(QuarantinedRow.Reason.IN_THE_FUTURE): "the phenomenonTime lies too far in the future",
}


def why(reason: str) -> str:
    """The reason of a refusal in the words of this door."""
    return REFUSED.get(reason, reason.replace("_", " "))


def is_simple(path: str) -> bool:
    """Whether a POST to this path may be nothing but observations."""
    return path == BULK or SIMPLE.match(path) is not None


async def observe(
    path: str, headers: Mapping[str, str], body: bytes, writer: Writer, readers: ThreadPoolExecutor
) -> Response | None:
    """Store what ``body`` holds; ``None`` when it is more than plain observations and wants the long way."""
    loop = asyncio.get_running_loop()
    principal = who.known_at_once(headers)
    if principal is None:
        principal = await loop.run_in_executor(readers, who.principal_of, headers, "POST")
    who.require_observer(principal)
    if path == BULK:
        return await _bulk(body, principal, writer, readers, who.root_of(headers))
    if "idempotency-key" in headers:
        return None
    match = SIMPLE.match(path)
    own = int(match[1]) if match and match[1] else None
    batch = taking.one_simple(body, own, to_us(timezone.now()))
    if batch is None:
        return None
    await _permitted(batch, principal, loop, readers)
    taken = await writer.take(Part(batch, principal.name))
    slot = slots_or_refusal(taken)
    if taken_reason := str(taken.reasons[0]) if isinstance(taken, Taken) else "":
        raise Refusal(400, f"The observation was not stored: {why(taken_reason)}. It is kept in quarantine.")
    where = f"{who.root_of(headers)}/Observations('{int(batch.datastream_id[0])}_{int(slot[0])}')"
    return Response(201, b"", headers=[("Location", where)])


async def _permitted(
    batch: Batch, principal: Principal, loop: asyncio.AbstractEventLoop, readers: ThreadPoolExecutor
) -> None:
    if not principal.observes:
        await loop.run_in_executor(readers, who.require_all_permitted, batch, principal)


def slots_or_refusal(outcome: Outcome) -> Any:
    """
    The slots of what was stored.

    :raises Refusal: in words that the sender can use
    """
    if isinstance(outcome, Taken):
        return outcome.slot
    if isinstance(outcome, DatastreamUnknown):
        raise Refusal(404, f"The Datastream is not there (any more): {outcome}.")
    if isinstance(outcome, TooManyAtOnce):
        raise Refusal(409, "This Datastream has 32 different observations at that instant already.")
    raise outcome


async def _bulk(
    body: bytes, principal: Principal, writer: Writer, readers: ThreadPoolExecutor, root: str
) -> Response:
    loop = asyncio.get_running_loop()
    aside = len(body) > READ_ASIDE_BYTES or b'"MultiDatastream"' in body
    read = loop.run_in_executor(readers, _blocks, body) if aside else None
    parts = _blocks(body) if read is None else await read
    # All at once, so that one commit takes all parts of a body.
    outcomes = await asyncio.gather(*(_store_block(part, principal, writer, readers) for part in parts))
    return as_json(201, [address for rows, outcome in zip(parts, outcomes, strict=True)
                         for address in addresses(rows, outcome, root)])  # fmt: skip


def fitting(rows: taking.Rows) -> taking.Rows:
    """Rows of a block without those whose results do not fit a MultiDatastream; touches the database."""
    wrong = multi.misfits(rows.batch)
    if not any(wrong):
        return rows
    errors = {place: why for place, why in zip(rows.place, wrong, strict=True) if why}
    kept = [number for number, why in enumerate(wrong) if not why]
    batch = rows.batch.where(np.array(kept, dtype=np.int64))
    return taking.Rows(batch, [rows.place[n] for n in kept], {**rows.errors, **errors}, rows.count)


def _blocks(body: bytes) -> list[taking.Rows]:
    try:
        listed = taking.blocks.decode(body)
    except UNREADABLE as odd:
        raise Refusal(400, f"This is not a CreateObservations body: {odd}.") from odd
    now_us = to_us(timezone.now())
    rows = [taking.rows_of(block, now_us) for block in listed]
    return [fitting(one) if block.MultiDatastream else one for one, block in zip(rows, listed, strict=True)]


async def _store_block(
    rows: taking.Rows, principal: Principal, writer: Writer, readers: ThreadPoolExecutor
) -> Taken | str:
    if not len(rows.batch):
        return ""
    try:
        loop = asyncio.get_running_loop()
        await _permitted(rows.batch, principal, loop, readers)
        outcome = await writer.take(Part(rows.batch, principal.name))
        slots_or_refusal(outcome)
    except Refusal as refusal:
        return refusal.message
    return outcome if isinstance(outcome, Taken) else ""


def addresses(rows: taking.Rows, outcome: Taken | str, root: str) -> list[str]:
    """One address a row, or a text that begins with "error" and says why."""
    told = ["error"] * rows.count
    for place, fault in rows.errors.items():
        told[place] = f"error: {fault}"
    if isinstance(outcome, str):
        for place in rows.place:
            told[place] = f"error: {outcome}"
        return told
    stream = int(rows.batch.datastream_id[0]) if len(rows.batch) else 0
    begin = f"{root}/Observations('{stream}_"
    for place, slot, reason in zip(rows.place, outcome.slot.tolist(), outcome.reasons.tolist(), strict=True):
        told[place] = f"error: {why(reason)}" if reason else f"{begin}{slot}')"
    return told
