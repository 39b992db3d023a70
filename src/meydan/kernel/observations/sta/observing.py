"""The short way of observations: from the body to the writer, and back the addresses of what was stored."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings
from django.db import connection
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from meydan.base.people.public import session_account
from meydan.kernel.observations import principals
from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.query.model import ENTITIES
from meydan.kernel.observations.models import QuarantinedRow
from meydan.kernel.observations.operations.details import TooManyAtOnce
from meydan.kernel.observations.operations.ingest import DatastreamUnknown, Taken
from meydan.kernel.observations.operations.together import Outcome, Part
from meydan.kernel.observations.principals import NotRecognised, Principal
from meydan.kernel.observations.sta import multi, tables, taking
from meydan.kernel.observations.sta.http import MOUNT, UNREADABLE, Refusal, Response, as_json
from meydan.kernel.observations.sta.writer import Writer

SIMPLE = re.compile(r"(?:Datastreams\((\d{1,10})\)/)?Observations\Z")
BULK = "CreateObservations"
UNKNOWN_KEY = "This key is not known here, or it is over. Ask the administrator of this city for a new one."
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


def root_of(headers: Mapping[str, str]) -> str:
    """Where the service stands, as the asker sees it; a host we do not know is not repeated."""
    home, host = settings.MEYDAN_HOME, headers.get("host", "")
    if home.public_url or not _is_ours(host, tuple(settings.ALLOWED_HOSTS)):
        return f"{home.address}{MOUNT}"
    return f"http://{host}{MOUNT}"


@lru_cache(maxsize=64)
def _is_ours(host: str, allowed: tuple[str, ...]) -> bool:
    """Whether a request may name this host; asked at every request, and nearly always of the same one."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def principal_of(headers: Mapping[str, str], method: str) -> Principal:
    """
    Who asks; touches the database, so it is called where that may wait.

    :raises Refusal: if the key or token is not good
    """
    try:
        secret = principals.secret_in(headers.get("authorization", ""), headers.get("x-api-key", ""))
        if secret:
            return principals.of_key(secret, timezone.now())
    except NotRecognised as unknown:
        raise Refusal(
            401, str(unknown) or UNKNOWN_KEY, WWW_Authenticate=principals.challenge(unknown)
        ) from unknown
    cookie = headers.get("cookie", "")
    if settings.SESSION_COOKIE_NAME in cookie:
        return _of_session(cookie, headers, method)
    return principals.visitor()


def _of_session(cookie: str, headers: Mapping[str, str], method: str) -> Principal:
    try:
        key = SimpleCookie(cookie)[settings.SESSION_COOKIE_NAME].value
    except (CookieError, KeyError):
        return principals.visitor()
    account = session_account(key)
    if account is None:
        return principals.visitor()
    if method not in ("GET", "HEAD") and not _from_here(headers):
        raise Refusal(403, "A page of another site may not change anything here. Use a key instead.")
    return principals.of_account(account)


def _from_here(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that the request comes from a page of this very site."""
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    if site:
        return site == "same-origin"
    return bool(origin) and urlsplit(origin).netloc == headers.get("host", "")


async def observe(
    path: str, headers: Mapping[str, str], body: bytes, writer: Writer, readers: ThreadPoolExecutor
) -> Response | None:
    """Store what ``body`` holds; ``None`` when it is more than plain observations and wants the long way."""
    loop = asyncio.get_running_loop()
    principal = known_at_once(headers)
    if principal is None:
        principal = await loop.run_in_executor(readers, principal_of, headers, "POST")
    require_observer(principal)
    if path == BULK:
        return await _bulk(body, principal, writer, readers, root_of(headers))
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
    where = f"{root_of(headers)}/Observations('{int(batch.datastream_id[0])}_{int(slot[0])}')"
    return Response(201, b"", headers=[("Location", where)])


def require_observer(principal: Principal) -> None:
    """
    Go on only for those who may add observations to anything at all.

    :raises Refusal: 401 for who did not say who he is, 403 for who did
    """
    if principal.may_observe_somewhere():
        return
    if principal != principals.ANYONE:
        raise Refusal(403, "This key or account reads here; it may not add observations.")
    raise Refusal(
        401, "Observations are added with a key. Send it as Authorization: Bearer, or as X-API-Key.",
        WWW_Authenticate='Bearer realm="SensorThings"',
    )  # fmt: skip


def known_at_once(headers: Mapping[str, str]) -> Principal | None:
    """Who asks, when that needs no database: who was seen just before, and a visitor without key and session."""
    authorization, api_key = headers.get("authorization", ""), headers.get("x-api-key", "")
    if not authorization and not api_key:
        return None if headers.get("cookie") else principals.visitor()
    try:
        return principals.believed(principals.secret_in(authorization, api_key))
    except NotRecognised:
        return None


async def _permitted(
    batch: Batch, principal: Principal, loop: asyncio.AbstractEventLoop, readers: ThreadPoolExecutor
) -> None:
    if not principal.observes:
        await loop.run_in_executor(readers, require_all_permitted, batch, principal)


def require_all_permitted(batch: Batch, principal: Principal) -> None:
    """
    Go on only if all rows may be added by this one.

    :raises Refusal: naming the first datastream or feature that may not be
    """
    require_permitted(np.unique(batch.datastream_id).tolist(), principal)
    require_features(batch, principal)


def require_features(batch: Batch, principal: Principal) -> None:
    """
    Go on only if the features that are named may be seen, or are about nothing yet.

    Whoever names a feature sees it afterwards, by way of his own observation.

    :raises Refusal: naming the first that may not; one that is not there may not either
    """
    ids = [] if batch.feature_id is None else np.unique(batch.feature_id[batch.feature_id > 0]).tolist()
    if principal.reads_all or not ids:
        return
    used = (
        "EXISTS (SELECT 1 FROM observations_datastream s WHERE s.default_feature_id = f.id) OR "
        "EXISTS (SELECT 1 FROM observations_detail x WHERE x.feature_id = f.id)"
    )
    marks = ",".join(["%s"] * len(ids))
    seen = tables.seen(ENTITIES["FeatureOfInterest"], "f", principal)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.id FROM observations_featureofinterest f WHERE f.id IN ({marks}) "
            f"AND (({seen.text}) OR NOT ({used}))",
            [*ids, *seen.params],
        )
        allowed = {row[0] for row in cursor.fetchall()}
    missing = next((pk for pk in ids if pk not in allowed), None)
    if missing is not None:
        raise Refusal(403, f"This key may not observe FeaturesOfInterest({missing}).")


def require_permitted(ids: list[int], principal: Principal) -> None:
    """
    Go on only if all of these datastreams may be written to.

    :raises Refusal: naming the first that may not; one that is not there may not either
    """
    condition, parameters = principal.streams_written("d")
    if not condition:
        return
    marks = ",".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id FROM observations_datastream d WHERE d.id IN ({marks}) AND {condition}",
            [*ids, *parameters],
        )
        allowed = {row[0] for row in cursor.fetchall()}
    missing = next((pk for pk in ids if pk not in allowed), None)
    if missing is not None:
        raise Refusal(403, f"This key may not add observations to Datastreams({missing}).")


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
