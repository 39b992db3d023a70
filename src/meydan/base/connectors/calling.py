"""The way out, loaded when somebody goes: the HTTP library costs half a second that most starts need not pay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from meydan.base.connectors.calls import Response
from meydan.base.connectors.registry import Connector


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
    from meydan.base.connectors import fetching

    return fetching.fetch(
        connector,
        url,
        method=method,
        params=params,
        headers=headers,
        content=content,
        etag=etag,
        max_bytes=max_bytes,
        timeout_s=timeout_s,
        now=now,
    )
