"""One call to an outside system, with everything that can go wrong named."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import httpx
from django.utils import timezone

from meydan.base.connectors import home_settings, operations, registry
from meydan.base.connectors.calls import (
    AnswerBroken,
    AnswerRefused,
    AnswerTooLarge,
    CallFailed,
    CallRefused,
    CallTimedOut,
    CircuitOpen,
    ConnectorOff,
    NotReached,
    Response,
)
from meydan.base.connectors.exchanges import stand_in
from meydan.base.connectors.guard import AddressRefused, Deadline, GuardedTransport
from meydan.base.connectors.registry import Connector

log = logging.getLogger(__name__)

CONNECT_S = 5.0  # a system that does not pick up in five seconds will not in fifty
READ_S = 10.0  # the longest silence in the middle of an answer
MOST_REDIRECTS = 3
FIRST_PAUSE_S = 0.5
CHUNK = 65_536
SAFE_METHODS = ("GET", "HEAD")
LONGEST_RETRY_AFTER_S = 3600.0


@dataclass(frozen=True)
class _Call:
    connector: Connector
    method: str
    url: str
    headers: dict[str, str]
    content: bytes | None
    params: Mapping[str, str] | None
    max_bytes: int
    deadline: Deadline


def fetch(
    connector: Connector | str,
    url: str = "",
    *,
    method: str = "GET",
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    etag: str = "",
    max_bytes: int | None = None,
    timeout_s: float | None = None,
    now: datetime | None = None,
) -> Response:
    """
    Call an outside system and return its whole answer. Never call it inside a transaction.

    :param url: absolute, or relative to the connector's address
    :param etag: of the version we hold; the answer may then be ``not_modified``
    :param max_bytes: instead of the connector's own limit
    :raises ConnectorUnknown: if the connector is not registered
    :raises ConnectorOff: if it is not switched on
    :raises CircuitOpen: if it keeps failing and is being left alone
    :raises CallFailed: its subclasses say what went wrong
    """
    known = registry.connector(connector) if isinstance(connector, str) else connector
    seconds = timeout_s or known.timeout_s
    call = _Call(
        known, method, _whole(known, url), _headers(headers, etag), content, params,
        max_bytes or known.max_bytes, Deadline(seconds),
    )  # fmt: skip
    resting = operations.may_call(code=known.code, now=now or timezone.now(), trial_s=seconds)
    if resting is not None:
        raise CircuitOpen(known.code, resting)
    return _noted(call, now)


def _whole(connector: Connector, url: str) -> str:
    if not home_settings.is_enabled(connector):
        raise ConnectorOff(f"{connector.code} is not switched on in {home_settings.FILE}")
    base = home_settings.base_url(connector)
    whole = urljoin(f"{base}/", url) if base else url
    parts = urlsplit(whole)
    if not whole:
        raise ConnectorOff(f"{connector.code} has no {connector.base_url_setting} in {home_settings.FILE}")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise CallRefused(f"{connector.code}: not an http address without a password in it")
    return whole


def _headers(given: Mapping[str, str] | None, etag: str) -> dict[str, str]:
    plain = {"User-Agent": "Meydan", "Accept-Encoding": "gzip"}
    return {**plain, **(given or {}), **({"If-None-Match": etag} if etag else {})}


def _noted(call: _Call, now: datetime | None) -> Response:
    code = call.connector.code
    try:
        answer = _tried(call)
    except AnswerRefused as fault:
        _note_refused(code, fault, now or timezone.now())
        raise
    except CallRefused as fault:
        operations.note_refusal(code=code, now=now or timezone.now(), error=str(fault))
        raise
    except CallFailed as fault:
        operations.note_failure(code=code, now=now or timezone.now(), error=str(fault))
        raise
    operations.note_success(code=code, now=now or timezone.now(), latency_s=answer.latency_s)
    return answer


def _note_refused(code: str, fault: AnswerRefused, now: datetime) -> None:
    status = fault.response.status
    if status == 429 or status >= 500:
        pause = fault.response.headers.get("retry-after", "")
        seconds = min(float(pause), LONGEST_RETRY_AFTER_S) if pause.isdecimal() else 0.0
        operations.note_failure(code=code, now=now, error=str(fault), retry_after_s=seconds)
    else:
        operations.note_refusal(code=code, now=now, error=str(fault))


def _tried(call: _Call) -> Response:
    attempts = call.connector.attempts if call.method in SAFE_METHODS else 1
    for attempt in range(1, attempts + 1):
        try:
            return _followed(call)
        except (CallTimedOut, AnswerBroken, AnswerRefused) as fault:
            pause = FIRST_PAUSE_S * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries
            if attempt == attempts or not _passing(fault) or pause >= call.deadline.left():
                raise
            log.info("%s: %s; trying again in %.1f s", call.connector.code, fault, pause)
            time.sleep(pause)
    raise AssertionError("the last attempt either returns or raises")


def _passing(fault: CallFailed) -> bool:
    return not isinstance(fault, AnswerRefused) or fault.response.status in (500, 502, 503, 504)


def _followed(call: _Call) -> Response:
    """Make the call; follow a few redirects, without what was meant for the first host only."""
    started = time.monotonic()
    url, headers = call.url, call.headers
    for _hop in range(MOST_REDIRECTS + 1):
        answer = _once(call, url, headers, started, first=url == call.url)
        target = answer.headers.get("location", "")
        if answer.status not in (301, 302, 303, 307, 308) or not target:
            return _judged(answer)
        if call.method not in SAFE_METHODS:
            raise CallRefused(f"{call.connector.code}: a {call.method} is not sent on to another address")
        onward = urljoin(url, target)
        headers = headers if _same_origin(url, onward) else _headers(None, "")
        url = _onward(url, onward)
    raise CallRefused(f"{call.connector.code}: more than {MOST_REDIRECTS} redirects")


def _onward(url: str, onward: str) -> str:
    parts = urlsplit(onward)
    downgraded = urlsplit(url).scheme == "https" and parts.scheme != "https"
    if parts.scheme not in ("http", "https") or downgraded or parts.username or not parts.hostname:
        raise CallRefused(f"redirected to {parts.scheme}://{parts.hostname}")
    return onward


def _same_origin(one: str, other: str) -> bool:
    a, b = urlsplit(one), urlsplit(other)
    return (a.scheme, a.hostname, a.port) == (b.scheme, b.hostname, b.port)


def _judged(answer: Response) -> Response:
    if answer.status >= 400:
        raise AnswerRefused(answer)
    return answer


def _once(call: _Call, url: str, headers: dict[str, str], started: float, *, first: bool) -> Response:
    transport = stand_in() or GuardedTransport(call.deadline, allow_private=call.connector.allow_private)
    client = httpx.Client(
        transport=transport,
        trust_env=False,
        timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
        follow_redirects=False,
    )
    try:
        with client.stream(
            call.method, url, headers=headers, content=call.content, params=call.params if first else None
        ) as stream:
            body = _read(stream, call.max_bytes)
            kept = {name.lower(): value for name, value in stream.headers.items()}
            return Response(stream.status_code, kept, body, str(stream.url), time.monotonic() - started)
    except AddressRefused as fault:
        raise CallRefused(str(fault)) from fault
    except (httpx.ConnectError, httpx.ConnectTimeout) as fault:
        raise NotReached(f"{urlsplit(url).hostname}: {fault}") from fault
    except httpx.TimeoutException as fault:
        raise CallTimedOut(f"{urlsplit(url).hostname} did not answer in time") from fault
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise AnswerBroken(f"{urlsplit(url).hostname}: {fault}") from fault
    finally:
        if transport is not stand_in():
            client.close()


def _read(stream: httpx.Response, max_bytes: int) -> bytes:
    said = stream.headers.get("content-length", "")
    if said.isdecimal() and int(said) > max_bytes and stream.request.method != "HEAD":
        raise AnswerTooLarge(f"{stream.url.host} announced {said} bytes; {max_bytes} are allowed")
    parts, size = [], 0
    for part in stream.iter_bytes(CHUNK):
        size += len(part)
        if size > max_bytes:
            raise AnswerTooLarge(f"{stream.url.host} sent more than {max_bytes} bytes")
        parts.append(part)
    return b"".join(parts)
